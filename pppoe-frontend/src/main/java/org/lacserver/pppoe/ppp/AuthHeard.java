package org.lacserver.pppoe.ppp;

/** What a received PAP or CHAP packet was, or why it was discarded. */
public enum AuthHeard {
    /** The caller named himself. */
    ANSWER,
    /** He said so again while he waits; the LAC stays silent (the answer is not ours to give). */
    REPEATED_ANSWER,
    BAD_LENGTH,
    /** A code that only an authenticator sends. */
    BAD_CODE,
    /** A Response to another Challenge. */
    STALE_IDENTIFIER,
    /** A CHAP Response whose value is not an MD5 digest. */
    BAD_VALUE_SIZE
}
