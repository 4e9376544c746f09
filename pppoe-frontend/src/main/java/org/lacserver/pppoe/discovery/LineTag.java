package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the access node tells about the line in its vendor tag (TR-101 §3.9.2 and Appendix B, RFC
 * 4679).
 *
 * @param circuitId 1..63 octets, else null
 * @param remoteId 1..63 octets, else null
 * @param attributes the line's characteristics by sub-type, in ascending order: 0x81..0x8e rates in
 *     kbit/s and delays in ms, 0x90 access loop encapsulation as its three octets, 0xfe an IWF
 *     session, 1
 * @param faults items of a wrong length, left out
 */
public record LineTag(
        @Nullable String circuitId,
        @Nullable String remoteId,
        Map<Integer, Long> attributes,
        int faults) {
    public static final LineTag ABSENT = new LineTag(null, null, Map.of(), 0);

    /** The Broadband Forum's enterprise number, as the tag's first four octets. */
    private static final int BROADBAND_FORUM = 3561;

    private static final int CIRCUIT_ID = 0x01;
    private static final int REMOTE_ID = 0x02;
    private static final int ACTUAL_RATE_UP = 0x81;
    private static final int ACTUAL_RATE_DOWN = 0x82;
    private static final int ACTUAL_DELAY_DOWN = 0x8e;
    private static final int ACCESS_LOOP_ENCAPSULATION = 0x90;
    private static final int IWF_SESSION = 0xfe;

    /** Tolerant: what does not fit is as if it were not there. */
    public static LineTag in(PppoeTags tags) {
        ByteBuffer value = tags.firstWith(PppoeCode.VENDOR_SPECIFIC, BROADBAND_FORUM);
        if (value == null) {
            return ABSENT;
        }
        String circuitId = null;
        String remoteId = null;
        Map<Integer, Long> attributes = new TreeMap<>();
        int faults = 0;
        value.position(4);
        while (value.remaining() >= 2) {
            int type = value.get() & 0xff;
            int length = value.get() & 0xff;
            if (length > value.remaining()) {
                faults++;
                break;
            }
            ByteBuffer item = value.slice(value.position(), length);
            value.position(value.position() + length);
            if (!isLengthOf(type, length)) {
                faults++;
                continue;
            }
            switch (type) {
                case CIRCUIT_ID -> circuitId = text(item);
                case REMOTE_ID -> remoteId = text(item);
                case IWF_SESSION -> attributes.put(type, 1L);
                default -> {
                    if (isNumber(type)) {
                        attributes.put(type, number(item));
                    }
                }
            }
        }
        return new LineTag(circuitId, remoteId, attributes, faults);
    }

    public LineTag {
        attributes =
                attributes.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** Actual data rate upstream in kbit/s; 0 when not told. */
    public long upKbps() {
        return attributes.getOrDefault(ACTUAL_RATE_UP, 0L);
    }

    /** Actual data rate downstream in kbit/s; 0 when not told. */
    public long downKbps() {
        return attributes.getOrDefault(ACTUAL_RATE_DOWN, 0L);
    }

    private static boolean isNumber(int type) {
        return (type >= ACTUAL_RATE_UP && type <= ACTUAL_DELAY_DOWN)
                || type == ACCESS_LOOP_ENCAPSULATION;
    }

    /** Whether an item of this type may have this length; unknown ones may have any. */
    private static boolean isLengthOf(int type, int length) {
        return switch (type) {
            case CIRCUIT_ID, REMOTE_ID -> length >= 1 && length <= 63;
            case ACCESS_LOOP_ENCAPSULATION -> length == 3;
            case IWF_SESSION -> length == 0;
            default -> !isNumber(type) || length == 4;
        };
    }

    private static String text(ByteBuffer item) {
        return StandardCharsets.UTF_8.decode(item).toString();
    }

    private static long number(ByteBuffer item) {
        long number = 0;
        while (item.hasRemaining()) {
            number = number << 8 | (item.get() & 0xff);
        }
        return number;
    }
}
