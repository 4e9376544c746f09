package org.lacserver.l2tp.transport;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Messages that wait for the window: a ring that grows, with gaps where one was withdrawn. */
final class SendQueue {
    private byte[][] ring = new byte[16][];
    private long head;
    private long tail;
    private int live;

    int size() {
        return live;
    }

    /** Places taken, gaps included. */
    long span() {
        return tail - head;
    }

    /** The place of the message, for {@link #withdraw}. */
    long add(byte[] message) {
        if (tail - head == ring.length) {
            grow();
        }
        ring[slot(tail)] = message;
        live++;
        return tail++;
    }

    byte @Nullable [] poll() {
        while (head < tail) {
            int slot = slot(head++);
            byte[] message = ring[slot];
            if (message != null) {
                ring[slot] = null;
                live--;
                return message;
            }
        }
        return null;
    }

    boolean withdraw(long place) {
        if (place < head || place >= tail || ring[slot(place)] == null) {
            return false;
        }
        ring[slot(place)] = null;
        live--;
        while (head < tail && ring[slot(head)] == null) {
            head++;
        }
        return true;
    }

    int clear() {
        int dropped = live;
        Arrays.fill(ring, null);
        head = tail;
        live = 0;
        return dropped;
    }

    private int slot(long place) {
        return (int) place & ring.length - 1;
    }

    private void grow() {
        byte[][] larger = new byte[ring.length * 2][];
        for (long place = head; place < tail; place++) {
            larger[(int) place & larger.length - 1] = ring[slot(place)];
        }
        ring = larger;
    }
}
