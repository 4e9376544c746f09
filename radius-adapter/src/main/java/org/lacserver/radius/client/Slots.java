package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The identifiers of one server and what waits for a reply under each. A slot is a lane, which is a
 * UDP source port or a TLS connection, times 256 plus the identifier of one octet (RFC 2865 §3).
 */
final class Slots {
    static final int IDS_PER_LANE = 256;

    /** RFC 6613 §2.6.5: of each connection this one is kept for Status-Server. */
    static final int WATCHDOG_ID = 0;

    private final @Nullable Copy[] copies;

    /** Unused slots, the longest unused first, so that an identifier rests before it is reused. */
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    private final AtomicInteger used = new AtomicInteger();

    private Slots(int lanes) {
        this.copies = new Copy[lanes * IDS_PER_LANE];
    }

    /** Of so many UDP source ports. */
    static Slots ofPorts(int ports) {
        Slots slots = new Slots(ports);
        // spread over the ports: ids 0 of all ports first
        for (int id = 0; id < IDS_PER_LANE; id++) {
            for (int port = 0; port < ports; port++) {
                slots.free.add(port * IDS_PER_LANE + id);
            }
        }
        return slots;
    }

    /** Of at most so many connections, none of them open. */
    static Slots ofLinks(int links) {
        return new Slots(links);
    }

    static int laneOf(int slot) {
        return slot / IDS_PER_LANE;
    }

    static int idOf(int slot) {
        return slot % IDS_PER_LANE;
    }

    static int watchdogOf(int lane) {
        return lane * IDS_PER_LANE + WATCHDOG_ID;
    }

    void openLane(int lane) {
        for (int id = WATCHDOG_ID + 1; id < IDS_PER_LANE; id++) {
            free.add(lane * IDS_PER_LANE + id);
        }
    }

    /** What waited there, in the order of its identifiers; it will not be answered. */
    List<Copy> closeLane(int lane) {
        free.removeIf(slot -> laneOf(slot) == lane);
        List<Copy> lost = new ArrayList<>();
        for (int id = 0; id < IDS_PER_LANE; id++) {
            Copy copy = copies[lane * IDS_PER_LANE + id];
            if (copy != null) {
                lost.add(copy);
                clear(copy.slot());
            }
        }
        return lost;
    }

    boolean hasFree() {
        return !free.isEmpty();
    }

    /** A slot out of use, to be given to {@link #put}; -1 when there is none. */
    int take() {
        Integer slot = free.poll();
        return slot == null ? -1 : slot;
    }

    void put(Copy copy) {
        copies[copy.slot()] = copy;
        used.incrementAndGet();
    }

    @Nullable Copy at(int slot) {
        return slot >= 0 && slot < copies.length ? copies[slot] : null;
    }

    /** Of a copy whose connection is gone, nothing is left to release. */
    void release(Copy copy) {
        if (!copy.equals(copies[copy.slot()])) {
            return;
        }
        clear(copy.slot());
        boolean isReserved = copy.server().links() != null && idOf(copy.slot()) == WATCHDOG_ID;
        if (!isReserved) {
            free.add(copy.slot());
        }
    }

    private void clear(int slot) {
        copies[slot] = null;
        used.decrementAndGet();
    }

    /** Requests in flight; safe from any thread. */
    int used() {
        return used.get();
    }
}
