package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the access node tells about the line in its vendor tag (TR-101 §3.9.2 and Appendix B, RFC
 * 4679).
 *
 * @param circuitId 1..63 octets, else null
 * @param remoteId 1..63 octets, else null
 * @param upKbps actual data rate upstream; 0 when not told
 * @param downKbps actual data rate downstream; 0 when not told
 */
public record LineTag(
        @Nullable String circuitId, @Nullable String remoteId, long upKbps, long downKbps) {
    public static final LineTag ABSENT = new LineTag(null, null, 0, 0);

    /** The Broadband Forum's enterprise number, as the tag's first four octets. */
    private static final int BROADBAND_FORUM = 3561;

    private static final int CIRCUIT_ID = 0x01;
    private static final int REMOTE_ID = 0x02;
    private static final int ACTUAL_RATE_UP = 0x81;
    private static final int ACTUAL_RATE_DOWN = 0x82;

    /** Tolerant: what does not fit is as if it were not there. */
    public static LineTag in(PppoeTags tags) {
        ByteBuffer value = tags.firstWith(PppoeCode.VENDOR_SPECIFIC, BROADBAND_FORUM);
        if (value == null) {
            return ABSENT;
        }
        String circuitId = null;
        String remoteId = null;
        long up = 0;
        long down = 0;
        value.position(4);
        while (value.remaining() >= 2) {
            int type = value.get() & 0xff;
            int length = value.get() & 0xff;
            if (length > value.remaining()) {
                break;
            }
            ByteBuffer item = value.slice(value.position(), length);
            value.position(value.position() + length);
            switch (type) {
                case CIRCUIT_ID -> circuitId = text(item);
                case REMOTE_ID -> remoteId = text(item);
                case ACTUAL_RATE_UP -> up = rate(item);
                case ACTUAL_RATE_DOWN -> down = rate(item);
                default -> {} // rates and delays that nothing here asks for
            }
        }
        return new LineTag(circuitId, remoteId, up, down);
    }

    private static @Nullable String text(ByteBuffer item) {
        boolean fits = item.remaining() >= 1 && item.remaining() <= 63;
        return fits ? StandardCharsets.UTF_8.decode(item).toString() : null;
    }

    private static long rate(ByteBuffer item) {
        return item.remaining() == 4 ? item.getInt() & 0xffff_ffffL : 0;
    }
}
