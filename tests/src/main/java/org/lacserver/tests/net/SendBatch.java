package org.lacserver.tests.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.io.SocketAddresses;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Frames or datagrams gathered for {@code sendmmsg}. */
public final class SendBatch {
    private static final int SLOT = 2048;
    private static final int SOCKADDR = SocketAddresses.SIZE;

    private final int fd;
    private final int capacity;
    private final MemorySegment messages;
    private final MemorySegment vectors;
    private final MemorySegment addresses;
    private final MemorySegment slots;
    private int count;
    private long refused;

    public SendBatch(int fd, int capacity, Arena arena) {
        this.fd = fd;
        this.capacity = capacity;
        messages = arena.allocate((long) capacity * Posix.MMSGHDR, 8);
        vectors = arena.allocate((long) capacity * Posix.IOVEC, 8);
        addresses = arena.allocate((long) capacity * SOCKADDR, 8);
        slots = arena.allocate((long) capacity * SLOT, 64);
        for (int i = 0; i < capacity; i++) {
            long vector = vectors.address() + (long) i * Posix.IOVEC;
            vectors.set(JAVA_LONG, (long) i * Posix.IOVEC, slots.address() + (long) i * SLOT);
            messages.set(JAVA_LONG, (long) i * Posix.MMSGHDR + Posix.MMSG_IOV, vector);
            messages.set(JAVA_LONG, (long) i * Posix.MMSGHDR + Posix.MMSG_IOVLEN, 1);
        }
    }

    /** How many the kernel would not take. */
    public long refused() {
        return refused;
    }

    public int count() {
        return count;
    }

    /** Adds a frame of a socket that is bound to its interface. */
    public void add(ByteBuffer octets) {
        if (count == capacity) {
            flush();
        }
        int length = Math.min(octets.remaining(), SLOT);
        MemorySegment.copy(MemorySegment.ofBuffer(octets), 0, slots, (long) count * SLOT, length);
        vectors.set(JAVA_LONG, (long) count * Posix.IOVEC + 8, length);
        count++;
    }

    /** Adds a datagram. */
    public void add(InetSocketAddress to, ByteBuffer octets) {
        add(octets);
        long at = addresses.address() + (long) (count - 1) * SOCKADDR;
        long message = (long) (count - 1) * Posix.MMSGHDR;
        messages.set(JAVA_LONG, message + Posix.MMSG_NAME, at);
        messages.set(JAVA_INT, message + Posix.MMSG_NAMELEN, SocketAddresses.put(at, to));
    }

    /** Sends all that was added; what the kernel refuses is counted and lost, as on a wire. */
    public void flush() {
        sendAgain(0, count);
        count = 0;
    }

    /** Sends {@code number} of what was added, from {@code first}, and keeps it. */
    public int sendAgain(int first, int number) {
        int sent = 0;
        while (sent < number) {
            long from = messages.address() + (long) (first + sent) * Posix.MMSGHDR;
            int now = Posix.sendmmsg(fd, from, number - sent, 0);
            if (now <= 0) {
                refused += number - sent;
                return sent;
            }
            sent += now;
        }
        return sent;
    }
}
