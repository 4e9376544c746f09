package org.lacserver.pppoe.admission;

/**
 * When a line has to wait. Durations are nanoseconds.
 *
 * @param failures so many, 1..100, {@code within} such a time hold a line; 0 is never
 * @param hold the first time
 * @param maxHold it doubles up to this
 * @param shortCall a call that was up for less counts as failure, one that was longer forgives all
 */
public record DampingRules(int failures, long within, long hold, long maxHold, long shortCall) {
    public static final DampingRules OFF = new DampingRules(0, 1, 1, 1, 0);

    public DampingRules {
        if (failures < 0 || failures > 100 || within <= 0 || hold <= 0 || shortCall < 0) {
            throw new IllegalArgumentException("damping: positive, at most 100 failures");
        }
        maxHold = Math.max(hold, maxHold);
    }
}
