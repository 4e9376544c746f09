package org.lacserver.io;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * UDP on one local address, shared by control and data. All that comes is received by one socket;
 * what leaves in a way of its own leaves from another one that is bound to the same address and
 * port. None is connected, so an ICMP error of one LNS never reaches the calls of another.
 */
public final class CoreSocket implements AutoCloseable {
    /** How many ways of sending there are besides the default one. */
    static final int MAX_POLICIES = 64;

    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_IPV6 = 41;
    private static final int SO_NO_CHECK = 11;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int IP_TOS = 1;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_DONTFRAG = 62;
    private static final int IPV6_TCLASS = 67;
    private static final int UDP_NO_CHECK6_TX = 101;
    private static final int UDP_NO_CHECK6_RX = 102;
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_DO = 2;
    private static final int ECN_BITS = 2;
    private static final short BPF_RETURN = 0x06;
    private static final int MAX_DATAGRAM = 65_507;

    private final InetSocketAddress local;
    private final int fd;
    private final int bufferOctets;
    private final Map<SendPolicy, Integer> senders = new HashMap<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment outgoing = arena.allocate(MAX_DATAGRAM, 8);
    private final MemorySegment peerAddress = arena.allocate(SocketAddresses.SIZE, 8);
    private boolean closed;

    private CoreSocket(InetSocketAddress local, int fd, int bufferOctets) {
        this.local = local;
        this.fd = fd;
        this.bufferOctets = bufferOctets;
    }

    /**
     * Opens and binds the receiving socket; an exception's message is one sentence for the
     * operator.
     *
     * @param bufferOctets wanted size of the kernel's buffer in each direction
     */
    static CoreSocket open(InetSocketAddress local, int bufferOctets) throws IOException {
        int fd = -1;
        try (Arena arena = Arena.ofConfined()) {
            fd = socket(local, SendPolicy.DEFAULT, bufferOctets);
            Posix.setBuffer(fd, Posix.SO_RCVBUFFORCE, Posix.SO_RCVBUF, bufferOctets);
            receiveAll(arena, fd);
            long at = arena.allocate(SocketAddresses.SIZE, 8).address();
            Posix.bind(fd, at, SocketAddresses.put(at, local));
            Posix.getsockname(fd, at, SocketAddresses.SIZE);
            return new CoreSocket(SocketAddresses.get(at), fd, bufferOctets);
        } catch (PosixException e) {
            if (fd >= 0) {
                Posix.close(fd);
            }
            throw new IOException("core address " + text(local) + ": " + why(e), e);
        }
    }

    /**
     * Of the sockets that will share the port, the first is the one that receives: a filter that
     * always names number 0. Attached before the port is bound, it also keeps the kernel from
     * sharing a port that another program has.
     */
    private static void receiveAll(Arena arena, int fd) throws PosixException {
        MemorySegment first = arena.allocate(8, 8);
        first.set(JAVA_SHORT, 0, BPF_RETURN);
        MemorySegment program = arena.allocate(16, 8);
        program.set(JAVA_SHORT, 0, (short) 1);
        program.set(JAVA_LONG, 8, first.address());
        Posix.setsockopt(fd, Posix.SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program);
    }

    /** A socket that is not bound yet, with what a policy asks for. */
    private static int socket(InetSocketAddress local, SendPolicy policy, int bufferOctets)
            throws PosixException {
        int family = SocketAddresses.family(local.getAddress());
        int fd = Posix.socket(family, Posix.SOCK_DGRAM, 0);
        try {
            Posix.setBuffer(fd, Posix.SO_SNDBUFFORCE, Posix.SO_SNDBUF, bufferOctets);
            Posix.setsockopt(fd, Posix.SOL_SOCKET, SO_REUSEPORT, 1);
            int discover = policy.dontFragment() ? PMTUDISC_DO : PMTUDISC_DONT;
            int trafficClass = policy.dscp() << ECN_BITS;
            if (family == Posix.AF_INET6) {
                Posix.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
                Posix.setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, discover);
                Posix.setsockopt(fd, IPPROTO_IPV6, IPV6_DONTFRAG, policy.dontFragment() ? 1 : 0);
                Posix.setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, trafficClass);
                Posix.setsockopt(fd, IPPROTO_UDP, UDP_NO_CHECK6_TX, policy.checksum() ? 0 : 1);
            } else {
                Posix.setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, discover);
                Posix.setsockopt(fd, IPPROTO_IP, IP_TOS, trafficClass);
                Posix.setsockopt(fd, Posix.SOL_SOCKET, SO_NO_CHECK, policy.checksum() ? 0 : 1);
            }
            return fd;
        } catch (PosixException e) {
            Posix.close(fd);
            throw e;
        }
    }

    private static String why(PosixException e) {
        return switch (e.errno()) {
            case Errno.EADDRNOTAVAIL -> "no interface of this machine has it";
            case Errno.EADDRINUSE -> "another program has the port";
            case Errno.EACCES -> "a port below 1024 needs root or CAP_NET_BIND_SERVICE";
            case Errno.EAFNOSUPPORT -> "the kernel does not speak its address family";
            default -> String.valueOf(e.getMessage());
        };
    }

    static String text(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + address.getPort();
    }

    /** The address the socket is bound to, with the port it really has. */
    public InetSocketAddress local() {
        return local;
    }

    /** The descriptor that receives, and that sends by {@link SendPolicy#DEFAULT}. */
    public int fd() {
        return fd;
    }

    /**
     * The descriptor that sends by a policy, opened when it is first asked for; -1 when there are
     * too many already.
     */
    synchronized int sender(SendPolicy policy) throws PosixException {
        if (policy.equals(SendPolicy.DEFAULT)) {
            return fd;
        }
        Integer known = senders.get(policy);
        if (known != null) {
            return known;
        }
        if (senders.size() == MAX_POLICIES) {
            return -1;
        }
        int sender = socket(local, policy, bufferOctets);
        try (Arena room = Arena.ofConfined()) {
            if (!policy.checksum() && local.getAddress() instanceof Inet6Address) {
                // RFC 6935: over IPv6, whoever wants to get datagrams without one must say so
                Posix.setsockopt(fd, IPPROTO_UDP, UDP_NO_CHECK6_RX, 1);
            }
            long at = room.allocate(SocketAddresses.SIZE, 8).address();
            Posix.bind(sender, at, SocketAddresses.put(at, local));
        } catch (PosixException e) {
            Posix.close(sender);
            throw e;
        }
        senders.put(policy, sender);
        return sender;
    }

    /**
     * Sends one datagram; its position does not move. False when the kernel would not take it.
     *
     * @param sender the descriptor it leaves by
     */
    public synchronized boolean send(int sender, InetSocketAddress peer, ByteBuffer octets) {
        int length = octets.remaining();
        if (closed || length > MAX_DATAGRAM) {
            return false;
        }
        MemorySegment.copy(MemorySegment.ofBuffer(octets), 0, outgoing, 0, length);
        int addressLength = SocketAddresses.put(peerAddress.address(), peer);
        return Posix.sendto(
                        sender,
                        outgoing.address(),
                        length,
                        Posix.MSG_DONTWAIT,
                        peerAddress.address(),
                        addressLength)
                == length;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            arena.close();
            for (int sender : senders.values()) {
                Posix.close(sender);
            }
            Posix.close(fd);
        }
    }
}
