package org.lacserver.l2tp.tunnel;

/** What a control connection reports to be counted. */
public enum Note {
    HELLO_SENT,
    STOPCCN_SENT,
    STOPCCN_RECEIVED,
    TIE_WON,
    TIE_LOST,
    MESSAGE_IGNORED,
    MESSAGE_AFTER_CLOSE,
    AUTHENTICATION_FAILED,
    WRONG_PEER,
    PEER_MOVED,
    QUEUE_FULL,
    AVP_LEFT_OUT,
    AVPS_PASSED_OVER,
    /** Something was let pass that RFC 2661 ends a session or a tunnel for. */
    LET_PASS
}
