package org.lacserver.pppoe.ppp;

/** What a received packet of an authentication protocol was, or why it was discarded. */
public enum AuthHeard {
    /** The caller named himself. */
    ANSWER,
    /** His EAP Response to a further Request, for the server. */
    REPLY,
    /** He said so again while he waits; the LAC stays silent (the answer is not ours to give). */
    REPEATED_ANSWER,
    /** He names himself otherwise while he waits: the first answer is the one that is judged. */
    CHANGED_ANSWER,
    BAD_LENGTH,
    /** A code that only an authenticator sends. */
    BAD_CODE,
    /** A Response to another Challenge or Request. */
    STALE_IDENTIFIER,
    /** A CHAP Response whose value is not as long as its algorithm makes it. */
    BAD_VALUE_SIZE,
    /** An EAP Response whose Type is neither that of the Request nor a Nak (RFC 3748 §4.1). */
    WRONG_TYPE
}
