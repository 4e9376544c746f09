package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.io.SocketAddresses;
import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.pppoe.ethernet.Posix;

import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * An LNS as seen from one of our sockets: where data go, and where they must come from. Shared by
 * all its calls, so that equality is identity.
 */
final class Destination {
    private static final int LONGEST_DATAGRAM = 0xffff;
    private static final int LINE = 16;

    /** What makes two of them one: both ends, and how we send. */
    record Way(InetSocketAddress local, InetSocketAddress peer, SendPolicy policy) {}

    private final Way way;
    private final int receiver;
    private final int sender;
    private final long address;
    private final int addressLength;

    /** Calls that use it; the engine's thread only. */
    private int users;

    /**
     * The longest datagram that may be segmented by the kernel; upstream threads only. A limit that
     * one of them overwrites is found again.
     */
    private int longestSegment;

    /**
     * Its last datagram in the batch that an upstream thread has in hand, -1 for none; each
     * thread's in a cache line of its own.
     */
    private final int[] lastInBatch = new int[LINE * UserspaceSettings.MOST_THREADS];

    /**
     * @param receiver the descriptor its datagrams come on
     * @param sender the descriptor we send on
     * @param address {@link SocketAddresses#SIZE} octets that stay ours as long as this is used
     */
    Destination(Way way, int receiver, int sender, long address) {
        this.way = way;
        this.receiver = receiver;
        this.sender = sender;
        // the kernel does not cut one message into datagrams that have no checksum
        this.longestSegment = way.policy().checksum() ? LONGEST_DATAGRAM : 0;
        this.address = address;
        Arrays.fill(lastInBatch, -1);
        this.addressLength = SocketAddresses.put(address, way.peer());
    }

    Way way() {
        return way;
    }

    InetSocketAddress local() {
        return way.local();
    }

    InetSocketAddress peer() {
        return way.peer();
    }

    int sender() {
        return sender;
    }

    /** Whether it is the same LNS at the same address of ours, however we send. */
    boolean hasEndsOf(Destination other) {
        return local().equals(other.local()) && peer().equals(other.peer());
    }

    long address() {
        return address;
    }

    int addressLength() {
        return addressLength;
    }

    int longestSegment() {
        return longestSegment;
    }

    void limitSegments(int longest) {
        longestSegment = Math.min(longestSegment, longest);
    }

    /**
     * @param thread number of an upstream thread
     */
    int lastInBatch(int thread) {
        return lastInBatch[thread * LINE];
    }

    void lastInBatch(int thread, int datagram) {
        lastInBatch[thread * LINE] = datagram;
    }

    void use() {
        users++;
    }

    /** Whether nobody uses it any more. */
    boolean leave() {
        return --users == 0;
    }

    /** Whether a datagram received on {@code onSocket} from the struct sockaddr is from here. */
    boolean isSource(int onSocket, long from) {
        if (onSocket != receiver) {
            return false;
        }
        if (addressLength == Integer.BYTES * 4) {
            // family, port and address of a sockaddr_in are its first eight octets
            return Posix.MEMORY.get(JAVA_LONG, from) == Posix.MEMORY.get(JAVA_LONG, address);
        }
        // a sockaddr_in6 has the flow label between its port and its address
        return Posix.MEMORY.get(JAVA_INT, from) == Posix.MEMORY.get(JAVA_INT, address)
                && Posix.MEMORY.get(JAVA_LONG, from + 8) == Posix.MEMORY.get(JAVA_LONG, address + 8)
                && Posix.MEMORY.get(JAVA_LONG, from + 16)
                        == Posix.MEMORY.get(JAVA_LONG, address + 16);
    }
}
