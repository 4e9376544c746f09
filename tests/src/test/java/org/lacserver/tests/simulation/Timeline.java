package org.lacserver.tests.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * Virtual time: what is in flight arrives, what is due happens, in one thread and a fixed order.
 */
final class Timeline {
    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
    private final List<Clockwork> parts = new ArrayList<>();
    private long now = 1_000_000_000L;
    private long sequence;
    private long steps;

    /** Anything with deadlines of its own. */
    interface Clockwork {
        long nextDeadlineNanos();

        void onDeadline(long nowNanos);
    }

    void add(Clockwork part) {
        parts.add(part);
    }

    long now() {
        return now;
    }

    void after(long nanos, LongConsumer arrival) {
        arrivals.add(new Arrival(now + nanos, sequence++, arrival));
    }

    /** Runs until nothing happens before {@code end}; stops there. */
    void runUntil(long end) {
        while (true) {
            Arrival first = arrivals.peek();
            long next = first == null ? Long.MAX_VALUE : first.at;
            Clockwork due = null;
            for (Clockwork part : parts) {
                long deadline = part.nextDeadlineNanos();
                if (deadline < next) {
                    next = deadline;
                    due = part;
                }
            }
            if (next > end) {
                now = Math.max(now, end);
                return;
            }
            if (++steps > 5_000_000) {
                throw new AssertionError(
                        "no end of steps: a deadline that is never met, at " + now);
            }
            now = Math.max(now, next);
            if (due != null) {
                due.onDeadline(now);
            } else {
                arrivals.remove();
                first.action.accept(now);
            }
        }
    }

    private record Arrival(long at, long sequence, LongConsumer action)
            implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
