package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;

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
 * @param circuitId TR-101 agent circuit id, 1..63 octets
 * @param remoteId TR-101 agent remote id, 1..63 octets
 * @param upKbps actual data rate caller to LAC in kbit/s; 0 when unknown
 * @param downKbps actual data rate LAC to caller in kbit/s; 0 when unknown
 * @param serviceName the Service-Name granted; may be empty
 * @param attributes the TR-101 line characteristics by sub-type, in ascending order: 0x81..0x8e
 *     rates in kbit/s and delays in ms, 0x90 access loop encapsulation as its three octets, 0xfe an
 *     IWF session, 1; empty when nothing was told
 */
public record AccessLine(
        int accessPort,
        String accessPortName,
        int outerVlan,
        int innerVlan,
        long mac,
        int sessionId,
        @Nullable String circuitId,
        @Nullable String remoteId,
        long upKbps,
        long downKbps,
        String serviceName,
        Map<Integer, Long> attributes) {
    public AccessLine {
        attributes =
                attributes.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }
}
