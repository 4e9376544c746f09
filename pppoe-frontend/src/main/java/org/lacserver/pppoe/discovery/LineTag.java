package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the access node tells about the line in its vendor tag: TR-101 §3.9.2 and Appendix B, RFC
 * 4679; DSL-Type of RFC 6320 §6.5, which access nodes put there too; those of G.fast and PON, which
 * draft-lihawi-ancp-protocol-access-extension (from its fourth version on) numbers.
 *
 * @param circuit the agent circuit id, if told
 * @param remote the agent remote id, if told
 * @param attributes the line's characteristics by sub-type, in ascending order: 0x81..0x8e rates in
 *     kbit/s and delays in ms, 0x90 access loop encapsulation as its three octets (data link,
 *     encapsulation 1, encapsulation 2), 0x91 DSL type, 0x97 PON access type, 0x9b..0xa2 expected
 *     throughputs and gamma data rates of G.fast, 0xb0..0xb5 rates of an ONT and its PON tree, all
 *     in kbit/s, 0xfe an IWF session, 1
 * @param faults items of a wrong length, left out
 */
public record LineTag(
        @Nullable LineId circuit,
        @Nullable LineId remote,
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
    private static final int DSL_TYPE = 0x91;
    private static final int PON_TYPE = 0x97;
    private static final int EXPECTED_THROUGHPUT_UP = 0x9b;
    private static final int ATTAINABLE_GAMMA_RATE_DOWN = 0xa2;
    private static final int ONT_AVERAGE_RATE_DOWN = 0xb0;
    private static final int PON_TREE_RATE_DOWN = 0xb5;
    private static final int IWF_SESSION = 0xfe;

    /** Tolerant: what does not fit is as if it were not there. */
    public static LineTag in(PppoeTags tags) {
        ByteBuffer value = tags.firstWith(PppoeCode.VENDOR_SPECIFIC, BROADBAND_FORUM);
        if (value == null) {
            return ABSENT;
        }
        LineId circuit = null;
        LineId remote = null;
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
                case CIRCUIT_ID -> circuit = LineId.of(item);
                case REMOTE_ID -> remote = LineId.of(item);
                case IWF_SESSION -> attributes.put(type, 1L);
                default -> {
                    if (isNumber(type)) {
                        attributes.put(type, number(item));
                    }
                }
            }
        }
        return new LineTag(circuit, remote, attributes, faults);
    }

    public LineTag {
        attributes =
                attributes.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** The agent circuit id as text, if told. */
    public @Nullable String circuitId() {
        return circuit == null ? null : circuit.text();
    }

    /** The agent remote id as text, if told. */
    public @Nullable String remoteId() {
        return remote == null ? null : remote.text();
    }

    /** The same of another circuit. */
    public LineTag withCircuit(@Nullable LineId other) {
        return new LineTag(other, remote, attributes, faults);
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
                || type == ACCESS_LOOP_ENCAPSULATION
                || type == DSL_TYPE
                || type == PON_TYPE
                || (type >= EXPECTED_THROUGHPUT_UP && type <= ATTAINABLE_GAMMA_RATE_DOWN)
                || (type >= ONT_AVERAGE_RATE_DOWN && type <= PON_TREE_RATE_DOWN);
    }

    /** Whether an item of this type may have this length; unknown ones may have any. */
    private static boolean isLengthOf(int type, int length) {
        return switch (type) {
            case CIRCUIT_ID, REMOTE_ID -> length >= 1 && length <= LineId.LONGEST;
            case ACCESS_LOOP_ENCAPSULATION -> length == 3;
            case IWF_SESSION -> length == 0;
            default -> !isNumber(type) || length == 4;
        };
    }

    private static long number(ByteBuffer item) {
        long number = 0;
        while (item.hasRemaining()) {
            number = number << 8 | (item.get() & 0xff);
        }
        return number;
    }
}
