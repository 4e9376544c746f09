package org.lacserver.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/** One direction of a joined call: one thread counts its frames, any may read. */
abstract class Leg {
    private static final VarHandle FRAMES = counter("frames");
    private static final VarHandle OCTETS = counter("octets");

    private static final VarHandle SEEN = counter("seen");
    private static final VarHandle DATA = counter("data");
    private static final int LCP = 0xc021;

    private long frames;
    private long octets;
    private long seen;
    private long data;

    final void count(int frameOctets) {
        FRAMES.setOpaque(this, frames + 1);
        OCTETS.setOpaque(this, octets + frameOctets);
    }

    /** A PPP frame is about to be sent: a call whose LNS sends but LCP echoes idles. */
    final void saw(ByteBuffer buffer, int frameAt, int length) {
        SEEN.setOpaque(this, seen + 1);
        if (!isLcp(buffer, frameAt, length)) {
            DATA.setOpaque(this, data + 1);
        }
    }

    /** Whether the PPP frame that begins there is one of LCP. */
    static boolean isLcp(ByteBuffer buffer, int frameAt, int length) {
        return length >= 2 && (buffer.getShort(frameAt) & 0xffff) == LCP;
    }

    final long seen() {
        return (long) SEEN.getOpaque(this);
    }

    /** Of those seen, the ones that are not LCP's. */
    final long data() {
        return (long) DATA.getOpaque(this);
    }

    final long frames() {
        return (long) FRAMES.getOpaque(this);
    }

    final long octets() {
        return (long) OCTETS.getOpaque(this);
    }

    private static VarHandle counter(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Leg.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
