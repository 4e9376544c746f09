package org.lacserver.tests.peer;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * The deadlines of many peers. An entry whose owner has moved its deadline on is put back when it
 * comes up, so moving a deadline later, which is what every answer does, costs nothing.
 */
public final class Deadlines<T extends Timed> {
    private record Entry<T>(long at, long order, T owner) {}

    private final PriorityQueue<Entry<T>> queue =
            new PriorityQueue<>(
                    Comparator.<Entry<T>>comparingLong(Entry::at).thenComparingLong(Entry::order));
    private long order;

    /** To be called after whatever may have changed the deadline of {@code owner}. */
    public void update(T owner) {
        long at = owner.nextDeadlineNanos();
        if (at < owner.scheduledNanos()) {
            owner.scheduledNanos(at);
            queue.add(new Entry<>(at, order++, owner));
        }
    }

    /** No later than the first deadline of all; {@code Long.MAX_VALUE} for none. */
    public long nextNanos() {
        Entry<T> first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.at();
    }

    /** Wakes all that are due. */
    public void run(long nowNanos, Consumer<T> wake) {
        while (true) {
            Entry<T> first = queue.peek();
            if (first == null || first.at() > nowNanos) {
                return;
            }
            queue.poll();
            T owner = first.owner();
            if (owner.scheduledNanos() != first.at()) {
                continue; // an earlier entry was added after this one and has been served
            }
            owner.scheduledNanos(Long.MAX_VALUE);
            if (owner.nextDeadlineNanos() <= nowNanos) {
                wake.accept(owner);
            }
            update(owner);
        }
    }
}
