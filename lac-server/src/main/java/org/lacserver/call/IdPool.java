package org.lacserver.call;

import java.util.ArrayDeque;

/**
 * Tunnel or session ids, 1..65534. A released id rests before it is given out again, so that a late
 * message for its former owner cannot meet a new one (RFC 2661 §5.8).
 */
final class IdPool {
    static final int NONE = 0;

    /** Never given out: stands where an id must, but nothing of ours is behind it. */
    static final int NOBODYS = 65535;

    private static final int IDS = 65534;

    /** Which id to prefer when both a rested and a never used one are there. */
    enum Prefer {
        /** Ids stay away as long as possible. */
        FRESH,
        /** Ids stay small, so that arrays indexed by them do too. */
        RESTED
    }

    private final Prefer prefer;
    private final int first;
    private final long restNanos;
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private int fresh = IDS;
    private int inUse;

    private record Resting(int id, long untilNanos) {}

    IdPool(Prefer prefer, int first, long restNanos) {
        this.prefer = prefer;
        this.first = first;
        this.restNanos = restNanos;
    }

    /** An id that nobody has, or {@link #NONE}. */
    int take(long nowNanos) {
        Resting oldest = resting.peekFirst();
        boolean rested = oldest != null && nowNanos - oldest.untilNanos() >= 0;
        if (oldest != null && rested && (fresh == 0 || prefer == Prefer.RESTED)) {
            resting.removeFirst();
            inUse++;
            return oldest.id();
        }
        if (fresh == 0) {
            return NONE;
        }
        int id = (first - 1 + IDS - fresh) % IDS + 1;
        fresh--;
        inUse++;
        return id;
    }

    void release(int id, long nowNanos) {
        inUse--;
        resting.addLast(new Resting(id, nowNanos + restNanos));
    }

    int inUse() {
        return inUse;
    }
}
