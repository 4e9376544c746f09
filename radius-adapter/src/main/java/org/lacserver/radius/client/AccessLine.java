package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

/**
 * The caller's line as both kinds of request name it.
 *
 * @param nasPort NAS-Port, unsigned 32 bit; negative sends none
 * @param nasPortType NAS-Port-Type (15 Ethernet, 16 xDSL, 32..35 PPPoE kinds); negative sends none
 * @param circuitId Agent-Circuit-Id (RFC 4679)
 * @param remoteId Agent-Remote-Id
 * @param upKbps actual rate from the caller; 0 when unknown
 * @param downKbps actual rate to the caller; 0 when unknown
 */
public record AccessLine(
        String callingStationId,
        String calledStationId,
        String nasPortId,
        long nasPort,
        int nasPortType,
        @Nullable String circuitId,
        @Nullable String remoteId,
        long upKbps,
        long downKbps) {}
