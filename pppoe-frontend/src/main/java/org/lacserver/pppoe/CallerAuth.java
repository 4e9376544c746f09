package org.lacserver.pppoe;

import java.nio.charset.StandardCharsets;

/**
 * How the caller named himself. Octets are the record's own: not to be written to.
 *
 * @param method NONE when the line alone identifies him
 * @param name as sent; empty with NONE
 * @param id PPP identifier of the Authenticate-Request (PAP), of the Challenge (CHAP, MSCHAPV2) or
 *     of the Request (EAP)
 * @param challenge the CHAP or MS-CHAPv2 challenge; empty with PAP, EAP and NONE
 * @param response the CHAP digest, the PAP password, or as {@link Method} says; empty with NONE
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record CallerAuth(Method method, byte[] name, int id, byte[] challenge, byte[] response) {
    /** The authentication protocol the caller agreed to. */
    public enum Method {
        NONE,
        PAP,
        CHAP,
        /** RFC 2759; the response is the 49 octets of its Value. */
        MSCHAPV2,
        /** RFC 3748; the response is the whole EAP Response/Identity, 5 to 1500 octets. */
        EAP
    }

    private static final byte[] EMPTY = {};

    /** A caller who is known by his line. */
    public static final CallerAuth NONE = new CallerAuth(Method.NONE, EMPTY, 0, EMPTY, EMPTY);

    /** The name as text; what is not UTF-8 of it shows as replacement characters. */
    public String userName() {
        return new String(name, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "CallerAuth[" + method + " " + userName() + " id=" + id + ", masked]";
    }
}
