package org.lacserver.io;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A bounded queue of frames or datagrams between one writing and one reading thread. Its slots keep
 * their buffers, so that a flood makes no garbage.
 */
final class OctetQueue {
    private static final int USUAL_LENGTH = 2048;
    private static final VarHandle WRITTEN = index("written");
    private static final VarHandle READ = index("read");

    /** What lies in a slot besides its octets: a port or a call, or two addresses. */
    static final class Slot {
        long source;
        @Nullable InetSocketAddress local;
        @Nullable InetSocketAddress peer;
        ByteBuffer octets = ByteBuffer.allocate(USUAL_LENGTH);
    }

    private final @Nullable Slot[] slots;
    private final int mask;
    private long written;
    private long read;

    /** {@code capacity} is rounded up to a power of two. */
    OctetQueue(int capacity) {
        int size = Integer.highestOneBit(Math.max(2, capacity) * 2 - 1);
        slots = new Slot[size];
        mask = size - 1;
    }

    boolean offer(
            long source,
            @Nullable InetSocketAddress local,
            @Nullable InetSocketAddress peer,
            ByteBuffer octets) {
        long next = written;
        if (next - (long) READ.getAcquire(this) > mask) {
            return false;
        }
        int at = (int) next & mask;
        Slot slot = slots[at];
        if (slot == null) {
            slot = new Slot();
            slots[at] = slot;
        }
        if (slot.octets.capacity() < octets.remaining()) {
            slot.octets = ByteBuffer.allocate(octets.remaining());
        }
        slot.source = source;
        slot.local = local;
        slot.peer = peer;
        int length = octets.remaining();
        slot.octets.clear().put(0, octets, octets.position(), length).limit(length);
        WRITTEN.setRelease(this, next + 1);
        return true;
    }

    /** How many were ever offered and taken; the writing thread asks. */
    long written() {
        return written;
    }

    /** How many of them the reader is done with. */
    long read() {
        return (long) READ.getAcquire(this);
    }

    /** The oldest slot, which stays the reader's until {@link #done}. */
    @Nullable Slot peek() {
        return (long) WRITTEN.getAcquire(this) == read ? null : slots[(int) read & mask];
    }

    void done() {
        READ.setRelease(this, read + 1);
    }

    boolean isEmpty() {
        return (long) WRITTEN.getAcquire(this) == (long) READ.getAcquire(this);
    }

    int size() {
        return (int) ((long) WRITTEN.getAcquire(this) - (long) READ.getAcquire(this));
    }

    private static VarHandle index(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(OctetQueue.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
