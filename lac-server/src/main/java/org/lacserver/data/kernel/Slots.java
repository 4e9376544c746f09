package org.lacserver.data.kernel;

import java.util.BitSet;

/** The numbers of calls that the program can move: each is given once, the lowest free first. */
final class Slots {
    /** No slot is free. */
    static final int NONE = -1;

    private final int size;
    private final BitSet taken = new BitSet();
    private int used;
    private int lowest;

    Slots(int size) {
        this.size = size;
    }

    /** A number that is free no more, or {@link #NONE}. */
    int take() {
        int slot = taken.nextClearBit(lowest);
        lowest = slot;
        if (slot >= size) {
            return NONE;
        }
        reserve(slot);
        return slot;
    }

    /** Takes a certain one, which must be free. */
    void reserve(int slot) {
        if (taken.get(slot)) {
            throw new IllegalStateException("slot " + slot + " is taken");
        }
        taken.set(slot);
        used++;
    }

    void release(int slot) {
        if (!taken.get(slot)) {
            throw new IllegalStateException("slot " + slot + " is free");
        }
        taken.clear(slot);
        used--;
        lowest = Math.min(lowest, slot);
    }

    int used() {
        return used;
    }

    int size() {
        return size;
    }
}
