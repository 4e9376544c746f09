package org.lacserver.config;

import org.lacserver.config.LacConfig.LnsGroup;
import org.lacserver.config.LacConfig.Source;
import org.lacserver.config.LookupConfig.Stage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Who is asked about whom: {@code lookup} and {@code access.groups}. */
final class LookupReader {
    private final Problems problems;
    private final boolean hasServers;

    LookupReader(Problems problems, boolean hasServers) {
        this.problems = problems;
        this.hasServers = hasServers;
    }

    LookupConfig lookup(Section s) {
        LookupConfig lookup =
                new LookupConfig(
                        s.get(Keys.LOOKUP_ORDER),
                        s.get(Keys.LINE_NAME),
                        s.get(Keys.LINE_PASSWORD),
                        s.get(Keys.REALM_NAME),
                        s.get(Keys.REALM_PASSWORD),
                        s.get(Keys.REWRITE),
                        s.get(Keys.LOOKUP_OTHERWISE).orElse(null),
                        s.get(Keys.LOOKUP_MESSAGE),
                        s.get(Keys.DIAL_ORDER));
        check(lookup.order(), s.lineOf(Keys.LOOKUP_ORDER), "lookup.order");
        if (lookup.dialOrder().contains(Source.RADIUS) && !hasServers) {
            problems.add(
                    s.lineOf(Keys.DIAL_ORDER),
                    "lookup.dial-order has radius, but radius.servers has no server");
        }
        return lookup;
    }

    private void check(List<Stage> order, int line, String shown) {
        if (order.isEmpty()) {
            problems.add(line, shown + ": expected one of local, line, realm, user, or more");
        }
        for (Stage stage : order) {
            if (stage.isRadius() && !hasServers) {
                String name = Kind.spelling(stage);
                problems.add(line, shown + " has " + name + ", but radius.servers has no server");
            }
        }
        int at = order.indexOf(Stage.LINE);
        if (at > 1 || (at == 1 && order.getFirst() != Stage.LOCAL)) {
            problems.add(line, shown + " has line: expected it first, or second after local");
        }
    }

    AccessGroups groups(Section access, List<String> ports, LookupConfig lookup) {
        LineWords usual = LineWords.usual(access);
        List<AccessGroup> all = new ArrayList<>();
        Set<String> names = new HashSet<>(Set.of(AccessGroups.OTHERWISE));
        for (Section s : access.items("groups")) {
            AccessGroup group =
                    AccessGroup.of(
                            s.get(Keys.ACCESS_GROUP_NAME),
                            s.get(Keys.ACCESS_GROUP_PORTS),
                            s.get(Keys.ACCESS_GROUP_VLANS),
                            s.get(Keys.ACCESS_GROUP_ORDER).orElse(lookup.order()),
                            s.get(Keys.ACCESS_GROUP_REWRITE).orElse(lookup.rewrite()),
                            LineWords.of(s, usual));
            if (s.has(Keys.ACCESS_GROUP_NAME) && !names.add(group.name())) {
                problems.add(
                        s.lineOf(Keys.ACCESS_GROUP_NAME),
                        s.shown("name") + ": " + group.name() + " is taken");
            }
            for (String port : group.ports()) {
                if (!ports.contains(port)) {
                    problems.value(
                            s.lineOf(Keys.ACCESS_GROUP_PORTS),
                            s.shown("ports"),
                            port,
                            false,
                            "expected one of access.ports: " + String.join(", ", ports));
                }
            }
            if (s.has(Keys.ACCESS_GROUP_ORDER)) {
                check(group.order(), s.lineOf(Keys.ACCESS_GROUP_ORDER), s.shown("order"));
            }
            all.add(group);
        }
        return new AccessGroups(
                all,
                AccessGroup.of(
                        AccessGroups.OTHERWISE,
                        List.of(),
                        List.of(),
                        lookup.order(),
                        lookup.rewrite(),
                        usual));
    }

    /** Whether every group of LNSs can be chosen by somebody. */
    void checkUse(Section s, LookupConfig lookup, AccessGroups access, List<LnsGroup> groups) {
        List<Stage> asked =
                Stream.concat(Stream.of(access.otherwise()), access.named().stream())
                        .flatMap(group -> group.order().stream())
                        .toList();
        boolean asksRadius = asked.stream().anyMatch(Stage::isRadius);
        boolean asksLocal = asked.contains(Stage.LOCAL);
        int line = s.lineOf(Keys.LOOKUP_ORDER);
        if (groups.isEmpty() && !asksRadius) {
            problems.add(line, "lookup.order has local only, but lns-groups has no group");
        }
        String otherwise = lookup.otherwise();
        if (otherwise != null && groups.stream().noneMatch(g -> g.name().equals(otherwise))) {
            problems.value(
                    s.lineOf(Keys.LOOKUP_OTHERWISE),
                    "lookup.otherwise",
                    otherwise,
                    false,
                    "expected the name of a group in lns-groups");
        }
        for (LnsGroup group : groups) {
            boolean isFound =
                    asksLocal
                            && !(group.realms().isEmpty()
                                    && group.users().isEmpty()
                                    && group.lines().isEmpty());
            if (!isFound && !asksRadius && !group.name().equals(otherwise)) {
                problems.add(
                        line,
                        "lns-groups."
                                + group.name()
                                + " is never chosen: it needs lookup.order with local and a"
                                + " lookup of its own, or to be lookup.otherwise");
            }
        }
    }
}
