package org.lacserver.config;

import java.util.List;

/**
 * Lines of the access side that are treated alike.
 *
 * @param ports interface names; empty: every port
 * @param vlans empty: every frame, tagged or not
 * @param order whom to ask about a caller, until one knows
 * @param rewrite what is done to his name before anybody is asked
 * @param service what he is offered
 * @param link how his link is led
 * @param timeouts how long his calls last
 * @param admission how many of them are let in
 */
public record AccessGroup(
        String name,
        List<String> ports,
        List<VlanPattern> vlans,
        List<LookupConfig.Stage> order,
        List<NameRewrite> rewrite,
        ServiceConfig service,
        LinkConfig link,
        TimeoutConfig timeouts,
        AdmissionConfig admission) {
    public AccessGroup {
        ports = List.copyOf(ports);
        vlans = List.copyOf(vlans);
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

    /** What the members of a group have in common, from what counts for its lines. */
    static AccessGroup of(
            String name,
            List<String> ports,
            List<VlanPattern> vlans,
            List<LookupConfig.Stage> order,
            List<NameRewrite> rewrite,
            LineWords words) {
        return new AccessGroup(
                name,
                ports,
                vlans,
                order,
                rewrite,
                ServiceConfig.of(words),
                LinkConfig.of(words),
                TimeoutConfig.of(words),
                AdmissionConfig.of(words));
    }

    /** Whether the line is asked about before LCP begins. */
    public boolean asksLineFirst() {
        return order.contains(LookupConfig.Stage.LINE);
    }
}
