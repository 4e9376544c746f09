package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.radius.dynauth.Identification;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Connected calls by what RADIUS clients know them by most often. */
final class CallIndex {
    private final NasIdentity nas;
    private final Map<String, Set<Long>> byUser = new HashMap<>();
    private final Map<String, Set<Long>> byPort = new HashMap<>();
    private final Map<String, Set<Long>> byMac = new HashMap<>();

    CallIndex(NasIdentity nas) {
        this.nas = nas;
    }

    void add(CallFacts facts) {
        add(byUser, facts.userName(), facts.callId());
        add(byPort, facts.line().portText(), facts.callId());
        add(byMac, facts.line().macText(), facts.callId());
    }

    void remove(CallFacts facts) {
        remove(byUser, facts.userName(), facts.callId());
        remove(byPort, facts.line().portText(), facts.callId());
        remove(byMac, facts.line().macText(), facts.callId());
    }

    /** All that may be meant, and perhaps some more; null when all calls have to be looked at. */
    @Nullable List<Long> find(Identification who) {
        String session =
                who.acctSessionId() != null ? who.acctSessionId() : who.acctMultiSessionId();
        if (session != null) {
            long callId = nas.callOf(session);
            return callId < 0 ? List.of() : List.of(callId);
        }
        String mac = who.callingStationId();
        // an untagged port has all its calls under one key: the rarest key given is gone by
        return Stream.of(
                        ids(byPort, who.nasPortId()),
                        ids(byMac, mac == null ? null : mac.toLowerCase(Locale.ROOT)),
                        ids(byUser, who.userName()))
                .flatMap(Optional::stream)
                .min(Comparator.comparingInt(Set::size))
                .map(List::copyOf)
                .orElse(null);
    }

    private static Optional<Set<Long>> ids(Map<String, Set<Long>> by, @Nullable String key) {
        return key == null ? Optional.empty() : Optional.of(by.getOrDefault(key, Set.of()));
    }

    private static void add(Map<String, Set<Long>> by, String key, long callId) {
        by.computeIfAbsent(key, _ -> HashSet.newHashSet(1)).add(callId);
    }

    private static void remove(Map<String, Set<Long>> by, String key, long callId) {
        Set<Long> ids = by.get(key);
        if (ids != null && ids.remove(callId) && ids.isEmpty()) {
            by.remove(key);
        }
    }
}
