package org.lacserver.data;

/**
 * How {@link UserspaceDataPlane} moves frames.
 *
 * @param threads in each direction at most, 1..16. Access ports are dealt to those that go up, core
 *     addresses to those that go down, so that there are never more than ports or addresses
 * @param busyPollNanos how long one of them looks again before it sleeps; 0: it sleeps at once
 */
public record UserspaceSettings(int threads, long busyPollNanos) {
    public static final int MOST_THREADS = 16;

    /** One thread in each direction, which costs nothing while nothing comes. */
    public static final UserspaceSettings DEFAULT = new UserspaceSettings(1, 0);

    public UserspaceSettings {
        if (threads < 1 || threads > MOST_THREADS || busyPollNanos < 0) {
            throw new IllegalArgumentException(
                    "1 to " + MOST_THREADS + " threads: " + threads + ", " + busyPollNanos + " ns");
        }
    }
}
