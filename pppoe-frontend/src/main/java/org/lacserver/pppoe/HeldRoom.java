package org.lacserver.pppoe;

/** The room there is for held frames of many calls together. */
final class HeldRoom {
    /** For one call: eleven frames of full size. */
    static final int OCTETS_PER_CALL = 16_384;

    /** For all callers who wait: a thousand calls at their bound. */
    static final long OCTETS = 1000L * OCTETS_PER_CALL;

    private final long most;
    private long taken;

    HeldRoom() {
        this(OCTETS);
    }

    HeldRoom(long most) {
        this.most = most;
    }

    boolean take(int octets) {
        if (taken + octets > most) {
            return false;
        }
        taken += octets;
        return true;
    }

    void giveBack(int octets) {
        taken -= octets;
    }

    long taken() {
        return taken;
    }
}
