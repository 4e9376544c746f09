package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The caller's line as both kinds of request name it.
 *
 * @param nasPort NAS-Port, unsigned 32 bit; negative sends none
 * @param nasPortType NAS-Port-Type (15 Ethernet, 16 xDSL, 32..35 PPPoE kinds); negative sends none
 * @param circuitId Agent-Circuit-Id (RFC 4679)
 * @param remoteId Agent-Remote-Id
 * @param upKbps actual rate from the caller; 0 when unknown
 * @param downKbps actual rate to the caller; 0 when unknown
 * @param attributes other line characteristics by the sub-tag in which PPPoE tells them: 0x83..0x8e
 *     rates in kbit/s and delays in ms, 0x90 access loop encapsulation (three octets), 0xfe IWF
 *     session, all of them as RFC 4679 numbers them, and those of {@link LineNumbers}
 * @param circuit the octets of a circuit id that is not UTF-8; empty for all others
 * @param remote the octets of a remote id that is not UTF-8; empty for all others
 */
@SuppressWarnings("ArrayRecordComponent") // carried through, never compared
public record AccessLine(
        String callingStationId,
        String calledStationId,
        String nasPortId,
        long nasPort,
        int nasPortType,
        @Nullable String circuitId,
        @Nullable String remoteId,
        long upKbps,
        long downKbps,
        Map<Integer, Long> attributes,
        byte[] circuit,
        byte[] remote) {

    private static final byte[] NONE = {};

    public AccessLine {
        attributes = Map.copyOf(attributes);
    }

    /** A line that tells no more than its rates. */
    public AccessLine(
            String callingStationId,
            String calledStationId,
            String nasPortId,
            long nasPort,
            int nasPortType,
            @Nullable String circuitId,
            @Nullable String remoteId,
            long upKbps,
            long downKbps) {
        this(
                callingStationId,
                calledStationId,
                nasPortId,
                nasPort,
                nasPortType,
                circuitId,
                remoteId,
                upKbps,
                downKbps,
                Map.of());
    }

    /** A line whose ids are text. */
    public AccessLine(
            String callingStationId,
            String calledStationId,
            String nasPortId,
            long nasPort,
            int nasPortType,
            @Nullable String circuitId,
            @Nullable String remoteId,
            long upKbps,
            long downKbps,
            Map<Integer, Long> attributes) {
        this(
                callingStationId,
                calledStationId,
                nasPortId,
                nasPort,
                nasPortType,
                circuitId,
                remoteId,
                upKbps,
                downKbps,
                attributes,
                NONE,
                NONE);
    }
}
