package org.lacserver.radius.accounting;

/** Deadlines on a clock whose zero is anywhere; {@link Long#MAX_VALUE} is none. */
final class Deadlines {
    private Deadlines() {}

    static long first(long one, long other) {
        if (one == Long.MAX_VALUE || other == Long.MAX_VALUE) {
            return one == Long.MAX_VALUE ? other : one;
        }
        return one - other <= 0 ? one : other;
    }
}
