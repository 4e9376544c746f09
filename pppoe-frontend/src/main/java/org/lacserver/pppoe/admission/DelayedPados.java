package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;

/** PADIs whose PADO has to wait, by the time it is due; bounded. */
public final class DelayedPados {
    /** How many wait for their time at most. */
    public static final int MOST = 8192;

    /** An Ethernet frame with two tags; RFC 2516 §5.1 has PADIs be shorter. */
    private static final int LONGEST = 1522;

    private final int most;

    /**
     * A PADI.
     *
     * @param frame whole, tags inline
     */
    public record Waiting(long dueNanos, long order, int port, ByteBuffer frame) {}

    private final PriorityQueue<Waiting> queue =
            new PriorityQueue<>(
                    Comparator.comparingLong(Waiting::dueNanos).thenComparingLong(Waiting::order));
    private long order;

    /** For so many at most. */
    public DelayedPados(int most) {
        this.most = most;
    }

    /** Keeps a copy; false when there is no room, or when the frame is longer than any PADI. */
    public boolean add(long dueNanos, int port, ByteBuffer padi) {
        if (queue.size() >= most || padi.remaining() > LONGEST) {
            return false;
        }
        ByteBuffer copy = ByteBuffer.allocate(padi.remaining()).put(padi.duplicate()).flip();
        queue.add(new Waiting(dueNanos, order++, port, copy));
        return true;
    }

    /** The next whose time has come, or null. */
    public @Nullable Waiting due(long nowNanos) {
        Waiting first = queue.peek();
        return first != null && first.dueNanos() <= nowNanos ? queue.poll() : null;
    }

    /** The next whose time has not come; those before it are forgotten. Null when there is none. */
    public @Nullable Waiting notYetDue(long nowNanos) {
        forgetDue(nowNanos);
        return queue.poll();
    }

    /** Forgets those whose time has come. */
    public void forgetDue(long nowNanos) {
        while (due(nowNanos) != null) {
            // its turn is over
        }
    }

    /** {@link Long#MAX_VALUE} when none waits. */
    public long nextDeadlineNanos() {
        Waiting first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.dueNanos();
    }

    public int size() {
        return queue.size();
    }
}
