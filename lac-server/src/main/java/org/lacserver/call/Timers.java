package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * All deadlines of the core in one binary heap: the earliest first, equal ones in the order they
 * were set. Moving or cancelling a timer costs as little as setting one.
 */
public final class Timers {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    /** One owner's deadline; it waits at most once. */
    public abstract static class Timer {
        private long deadlineNanos;
        private long order;
        private int place = -1;

        /** The deadline has come. The timer no longer waits and may be set again. */
        protected abstract void expired(long nowNanos);

        public final boolean isSet() {
            return place >= 0;
        }
    }

    private @Nullable Timer[] heap = new @Nullable Timer[64];
    private int size;
    private long order;

    /** Sets or moves {@code timer}; {@link #NEVER} cancels it. */
    public void set(Timer timer, long deadlineNanos) {
        if (deadlineNanos == NEVER) {
            cancel(timer);
            return;
        }
        if (timer.isSet()) {
            if (timer.deadlineNanos == deadlineNanos) {
                return;
            }
            remove(timer);
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.deadlineNanos = deadlineNanos;
        timer.order = order++;
        up(size++, timer);
    }

    public void cancel(Timer timer) {
        if (timer.isSet()) {
            remove(timer);
        }
    }

    /** The earliest deadline, or {@link #NEVER}. */
    public long nextDeadlineNanos() {
        return size == 0 ? NEVER : at(0).deadlineNanos;
    }

    /** Tells every timer whose deadline has come. */
    public void run(long nowNanos) {
        while (size > 0 && nowNanos - at(0).deadlineNanos >= 0) {
            Timer due = at(0);
            remove(due);
            due.expired(nowNanos);
        }
    }

    public int size() {
        return size;
    }

    private void remove(Timer timer) {
        int place = timer.place;
        timer.place = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (place < size) {
            up(place, last);
            if (last.place == place) {
                down(place, last);
            }
        }
    }

    private void up(int from, Timer timer) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            Timer above = at(parent);
            if (!earlier(timer, above)) {
                break;
            }
            put(place, above);
            place = parent;
        }
        put(place, timer);
    }

    private void down(int from, Timer timer) {
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && earlier(at(child + 1), at(child))) {
                child++;
            }
            if (!earlier(at(child), timer)) {
                break;
            }
            put(place, at(child));
            place = child;
        }
        put(place, timer);
    }

    private void put(int place, Timer timer) {
        heap[place] = timer;
        timer.place = place;
    }

    private Timer at(int place) {
        Timer timer = heap[place];
        if (timer == null) {
            throw new IllegalStateException("hole in the heap at " + place);
        }
        return timer;
    }

    private static boolean earlier(Timer one, Timer other) {
        long difference = one.deadlineNanos - other.deadlineNanos;
        return difference < 0 || (difference == 0 && one.order < other.order);
    }
}
