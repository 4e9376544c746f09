package org.lacserver.data.kernel;

import org.lacserver.data.kernel.KernelCalls.Place;
import org.lacserver.pppoe.ethernet.PosixException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls by the ids of one direction. The first call with an id stands in an array; others that
 * share it are in a hash table, by all that makes them one. When the first one leaves, another one
 * takes its place, and there is no moment in which that is not found.
 */
final class IdIndex {
    /** The hash table. */
    interface Others {
        void put(Place place) throws PosixException;

        void remove(Place place) throws PosixException;
    }

    private final SharedArray first;
    private final Others others;
    private final Map<Integer, Deque<Place>> chains = new HashMap<>();

    IdIndex(SharedArray first, Others others) {
        this.first = first;
        this.others = others;
    }

    /** Nothing has changed when it throws. */
    void link(int at, Place place) throws PosixException {
        if (slotAfter(at) == 0) {
            set(at, place.slot() + 1);
            return;
        }
        others.put(place);
        chains.computeIfAbsent(at, _ -> new ArrayDeque<>()).add(place);
    }

    void unlink(int at, Place place) throws PosixException {
        Deque<Place> chain = chains.get(at);
        if (slotAfter(at) != place.slot() + 1) {
            if (chain != null && chain.remove(place)) {
                others.remove(place);
            }
        } else if (chain == null) {
            set(at, 0);
        } else {
            Place next = chain.remove();
            set(at, next.slot() + 1);
            others.remove(next);
        }
        if (chain != null && chain.isEmpty()) {
            chains.remove(at);
        }
    }

    /** Takes over a call of a former daemon's: whether it was linked is seen here. */
    void adopt(int at, Place place) throws PosixException {
        if (slotAfter(at) != place.slot() + 1) {
            link(at, place);
        }
    }

    /** Forgets what a former daemon linked and did not fill. */
    void drop(int at) {
        set(at, 0);
    }

    /** One more than the slot of the first call; 0 without one. */
    int slotAfter(int at) {
        return first.getInt(at / Layout.IDS_OF_LINE, at % Layout.IDS_OF_LINE * Integer.BYTES);
    }

    private void set(int at, int slotAfter) {
        first.setInt(at / Layout.IDS_OF_LINE, at % Layout.IDS_OF_LINE * Integer.BYTES, slotAfter);
    }
}
