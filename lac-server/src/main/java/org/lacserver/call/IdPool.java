package org.lacserver.call;

import org.lacserver.l2tp.tunnel.TunnelSettings.IdRange;

import java.util.ArrayDeque;

/**
 * Tunnel or session ids of a range. A released id rests before it is given out again, so that a
 * late message for its former owner cannot meet a new one (RFC 2661 §5.8).
 */
final class IdPool {
    static final int NONE = 0;

    /** Never given out: stands where an id must, but nothing of ours is behind it. */
    static final int NOBODYS = 65535;

    /** Which id to prefer when both a rested and a never used one are there. */
    enum Prefer {
        /** Ids stay away as long as possible. */
        FRESH,
        /** Ids stay small, so that arrays indexed by them do too. */
        RESTED
    }

    private final Prefer prefer;
    private final IdRange range;
    private final int first;
    private final long restNanos;
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private int fresh;
    private int inUse;

    private record Resting(int id, long untilNanos) {}

    /** {@code first}, one of the range, is the first to be given out. */
    IdPool(Prefer prefer, IdRange range, int first, long restNanos) {
        this.prefer = prefer;
        this.range = range;
        this.first = first;
        this.fresh = range.size();
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
        int given = range.size() - fresh;
        int id = range.low() + (first - range.low() + given) % range.size();
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
