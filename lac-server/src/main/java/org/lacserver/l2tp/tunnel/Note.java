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
    QUEUE_FULL,
    AVP_LEFT_OUT,
    AVPS_PASSED_OVER
}
