package org.lacserver.config;

import java.util.List;

/**
 * Lines of the access side that are treated alike.
 *
 * @param ports interface names; empty: every port
 * @param vlans empty: every frame, tagged or not
 * @param authentication in the order offered to a caller
 * @param order whom to ask about a caller, until one knows
 * @param rewrite what is done to his name before anybody is asked
 */
public record AccessGroup(
        String name,
        List<String> ports,
        List<VlanPattern> vlans,
        List<LacConfig.Authentication> authentication,
        List<LookupConfig.Stage> order,
        List<NameRewrite> rewrite) {
    public AccessGroup {
        ports = List.copyOf(ports);
        vlans = List.copyOf(vlans);
        authentication = List.copyOf(authentication);
        order = List.copyOf(order);
        rewrite = List.copyOf(rewrite);
    }

    /**
     * @param outerVlan S-VLAN id, or the only VLAN; 0 when untagged
     * @param innerVlan C-VLAN id; 0 without a second tag
     */
    public boolean holds(String port, int outerVlan, int innerVlan) {
        return (ports.isEmpty() || ports.contains(port))
                && (vlans.isEmpty()
                        || vlans.stream().anyMatch(vlan -> vlan.holds(outerVlan, innerVlan)));
    }

    /** Whether the line is asked about before LCP begins. */
    public boolean asksLineFirst() {
        return order.contains(LookupConfig.Stage.LINE);
    }
}
