package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** A binary heap of sessions by deadline; each knows its place, so a deadline moves in place. */
final class Deadlines {
    private @Nullable PppoeSession[] heap = new PppoeSession[64];
    private int size;

    long nextNanos() {
        PppoeSession first = heap[0];
        return first == null ? Long.MAX_VALUE : first.deadlineNanos;
    }

    /** The session with the earliest deadline, if that has come. */
    @Nullable PppoeSession due(long nowNanos) {
        PppoeSession first = heap[0];
        return first != null && first.deadlineNanos <= nowNanos ? first : null;
    }

    /** Sets a session's deadline; {@link Long#MAX_VALUE} takes it out. */
    void set(PppoeSession session, long deadlineNanos) {
        if (deadlineNanos == Long.MAX_VALUE) {
            remove(session);
            return;
        }
        if (session.deadlineIndex < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            session.deadlineNanos = deadlineNanos;
            up(session, size++);
        } else if (session.deadlineNanos != deadlineNanos) {
            boolean earlier = deadlineNanos < session.deadlineNanos;
            session.deadlineNanos = deadlineNanos;
            if (earlier) {
                up(session, session.deadlineIndex);
            } else {
                down(session, session.deadlineIndex);
            }
        }
    }

    private void remove(PppoeSession session) {
        int index = session.deadlineIndex;
        if (index < 0) {
            return;
        }
        session.deadlineIndex = -1;
        session.deadlineNanos = Long.MAX_VALUE;
        PppoeSession last = heap[--size];
        heap[size] = null;
        if (last != null && last != session) {
            up(last, index);
            down(last, last.deadlineIndex);
        }
    }

    private void up(PppoeSession session, int from) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) / 2;
            PppoeSession above = heap[parent];
            if (above == null || above.deadlineNanos <= session.deadlineNanos) {
                break;
            }
            put(above, index);
            index = parent;
        }
        put(session, index);
    }

    private void down(PppoeSession session, int from) {
        int index = from;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            PppoeSession below = heap[child];
            PppoeSession right = child + 1 < size ? heap[child + 1] : null;
            if (right != null && below != null && right.deadlineNanos < below.deadlineNanos) {
                below = right;
                child++;
            }
            if (below == null || session.deadlineNanos <= below.deadlineNanos) {
                break;
            }
            put(below, index);
            index = child;
        }
        put(session, index);
    }

    private void put(PppoeSession session, int index) {
        heap[index] = session;
        session.deadlineIndex = index;
    }
}
