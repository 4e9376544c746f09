package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Datagrams on their way to the LNSs, sent together, those to one LNS side by side in the order
 * they came. A run of equal length to one LNS (the last may be shorter) becomes one message that
 * the kernel segments (UDP_SEGMENT): it then pays for IP and UDP once a run instead of once a
 * datagram.
 */
final class DatagramBatch {
    static final int CAPACITY = 64;

    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final long CMSG_LENGTH = 18; // header and one u16
    private static final long CMSG_SPACE = 24;
    private static final long LONGEST_RUN = 65_000;
    private static final MemorySegment MEMORY = Posix.MEMORY;

    private final int thread;
    private final Tallies tallies;
    private final long iovecs;
    private final long messages;
    private final long controls;
    private final long single;

    /** As they came: leg, address, length, length of the PPP frame, and the next to its LNS. */
    private final @Nullable UpLeg[] addedLegs = new UpLeg[CAPACITY];

    private final long[] addedAt = new long[CAPACITY];
    private final int[] addedLengths = new int[CAPACITY];
    private final int[] addedFrameLengths = new int[CAPACITY];
    private final int[] nextToLns = new int[CAPACITY];

    /** The first datagram to each LNS of the batch. */
    private final int[] firstToLns = new int[CAPACITY];

    private int lnses;

    /** As they are sent: by LNS. */
    private final @Nullable UpLeg[] legs = new UpLeg[CAPACITY];

    /** Of each datagram, its PPP frame's length. */
    private final int[] frameLengths = new int[CAPACITY];

    /** Of each message of the flush, its first datagram. */
    private final int[] firstOf = new int[CAPACITY + 1];

    private int size;
    private boolean segmenting = true;

    /**
     * @param thread number of the upstream thread
     */
    DatagramBatch(int thread, Arena arena, Tallies tallies) {
        this.thread = thread;
        this.tallies = tallies;
        iovecs = arena.allocate((long) CAPACITY * Posix.IOVEC, 8).address();
        messages = arena.allocate((long) CAPACITY * Posix.MMSGHDR, 8).address();
        controls = arena.allocate(CAPACITY * CMSG_SPACE, 8).address();
        single = arena.allocate(Posix.MMSGHDR, 8).address();
        for (int i = 0; i < CAPACITY; i++) {
            long control = controls + i * CMSG_SPACE;
            MEMORY.set(JAVA_LONG, control, CMSG_LENGTH);
            MEMORY.set(JAVA_INT, control + 8, SOL_UDP);
            MEMORY.set(JAVA_INT, control + 12, UDP_SEGMENT);
        }
    }

    /** Its octets stay where they are until the flush. */
    void add(UpLeg leg, long address, int length, int frameLength) {
        addedLegs[size] = leg;
        addedAt[size] = address;
        addedLengths[size] = length;
        addedFrameLengths[size] = frameLength;
        nextToLns[size] = -1;
        int last = leg.destination.lastInBatch(thread);
        if (last < 0) {
            firstToLns[lnses++] = size;
        } else {
            nextToLns[last] = size;
        }
        leg.destination.lastInBatch(thread, size);
        size++;
        if (size == CAPACITY) {
            flush();
        }
    }

    /** Forgets what was not flushed. */
    void clear() {
        for (int i = 0; i < lnses; i++) {
            addedLeg(firstToLns[i]).destination.lastInBatch(thread, -1);
        }
        lnses = 0;
        size = 0;
    }

    /** Puts datagrams to one LNS side by side. */
    private void arrange() {
        int at = 0;
        for (int lns = 0; lns < lnses; lns++) {
            for (int i = firstToLns[lns]; i >= 0; i = nextToLns[i]) {
                long iovec = iovecs + (long) at * Posix.IOVEC;
                MEMORY.set(JAVA_LONG, iovec, addedAt[i]);
                MEMORY.set(JAVA_LONG, iovec + 8, (long) addedLengths[i]);
                legs[at] = addedLegs[i];
                frameLengths[at] = addedFrameLengths[i];
                at++;
            }
        }
    }

    void flush() {
        if (size == 0) {
            return;
        }
        arrange();
        int count = group();
        int done = 0;
        while (done < count) {
            int socket = destination(firstOf[done]).sender();
            int until = done + 1;
            while (until < count && destination(firstOf[until]).sender() == socket) {
                until++;
            }
            send(socket, done, until);
            done = until;
        }
        clear();
    }

    private void send(int socket, int from, int until) {
        int next = from;
        while (next < until) {
            long at = messages + (long) next * Posix.MMSGHDR;
            int sent = Posix.sendmmsg(socket, at, until - next, Posix.MSG_DONTWAIT);
            if (sent <= 0) {
                sent = Posix.sendmmsgOrErrno(socket, at, until - next, Posix.MSG_DONTWAIT);
            }
            if (sent > 0) {
                for (int i = 0; i < sent; i++) {
                    count(next + i);
                }
                next += sent;
            } else if (sent != -Errno.EINTR) {
                refused(socket, next, -sent);
                next++;
            }
        }
    }

    private void count(int message) {
        for (int i = firstOf[message]; i < firstOf[message + 1]; i++) {
            leg(i).count(frameLengths[i]);
        }
    }

    /** The kernel does not take a message: a run goes out again in pieces, the rest is lost. */
    private void refused(int socket, int message, int errno) {
        int first = firstOf[message];
        int end = firstOf[message + 1];
        if (end - first == 1) {
            tallies.count(errno == Errno.EMSGSIZE ? Drop.CORE_TOO_LONG : Drop.CORE_SEND_REFUSED);
            return;
        }
        switch (errno) {
            // a segment with its headers exceeds the path, which a plain datagram may
            case Errno.EMSGSIZE, Errno.EINVAL ->
                    destination(first).limitSegments((int) lengthOf(first) - 1);
            case Errno.EIO, Errno.EOPNOTSUPP -> segmenting = false;
            default -> {
                tallies.count(Drop.CORE_SEND_REFUSED, end - first);
                return;
            }
        }
        for (int i = first; i < end; i++) {
            sendAlone(socket, i);
        }
    }

    private void sendAlone(int socket, int datagram) {
        describe(single, datagram, 1);
        int sent;
        do {
            sent = Posix.sendmmsgOrErrno(socket, single, 1, Posix.MSG_DONTWAIT);
        } while (sent == -Errno.EINTR);
        if (sent == 1) {
            leg(datagram).count(frameLengths[datagram]);
        } else {
            tallies.count(sent == -Errno.EMSGSIZE ? Drop.CORE_TOO_LONG : Drop.CORE_SEND_REFUSED);
        }
    }

    /** Describes the batch as messages and returns how many they are. */
    private int group() {
        int count = 0;
        int first = 0;
        while (first < size) {
            int end = endOfRun(first);
            long message = messages + (long) count * Posix.MMSGHDR;
            describe(message, first, end - first);
            if (end - first > 1) {
                long control = controls + count * CMSG_SPACE;
                MEMORY.set(JAVA_SHORT, control + 16, (short) lengthOf(first));
                MEMORY.set(JAVA_LONG, message + Posix.MMSG_CONTROL, control);
                MEMORY.set(JAVA_LONG, message + Posix.MMSG_CONTROLLEN, CMSG_SPACE);
            }
            firstOf[count++] = first;
            first = end;
        }
        firstOf[count] = size;
        return count;
    }

    private int endOfRun(int first) {
        Destination to = destination(first);
        long segment = lengthOf(first);
        int end = first + 1;
        if (!segmenting || segment > to.longestSegment()) {
            return end;
        }
        long total = segment;
        while (end < size && destination(end) == to) {
            long length = lengthOf(end);
            total += length;
            if (length > segment || total > LONGEST_RUN) {
                break;
            }
            end++;
            if (length < segment) {
                break;
            }
        }
        return end;
    }

    private void describe(long message, int first, int count) {
        Destination to = destination(first);
        MEMORY.set(JAVA_LONG, message + Posix.MMSG_NAME, to.address());
        MEMORY.set(JAVA_INT, message + Posix.MMSG_NAMELEN, to.addressLength());
        MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOV, iovecs + (long) first * Posix.IOVEC);
        MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOVLEN, count);
        MEMORY.set(JAVA_LONG, message + Posix.MMSG_CONTROL, 0L);
        MEMORY.set(JAVA_LONG, message + Posix.MMSG_CONTROLLEN, 0L);
    }

    private long lengthOf(int datagram) {
        return MEMORY.get(JAVA_LONG, iovecs + (long) datagram * Posix.IOVEC + 8);
    }

    private Destination destination(int datagram) {
        return leg(datagram).destination;
    }

    @SuppressWarnings("NullAway") // every index below size was set
    private UpLeg addedLeg(int datagram) {
        return addedLegs[datagram];
    }

    @SuppressWarnings("NullAway") // every index below size was set
    private UpLeg leg(int datagram) {
        return legs[datagram];
    }
}
