package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.Arrivals;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where frames of a call lie that has just been joined, until the engine has sent what it was given
 * of it before: what it held, and what lies in its queue. A mark in that queue tells. When the room
 * is full, a call's frames go to the engine as before, those that waited first; if it is full again
 * before the engine has come so far, the caller sends faster than it works, and frames are dropped
 * and counted: others need the queue too. The upstream thread's, but for {@link #joined}.
 */
final class JoinRoom {
    static final int SLOTS = 256;
    private static final int FLUSH_AFTER = 32;

    /** Where frames go whose time has come. */
    interface Exit {
        /** Takes a whole frame, tags inline, which stays where it is until the flush. */
        void frame(int port, ByteBuffer octets, long base, int at, int length);

        void flush();

        /** A call's frames go directly from now on. */
        void direct(Lane lane);
    }

    private final Arrivals arrivals;
    private final Exit exit;
    private final int slotSize;
    private final Arena arena;
    private final Tallies tallies;
    private final Queue<UpLeg> asked = new ConcurrentLinkedQueue<>();
    private final List<Joining> waiting = new ArrayList<>();
    private final int[] next = new int[SLOTS];
    private final int[] lengths = new int[SLOTS];
    private final int[] ports = new int[SLOTS];
    private int free = Joining.NONE;
    private long base;
    private @Nullable ByteBuffer octets;

    /**
     * @param longest octets of a frame
     * @param arena of its memory, taken when it is first needed
     */
    JoinRoom(Arrivals arrivals, Exit exit, int longest, Arena arena, Tallies tallies) {
        this.arrivals = arrivals;
        this.exit = exit;
        this.slotSize = (longest + 7) & ~7;
        this.arena = arena;
        this.tallies = tallies;
    }

    /** A call with a lane has been joined; any thread may say so, and wakes this one afterwards. */
    void joined(UpLeg leg) {
        asked.add(leg);
    }

    /** Whether anything waits, so that {@link #settle} is to be called again soon. */
    boolean isEmpty() {
        return waiting.isEmpty() && asked.isEmpty();
    }

    /**
     * Takes a frame of a call that is not direct yet.
     *
     * @param frame whole, tags inline, from its first octet on; the caller's afterwards
     * @return false when the call is direct now and the frame is the caller's to send
     */
    boolean takes(int port, Joining call, ByteBuffer frame) {
        await(call);
        if (call.first == Joining.NONE && call.mark >= 0 && arrivals.isPast(call.mark)) {
            call.isDirect = true;
            return false;
        }
        if (hold(port, call, frame)) {
            return true;
        }
        if (call.isGivenUp) {
            tallies.count(Drop.ACCESS_JOIN_FULL);
        } else {
            call.isGivenUp = true;
            giveUp(call);
            arrivals.session(port, frame);
            call.mark = arrivals.mark();
        }
        return true;
    }

    private void await(Joining call) {
        if (!call.isWaiting) {
            call.isWaiting = true;
            call.mark = arrivals.mark();
            waiting.add(call);
        }
    }

    private boolean hold(int port, Joining call, ByteBuffer frame) {
        ByteBuffer room = room();
        int slot = free;
        int length = frame.remaining();
        if (slot == Joining.NONE || length > slotSize) {
            return false;
        }
        free = next[slot];
        next[slot] = Joining.NONE;
        ports[slot] = port;
        lengths[slot] = length;
        room.put(slot * slotSize, frame, frame.position(), length);
        if (call.first == Joining.NONE) {
            call.first = slot;
        } else {
            next[call.last] = slot;
        }
        call.last = slot;
        return true;
    }

    private ByteBuffer room() {
        ByteBuffer known = octets;
        if (known == null) {
            MemorySegment memory = arena.allocate((long) SLOTS * slotSize, 64);
            base = memory.address();
            known = Posix.MEMORY.asSlice(base, memory.byteSize()).asByteBuffer();
            octets = known;
            for (int slot = 0; slot < SLOTS; slot++) {
                next[slot] = free;
                free = slot;
            }
        }
        return known;
    }

    /** The engine sends all that waited. */
    private void giveUp(Joining call) {
        for (int slot = call.first; slot != Joining.NONE; slot = next[slot]) {
            arrivals.session(ports[slot], room().slice(slot * slotSize, lengths[slot]));
        }
        release(call);
    }

    private void release(Joining call) {
        if (call.first != Joining.NONE) {
            next[call.last] = free;
            free = call.first;
            call.first = Joining.NONE;
            call.last = Joining.NONE;
        }
    }

    /** Sends what waited long enough; after each batch. */
    void settle() {
        for (UpLeg leg = asked.poll(); leg != null; leg = asked.poll()) {
            Lane lane = leg.lane;
            if (lane != null && leg.joining.isDirect) {
                exit.direct(lane);
            } else {
                leg.joining.lane = lane;
                await(leg.joining);
            }
        }
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Joining call = waiting.get(i);
            if (call.mark < 0) {
                call.mark = arrivals.mark(); // there was no room for one
            } else if (arrivals.isPast(call.mark)) {
                waiting.set(i, waiting.getLast());
                waiting.removeLast();
                send(call);
            }
        }
    }

    private void send(Joining call) {
        call.isWaiting = false;
        call.isGivenUp = false;
        call.isDirect = true;
        try {
            int sent = 0;
            for (int slot = call.first; slot != Joining.NONE; slot = next[slot]) {
                exit.frame(ports[slot], room(), base, slot * slotSize, lengths[slot]);
                if (++sent % FLUSH_AFTER == 0) {
                    exit.flush();
                }
            }
            exit.flush();
        } finally {
            release(call);
        }
        Lane lane = call.lane;
        if (lane != null) {
            call.lane = null;
            exit.direct(lane);
        }
    }
}
