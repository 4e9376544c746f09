package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.discovery.AccessFrame;

/**
 * Where a call is dialled to.
 *
 * @param accessPort index into {@link FrontendSettings#ports()}
 * @param outerVlan S-VLAN id 1..4094, or the only VLAN; 0: untagged
 * @param innerVlan C-VLAN id 1..4094; 0: no second tag
 * @param mac the Access Concentrator's MAC address in the low 48 bits; 0: any
 * @param serviceName the service asked for; empty: any (RFC 2516 Appendix A)
 * @param acName the AC-Name wanted; null: any
 */
public record DialTarget(
        int accessPort,
        int outerVlan,
        int innerVlan,
        long mac,
        String serviceName,
        @Nullable String acName) {
    private static final int MAX_VLAN = 4094;

    public DialTarget {
        boolean vlans = outerVlan >= 0 && outerVlan <= MAX_VLAN;
        vlans &= innerVlan >= 0 && innerVlan <= MAX_VLAN && (innerVlan == 0 || outerVlan != 0);
        if (!vlans) {
            throw new IllegalArgumentException("VLANs: 0..4094, an inner one behind an outer");
        }
        if (mac < 0 || mac >= AccessFrame.BROADCAST) {
            throw new IllegalArgumentException("mac: 48 bits");
        }
    }
}
