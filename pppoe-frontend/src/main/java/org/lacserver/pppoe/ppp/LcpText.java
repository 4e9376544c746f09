package org.lacserver.pppoe.ppp;

/** What LCP packets carry for people. */
public final class LcpText {
    /** The code of a packet that may also be sent for an LNS that says no goodbye itself. */
    public static final int TERMINATE_REQUEST = LcpCode.TERMINATE_REQUEST;

    /** Of a peer's words; the rest is left out. */
    private static final int MAX_SAID = 64;

    private LcpText() {}

    /**
     * The Data of a Terminate-Request (RFC 1661 §5.5 leaves it to us): text, 255 octets at most.
     */
    public static byte[] reason(String text) {
        return Authenticator.message(text);
    }

    /** What of a peer's Data can be shown to people. */
    static String said(byte[] data) {
        StringBuilder said = new StringBuilder();
        for (int at = 0; at < Math.min(data.length, MAX_SAID); at++) {
            if (data[at] >= ' ' && data[at] < 0x7f) {
                said.append((char) data[at]);
            }
        }
        return said.toString();
    }
}
