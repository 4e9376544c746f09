package org.lacserver.pppoe;

/**
 * How the caller named himself. Octets are the record's own: not to be written to.
 *
 * @param method NONE when the line alone identifies him
 * @param userName as sent, decoded as UTF-8; empty with NONE
 * @param id PPP identifier of the Authenticate-Request (PAP) or of the Challenge (CHAP)
 * @param challenge the CHAP challenge; empty with PAP and NONE
 * @param response the CHAP digest, or the PAP password; empty with NONE
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record CallerAuth(
        Method method, String userName, int id, byte[] challenge, byte[] response) {
    /** The authentication protocol the caller agreed to. */
    public enum Method {
        NONE,
        PAP,
        CHAP
    }

    private static final byte[] EMPTY = {};

    /** A caller who is known by his line. */
    public static final CallerAuth NONE = new CallerAuth(Method.NONE, "", 0, EMPTY, EMPTY);

    @Override
    public String toString() {
        return "CallerAuth[" + method + " " + userName + " id=" + id + ", masked]";
    }
}
