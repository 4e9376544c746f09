package org.lacserver.l2tp.transport;

import org.jspecify.annotations.Nullable;

/** Messages that came before those they follow: a ring by Ns, as large as the local window. */
final class EarlyMessages<M> {
    private final int window;
    private @Nullable Object[] ring = {};
    private int count;

    EarlyMessages(int window) {
        this.window = window;
    }

    /** False when it is here already. */
    boolean keep(int ns, M message) {
        if (ring.length == 0) {
            ring = new Object[Integer.highestOneBit(window * 2 - 1)];
        }
        int slot = ns & ring.length - 1;
        if (ring[slot] != null) {
            return false;
        }
        ring[slot] = message;
        count++;
        return true;
    }

    /** The message with number {@code ns}, which is expected now; null when it has not come. */
    @Nullable M take(int ns) {
        if (count == 0) {
            return null;
        }
        int slot = ns & ring.length - 1;
        @SuppressWarnings("unchecked")
        M message = (M) ring[slot];
        if (message != null) {
            ring[slot] = null;
            count--;
        }
        return message;
    }
}
