package org.lacserver.pppoe.admission;

/**
 * Token buckets of those who were seen last, in places of four. Where all four are taken the one
 * with the most tokens gives way: who floods is never forgotten for strangers, and a bucket that is
 * forgotten was nearly full. A bucket is the time until which it is busy.
 */
final class BucketTable {
    private static final int WAYS = 4;

    private final long[] keys;
    private final long[] busyUntil;

    /** The same for the fair share; see {@link Limiter}. */
    private final long[] shareUntil;

    /** The turn of counting in which the key was last seen. */
    private final int[] turns;

    BucketTable(int bits) {
        keys = new long[1 << bits];
        busyUntil = new long[1 << bits];
        shareUntil = new long[1 << bits];
        turns = new int[1 << bits];
    }

    /** The place of a key, made when there is none. */
    int placeOf(long key) {
        int first = (int) (key >>> 32) & (keys.length - 1) & -WAYS;
        int idlest = first;
        for (int at = first; at < first + WAYS; at++) {
            if (keys[at] == key) {
                return at;
            }
            if (busyUntil[at] < busyUntil[idlest]) {
                idlest = at;
            }
        }
        keys[idlest] = key;
        busyUntil[idlest] = 0;
        shareUntil[idlest] = 0;
        turns[idlest] = 0;
        return idlest;
    }

    long busyUntil(int place) {
        return busyUntil[place];
    }

    long shareUntil(int place) {
        return shareUntil[place];
    }

    void take(int place, long until, long shared) {
        busyUntil[place] = until;
        shareUntil[place] = shared;
    }

    /** Whether this is the first time in a turn that the key is seen. */
    boolean isFirstIn(int turn, int place) {
        if (turns[place] == turn) {
            return false;
        }
        turns[place] = turn;
        return true;
    }
}
