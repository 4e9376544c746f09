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
        byte[] copy = new byte[pppFrame.remaining()];
        pppFrame.get(pppFrame.position(), copy);
        frames.add(ByteBuffer.wrap(copy));
        return true;
    }

    void forget() {
        frames = List.of();
    }

    void tell(long callId, FrontendOutbox out) {
        for (ByteBuffer frame : frames) {
            out.event(new FrontendEvent.HeldFrame(callId, frame));
        }
    }
}
