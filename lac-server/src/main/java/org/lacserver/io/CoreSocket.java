package org.lacserver.io;

import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One UDP socket on one local address, shared by control and data. It is not connected, so an ICMP
 * error of one LNS never reaches the calls of another.
 */
public final class CoreSocket implements AutoCloseable {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_V6ONLY = 26;
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_DO = 2;
    private static final int MAX_DATAGRAM = 65_507;

    private final InetSocketAddress local;
    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment outgoing = arena.allocate(MAX_DATAGRAM, 8);
    private final MemorySegment peerAddress = arena.allocate(SocketAddresses.SIZE, 8);
    private boolean closed;

    private CoreSocket(InetSocketAddress local, int fd) {
        this.local = local;
        this.fd = fd;
    }

    /**
     * Opens and binds a socket; an exception's message is one sentence for the operator.
     *
     * @param dontFragment set DF and drop what does not fit, instead of fragmenting
     * @param bufferOctets wanted size of the kernel's buffer in each direction
     */
    static CoreSocket open(InetSocketAddress local, boolean dontFragment, int bufferOctets)
            throws IOException {
        int fd = -1;
        try (Arena arena = Arena.ofConfined()) {
            InetAddress ip = local.getAddress();
            int family = SocketAddresses.family(ip);
            fd = Posix.socket(family, Posix.SOCK_DGRAM, 0);
            Posix.setBuffer(fd, Posix.SO_RCVBUFFORCE, Posix.SO_RCVBUF, bufferOctets);
            Posix.setBuffer(fd, Posix.SO_SNDBUFFORCE, Posix.SO_SNDBUF, bufferOctets);
            int discover = dontFragment ? PMTUDISC_DO : PMTUDISC_DONT;
            if (family == Posix.AF_INET6) {
                Posix.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
                Posix.setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, discover);
            } else {
                Posix.setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, discover);
            }
            long at = arena.allocate(SocketAddresses.SIZE, 8).address();
            Posix.bind(fd, at, SocketAddresses.put(at, local));
            Posix.getsockname(fd, at, SocketAddresses.SIZE);
            return new CoreSocket(SocketAddresses.get(at), fd);
        } catch (PosixException e) {
            if (fd >= 0) {
                Posix.close(fd);
            }
            throw new IOException("core address " + text(local) + ": " + why(e), e);
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

    public int fd() {
        return fd;
    }

    /** Sends one datagram; its position does not move. False when the kernel would not take it. */
    public synchronized boolean send(InetSocketAddress peer, ByteBuffer octets) {
        int length = octets.remaining();
        if (closed || length > MAX_DATAGRAM) {
            return false;
        }
        MemorySegment.copy(MemorySegment.ofBuffer(octets), 0, outgoing, 0, length);
        int addressLength = SocketAddresses.put(peerAddress.address(), peer);
        return Posix.sendto(
                        fd,
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
            Posix.close(fd);
        }
    }
}
