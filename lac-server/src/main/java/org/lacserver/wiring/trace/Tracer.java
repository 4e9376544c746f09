package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.ops.CallMatch;

import java.util.ArrayDeque;

/**
 * One operator who watches a line: steps go in on the engine's thread and out on the control
 * socket's. When he reads too slowly steps are lost, and he is told how many.
 */
final class Tracer {
    private static final int MOST_STEPS = 2048;
    private static final int MOST_OCTETS = 1 << 20;

    final CallMatch match;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private int octets;
    private int lost;
    private int left;
    private boolean isOver;
    private @Nullable Runnable wake;

    /**
     * @param count ends after so many steps; 0 for no bound
     */
    Tracer(CallMatch match, int count) {
        this.match = match;
        this.left = count == 0 ? Integer.MAX_VALUE : count;
    }

    /** A step that does not count. */
    void greet(Step step) {
        Runnable told;
        synchronized (this) {
            steps.addFirst(step);
            octets += step.octets().length;
            told = wake; // who reads may have looked already
        }
        if (told != null) {
            told.run();
        }
    }

    void show(Step step) {
        Runnable told;
        synchronized (this) {
            if (isOver || left == 0) {
                return;
            }
            if (steps.size() >= MOST_STEPS || octets + step.octets().length > MOST_OCTETS) {
                lost++;
                return;
            }
            steps.add(step);
            octets += step.octets().length;
            left--;
            told = wake;
        }
        if (told != null) {
            told.run();
        }
    }

    /** The oldest step that was not taken; null when there is none. */
    synchronized @Nullable Step take() {
        Step step = steps.poll();
        if (step != null) {
            octets -= step.octets().length;
        }
        return step;
    }

    /** How many steps were lost since the last time. */
    synchronized int takeLost() {
        int was = lost;
        lost = 0;
        return was;
    }

    /** {@code told} hears, on any thread, that there is something to take. */
    synchronized void wakes(Runnable told) {
        wake = told;
    }

    void end() {
        Runnable told;
        synchronized (this) {
            isOver = true;
            told = wake;
        }
        if (told != null) {
            told.run();
        }
    }

    /** Whether nobody watches any more. */
    synchronized boolean hasEnded() {
        return isOver;
    }

    /** Whether nothing more will come. */
    synchronized boolean isOver() {
        return (isOver || left == 0) && steps.isEmpty();
    }
}
