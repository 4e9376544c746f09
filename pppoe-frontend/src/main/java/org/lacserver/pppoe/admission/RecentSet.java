package org.lacserver.pppoe.admission;

import java.util.Arrays;

/**
 * Whether a fingerprint was added lately: two bitmaps of 2^22 bits that take turns. A turn ends
 * with its time, or when so many were added that wrong answers would become usual; so one added
 * stays for one turn at least and two at most. Now and then one is found that was never added.
 */
final class RecentSet {
    private static final int BITS = 22;
    private static final int MASK = (1 << BITS) - 1;
    private static final int PROBES = 4;
    private static final int MOST = 1 << (BITS - 3);

    private final long turnNanos;
    private long[] present = new long[1 << (BITS - 6)];
    private long[] former = new long[1 << (BITS - 6)];
    private int added;
    private long began;

    RecentSet(long turnNanos) {
        this.turnNanos = turnNanos;
    }

    void add(long nowNanos, long fingerprint) {
        turn(nowNanos);
        int step = step(fingerprint);
        int bit = (int) fingerprint;
        for (int probe = 0; probe < PROBES; probe++, bit += step) {
            present[(bit & MASK) >> 6] |= 1L << bit;
        }
        added++;
    }

    boolean has(long nowNanos, long fingerprint) {
        turn(nowNanos);
        return isIn(present, fingerprint) || isIn(former, fingerprint);
    }

    private static boolean isIn(long[] bits, long fingerprint) {
        int step = step(fingerprint);
        int bit = (int) fingerprint;
        for (int probe = 0; probe < PROBES; probe++, bit += step) {
            if (((bits[(bit & MASK) >> 6] >>> bit) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int step(long fingerprint) {
        return (int) (fingerprint >>> 32) | 1;
    }

    private void turn(long nowNanos) {
        long age = nowNanos - began;
        if (age < turnNanos && added < MOST) {
            return;
        }
        if (added == 0 && age >= 2 * turnNanos) { // nothing in either, or too old
            Arrays.fill(former, 0);
            began = nowNanos;
            return;
        }
        long[] oldest = former;
        former = present;
        present = oldest;
        Arrays.fill(present, 0);
        if (age >= 2 * turnNanos) {
            Arrays.fill(former, 0);
        }
        added = 0;
        began = nowNanos;
    }
}
