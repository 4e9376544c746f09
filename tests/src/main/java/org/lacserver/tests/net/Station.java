package org.lacserver.tests.net;

/** A socket and the peers behind it, all on one loop's thread. */
public interface Station {
    /** The descriptor to wait for. */
    int fd();

    /** Takes what has come; never waits. */
    void receive(long nowNanos);

    long nextDeadlineNanos();

    void onDeadline(long nowNanos);

    /** Sends what the calls before have put together. */
    void flush();
}
