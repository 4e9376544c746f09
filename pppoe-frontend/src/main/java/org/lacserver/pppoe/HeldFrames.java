package org.lacserver.pppoe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * PPP frames that came before their call was handed over, in order. Bounded in number and octets,
 * those of all calls by a {@link HeldRoom}.
 */
final class HeldFrames {
    /** What became of a frame. */
    enum Fate {
        HELD,
        /** The call has as many frames or octets as it may. */
        CALL_FULL,
        /** All calls together have. */
        ROOM_FULL
    }

    private final HeldRoom room;
    private List<ByteBuffer> frames = List.of();
    private int octets;

    HeldFrames(HeldRoom room) {
        this.room = room;
    }

    /** Keeps a copy, unless there are {@code most} already or too many octets. */
    Fate hold(ByteBuffer pppFrame, int most) {
        int length = pppFrame.remaining();
        if (frames.size() >= most || octets + length > HeldRoom.OCTETS_PER_CALL) {
            return Fate.CALL_FULL;
        }
        if (!room.take(length)) {
            return Fate.ROOM_FULL;
        }
        octets += length;
        if (frames.isEmpty()) {
            frames = new ArrayList<>(2);
        }
        frames.add(copy(pppFrame));
        return Fate.HELD;
    }

    /** All of them, which are held no longer. */
    List<ByteBuffer> take() {
        List<ByteBuffer> taken = frames;
        forget();
        return taken;
    }

    void forget() {
        room.giveBack(octets);
        octets = 0;
        frames = List.of();
    }

    /** Tells all of them, which are held no longer. */
    void tell(long callId, FrontendOutbox out) {
        for (ByteBuffer frame : take()) {
            out.event(new FrontendEvent.HeldFrame(callId, frame));
        }
    }

    /** Tells of one that was on its way here when its call was handed over. */
    static void late(long callId, ByteBuffer pppFrame, FrontendOutbox out) {
        out.event(new FrontendEvent.HeldFrame(callId, copy(pppFrame)));
    }

    private static ByteBuffer copy(ByteBuffer pppFrame) {
        byte[] copy = new byte[pppFrame.remaining()];
        pppFrame.get(pppFrame.position(), copy);
        return ByteBuffer.wrap(copy);
    }
}
