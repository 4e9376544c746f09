package org.lacserver.call;

import java.util.Arrays;

/** Attempts and failures of the last five minutes, by half minutes. */
final class Recent {
    private static final long SLOT_NANOS = 30_000_000_000L;
    private static final int SLOTS = 10;

    private final int[] attempts = new int[SLOTS];
    private final int[] failures = new int[SLOTS];
    private long slot = Long.MIN_VALUE;

    void tried(long nowNanos) {
        attempts[at(nowNanos)]++;
    }

    void failed(long nowNanos) {
        failures[at(nowNanos)]++;
    }

    int attempts(long nowNanos) {
        at(nowNanos);
        return Arrays.stream(attempts).sum();
    }

    int failures(long nowNanos) {
        at(nowNanos);
        return Arrays.stream(failures).sum();
    }

    /** As many as the last whole half minute would make in a minute. */
    int attemptsPerMinute(long nowNanos) {
        return 2 * attempts[Math.floorMod(at(nowNanos) - 1, SLOTS)];
    }

    private int at(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SLOT_NANOS);
        long passed = slot == Long.MIN_VALUE ? SLOTS : now - slot;
        for (long i = Math.min(passed, SLOTS); i > 0; i--) {
            int old = Math.floorMod(now - i + 1, SLOTS);
            attempts[old] = 0;
            failures[old] = 0;
        }
        slot = now;
        return Math.floorMod(now, SLOTS);
    }
}
