package org.lacserver.config;

import org.lacserver.config.LacConfig.Lns;
import org.lacserver.config.LacConfig.LnsGroup;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who belongs to which LNSs, from {@code lns-groups} alone. What is known of the line comes before
 * what the caller says of himself, and a user before his realm: lines, users, realms. Within each,
 * groups count in the order of the file.
 */
public final class LocalTable {
    public static final String SOURCE = "local";

    private final List<LnsGroup> groups;
    private final Map<String, LnsGroup> byRealm = new HashMap<>();
    private final Map<String, LookupAnswer> answers = new HashMap<>();
    private final LookupConfig lookup;

    public LocalTable(LacConfig config) {
        groups = config.groups();
        lookup = config.lookup();
        for (LnsGroup group : groups) {
            group.realms().forEach(realm -> byRealm.putIfAbsent(realm, group));
            answers.put(group.name(), tunnels(group));
        }
    }

    /** The LNSs for a caller the table knows, by preference; empty for any other. */
    public Optional<LookupAnswer> find(Line line, Caller caller) {
        return findLine(line).or(() -> findUser(caller));
    }

    /** The same of what the line alone tells. */
    public Optional<LookupAnswer> findLine(Line line) {
        String circuit = line.circuitId();
        if (circuit != null) {
            for (LnsGroup group : groups) {
                if (group.lines().stream().anyMatch(glob -> glob.matches(circuit))) {
                    return Optional.ofNullable(answers.get(group.name()));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<LookupAnswer> findUser(Caller caller) {
        for (LnsGroup group : groups) {
            if (group.users().stream().anyMatch(p -> p.matches(caller.userName()))) {
                return Optional.ofNullable(answers.get(group.name()));
            }
        }
        return Optional.ofNullable(byRealm.get(caller.realm()))
                .map(group -> answers.get(group.name()));
    }

    /** The LNSs of a group by preference; empty when there is none of that name. */
    public List<Candidate> group(String name) {
        return answers.get(name) instanceof LookupAnswer.Tunnels(_, var candidates, _)
                ? candidates
                : List.of();
    }

    /** What becomes of a caller nobody knows: {@code lookup.otherwise}, or a refusal. */
    public LookupAnswer otherwise() {
        String group = lookup.otherwise();
        LookupAnswer answer = group == null ? null : answers.get(group);
        return answer == null
                ? new LookupAnswer.Refused(SOURCE + ": no group", lookup.message())
                : answer;
    }

    /** The answer when nobody else is asked. */
    public LookupAnswer answer(Line line, Caller caller) {
        return find(line, caller).orElseGet(this::otherwise);
    }

    private static LookupAnswer tunnels(LnsGroup group) {
        return new LookupAnswer.Tunnels(
                SOURCE + " " + group.name(), candidates(group), LookupAnswer.Terms.NONE);
    }

    private static List<Candidate> candidates(LnsGroup group) {
        return group.lns().stream()
                .sorted(Comparator.comparing(lns -> lns.get(Knobs.PREFERENCE)))
                .map(lns -> candidate(group.name(), lns))
                .toList();
    }

    /** Of a group, or of one LNS, by its name; empty when nothing has it. */
    public static List<Candidate> candidates(LacConfig config, String name) {
        for (LnsGroup group : config.groups()) {
            if (group.name().equals(name)) {
                return candidates(group);
            }
        }
        return config.groups().stream()
                .flatMap(group -> candidates(group).stream())
                .filter(lns -> lns.name().equals(name))
                .toList();
    }

    private static Candidate candidate(String group, Lns lns) {
        return new Candidate(
                0,
                lns.get(Knobs.PREFERENCE),
                lns.name(),
                lns.address(),
                lns.get(Knobs.LOCAL_ADDRESS).orElse(null),
                lns.get(Knobs.SECRET),
                lns.get(Knobs.ASSIGNMENT_ID).orElse(null),
                lns.get(Knobs.HOST_NAME),
                lns.get(Knobs.SERVER_NAME).orElse(null),
                null,
                group,
                0,
                0,
                Map.of());
    }
}
