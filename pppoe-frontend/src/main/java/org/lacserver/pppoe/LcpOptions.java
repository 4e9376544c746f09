package org.lacserver.pppoe;

import java.util.HexFormat;

/**
 * The LCP options of an open link, without LCP headers, as proxy LCP wants them (RFC 2661 §4.4.5).
 * Octets are the record's own: not to be written to.
 *
 * @param firstReceived of the first Configure-Request received
 * @param lastSent of our Configure-Request that the caller acknowledged
 * @param lastReceived of the caller's Configure-Request that we acknowledged
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record LcpOptions(byte[] firstReceived, byte[] lastSent, byte[] lastReceived) {
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "LcpOptions[first "
                + hex.formatHex(firstReceived)
                + ", sent "
                + hex.formatHex(lastSent)
                + ", received "
                + hex.formatHex(lastReceived)
                + "]";
    }
}
