package org.lacserver.call;

import org.lacserver.port.CallLimits.IdleTraffic;
import org.lacserver.port.DataPlane.Activity;

/**
 * Tells from samples of an established call's frame counts whether it idles, and whether its caller
 * is still there. Samples are a tenth of the shorter time apart and a second at least, so that a
 * call ends at most that much later than it should.
 */
final class CallWatch {
    enum Verdict {
        GOES_ON,
        /** No data for the idle time. */
        IDLE,
        /** Nothing of the caller for the silence allowed, though the LNS went on sending. */
        SILENT
    }

    private static final long SECOND = 1_000_000_000L;
    private static final int SAMPLES = 10;

    /**
     * Samples since the caller's last frame in which there were frames of the LNS: fewer may be the
     * rest of what the caller is done with.
     */
    private static final int LNS_WENT_ON = 3;

    /** 0: the call may idle. */
    private long idleNanos;

    /** 0: the caller may be silent. */
    private final long silenceNanos;

    private final boolean upOnly;
    private long data;
    private long busyAt;
    private long up;
    private long heardAt;
    private long down;
    private int lnsSamples;
    private long nextAt;

    /**
     * @param spread makes calls of one moment be looked at in several: 0..15
     */
    CallWatch(long nowNanos, long idleNanos, IdleTraffic traffic, long silenceNanos, int spread) {
        this.idleNanos = idleNanos;
        this.silenceNanos = silenceNanos;
        upOnly = traffic == IdleTraffic.UP;
        busyAt = nowNanos;
        heardAt = nowNanos;
        nextAt = nowNanos + interval() - interval() / 32 * spread; // half of it for the last
    }

    /** The idle time is another from now on; how long the call has idled stays. */
    void idleAfter(long nowNanos, long nanos) {
        if (nanos == idleNanos) {
            return;
        }
        idleNanos = nanos;
        long next = next(nowNanos);
        nextAt = next == Timers.NEVER ? next : Math.min(nextAt, next);
    }

    /** When it is to be looked at next. */
    long nextNanos() {
        return nextAt;
    }

    Verdict sample(long nowNanos, Activity activity) {
        long dataNow = activity.upData() + (upOnly ? 0 : activity.downData());
        if (dataNow != data) {
            data = dataNow;
            busyAt = nowNanos;
        }
        if (activity.up() != up) {
            up = activity.up();
            heardAt = nowNanos;
            lnsSamples = 0;
        } else if (activity.down() != down) {
            lnsSamples++;
        }
        down = activity.down();
        nextAt = next(nowNanos);
        if (idleNanos > 0 && nowNanos - busyAt >= idleNanos) {
            return Verdict.IDLE;
        }
        boolean silent = silenceNanos > 0 && nowNanos - heardAt >= silenceNanos;
        return silent && lnsSamples >= LNS_WENT_ON ? Verdict.SILENT : Verdict.GOES_ON;
    }

    private long next(long nowNanos) {
        if (idleNanos == 0 && silenceNanos == 0) {
            return Timers.NEVER;
        }
        long next = nowNanos + interval();
        if (idleNanos > 0 && busyAt + idleNanos > nowNanos) {
            next = Math.min(next, busyAt + idleNanos);
        }
        if (silenceNanos > 0 && heardAt + silenceNanos > nowNanos) {
            next = Math.min(next, heardAt + silenceNanos);
        }
        return Math.max(next, nowNanos + SECOND);
    }

    private long interval() {
        long shortest = idleNanos > 0 ? idleNanos : silenceNanos;
        if (silenceNanos > 0) {
            shortest = Math.min(shortest, silenceNanos);
        }
        return Math.max(SECOND, shortest / SAMPLES);
    }
}
