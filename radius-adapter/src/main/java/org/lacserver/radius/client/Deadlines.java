package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** When each exchange is due; equal times in the order of asking. */
final class Deadlines {
    /** Nothing is due. */
    static final long NEVER = Long.MAX_VALUE;

    /** A deadline; stale once its exchange is done or has another one. */
    private record Due(long atNanos, Exchange exchange) implements Comparable<Due> {
        boolean isStale() {
            return exchange.isDone || exchange.deadlineNanos != atNanos;
        }

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNanos - other.atNanos, 0);
            return byTime != 0 ? byTime : Long.compare(exchange.serial, other.exchange.serial);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();

    void arm(Exchange exchange, long atNanos) {
        exchange.deadlineNanos = atNanos;
        queue.add(new Due(atNanos, exchange));
    }

    /** The next exchange that is due; null when none is. */
    @Nullable Exchange poll(long nowNanos) {
        return isDue(nextNanos(), nowNanos) ? queue.remove().exchange : null;
    }

    long nextNanos() {
        while (!queue.isEmpty() && queue.element().isStale()) {
            queue.remove();
        }
        return queue.isEmpty() ? NEVER : queue.element().atNanos;
    }

    /** Every exchange that waits, in the order of asking; none is left here. */
    List<Exchange> drain() {
        List<Exchange> open = new ArrayList<>();
        for (Due due : queue) {
            if (!due.isStale()) {
                open.add(due.exchange);
            }
        }
        queue.clear();
        open.sort(Comparator.comparingLong(e -> e.serial));
        return open;
    }

    static boolean isDue(long atNanos, long nowNanos) {
        return atNanos != NEVER && atNanos - nowNanos <= 0;
    }

    static long earlier(long one, long other) {
        if (one == NEVER || other == NEVER) {
            return one == NEVER ? other : one;
        }
        return one - other <= 0 ? one : other;
    }
}
