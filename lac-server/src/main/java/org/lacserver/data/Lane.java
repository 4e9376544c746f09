package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * One direction of a call that another program moves directly once nothing of it is under way here:
 * {@code struct lane} of {@code lac.h}. That program counts the frames that it leaves to us, and
 * goes ahead when we say that as many are dealt with.
 *
 * <p>We say so when that count has not moved for some time, which is longer than a frame is under
 * way between the two, and all that came until then has been read and sent. So neither frames from
 * before the count began nor lost or uncounted ones matter. Only a frame that is stuck for longer
 * could be overtaken; as long as fewer frames came than could be expected, we wait for it too.
 *
 * <p>The forwarding thread's, but for what is said of {@link #bar} and {@link #end}.
 */
final class Lane {
    /** sizeof(struct lane). */
    static final int SIZE = 16;

    /** A frame that was left to us is in our ring or buffer before this is over. */
    static final long UNDER_WAY_NANOS = Duration.ofNanos(50_000).toNanos();

    /** How long a frame that seems to be missing is waited for. */
    static final long WINDOW_NANOS = Duration.ofMillis(20).toNanos();

    private static final int WANTED = 0;
    private static final int HANDLED = 4;
    private static final int DIRECT = 8;
    private static final int PASSED = 12;
    private static final VarHandle WORD = JAVA_INT.varHandle();
    private static final MemorySegment MEMORY = Posix.MEMORY;

    private final long address;
    private volatile boolean barred;
    private volatile boolean over;

    private int done;
    private boolean isListed;
    private boolean isKnown;

    /** {@link #PASSED} as it was last seen, and since when it is that. */
    private int still;

    private long stillSince;

    /** The round in which it had been still for long enough; negative before. */
    private long settledIn;

    /** How many more frames were dealt with than counted: at most, in the window before. */
    private int surplus;

    /** The same, since {@link #windowSince}. */
    private int latestSurplus;

    private long windowSince;

    /**
     * @param address of the structure
     * @param barred until {@link #unbar}
     */
    Lane(long address, boolean barred) {
        this.address = address;
        this.barred = barred;
    }

    /** A frame has been sent, or will be before the next look. */
    void countDone() {
        done++;
    }

    boolean isListed() {
        return isListed;
    }

    /** It is being looked at from now on. */
    void list(long nowNanos) {
        isListed = true;
        windowSince = nowNanos;
        stillSince = nowNanos;
        settledIn = -1;
        still = word(PASSED);
        latestSurplus = done - still;
    }

    /**
     * Looks whether it can be opened, and opens it.
     *
     * @param round of {@link LaneWatch}: what had come when round n began is dealt with when n + 2
     *     begins
     * @return whether there is nothing more to look for until its next frame comes here
     */
    boolean look(long nowNanos, long round) {
        boolean isDone = over || barred || isDirect() || opens(nowNanos, round);
        isListed = !isDone;
        return isDone;
    }

    private boolean isDirect() {
        return word(DIRECT) != 0 && word(WANTED) != 0;
    }

    private boolean opens(long nowNanos, long round) {
        int passed = word(PASSED);
        int more = done - passed;
        if (more - latestSurplus > 0) {
            latestSurplus = more;
        }
        if (nowNanos - windowSince >= WINDOW_NANOS) {
            surplus = latestSurplus;
            latestSurplus = more;
            windowSince = nowNanos;
            isKnown = true;
        }
        if (passed != still) {
            still = passed;
            stillSince = nowNanos;
            settledIn = -1;
            return false;
        }
        if (settledIn < 0) {
            if (nowNanos - stillSince >= UNDER_WAY_NANOS) {
                settledIn = round;
            }
            return false;
        }
        if (!isKnown || round - settledIn < 2 || more - surplus < 0) {
            return false;
        }
        return !open(passed) || word(PASSED) == passed || isDirect();
    }

    /** False when it has been barred meanwhile. */
    private synchronized boolean open(int handled) {
        if (barred) {
            return false;
        }
        put(HANDLED, handled);
        put(WANTED, 1);
        VarHandle.fullFence(); // what is passed from now on is seen after this
        return true;
    }

    /** All its frames come here from now on; any thread may say so. */
    synchronized void bar() {
        barred = true;
        if (!over) {
            put(WANTED, 0);
        }
    }

    /** It may be opened when the next frame has come here; whoever barred it says so. */
    void unbar() {
        barred = false;
    }

    boolean isBarred() {
        return barred;
    }

    /** Nothing is written any more by batches that begin after this; the engine's thread. */
    void end() {
        over = true;
    }

    private int word(int at) {
        return (int) WORD.getAcquire(MEMORY, address + at);
    }

    private void put(int at, int value) {
        WORD.setRelease(MEMORY, address + at, value);
    }
}
