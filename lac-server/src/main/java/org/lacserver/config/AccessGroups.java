package org.lacserver.config;

import org.lacserver.port.Line;

import java.util.List;

/**
 * Who belongs to which access group.
 *
 * @param named in the order of the file
 * @param otherwise for every line that none of them holds
 */
public record AccessGroups(List<AccessGroup> named, AccessGroup otherwise) {
    /** What the group of the lines that no other holds is called. */
    public static final String OTHERWISE = "default";

    public AccessGroups {
        named = List.copyOf(named);
    }

    /** The first that holds the line. */
    public AccessGroup of(Line line) {
        return of(line.accessPortName(), line.outerVlan(), line.innerVlan());
    }

    /** The first that holds the line; see {@link AccessGroup#holds}. */
    public AccessGroup of(String port, int outerVlan, int innerVlan) {
        for (AccessGroup group : named) {
            if (group.holds(port, outerVlan, innerVlan)) {
                return group;
            }
        }
        return otherwise;
    }
}
