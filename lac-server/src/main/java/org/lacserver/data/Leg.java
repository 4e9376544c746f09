package org.lacserver.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One direction of a joined call: one thread counts its frames, any may read. */
abstract class Leg {
    private static final VarHandle FRAMES = counter("frames");
    private static final VarHandle OCTETS = counter("octets");

    private long frames;
    private long octets;

    final void count(int frameOctets) {
        FRAMES.setOpaque(this, frames + 1);
        OCTETS.setOpaque(this, octets + frameOctets);
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
