package org.lacserver.pppoe.ppp;

import java.util.Arrays;

/**
 * How a caller named himself.
 *
 * @param name octets as sent
 * @param id identifier of the Authenticate-Request (PAP), the Challenge (CHAP, MS-CHAPv2) or the
 *     Request (EAP)
 * @param challenge empty with PAP and EAP
 * @param response the CHAP digest, the PAP password, the 49 octets of MS-CHAPv2, or the whole EAP
 *     Response
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record Answer(
        AuthProtocol protocol, byte[] name, int id, byte[] challenge, byte[] response) {
    /** Whether this is what it says, whatever the packet around it. */
    boolean says(byte[] otherName, byte[] otherResponse) {
        return Arrays.equals(name, otherName) && Arrays.equals(response, otherResponse);
    }

    @Override
    public String toString() {
        return "Answer[" + protocol + " id=" + id + ", masked]";
    }
}
