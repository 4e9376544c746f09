package org.lacserver.data;

import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where frames lie that came before their turn, for a short time and in a bounded number. When it
 * is full, or a frame is too long for it, nothing waits: what is missing is given up at once. The
 * downstream thread's.
 */
final class WaitingRoom {
    static final int SLOTS = 1024;
    static final long PATIENCE_NANOS = Duration.ofMillis(50).toNanos();
    private static final int NONE = -1;

    /** Longer frames wait only where an access port takes them. */
    static final int USUAL_LONGEST = 4096;

    /** Where frames go. */
    interface Exit {
        /**
         * Takes a frame, which stays where it is until {@link #flush}.
         *
         * @param base address of the buffer's first octet
         */
        void deliver(DownLeg leg, ByteBuffer buffer, long base, int frameAt, int length);

        /** Octets of what was delivered for a leg may be overwritten after this. */
        void flush(DownLeg leg);
    }

    private final Exit exit;
    private final int longest;
    private final int slotSize;
    private final Tallies tallies;
    private final Arena arena;
    private final int[] lengths = new int[SLOTS];
    private final int[] free = new int[SLOTS];
    private final int[] alsoLeaving = new int[SLOTS];
    private final List<DownLeg> legs = new ArrayList<>();
    private int freeSlots;
    private long base;
    private ByteBuffer octets = ByteBuffer.allocate(0);
    private long nextDeadline = Long.MAX_VALUE;

    /**
     * @param longest octets of a frame that can wait
     * @param arena of its memory, taken when it is first needed
     */
    WaitingRoom(Exit exit, int longest, Arena arena, Tallies tallies) {
        this.exit = exit;
        this.longest = longest;
        this.slotSize = DownLeg.HEADER_ROOM + longest;
        this.arena = arena;
        this.tallies = tallies;
    }

    /** When {@link #expire} is due, at the latest; Long.MAX_VALUE when nothing waits. */
    long nextDeadlineNanos() {
        return nextDeadline;
    }

    /**
     * Does with a datagram that was given {@link Verdict#SORT} what its number wants, and with
     * those that it sets free.
     *
     * @param bufferBase address of the buffer's first octet
     */
    void sort(long nowNanos, DownPath path, ByteBuffer buffer, long bufferBase) {
        DownLeg leg = path.leg();
        ReceivedSequence sequence = leg.sequence();
        ReceivedSequence.Fate fate = path.fate();
        switch (fate) {
            case DELIVER -> {
                if (!path.hasNs()) {
                    releaseAll(leg, sequence); // §5.4: not numbered, so none is before it
                }
                deliver(path, buffer, bufferBase);
            }
            case HOLD -> {
                if (!hold(nowNanos, path, buffer)) {
                    skip(path, buffer, bufferBase);
                }
            }
            case SKIP -> skip(path, buffer, bufferBase);
            case RESTART -> {
                releaseAll(leg, sequence);
                sequence.begin(path.ns());
                deliver(path, buffer, bufferBase);
            }
            case DISCARD -> {}
        }
        release(leg, sequence);
        if (sequence.held() > 0 && fate != ReceivedSequence.Fate.HOLD) {
            leg.waitUntil(nowNanos + PATIENCE_NANOS); // it waits for another one now
        }
    }

    private void skip(DownPath path, ByteBuffer buffer, long bufferBase) {
        ReceivedSequence sequence = path.leg().sequence();
        releaseBefore(path.leg(), sequence, path.ns());
        sequence.skipTo(path.ns(), tallies);
        deliver(path, buffer, bufferBase);
    }

    private void deliver(DownPath path, ByteBuffer buffer, long bufferBase) {
        if (path.frameLength() > 0) {
            exit.deliver(path.leg(), buffer, bufferBase, path.frameAt(), path.frameLength());
        }
    }

    private boolean hold(long nowNanos, DownPath path, ByteBuffer buffer) {
        int length = path.frameLength();
        if (length > longest || !hasFree()) {
            return false;
        }
        int slot = free[--freeSlots];
        lengths[slot] = length;
        octets.put(frameAt(slot), buffer, path.frameAt(), length);
        DownLeg leg = path.leg();
        if (leg.sequence().held() == 0) {
            leg.waitUntil(nowNanos + PATIENCE_NANOS);
            nextDeadline = Math.min(nextDeadline, leg.waitUntil());
            if (!leg.isListed()) {
                leg.list(true);
                legs.add(leg);
            }
        }
        leg.sequence().hold(path.ns(), slot);
        return true;
    }

    private boolean hasFree() {
        if (octets.capacity() == 0) {
            MemorySegment room = arena.allocate((long) SLOTS * slotSize, 64);
            base = room.address();
            octets = Posix.MEMORY.asSlice(base, room.byteSize()).asByteBuffer();
            for (int slot = 0; slot < SLOTS; slot++) {
                free[freeSlots++] = slot;
            }
        }
        return freeSlots > 0;
    }

    private int frameAt(int slot) {
        return slot * slotSize + DownLeg.HEADER_ROOM;
    }

    /** Delivers what is due and has come. */
    private void release(DownLeg leg, ReceivedSequence sequence) {
        int leaving = NONE;
        for (int slot = sequence.release(); slot >= 0; slot = sequence.release()) {
            if (lengths[slot] > 0) {
                exit.deliver(leg, octets, base, frameAt(slot), lengths[slot]);
            }
            alsoLeaving[slot] = leaving;
            leaving = slot;
        }
        if (leaving != NONE) {
            exit.flush(leg);
        }
        for (int slot = leaving; slot != NONE; slot = alsoLeaving[slot]) {
            free[freeSlots++] = slot;
        }
    }

    private void releaseAll(DownLeg leg, ReceivedSequence sequence) {
        while (sequence.held() > 0) {
            sequence.giveUp(tallies);
            release(leg, sequence);
        }
    }

    /** Delivers what waits and is before a number. */
    private void releaseBefore(DownLeg leg, ReceivedSequence sequence, int ns) {
        while (sequence.isHoldingBefore(ns)) {
            sequence.giveUp(tallies);
            release(leg, sequence);
        }
    }

    /** Gives up what did not come in time. */
    void expire(long nowNanos) {
        if (nowNanos < nextDeadline) {
            return;
        }
        nextDeadline = Long.MAX_VALUE;
        for (int i = legs.size() - 1; i >= 0; i--) {
            DownLeg leg = legs.get(i);
            ReceivedSequence sequence = leg.sequence();
            if (leg.isOver()) {
                discard(sequence);
            } else if (sequence.held() > 0 && leg.waitUntil() <= nowNanos) {
                sequence.giveUp(tallies);
                release(leg, sequence);
                leg.waitUntil(nowNanos + PATIENCE_NANOS);
            }
            if (leg.isOver() || sequence.held() == 0) {
                leg.list(false);
                legs.set(i, legs.getLast());
                legs.removeLast();
            } else {
                nextDeadline = Math.min(nextDeadline, leg.waitUntil());
            }
        }
    }

    private void discard(ReceivedSequence sequence) {
        for (int slot = sequence.discard(); slot >= 0; slot = sequence.discard()) {
            free[freeSlots++] = slot;
        }
    }
}
