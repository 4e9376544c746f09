package org.lacserver.tests.load.data;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/** Sends one direction's frames from one processor, and sees how many come out. */
final class Generator {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Frames in one call where the calling thread moves them to the end itself. */
    private static final int LONG_RUN = 8192;

    private static final int BATCH = 64;

    /** The kernel remembers each call for a second and more, and can remember 65,534. */
    private static final double MOST_CALLS = 5000;

    private static final int MOST_AT_ONCE = 256;
    private static final long PATIENCE_NANOS = 3_000_000L;
    private static final long WARM_UP_NANOS = 30_000_000L;
    private static final long SPIN_BELOW_NANOS = 60_000L;
    private static final long DRAIN_NANOS = 200_000_000L;
    private static final long QUIET_NANOS = 20_000_000L;

    private final Meter meter;
    private final Direction direction;
    private final Kernel.LiveFrames live;

    Generator(Meter meter, Direction direction, byte[] longestFrame) {
        this.meter = meter;
        this.direction = direction;
        this.live = meter.live(direction, longestFrame);
    }

    Direction direction() {
        return direction;
    }

    /**
     * What came out.
     *
     * @param frames in the time
     * @param cpuNanos of this thread in the time
     */
    record Flow(long frames, long nanos, long cpuNanos) {
        double perSecond() {
            return frames * 1e9 / nanos;
        }
    }

    /** As fast as this processor can, for a receiver that works on it too. */
    Flow saturate(long nanos) throws IOException {
        long start = System.nanoTime();
        long from = start;
        long base = meter.frames(direction);
        long cpu = 0;
        while (true) {
            live.send(LONG_RUN, BATCH);
            long now = System.nanoTime();
            if (from == start && now - start > WARM_UP_NANOS) {
                from = now;
                base = meter.frames(direction);
                cpu = THREADS.getCurrentThreadCpuTime();
            } else if (now - from > nanos && from != start) {
                long used = THREADS.getCurrentThreadCpuTime() - cpu;
                return new Flow(meter.frames(direction) - base, now - from, used);
            }
        }
    }

    /**
     * With a bounded number under way: as fast as the other side delivers, so that what is measured
     * is delivery and not loss.
     *
     * @param underWay how many at most
     */
    Flow follow(int underWay, long nanos) throws IOException {
        int least = Math.clamp(underWay / 2, 1, BATCH);
        long start = System.nanoTime();
        long first = meter.frames(direction);
        long from = start;
        long base = first;
        long out = 0;
        long lost = 0;
        long seen = first;
        long progress = start;
        long now = start;
        while (now - from < nanos || from == start) {
            long there = meter.frames(direction);
            if (there != seen) {
                seen = there;
                progress = now;
            }
            long room = underWay - (out - lost - (there - first));
            if (room >= least) {
                int frames = (int) Math.min(room, MOST_AT_ONCE);
                live.send(frames, Math.min(frames, BATCH));
                out += frames;
            } else if (now - progress > PATIENCE_NANOS) {
                lost = out - (there - first);
                progress = now;
            } else {
                LockSupport.parkNanos(5_000);
            }
            now = System.nanoTime();
            if (from == start && now - start > WARM_UP_NANOS) {
                from = now;
                base = meter.frames(direction);
            }
        }
        return new Flow(meter.frames(direction) - base, now - from, 0);
    }

    /** At a rate; returns how many frames were sent. */
    long pace(double perSecond, long nanos) throws IOException {
        long start = System.nanoTime();
        long sent = 0;
        int least = Math.clamp((long) (perSecond / MOST_CALLS), 1, BATCH);
        for (long now = start; now - start < nanos; now = System.nanoTime()) {
            long due = (long) ((now - start) / 1e9 * perSecond) - sent;
            if (due >= least) {
                // after a pause no more at once than the receiver's queue takes
                int frames = (int) Math.min(due, MOST_AT_ONCE);
                live.send(frames, Math.min(frames, BATCH));
                sent += frames;
            } else {
                long wait = (long) ((least - due) * 1e9 / perSecond);
                if (wait > SPIN_BELOW_NANOS) {
                    LockSupport.parkNanos(wait - SPIN_BELOW_NANOS);
                } else {
                    Thread.onSpinWait();
                }
            }
        }
        return sent;
    }

    /** Sends a few frames at once. */
    void send(int frames) throws IOException {
        live.send(frames, Math.min(frames, BATCH));
    }

    /** Waits until as many have come since {@code base}, or no more come; returns how many came. */
    long await(long base, long frames) {
        long start = System.nanoTime();
        long progress = start;
        long seen = 0;
        long now = start;
        while (seen < frames && now - start < DRAIN_NANOS && now - progress < QUIET_NANOS) {
            LockSupport.parkNanos(100_000);
            now = System.nanoTime();
            long there = meter.frames(direction) - base;
            if (there != seen) {
                seen = there;
                progress = now;
            }
        }
        return seen;
    }
}
