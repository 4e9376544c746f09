package org.lacserver.tests.peer;

/** Something with a next deadline, which {@link Deadlines} keeps in order. */
public interface Timed {
    /** When it next wants to be woken, {@code Long.MAX_VALUE} for never. */
    long nextDeadlineNanos();

    /** The earliest entry that {@link Deadlines} holds for it. */
    long scheduledNanos();

    void scheduledNanos(long at);
}
