package org.lacserver.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.junit.jupiter.api.Assumptions;
import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Reads datagrams from a descriptor: from a raw socket with their IPv4 header. */
final class RawUdp implements AutoCloseable {
    private static final int IPPROTO_UDP = 17;
    private static final int PATIENCE_MILLIS = 3000;
    private static final int ROOM = 2048;
    private static final int DF = 0x4000;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment octets = arena.allocate(ROOM, 8);
    private final MemorySegment message = arena.allocate(Posix.MMSGHDR, 8);
    private final MemorySegment pollfd = arena.allocate(8, 8);
    private final int fd;
    private final boolean isOurs;

    private RawUdp(int fd, boolean isOurs) {
        this.fd = fd;
        this.isOurs = isOurs;
        MemorySegment iovec = arena.allocate(Posix.IOVEC, 8);
        iovec.set(JAVA_LONG, 0, octets.address());
        iovec.set(JAVA_LONG, 8, ROOM);
        message.set(JAVA_LONG, Posix.MMSG_IOV, iovec.address());
        message.set(JAVA_LONG, Posix.MMSG_IOVLEN, 1);
        pollfd.set(JAVA_INT, 0, fd);
        pollfd.set(JAVA_SHORT, 4, (short) Posix.POLLIN);
    }

    /** A datagram over IPv4: its source port, and how it was sent. */
    record Seen(int fromPort, SendPolicy policy) {}

    /** All UDP over IPv4 of this machine; the test is skipped where this process may not. */
    static RawUdp open() {
        try {
            return new RawUdp(Posix.socket(Posix.AF_INET, Posix.SOCK_RAW, IPPROTO_UDP), true);
        } catch (PosixException e) {
            Assumptions.abort("no raw socket: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    /** On a descriptor that stays the caller's. */
    static RawUdp on(int fd) {
        return new RawUdp(fd, false);
    }

    /** The next datagram, or raw packet. */
    byte[] receive() {
        if (Posix.poll(pollfd.address(), 1, PATIENCE_MILLIS) < 1
                || Posix.recvmmsg(fd, message.address(), 1, Posix.MSG_DONTWAIT) < 1) {
            throw new AssertionError("nothing came");
        }
        return octets.asSlice(0, message.get(JAVA_INT, Posix.MMSG_LEN)).toArray(JAVA_BYTE);
    }

    /** The next datagram to a port. */
    Seen next(int port) {
        while (true) {
            ByteBuffer packet = ByteBuffer.wrap(receive());
            int udp = (packet.get(0) & 0xf) * 4;
            if ((packet.getShort(udp + 2) & 0xffff) == port) {
                boolean dontFragment = (packet.getShort(6) & DF) != 0;
                boolean checksum = packet.getShort(udp + 6) != 0;
                return new Seen(
                        packet.getShort(udp) & 0xffff,
                        new SendPolicy(dontFragment, checksum, (packet.get(1) & 0xff) >> 2));
            }
        }
    }

    @Override
    public void close() throws PosixException {
        arena.close();
        if (isOurs) {
            Posix.close(fd);
        }
    }
}
