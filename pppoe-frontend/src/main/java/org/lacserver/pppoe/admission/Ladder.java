package org.lacserver.pppoe.admission;

import java.util.List;

/**
 * How long a PADI waits for its PADO, by load: the busier the box, the longer, so that another LAC
 * of the segment answers first; at last not at all. A step is left only when the load is 10 points
 * below it (below the half of a step under 20), so that it does not sway.
 */
public final class Ladder {
    /** No PADO. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FALL = 10;

    /**
     * From this load on.
     *
     * @param load in percent
     * @param delayNanos or {@link #NEVER}
     */
    public record Step(int load, long delayNanos) {}

    private final List<Step> steps;
    private int taken;

    /** The steps in ascending order of load. */
    public Ladder(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    public void update(int load) {
        while (taken < steps.size() && load >= steps.get(taken).load()) {
            taken++;
        }
        while (taken > 0 && load < leftBelow(steps.get(taken - 1).load())) {
            taken--;
        }
    }

    private static int leftBelow(int load) {
        return Math.max(1, Math.max(load - FALL, load / 2)); // an idle box has left them all
    }

    /** Steps taken; 0 is none. */
    public int step() {
        return taken;
    }

    public int steps() {
        return steps.size();
    }

    /** What a PADO waits beside its profile's own delay, or {@link #NEVER}. */
    public long delayNanos() {
        return taken == 0 ? 0 : steps.get(taken - 1).delayNanos();
    }
}
