package org.lacserver.pppoe.ppp;

/** The Restart timer and its counter (RFC 1661 §4.6). */
final class RestartTimer {
    private final long periodNanos;
    private int left;
    private long deadlineNanos = Long.MAX_VALUE;

    RestartTimer(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** Initialize-Restart-Count. */
    void initialize(int count) {
        left = count;
    }

    /** Zero-Restart-Count: the next expiry is the last. */
    void zero(long nowNanos) {
        left = 0;
        deadlineNanos = nowNanos + periodNanos;
    }

    /** A packet goes out that is to be answered. */
    void sent(long nowNanos) {
        left--;
        deadlineNanos = nowNanos + periodNanos;
    }

    void stop() {
        deadlineNanos = Long.MAX_VALUE;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether the expiry is the table's TO+: the packet may be sent again. */
    boolean hasMore() {
        return left > 0;
    }
}
