package org.lacserver.config;

import java.util.List;

/**
 * The subscribers' side.
 *
 * @param ports interface names
 * @param halfOpenLimit callers between PADS and an answer of their LNS
 * @param groups who is treated how; every line belongs to one
 */
public record AccessConfig(List<String> ports, int halfOpenLimit, AccessGroups groups) {
    public AccessConfig {
        ports = List.copyOf(ports);
    }

    /** What counts for lines that no named group holds. */
    public AccessGroup otherwise() {
        return groups.otherwise();
    }
}
