package org.lacserver.radius.client;

import java.time.Duration;
import java.util.Arrays;

/** Round trips and loss of one server over the last minutes. Safe from any thread. */
final class Meter {
    private static final long MINUTE = 60_000_000_000L;
    private static final int MINUTES = 5;
    private static final int ROUND_TRIPS = 256;

    private final long[] roundTrips = new long[ROUND_TRIPS];
    private int taken;
    private long smoothed;

    private final long[] minutes = new long[MINUTES];
    private final long[] sent = new long[MINUTES];
    private final long[] unanswered = new long[MINUTES];

    /**
     * @param smoothed zero before the first reply, as are the others
     * @param p50 half of the last {@value #ROUND_TRIPS} replies took no longer
     */
    record RoundTrip(Duration smoothed, Duration p50, Duration p99) {}

    synchronized void replied(long nanos) {
        smoothed = taken == 0 ? nanos : smoothed + (nanos - smoothed) / 8;
        roundTrips[taken % ROUND_TRIPS] = nanos;
        taken++;
        if (taken == 2 * ROUND_TRIPS) {
            taken = ROUND_TRIPS; // the ring is full and stays so
        }
    }

    synchronized void sent(long nowNanos) {
        sent[bucket(nowNanos)]++;
    }

    synchronized void unanswered(long nowNanos) {
        unanswered[bucket(nowNanos)]++;
    }

    private int bucket(long nowNanos) {
        long minute = Math.floorDiv(nowNanos, MINUTE);
        int at = Math.floorMod(minute, MINUTES);
        if (minutes[at] != minute) {
            minutes[at] = minute;
            sent[at] = 0;
            unanswered[at] = 0;
        }
        return at;
    }

    synchronized RoundTrip roundTrip() {
        int count = Math.min(taken, ROUND_TRIPS);
        if (count == 0) {
            return new RoundTrip(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        long[] sorted = Arrays.copyOf(roundTrips, count);
        Arrays.sort(sorted);
        return new RoundTrip(
                Duration.ofNanos(smoothed),
                Duration.ofNanos(sorted[(count - 1) / 2]),
                Duration.ofNanos(sorted[(count - 1) * 99 / 100]));
    }

    /** Copies without an answer among those of the last minutes, in parts of a thousand. */
    synchronized int lossPerMille(long nowNanos) {
        long oldest = Math.floorDiv(nowNanos, MINUTE) - MINUTES + 1;
        long out = 0;
        long lost = 0;
        for (int i = 0; i < MINUTES; i++) {
            if (minutes[i] >= oldest) {
                out += sent[i];
                lost += unanswered[i];
            }
        }
        return out == 0 ? 0 : (int) Math.min(1000, lost * 1000 / out);
    }
}
