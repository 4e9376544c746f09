package org.lacserver.port;

/**
 * Why PPP ended, in the codes of RFC 3145 §2.
 *
 * @param code Disconnect Code; 0 for no information
 * @param controlProtocol PPP protocol number of the protocol that failed; 0 for none
 * @param direction 0 neither, 1 at the caller, 2 at who tells it
 * @param text for people; may be empty
 */
public record PppCause(int code, int controlProtocol, int direction, String text) {
    public static final PppCause NONE = new PppCause(0, 0, 0, "");

    /** Without a word to it. */
    public PppCause(int code, int controlProtocol, int direction) {
        this(code, controlProtocol, direction, "");
    }

    public boolean isKnown() {
        return code != 0;
    }
}
