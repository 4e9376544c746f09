package org.lacserver.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;

/** Counters by reason that one thread writes and any may read. */
@SuppressWarnings("EnumOrdinal") // an array that lives and dies with the process
final class Tallies {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final Drop[] REASONS = Drop.values();

    private final long[] counts = new long[REASONS.length];

    void count(Drop reason) {
        count(reason, 1);
    }

    void count(Drop reason, int times) {
        int at = reason.ordinal();
        COUNT.setOpaque(counts, at, counts[at] + times);
    }

    /** Adds them to a map; every reason is there, those never met as 0. */
    void addTo(Map<String, Long> sums) {
        for (Drop reason : REASONS) {
            sums.merge(
                    reason.counter(), (long) COUNT.getOpaque(counts, reason.ordinal()), Long::sum);
        }
    }
}
