package org.lacserver.radius.accounting;

/**
 * When the next record may go: so many a second, and while no server answers one at growing
 * intervals.
 */
final class Pace {
    static final long FIRST_PAUSE_NANOS = 5_000_000_000L;
    static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    /** What may go at once after a quiet time: a tenth of a second's worth. */
    private static final long BURST_NANOS = SECOND / 10;

    private final long costNanos;
    private boolean hasSent;
    private long paidUntil;
    private boolean isPaused;
    private boolean isProbing;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long resumeNanos;

    Pace(int rate) {
        this.costNanos = SECOND / rate;
    }

    boolean isPaused() {
        return isPaused;
    }

    boolean isProbing() {
        return isProbing;
    }

    boolean mayProbe(long nowNanos) {
        return isPaused && !isProbing && resumeNanos - nowNanos <= 0;
    }

    long resumeNanos() {
        return resumeNanos;
    }

    boolean allows(long nowNanos) {
        return !hasSent || paidUntil - nowNanos <= BURST_NANOS;
    }

    /** When {@link #allows} comes true. */
    long allowsNanos() {
        return paidUntil - BURST_NANOS;
    }

    void sent(long nowNanos) {
        boolean isBehind = !hasSent || paidUntil - nowNanos < 0;
        paidUntil = (isBehind ? nowNanos : paidUntil) + costNanos;
        hasSent = true;
        isProbing = isPaused;
    }

    /** A server took a record. */
    void answered() {
        isPaused = false;
        isProbing = false;
        pauseNanos = FIRST_PAUSE_NANOS;
    }

    /** No server took a record, nor any other meanwhile. */
    void unanswered(long nowNanos) {
        if (isPaused && !isProbing) {
            return;
        }
        if (isProbing) {
            pauseNanos = longer(pauseNanos);
        }
        isPaused = true;
        isProbing = false;
        resumeNanos = nowNanos + pauseNanos;
    }

    static long longer(long pauseNanos) {
        return Math.min(Math.max(FIRST_PAUSE_NANOS, 2 * pauseNanos), LONGEST_PAUSE_NANOS);
    }
}
