package org.lacserver.radius.accounting;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts, to be read from any thread. */
final class Tallies {
    private final Map<Tally, LongAdder> counts = new EnumMap<>(Tally.class);

    Tallies() {
        for (Tally tally : Tally.values()) {
            counts.put(tally, new LongAdder());
        }
    }

    void add(Tally tally, long count) {
        Objects.requireNonNull(counts.get(tally)).add(count);
    }

    long count(Tally tally) {
        return Objects.requireNonNull(counts.get(tally)).sum();
    }
}
