package org.lacserver.pppoe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** PPP frames that came before their call was handed over, in order. */
final class HeldFrames {
    private List<ByteBuffer> frames = List.of();

    /** Keeps a copy; false when there are {@code most} already. */
    boolean hold(ByteBuffer pppFrame, int most) {
        if (frames.size() >= most) {
            return false;
        }
        if (frames.isEmpty()) {
            frames = new ArrayList<>(2);
        }
        frames.add(copy(pppFrame));
        return true;
    }

    /** All of them, which are held no longer. */
    List<ByteBuffer> take() {
        List<ByteBuffer> taken = frames;
        forget();
        return taken;
    }

    void forget() {
        frames = List.of();
    }

    void tell(long callId, FrontendOutbox out) {
        for (ByteBuffer frame : frames) {
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
