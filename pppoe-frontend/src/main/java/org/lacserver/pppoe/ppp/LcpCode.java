package org.lacserver.pppoe.ppp;

/** LCP codes (RFC 1661 §5, RFC 1570 §2). */
final class LcpCode {
    static final int CONFIGURE_REQUEST = 1;
    static final int CONFIGURE_ACK = 2;
    static final int CONFIGURE_NAK = 3;
    static final int CONFIGURE_REJECT = 4;
    static final int TERMINATE_REQUEST = 5;
    static final int TERMINATE_ACK = 6;
    static final int CODE_REJECT = 7;
    static final int PROTOCOL_REJECT = 8;
    static final int ECHO_REQUEST = 9;
    static final int ECHO_REPLY = 10;
    static final int DISCARD_REQUEST = 11;
    static final int IDENTIFICATION = 12;
    static final int TIME_REMAINING = 13;

    private LcpCode() {}

    /** RFC 1661 §4.3, RXJ-: without the codes up to Code-Reject there is no LCP. */
    static boolean isEssential(int code) {
        return code >= CONFIGURE_REQUEST && code <= CODE_REJECT;
    }
}
