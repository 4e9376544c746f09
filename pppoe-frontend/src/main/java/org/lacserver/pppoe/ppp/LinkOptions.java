package org.lacserver.pppoe.ppp;

import java.nio.ByteBuffer;

/** The LCP options of PPPoE: RFC 2516 §7 rules out ACCM, ACFC and FCS-Alternatives, in any way. */
public final class LinkOptions {
    private LinkOptions() {}

    /** What we ask for ourselves and so should others: no larger packets than the line takes. */
    public static byte[] want(int mru) {
        return ByteBuffer.allocate(4)
                .put((byte) LcpOption.MRU)
                .put((byte) 4)
                .putShort((short) mru)
                .array();
    }

    /** What {@link PeerRequest} acknowledges; of the Magic-Number, any value. */
    public static byte[] allow(int mru) {
        return ByteBuffer.allocate(4 + 6)
                .put(want(mru))
                .put((byte) LcpOption.MAGIC)
                .put((byte) 6)
                .putInt(-1)
                .array();
    }
}
