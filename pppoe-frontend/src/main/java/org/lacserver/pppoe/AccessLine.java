package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.LineId;
import org.lacserver.pppoe.discovery.LineTag;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a caller stands, or an Access Concentrator that was dialled.
 *
 * @param accessPort index into {@link FrontendSettings#ports()}
 * @param accessPortName its interface name
 * @param outerVlan S-VLAN id 1..4094, or the only VLAN; 0 when untagged
 * @param innerVlan C-VLAN id 1..4094; 0 without a second tag
 * @param mac the caller's or the AC's MAC address in the low 48 bits
 * @param sessionId PPPoE session id 1..65534; unique on its access port and VLANs if we gave it,
 *     with the MAC address too if an AC did
 * @param circuit TR-101 agent circuit id
 * @param remote TR-101 agent remote id
 * @param upKbps actual data rate caller to LAC in kbit/s; 0 when unknown
 * @param downKbps actual data rate LAC to caller in kbit/s; 0 when unknown
 * @param serviceName the Service-Name granted; may be empty
 * @param attributes the line's characteristics by sub-type, as {@link LineTag} has them
 * @param mru the largest LCP Maximum-Receive-Unit there may be; 0 when that is not known
 */
public record AccessLine(
        int accessPort,
        String accessPortName,
        int outerVlan,
        int innerVlan,
        long mac,
        int sessionId,
        @Nullable LineId circuit,
        @Nullable LineId remote,
        long upKbps,
        long downKbps,
        String serviceName,
        Map<Integer, Long> attributes,
        int mru) {
    public AccessLine {
        attributes =
                attributes.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** A line whose access node, if there is one, tells this of it. */
    static AccessLine of(
            int accessPort,
            String accessPortName,
            int outerTag,
            int innerTag,
            long mac,
            int sessionId,
            LineTag told,
            String serviceName,
            int mru) {
        return new AccessLine(
                accessPort,
                accessPortName,
                AccessFrame.vlan(outerTag),
                AccessFrame.vlan(innerTag),
                mac,
                sessionId,
                told.circuit(),
                told.remote(),
                told.upKbps(),
                told.downKbps(),
                serviceName,
                told.attributes(),
                mru);
    }

    /** The same line with another MRU. */
    AccessLine withMru(int other) {
        return new AccessLine(
                accessPort,
                accessPortName,
                outerVlan,
                innerVlan,
                mac,
                sessionId,
                circuit,
                remote,
                upKbps,
                downKbps,
                serviceName,
                attributes,
                other);
    }

    /** The same line, of which that is told. */
    AccessLine with(LineTag told) {
        return new AccessLine(
                accessPort,
                accessPortName,
                outerVlan,
                innerVlan,
                mac,
                sessionId,
                told.circuit(),
                told.remote(),
                told.upKbps(),
                told.downKbps(),
                serviceName,
                told.attributes(),
                mru);
    }

    /** The agent circuit id as text. */
    public @Nullable String circuitId() {
        return circuit == null ? null : circuit.text();
    }

    /** The agent remote id as text. */
    public @Nullable String remoteId() {
        return remote == null ? null : remote.text();
    }
}
