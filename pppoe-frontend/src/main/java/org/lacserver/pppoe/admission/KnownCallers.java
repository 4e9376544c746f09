package org.lacserver.pppoe.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Callers who had an established call lately: 2^17 fingerprints with their age, in places of four,
 * of which the oldest gives way. The thread of the sessions writes, that and one more may read;
 * what a reader misses for a moment costs nobody more than priority.
 */
public final class KnownCallers {
    /** How long a caller is known after a call of his began or ended. */
    public static final long LIFE_SECONDS = 60 * 86_400;

    /** By how much the clocks of the two threads may differ. */
    private static final long SKEW_SECONDS = 2;

    private static final int PLACES = 1 << 17;
    private static final int WAYS = 4;
    private static final long SECOND = 1_000_000_000L;
    private static final int AGE_BITS = 28;
    private static final long AGE_MASK = (1L << AGE_BITS) - 1;
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private final Fingerprints prints;

    /** The high bits of a fingerprint, and the second it was learnt in; 0 is free. */
    private final long[] entries = new long[PLACES];

    public KnownCallers(long key0, long key1) {
        prints = new Fingerprints(key0, key1);
    }

    /** What callers are known by. */
    public Fingerprints prints() {
        return prints;
    }

    /** A caller has, or had until now, an established call. */
    public void learn(long nowNanos, long fingerprint) {
        long second = second(nowNanos);
        long print = print(fingerprint);
        int first = first(fingerprint);
        int oldest = first;
        long oldestAge = -1;
        for (int at = first; at < first + WAYS; at++) {
            long entry = (long) ENTRY.getOpaque(entries, at);
            if ((entry & ~AGE_MASK) == print) {
                ENTRY.setOpaque(entries, at, print | second);
                return;
            }
            long age = entry == 0 ? Long.MAX_VALUE : (second - entry) & AGE_MASK;
            if (age > oldestAge) {
                oldestAge = age;
                oldest = at;
            }
        }
        ENTRY.setOpaque(entries, oldest, print | second);
    }

    public boolean knows(long nowNanos, long fingerprint) {
        long print = print(fingerprint);
        int first = first(fingerprint);
        for (int at = first; at < first + WAYS; at++) {
            long entry = (long) ENTRY.getOpaque(entries, at);
            if ((entry & ~AGE_MASK) == print) {
                long age = (second(nowNanos) - entry + SKEW_SECONDS) & AGE_MASK;
                return age <= LIFE_SECONDS + SKEW_SECONDS;
            }
        }
        return false;
    }

    private static long second(long nowNanos) {
        return Math.floorDiv(nowNanos, SECOND) & AGE_MASK;
    }

    private static long print(long fingerprint) {
        long print = fingerprint & ~AGE_MASK;
        return print == 0 ? 1L << AGE_BITS : print;
    }

    private static int first(long fingerprint) {
        return (int) fingerprint & (PLACES - 1) & -WAYS;
    }
}
