package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.io.SocketAddresses;
import org.lacserver.pppoe.ethernet.Posix;

import java.net.InetSocketAddress;

/**
 * An LNS as seen from one of our sockets: where data go, and where they must come from. Shared by
 * all its calls, so that equality is identity.
 */
final class Destination {
    private final InetSocketAddress local;
    private final InetSocketAddress peer;
    private final int socket;
    private final long address;
    private final int addressLength;

    /** Calls that use it; the engine's thread only. */
    private int users;

    /** The longest datagram that may be segmented by the kernel; the upstream thread only. */
    private int longestSegment = 0xffff;

    /** Its last datagram in the batch in hand, -1 for none; the upstream thread only. */
    private int lastInBatch = -1;

    /**
     * @param socket the descriptor we send on
     * @param address {@link SocketAddresses#SIZE} octets that stay ours as long as this is used
     */
    Destination(InetSocketAddress local, InetSocketAddress peer, int socket, long address) {
        this.local = local;
        this.peer = peer;
        this.socket = socket;
        this.address = address;
        this.addressLength = SocketAddresses.put(address, peer);
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress peer() {
        return peer;
    }

    int socket() {
        return socket;
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

    int lastInBatch() {
        return lastInBatch;
    }

    void lastInBatch(int datagram) {
        lastInBatch = datagram;
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
        if (onSocket != socket) {
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
