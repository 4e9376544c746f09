package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls of each realm, from the moment a caller's name is known to the call's end, and how many
 * there may be. On the engine thread.
 */
final class RealmLimits {
    private final Map<String, Integer> configured;
    private final Map<String, Integer> said = new HashMap<>();
    private final Map<Long, String> ofCalls = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private long refused;

    /** With the configured limits; 0 is none. */
    RealmLimits(Map<String, Integer> configured) {
        this.configured = new LinkedHashMap<>(configured);
    }

    /** A realm and its calls; a limit of 0 is none. */
    record Use(int calls, int limit) {}

    /** What stands behind the last @ of a name; empty when nothing does. */
    static String realmOf(String userName) {
        return userName.substring(userName.lastIndexOf('@') + 1).length() == userName.length()
                ? ""
                : userName.substring(userName.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /** False, and counted, when the caller's realm has all the calls it may have. */
    boolean enter(long callId, String userName) {
        String realm = realmOf(userName);
        leave(callId); // a call that is asked about again counts once
        if (realm.isEmpty()) {
            return true;
        }
        int limit = limit(realm);
        if (limit > 0 && calls.getOrDefault(realm, 0) >= limit) {
            refused++;
            return false;
        }
        ofCalls.put(callId, realm);
        calls.merge(realm, 1, Integer::sum);
        return true;
    }

    /** The call is over; one that never entered is let be. */
    void leave(long callId) {
        String realm = ofCalls.remove(callId);
        if (realm != null) {
            calls.computeIfPresent(realm, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** An operator's limit, for new calls; null is what is configured. */
    void set(String realm, @Nullable Integer limit) {
        String name = realm.toLowerCase(Locale.ROOT);
        if (limit == null) {
            said.remove(name);
        } else {
            said.put(name, limit);
        }
    }

    Use use(String realm) {
        String name = realm.toLowerCase(Locale.ROOT);
        return new Use(calls.getOrDefault(name, 0), limit(name));
    }

    private int limit(String realm) {
        Integer own = said.get(realm);
        return own != null ? own : configured.getOrDefault(realm, 0);
    }

    /** Those that have a limit, by name. */
    Map<String, Use> limited() {
        Map<String, Use> all = new TreeMap<>();
        configured.keySet().forEach(realm -> all.put(realm, use(realm)));
        said.keySet().forEach(realm -> all.put(realm, use(realm)));
        return all;
    }

    /** Calls that were refused. */
    long refused() {
        return refused;
    }
}
