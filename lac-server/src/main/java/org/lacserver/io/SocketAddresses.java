package org.lacserver.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.lacserver.pppoe.ethernet.Frames;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** struct sockaddr_in and sockaddr_in6 at raw addresses. */
public final class SocketAddresses {
    /** Room for either, rounded up to an alignment that suits both. */
    public static final int SIZE = 32;

    private static final int IPV4_LENGTH = 16;
    private static final int IPV6_LENGTH = 28;

    private SocketAddresses() {}

    public static int family(InetAddress address) {
        return address instanceof Inet6Address ? Posix.AF_INET6 : Posix.AF_INET;
    }

    /** Writes an address and returns its length; {@code at} has {@link #SIZE} octets of room. */
    public static int put(long at, InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        byte[] octets = ip.getAddress();
        MemorySegment memory = Posix.MEMORY;
        memory.asSlice(at, SIZE).fill((byte) 0);
        memory.set(JAVA_SHORT, at, (short) family(ip));
        Frames.put16(memory, at + 2, address.getPort());
        boolean six = ip instanceof Inet6Address;
        MemorySegment.copy(octets, 0, memory, JAVA_BYTE, at + (six ? 8 : 4), octets.length);
        if (ip instanceof Inet6Address v6) {
            memory.set(JAVA_INT, at + 24, v6.getScopeId());
        }
        return six ? IPV6_LENGTH : IPV4_LENGTH;
    }

    /** Reads an address that the kernel has written. */
    public static InetSocketAddress get(long at) {
        MemorySegment memory = Posix.MEMORY;
        boolean six = memory.get(JAVA_SHORT, at) == Posix.AF_INET6;
        byte[] octets = new byte[six ? 16 : 4];
        MemorySegment.copy(memory, JAVA_BYTE, at + (six ? 8 : 4), octets, 0, octets.length);
        try {
            InetAddress ip =
                    six && memory.get(JAVA_INT, at + 24) != 0
                            ? Inet6Address.getByAddress(null, octets, memory.get(JAVA_INT, at + 24))
                            : InetAddress.getByAddress(octets);
            return new InetSocketAddress(ip, Frames.u16(memory, at + 2));
        } catch (UnknownHostException e) {
            throw new AssertionError("four or sixteen octets are an address", e);
        }
    }
}
