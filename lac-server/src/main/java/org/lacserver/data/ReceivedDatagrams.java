package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.io.SocketAddresses;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Datagrams of one UDP socket at a time, received together. The kernel puts those that come in a
 * row from one LNS and are equally long (the last may be shorter) into one message (UDP_GRO), where
 * the interface receives in batches: it then pays for IP and UDP once a run. Firewall, checksums,
 * fragments, IPsec and routes stay the kernel's business, so all that comes is what a socket gets.
 *
 * <p>A packet ring on the core side would see datagrams before all of that has been done to them,
 * and those that a firewall, NAT or IPsec changes never as the socket would.
 */
final class ReceivedDatagrams {
    /** Messages in one go. */
    static final int MESSAGES = 64;

    private static final int SOL_UDP = 17;
    private static final int UDP_GRO = 104;
    private static final int CMSG_LENGTH = 20; // header and one int
    private static final int CMSG_SPACE = 24;
    private static final int LONGEST = 65_536;

    /** Slots begin in different cache sets: most messages are short. */
    private static final int SLOT = LONGEST + 192;

    private static final MemorySegment MEMORY = Posix.MEMORY;

    private final ByteBuffer octets;
    private final long base;
    private final long messages;
    private final long names;
    private final long controls;
    private int received;
    private int message;
    private int left;
    private int segment;
    private int at;
    private int size;

    ReceivedDatagrams(Arena arena) {
        MemorySegment room = arena.allocate((long) MESSAGES * SLOT, 64);
        base = room.address();
        octets = MEMORY.asSlice(base, room.byteSize()).asByteBuffer();
        messages = arena.allocate((long) MESSAGES * Posix.MMSGHDR, 8).address();
        names = arena.allocate((long) MESSAGES * SocketAddresses.SIZE, 8).address();
        controls = arena.allocate((long) MESSAGES * CMSG_SPACE, 8).address();
        long iovecs = arena.allocate((long) MESSAGES * Posix.IOVEC, 8).address();
        for (int i = 0; i < MESSAGES; i++) {
            long iovec = iovecs + (long) i * Posix.IOVEC;
            MEMORY.set(JAVA_LONG, iovec, base + (long) i * SLOT);
            MEMORY.set(JAVA_LONG, iovec + 8, (long) LONGEST);
            MEMORY.set(JAVA_LONG, header(i) + Posix.MMSG_NAME, name(i));
            MEMORY.set(JAVA_LONG, header(i) + Posix.MMSG_IOV, iovec);
            MEMORY.set(JAVA_LONG, header(i) + Posix.MMSG_IOVLEN, 1L);
            MEMORY.set(JAVA_LONG, header(i) + Posix.MMSG_CONTROL, control(i));
        }
    }

    /** Has the kernel put datagrams together for this socket, if it can. */
    static void putTogether(int fd) {
        try {
            Posix.setsockopt(fd, SOL_UDP, UDP_GRO, 1);
        } catch (PosixException _) {
            // a kernel without it gives each by itself, which is understood as well
        }
    }

    /** Receives what is there; returns how many messages, at most {@link #MESSAGES}. */
    int receive(int fd) {
        for (int i = 0; i < MESSAGES; i++) {
            MEMORY.set(JAVA_INT, header(i) + Posix.MMSG_NAMELEN, SocketAddresses.SIZE);
            MEMORY.set(JAVA_LONG, header(i) + Posix.MMSG_CONTROLLEN, (long) CMSG_SPACE);
        }
        received = Math.max(0, Posix.recvmmsg(fd, messages, MESSAGES, Posix.MSG_DONTWAIT));
        message = -1;
        left = 0;
        return received;
    }

    /** Whether not all that was received has been looked at. */
    boolean hasMore() {
        return left > 0 || message + 1 < received;
    }

    /** Goes on to the next datagram; there must be one. */
    void next() {
        if (left == 0) {
            message++;
            left = MEMORY.get(JAVA_INT, header(message) + Posix.MMSG_LEN);
            segment = segment(message, left);
            at = message * SLOT;
        } else {
            at += size;
        }
        size = Math.min(segment, left);
        left -= size;
    }

    private int segment(int index, int whole) {
        long control = control(index);
        if (MEMORY.get(JAVA_LONG, header(index) + Posix.MMSG_CONTROLLEN) >= CMSG_LENGTH
                && MEMORY.get(JAVA_INT, control + 8) == SOL_UDP
                && MEMORY.get(JAVA_INT, control + 12) == UDP_GRO) {
            int stated = MEMORY.get(JAVA_INT, control + 16);
            return stated > 0 ? stated : whole;
        }
        return whole;
    }

    /** The buffer that all datagrams are in; big-endian. */
    ByteBuffer octets() {
        return octets;
    }

    /** The address of the first of {@link #octets}. */
    long address() {
        return base;
    }

    /** Where the datagram begins in {@link #octets}; others may lie close on both sides. */
    int at() {
        return at;
    }

    int size() {
        return size;
    }

    /** Address of the struct sockaddr that the datagram came from. */
    long from() {
        return name(message);
    }

    private long header(int index) {
        return messages + (long) index * Posix.MMSGHDR;
    }

    private long name(int index) {
        return names + (long) index * SocketAddresses.SIZE;
    }

    private long control(int index) {
        return controls + (long) index * CMSG_SPACE;
    }
}
