package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Ethernet frames on their way out of one access port, sent together. */
final class FrameBatch {
    static final int CAPACITY = 64;
    private static final MemorySegment MEMORY = Posix.MEMORY;

    private final int socket;
    private final Tallies tallies;
    private final long iovecs;
    private final long messages;
    private final long headersAt;
    private final ByteBuffer headers;
    private final @Nullable DownLeg[] legs = new DownLeg[CAPACITY];
    private final int[] frameLengths = new int[CAPACITY];
    private int size;
    private volatile long refused;

    FrameBatch(int socket, Arena arena, Tallies tallies) {
        this.socket = socket;
        this.tallies = tallies;
        iovecs = arena.allocate((long) CAPACITY * 2 * Posix.IOVEC, 8).address();
        MemorySegment room = arena.allocate((long) CAPACITY * DownLeg.HEADER_ROOM, 64);
        headersAt = room.address();
        headers = MEMORY.asSlice(headersAt, room.byteSize()).asByteBuffer();
        messages = arena.allocate((long) CAPACITY * Posix.MMSGHDR, 8).address();
        for (int i = 0; i < CAPACITY; i++) {
            long message = messages + (long) i * Posix.MMSGHDR;
            MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOV, iovecs + (long) i * 2 * Posix.IOVEC);
            MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOVLEN, 2L);
        }
    }

    /**
     * Adds a PPP frame, which stays where it is until the flush. Its header is put elsewhere: in
     * front of it may lie another one.
     */
    void add(DownLeg leg, long address, int length) {
        int end = (size + 1) * DownLeg.HEADER_ROOM;
        int begin = leg.wrap(headers, end, length);
        long iovec = iovecs + (long) size * 2 * Posix.IOVEC;
        MEMORY.set(JAVA_LONG, iovec, headersAt + begin);
        MEMORY.set(JAVA_LONG, iovec + 8, (long) end - begin);
        MEMORY.set(JAVA_LONG, iovec + Posix.IOVEC, address);
        MEMORY.set(JAVA_LONG, iovec + Posix.IOVEC + 8, (long) length);
        legs[size] = leg;
        frameLengths[size] = length;
        size++;
        if (size == CAPACITY) {
            flush();
        }
    }

    /** Forgets what was not flushed. */
    void clear() {
        size = 0;
    }

    /** Frames that the interface did not take; any thread may ask. */
    long refused() {
        return refused;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    void flush() {
        int next = 0;
        while (next < size) {
            long at = messages + (long) next * Posix.MMSGHDR;
            int sent = Posix.sendmmsg(socket, at, size - next, Posix.MSG_DONTWAIT);
            if (sent <= 0) {
                sent = Posix.sendmmsgOrErrno(socket, at, size - next, Posix.MSG_DONTWAIT);
            }
            if (sent > 0) {
                for (int i = next; i < next + sent; i++) {
                    leg(i).count(frameLengths[i]);
                }
                next += sent;
            } else if (sent != -Errno.EINTR) {
                tallies.count(
                        sent == -Errno.EMSGSIZE ? Drop.DATA_TOO_LONG : Drop.ACCESS_SEND_REFUSED);
                refused++;
                next++;
            }
        }
        size = 0;
    }

    @SuppressWarnings("NullAway") // every index below size was set
    private DownLeg leg(int frame) {
        return legs[frame];
    }
}
