package org.lacserver.pppoe;

/**
 * Whether packets larger than 1492 octets reach a caller who says that he takes them (RFC 4638
 * §5.2): Echo-Requests of the full size, until one is answered or none of them was.
 */
final class MruTest {
    private static final int TRIES = 3;
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private int sent;
    private long at = Long.MAX_VALUE;

    /** When the last one counts as lost. */
    long deadlineNanos() {
        return at;
    }

    /** Whether another one is to be sent now; else the path does not take them. */
    boolean next(long nowNanos) {
        at = nowNanos + PATIENCE_NANOS;
        return ++sent <= TRIES;
    }
}
