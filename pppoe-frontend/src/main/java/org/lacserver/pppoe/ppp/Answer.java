package org.lacserver.pppoe.ppp;

/**
 * How a caller named himself.
 *
 * @param protocol PAP or CHAP
 * @param name octets as sent
 * @param id identifier of the Authenticate-Request (PAP) or of the Challenge (CHAP)
 * @param challenge empty with PAP
 * @param response the CHAP digest, or the PAP password
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record Answer(
        AuthProtocol protocol, byte[] name, int id, byte[] challenge, byte[] response) {
    @Override
    public String toString() {
        return "Answer[" + protocol + " id=" + id + ", masked]";
    }
}
