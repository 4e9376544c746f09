package org.lacserver.io;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * What DNS said of names, for as long as it may be believed. A name in use is asked for again
 * before that is over; when nobody answers then, the old addresses stay good for a day (RFC 8767).
 * For one thread; it has no clock and no socket of its own.
 */
final class NameCache {
    static final Duration SHORTEST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofHours(1);

    /** How long nobody is asked again after a failure. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    static final Duration STALE = Duration.ofDays(1);

    /** Names kept; the least recently wanted goes first. */
    static final int MOST = 4096;

    /** Which of a name's addresses. */
    enum Family {
        IPV4,
        IPV6
    }

    record Key(String name, Family family) {}

    /** What is counted. */
    enum Count {
        ASKED,
        FAILED,
        STALE_USED,
        TOO_MANY
    }

    private static final class Entry {
        private List<InetAddress> addresses = List.of();
        private String fault = "";
        private long freshUntil;
        private long refreshAt;
        private long goodUntil;
        private boolean isAsked;
        private boolean isWanted;
        private boolean isKnown;
        private final List<Consumer<Resolved>> waiting = new ArrayList<>();
    }

    private final Consumer<Key> query;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    /**
     * @param query asks DNS; {@link #answered}, {@link #gone} or {@link #failed} follow, not within
     *     the call
     */
    NameCache(Consumer<Key> query) {
        this.query = query;
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    /** From any thread. */
    Map<Count, Long> counts() {
        Map<Count, Long> all = new EnumMap<>(Count.class);
        counts.forEach((count, value) -> all.put(count, value.sum()));
        return all;
    }

    /** {@code then} hears at once what is known, else when DNS has answered. */
    void wanted(long nowNanos, Key key, Consumer<Resolved> then) {
        Entry entry = entries.get(key);
        if (entry == null) {
            entry = new Entry();
            makeRoom();
            entries.put(key, entry);
        }
        entry.isWanted = true;
        if (entry.isKnown && nowNanos - entry.freshUntil < 0) {
            if (!entry.addresses.isEmpty() && nowNanos - entry.goodUntil + STALE.toNanos() >= 0) {
                count(Count.STALE_USED);
            }
            then.accept(resolved(entry));
            return;
        }
        entry.waiting.add(then);
        ask(key, entry);
    }

    private void makeRoom() {
        if (entries.size() < MOST) {
            return;
        }
        for (Map.Entry<Key, Entry> oldest : entries.entrySet()) {
            if (oldest.getValue().waiting.isEmpty()) {
                count(Count.TOO_MANY);
                entries.remove(oldest.getKey());
                return;
            }
        }
    }

    void answered(long nowNanos, Key key, List<InetAddress> addresses, Duration ttl) {
        long life = Math.clamp(ttl.toNanos(), SHORTEST.toNanos(), LONGEST.toNanos());
        Entry entry = heard(key);
        if (entry != null) {
            entry.addresses = List.copyOf(addresses);
            entry.fault = "";
            entry.freshUntil = nowNanos + life;
            entry.refreshAt = nowNanos + life - life / 5;
            entry.goodUntil = nowNanos + life + STALE.toNanos();
            entry.isWanted = !entry.waiting.isEmpty();
            tell(entry);
        }
    }

    /** DNS says that there is none. */
    void gone(long nowNanos, Key key, String fault) {
        Entry entry = heard(key);
        if (entry != null) {
            entry.addresses = List.of();
            fail(nowNanos, entry, fault);
        }
    }

    /** Nobody said anything of use. */
    void failed(long nowNanos, Key key, String fault) {
        count(Count.FAILED);
        Entry entry = heard(key);
        if (entry != null) {
            if (nowNanos - entry.goodUntil >= 0) {
                entry.addresses = List.of();
            }
            boolean isStale = !entry.addresses.isEmpty();
            if (isStale && !entry.waiting.isEmpty()) {
                count(Count.STALE_USED, entry.waiting.size());
            }
            fail(nowNanos, entry, fault);
        }
    }

    private static void fail(long nowNanos, Entry entry, String fault) {
        entry.fault = fault;
        long again = nowNanos + AFTER_FAILURE.toNanos();
        if (entry.addresses.isEmpty() || again - entry.freshUntil > 0) {
            entry.freshUntil = again;
        }
        entry.refreshAt = again;
        if (entry.addresses.isEmpty()) {
            entry.goodUntil = again;
            entry.isWanted = false;
        }
        tell(entry);
    }

    private @Nullable Entry heard(Key key) {
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.isAsked = false;
            entry.isKnown = true;
        }
        return entry;
    }

    private static void tell(Entry entry) {
        List<Consumer<Resolved>> waiting = List.copyOf(entry.waiting);
        entry.waiting.clear();
        waiting.forEach(then -> then.accept(resolved(entry)));
    }

    private static Resolved resolved(Entry entry) {
        return new Resolved(entry.addresses, entry.addresses.isEmpty() ? entry.fault : "");
    }

    /** To be called now and then: asks again for what is in use and forgets what is not. */
    void tick(long nowNanos) {
        List<Key> due = new ArrayList<>();
        entries.forEach(
                (key, entry) -> {
                    if (entry.isKnown && nowNanos - entry.refreshAt >= 0) {
                        due.add(key);
                    }
                });
        for (Key key : due) {
            Entry entry = entries.get(key);
            if (entry == null || entry.isAsked) {
                continue;
            }
            if (entry.isWanted) {
                ask(key, entry);
            } else if (nowNanos - entry.goodUntil >= 0) {
                entries.remove(key);
            }
        }
    }

    private void ask(Key key, Entry entry) {
        if (!entry.isAsked) {
            entry.isAsked = true;
            count(Count.ASKED);
            query.accept(key);
        }
    }

    private void count(Count count) {
        count(count, 1);
    }

    private void count(Count count, int times) {
        LongAdder counter = counts.get(count);
        if (counter != null) { // each has one from the beginning
            counter.add(times);
        }
    }
}
