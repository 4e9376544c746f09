package org.lacserver.config;

import java.util.List;

/**
 * The subscribers' side.
 *
 * @param ports interface names
 * @param port what holds for each of them
 * @param halfOpenLimit callers between PADS and an answer of their LNS
 * @param gate how much strangers may send
 * @param groups who is treated how; every line belongs to one
 */
public record AccessConfig(
        List<String> ports,
        PortConfig port,
        int halfOpenLimit,
        GateConfig gate,
        AccessGroups groups) {
    public AccessConfig {
        ports = List.copyOf(ports);
    }

    /** What counts for lines that no named group holds. */
    public AccessGroup otherwise() {
        return groups.otherwise();
    }
}
