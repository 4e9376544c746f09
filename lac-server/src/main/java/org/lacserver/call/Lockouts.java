package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * LNS addresses or tunnels that failed and are left alone for a while. Bounded: beyond the limit
 * the oldest entry gives way, which costs at worst one more attempt.
 */
final class Lockouts<K> {
    private final int limit;
    private final Map<K, Lockout> entries = new LinkedHashMap<>();

    /** Since when, until when, and why, in words. */
    record Lockout(long sinceNanos, long untilNanos, String reason) {}

    Lockouts(int limit) {
        this.limit = limit;
    }

    void lock(K who, long nowNanos, long forNanos, String reason) {
        if (forNanos == 0) {
            return;
        }
        entries.remove(who);
        entries.values().removeIf(lockout -> nowNanos - lockout.untilNanos() >= 0);
        if (entries.size() >= limit) {
            Iterator<Lockout> oldest = entries.values().iterator();
            oldest.next();
            oldest.remove();
        }
        entries.put(who, new Lockout(nowNanos, nowNanos + forNanos, reason));
    }

    void unlock(K who) {
        entries.remove(who);
    }

    /** The lockout in force, or null. */
    @Nullable Lockout of(K who, long nowNanos) {
        Lockout lockout = entries.get(who);
        return lockout == null || nowNanos - lockout.untilNanos() >= 0 ? null : lockout;
    }
}
