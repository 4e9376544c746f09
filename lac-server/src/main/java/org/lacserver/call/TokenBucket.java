package org.lacserver.call;

/** How often something may happen: so many a second on average, and a second's worth at once. */
final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int perSecond;
    private final long nanosEach;
    private long emptyAtNanos;
    private boolean used;

    TokenBucket(int perSecond) {
        this.perSecond = perSecond;
        this.nanosEach = NANOS_PER_SECOND / perSecond;
    }

    /** Whether it may happen now; if so, it has. */
    boolean take(long nowNanos) {
        long full = nowNanos - nanosEach * perSecond;
        if (!used || emptyAtNanos - full < 0) {
            emptyAtNanos = full;
            used = true;
        }
        if (nowNanos - emptyAtNanos < nanosEach) {
            return false;
        }
        emptyAtNanos += nanosEach;
        return true;
    }
}
