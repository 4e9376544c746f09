package org.lacserver.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * The lanes of one forwarding thread that are to be opened. With none it costs nothing; a lane that
 * is open, or whose frames do not come here, is not in it.
 *
 * <p>Rounds: one is over when each source was seen empty in it, or gave all that it can hold. So
 * what lay in a source when a round began has been taken when the one after it is over.
 */
final class LaneWatch {
    /** Lanes that are looked at in one go: a step must not take long. */
    static final int AT_ONCE = 1024;

    private static final int FOR_EVER = -1;

    /** The thread stays awake for so long after a frame came, since the next pause may be short. */
    private static final long AWAKE_NANOS = 2 * Lane.UNDER_WAY_NANOS;

    private final LongSupplier clock;
    private final int[] capacities;
    private final int[] taken;
    private final boolean[] wasSwept;
    private final Queue<Lane> asked = new ConcurrentLinkedQueue<>();
    private final List<Lane> lanes = new ArrayList<>();
    private int unswept;
    private long round;
    private int next;
    private long movedAt;
    private boolean hasMoved;

    /**
     * @param capacities how many frames each source can hold at most
     */
    LaneWatch(int[] capacities, LongSupplier clock) {
        this.clock = clock;
        this.capacities = capacities.clone();
        this.taken = new int[capacities.length];
        this.wasSwept = new boolean[capacities.length];
        this.unswept = capacities.length;
    }

    /** A lane is to be opened; any thread may say so, and wakes this one afterwards. */
    void open(Lane lane) {
        asked.add(lane);
    }

    /** A frame of a lane is being sent. */
    void saw(Lane lane) {
        lane.countDone();
        if (!lane.isListed() && !lane.isBarred()) {
            add(lane);
        }
    }

    private void add(Lane lane) {
        lane.list(clock.getAsLong());
        lanes.add(lane);
    }

    /**
     * So many frames came from a source.
     *
     * @param isEmpty whether there was none left
     */
    void took(int source, int frames, boolean isEmpty) {
        hasMoved |= frames > 0;
        taken[source] += frames;
        if ((isEmpty || taken[source] >= capacities[source]) && !wasSwept[source]) {
            wasSwept[source] = true;
            unswept--;
        }
    }

    /** After each batch, when its frames have been sent. */
    void look() {
        if (unswept == 0) {
            sweepAgain();
        }
        if (lanes.isEmpty() && asked.isEmpty()) {
            hasMoved = false;
            return;
        }
        long now = clock.getAsLong();
        if (hasMoved) {
            movedAt = now;
            hasMoved = false;
        }
        for (Lane lane = asked.poll(); lane != null; lane = asked.poll()) {
            if (!lane.isListed()) {
                add(lane);
            }
        }
        int count = Math.min(AT_ONCE, lanes.size());
        for (int i = 0; i < count; i++) {
            look(now);
        }
    }

    private void look(long now) {
        if (next >= lanes.size()) {
            next = 0;
        }
        if (lanes.get(next).look(now, round)) {
            lanes.set(next, lanes.getLast());
            lanes.removeLast();
        } else {
            next++;
        }
    }

    private void sweepAgain() {
        round++;
        unswept = capacities.length;
        for (int i = 0; i < capacities.length; i++) {
            taken[i] = 0;
            wasSwept[i] = false;
        }
    }

    /** How long the thread may sleep, in milliseconds; negative: for ever. */
    int patienceMillis() {
        if (lanes.isEmpty() && asked.isEmpty()) {
            return FOR_EVER;
        }
        return clock.getAsLong() - movedAt < AWAKE_NANOS ? 0 : 1;
    }
}
