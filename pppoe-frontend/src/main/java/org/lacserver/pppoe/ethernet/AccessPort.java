package org.lacserver.pppoe.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One interface with subscribers behind it, opened for raw PPPoE frames. It is known by its
 * configured name; the interface may go down, be renamed or be replaced by another one.
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

    private static final int TRIES = 3;
    private static final int USUAL_MTU = 1500;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;

    private final int index;
    private final String name;
    private final Options options;
    private final int receiveFd;
    private final int controlFd;
    private final int dataFd;
    private final PacketRing ring;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment outgoing;
    private volatile PortLook look;
    private volatile long refusals;
    private boolean closed;

    private AccessPort(int index, String name, Options options, int[] fds, PacketRing ring) {
        this.index = index;
        this.name = name;
        this.options = options;
        this.receiveFd = fds[0];
        this.controlFd = fds[1];
        this.dataFd = fds[2];
        this.ring = ring;
        this.look = new PortLook(0, name, false, 0, USUAL_MTU, "");
        this.outgoing = arena.allocate(ring.frameSize() + ETHERNET_HEADER + ROOM_FOR_TAGS, 8);
    }

    /**
     * Opens an interface that must be there and up; an exception's message is one sentence for the
     * operator.
     *
     * @param index the port's place in the configuration, from 0
     */
    public static AccessPort open(int index, String name, Options options) throws IOException {
        if (Posix.ifNameToIndex(name) == 0) {
            throw new IOException("access port " + name + ": no such interface");
        }
        AccessPort port = openAny(index, name, options);
        PortLook look = port.look();
        if ((port.flags(look.name()) & IFF_UP) == 0) {
            port.close();
            throw new IOException("access port " + name + " is down: ip link set " + name + " up");
        }
        return port;
    }

    /**
     * Opens an interface in whatever state it is. One that is not there, or not any more, is used
     * as soon as {@link #lookAgain} finds it.
     *
     * @param index the port's place in the configuration, from 0
     */
    public static AccessPort openAny(int index, String name, Options options) throws IOException {
        int[] fds = {-1, -1, -1};
        try {
            for (int i = 0; i < fds.length; i++) {
                // protocol 0: nothing arrives before filter and ring stand
                fds[i] = Posix.socket(Posix.AF_PACKET, Posix.SOCK_RAW, 0);
            }
            int mtu = Posix.ifNameToIndex(name) == 0 ? USUAL_MTU : Posix.mtuOf(fds[0], name);
            PacketFilter.attach(fds[0]);
            Posix.setsockopt(fds[0], SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
            PacketRing ring = PacketRing.map(fds[0], mtu, options.ringFrames());
            sender(fds[1], false);
            sender(fds[2], options.bypassQdisc());
            AccessPort port = new AccessPort(index, name, options, fds, ring);
            port.lookAgain();
            return port;
        } catch (PosixException e) {
            closeQuietly(fds);
            if (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES) {
                throw new IOException(
                        "access port " + name + ": raw Ethernet needs root or CAP_NET_RAW", e);
            }
            throw new IOException("access port " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Looks at the interface, and goes on with the one that has the configured name when the former
     * one is gone: sockets and ring stay, the kernel binds them anew. Some microseconds; any one
     * thread may call this.
     */
    public synchronized PortLook lookAgain() {
        if (closed) {
            return look;
        }
        PortLook found = present();
        if (found == null) {
            found = another();
        }
        if (found == null) {
            PortLook last = look;
            found = new PortLook(0, name, false, last.mac(), last.mtu(), "");
        } else if (found.isUp() && !look.isUp()) {
            // what was left of the time when it was down would cost a frame each
            Posix.socketError(controlFd);
            Posix.socketError(dataFd);
        }
        look = found;
        return found;
    }

    /** The interface that the receiving socket is bound to, whatever its name; null when gone. */
    private @Nullable PortLook present() {
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                int bound = boundTo(receiveFd);
                if (bound <= 0) {
                    return null; // the kernel unbinds from an interface that goes
                }
                return see(bound, Posix.ifIndexToName(controlFd, bound));
            } catch (PosixException _) {
                // renamed or gone between two questions
            }
        }
        return null;
    }

    /** The interface that now has the configured name, bound to; null when there is none. */
    private @Nullable PortLook another() {
        int found = Posix.ifNameToIndex(name);
        if (found == 0) {
            return null;
        }
        try {
            if (options.promiscuous()) {
                bePromiscuous(found);
            }
            bind(controlFd, found, 0);
            bind(dataFd, found, 0);
            // only ETH_P_ALL is told the VLAN tag of a frame
            bind(receiveFd, found, ETH_P_ALL);
            return see(found, name);
        } catch (PosixException e) {
            if (Posix.ifNameToIndex(name) == 0) {
                return null; // gone between two questions
            }
            return new PortLook(found, name, false, look.mac(), look.mtu(), e.toString());
        }
    }

    private PortLook see(int ifIndex, String present) throws PosixException {
        int flags = flags(present);
        boolean isUp = (flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0;
        int mtu = Posix.mtuOf(controlFd, present);
        return new PortLook(ifIndex, present, isUp, Posix.macOf(controlFd, present), mtu, "");
    }

    private int flags(String present) throws PosixException {
        return Posix.flagsOf(controlFd, present);
    }

    private void bePromiscuous(int ifIndex) throws PosixException {
        try (Arena room = Arena.ofConfined()) {
            MemorySegment membership = room.allocate(16, 4);
            membership.set(JAVA_INT, 0, ifIndex);
            membership.set(JAVA_SHORT, 4, (short) PACKET_MR_PROMISC);
            Posix.setsockopt(receiveFd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership);
        }
    }

    private static void sender(int fd, boolean bypassQdisc) throws PosixException {
        Posix.setBuffer(fd, Posix.SO_SNDBUFFORCE, Posix.SO_SNDBUF, 4 << 20);
        if (bypassQdisc) {
            Posix.setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
        }
    }

    /** The index of the interface that a packet socket is bound to; -1 when that has gone. */
    private static int boundTo(int fd) throws PosixException {
        try (Arena room = Arena.ofConfined()) {
            MemorySegment address = room.allocate(SOCKADDR_LL, 4);
            Posix.getsockname(fd, address.address(), SOCKADDR_LL);
            return address.get(JAVA_INT, 4);
        }
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

    /** As configured. */
    public String name() {
        return name;
    }

    /** What the last look found. */
    public PortLook look() {
        return look;
    }

    /** Its first octet in bits 47..40; 0 when there never was an interface. */
    public long mac() {
        return look.mac();
    }

    public int mtu() {
        return look.mtu();
    }

    /** The Ethernet payload that the ring has room for; what is longer arrives cut. */
    public int longestPayload() {
        return ring.longestFrame() - ETHERNET_HEADER - ROOM_FOR_TAGS;
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
        long sent = Posix.sendto(controlFd, outgoing.address(), length, Posix.MSG_DONTWAIT, 0, 0);
        if (sent != length) {
            refusals++;
        }
        return sent == length;
    }

    /** Frames of the engine's that the interface did not take. */
    public long refusals() {
        return refusals;
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
