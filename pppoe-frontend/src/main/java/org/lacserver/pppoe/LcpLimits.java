package org.lacserver.pppoe;

import org.lacserver.pppoe.ppp.LinkOptions;

import java.util.HexFormat;

/**
 * Which LCP options a PPPoE line can bear, without LCP headers: what an LNS that negotiates LCP
 * itself can be told by LCP Want Options and LCP Allow Options (RFC 3437 §2.1, §2.2). Octets are
 * the record's own: not to be written to.
 *
 * @param want what belongs into the LNS's own Configure-Request
 * @param allow what it may acknowledge in the caller's, each with its largest value; any other
 *     option it should reject
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record LcpLimits(byte[] want, byte[] allow) {
    static LcpLimits of(int mru) {
        return new LcpLimits(LinkOptions.want(mru), LinkOptions.allow(mru));
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "LcpLimits[want " + hex.formatHex(want) + ", allow " + hex.formatHex(allow) + "]";
    }
}
