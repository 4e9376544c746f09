package org.lacserver.pppoe.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One interface with subscribers behind it, opened for raw PPPoE frames.
 *
 * <p>Three packet sockets: the ring receives, one socket sends what the engine says, one what the
 * data plane forwards, so that neither waits for the other.
 */
public final class AccessPort implements AutoCloseable {
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_MR_PROMISC = 1;
    private static final int ETH_P_ALL = 3;
    private static final int SOCKADDR_LL = 20;
    private static final int ETHERNET_HEADER = 14;
    private static final int ROOM_FOR_TAGS = 8;

    /**
     * How to open a port.
     *
     * @param ringFrames frames that wait in the kernel at most
     * @param promiscuous receive frames to other MAC addresses as well; they are dropped later, but
     *     some virtual switches deliver nothing otherwise
     * @param bypassQdisc forwarded frames go straight to the driver, past any traffic control
     */
    public record Options(int ringFrames, boolean promiscuous, boolean bypassQdisc) {
        public static final Options DEFAULT = new Options(4096, false, true);
    }

    private final int index;
    private final String name;
    private final long mac;
    private final int mtu;
    private final int receiveFd;
    private final int controlFd;
    private final int dataFd;
    private final PacketRing ring;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment outgoing;
    private boolean closed;

    private AccessPort(
            int index,
            String name,
            long mac,
            int mtu,
            int receiveFd,
            int controlFd,
            int dataFd,
            PacketRing ring) {
        this.index = index;
        this.name = name;
        this.mac = mac;
        this.mtu = mtu;
        this.receiveFd = receiveFd;
        this.controlFd = controlFd;
        this.dataFd = dataFd;
        this.ring = ring;
        this.outgoing = arena.allocate(mtu + ETHERNET_HEADER + ROOM_FOR_TAGS, 8);
    }

    /**
     * Opens an interface; an exception's message is one sentence for the operator.
     *
     * @param index the port's place in the configuration, from 0
     */
    public static AccessPort open(int index, String name, Options options) throws IOException {
        int ifIndex = Posix.ifNameToIndex(name);
        if (ifIndex == 0) {
            throw new IOException("access port " + name + ": no such interface");
        }
        int[] fds = {-1, -1, -1};
        try {
            for (int i = 0; i < fds.length; i++) {
                // protocol 0: nothing arrives before filter and ring stand
                fds[i] = Posix.socket(Posix.AF_PACKET, Posix.SOCK_RAW, 0);
            }
            if (!Posix.isUp(fds[0], name)) {
                throw new IOException(
                        "access port " + name + " is down: ip link set " + name + " up");
            }
            int mtu = Posix.mtuOf(fds[0], name);
            long mac = Posix.macOf(fds[0], name);
            PacketRing ring = receiver(fds[0], ifIndex, mtu, options);
            sender(fds[1], ifIndex, false);
            sender(fds[2], ifIndex, options.bypassQdisc());
            return new AccessPort(index, name, mac, mtu, fds[0], fds[1], fds[2], ring);
        } catch (PosixException e) {
            closeQuietly(fds);
            if (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES) {
                throw new IOException(
                        "access port " + name + ": raw Ethernet needs root or CAP_NET_RAW", e);
            }
            throw new IOException("access port " + name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            closeQuietly(fds);
            throw e;
        }
    }

    private static PacketRing receiver(int fd, int ifIndex, int mtu, Options options)
            throws PosixException {
        PacketFilter.attach(fd);
        Posix.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
        PacketRing ring = PacketRing.map(fd, mtu, options.ringFrames());
        if (options.promiscuous()) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment membership = arena.allocate(16, 4);
                membership.set(JAVA_INT, 0, ifIndex);
                membership.set(JAVA_SHORT, 4, (short) PACKET_MR_PROMISC);
                Posix.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership);
            }
        }
        // only ETH_P_ALL is told the VLAN tag of a frame
        bind(fd, ifIndex, ETH_P_ALL);
        return ring;
    }

    private static void sender(int fd, int ifIndex, boolean bypassQdisc) throws PosixException {
        Posix.setBuffer(fd, Posix.SO_SNDBUFFORCE, Posix.SO_SNDBUF, 4 << 20);
        if (bypassQdisc) {
            Posix.setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
        }
        bind(fd, ifIndex, 0);
    }

    private static void bind(int fd, int ifIndex, int protocol) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_LL, 4);
            address.set(JAVA_SHORT, 0, (short) Posix.AF_PACKET);
            Frames.put16(address, 2, protocol);
            address.set(JAVA_INT, 4, ifIndex);
            Posix.bind(fd, address.address(), SOCKADDR_LL);
        }
    }

    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    /** Its first octet in bits 47..40. */
    public long mac() {
        return mac;
    }

    public int mtu() {
        return mtu;
    }

    /** Becomes readable when {@link #ring} has a frame. */
    public int receiveFd() {
        return receiveFd;
    }

    public PacketRing ring() {
        return ring;
    }

    /** The socket for forwarded frames; one thread sends on it. */
    public int dataFd() {
        return dataFd;
    }

    /**
     * Sends one whole frame, tags inline; its position does not move. False when it was not sent:
     * too long for the interface, or the interface takes nothing now.
     */
    public synchronized boolean send(ByteBuffer frame) {
        int length = frame.remaining();
        if (closed || length < ETHERNET_HEADER || length > outgoing.byteSize()) {
            return false;
        }
        MemorySegment.copy(MemorySegment.ofBuffer(frame), 0, outgoing, 0, length);
        return Posix.sendto(controlFd, outgoing.address(), length, Posix.MSG_DONTWAIT, 0, 0)
                == length;
    }

    /** Whoever reads {@link #ring} must have stopped. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        ring.unmap();
        arena.close();
        Posix.close(receiveFd);
        Posix.close(controlFd);
        Posix.close(dataFd);
    }

    private static void closeQuietly(int[] fds) {
        for (int fd : fds) {
            if (fd >= 0) {
                try {
                    Posix.close(fd);
                } catch (PosixException _) {
                    // the failure that brought us here is the one to tell
                }
            }
        }
    }
}
