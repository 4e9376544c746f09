package org.lacserver.pppoe.discovery;

/** What became of a PADI or PADR. */
public enum DiscoveryHeard {
    /** PADI answered with a PADO. */
    PADO_SENT,
    /** PADR that a session can be made for. */
    PADR_GOOD,
    /** PADI to a group or station that is not ours. */
    PADI_NOT_FOR_US,
    PADI_BAD_SESSION_ID,
    PADI_BAD_TAGS,
    /** Not exactly one Service-Name (RFC 2516 §5.1). */
    PADI_BAD_SERVICE_NAME,
    /** RFC 2516 §5.2: an AC that cannot serve the PADI MUST NOT answer it. */
    PADI_SERVICE_NOT_SERVED,
    PADI_REPLY_TOO_LONG,
    /** With an error tag, which belongs into answers. */
    PADI_ERROR,
    PADR_BAD_SESSION_ID,
    PADR_BAD_TAGS,
    /** Not exactly one Service-Name (RFC 2516 §5.3). */
    PADR_BAD_SERVICE_NAME,
    PADR_NO_COOKIE,
    /** With an error tag: the host wants no session (RFC 2516 App. A, Generic-Error). */
    PADR_ERROR,
    /** Forged, expired, or another caller's. */
    PADR_BAD_COOKIE,
    /** Answered with Service-Name-Error. */
    PADR_SERVICE_NOT_SERVED
}
