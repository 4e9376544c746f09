package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Ethernet frames on their way out of one access port, sent together. */
final class FrameBatch {
    static final int CAPACITY = 64;
    private static final MemorySegment MEMORY = Posix.MEMORY;

    private final int socket;
    private final Tallies tallies;
    private final long iovecs;
    private final long messages;
    private final @Nullable DownLeg[] legs = new DownLeg[CAPACITY];
    private final int[] frameLengths = new int[CAPACITY];
    private int size;
    private volatile long refused;

    FrameBatch(int socket, Arena arena, Tallies tallies) {
        this.socket = socket;
        this.tallies = tallies;
        iovecs = arena.allocate((long) CAPACITY * Posix.IOVEC, 8).address();
        messages = arena.allocate((long) CAPACITY * Posix.MMSGHDR, 8).address();
        for (int i = 0; i < CAPACITY; i++) {
            long message = messages + (long) i * Posix.MMSGHDR;
            MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOV, iovecs + (long) i * Posix.IOVEC);
            MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOVLEN, 1L);
        }
    }

    /** Its octets stay where they are until the flush. */
    void add(DownLeg leg, long address, int length, int frameLength) {
        long iovec = iovecs + (long) size * Posix.IOVEC;
        MEMORY.set(JAVA_LONG, iovec, address);
        MEMORY.set(JAVA_LONG, iovec + 8, length);
        legs[size] = leg;
        frameLengths[size] = frameLength;
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
