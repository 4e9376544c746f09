package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The few things to be asked of a driver, and told it. */
final class Ethtool {
    private static final long SIOCETHTOOL = 0x8946;
    private static final int GET_DRIVER = 0x03;
    private static final int GET_FLAGS = 0x25;
    private static final int SET_FLAGS = 0x26;
    private static final int RX_VLAN = 1 << 8;
    private static final int IFREQ = 40;
    private static final int IFNAMSIZ = 16;
    private static final int DRIVER_INFO = 196;
    private static final int DRIVER_NAME = 32;

    private Ethtool() {}

    /** The driver's name; empty when it tells none. */
    static String driver(String interfaceName) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(DRIVER_INFO, 8);
            info.set(JAVA_INT, 0, GET_DRIVER);
            ask(arena, interfaceName, info);
            return info.asSlice(4, DRIVER_NAME).getString(0, StandardCharsets.UTF_8);
        } catch (PosixException _) {
            return "";
        }
    }

    /** Whether the driver takes VLAN tags off frames before a program sees them. */
    static boolean hidesTags(String interfaceName) throws PosixException {
        try {
            return (flags(interfaceName) & RX_VLAN) != 0;
        } catch (PosixException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                return false; // no such thing in this driver
            }
            throw e;
        }
    }

    /**
     * @throws PosixException when the driver cannot do otherwise than it does
     */
    static void hideTags(String interfaceName, boolean hide) throws PosixException {
        int flags = flags(interfaceName);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8, 8);
            value.set(JAVA_INT, 0, SET_FLAGS);
            value.set(JAVA_INT, 4, hide ? flags | RX_VLAN : flags & ~RX_VLAN);
            ask(arena, interfaceName, value);
        }
    }

    private static int flags(String interfaceName) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8, 8);
            value.set(JAVA_INT, 0, GET_FLAGS);
            ask(arena, interfaceName, value);
            return value.get(JAVA_INT, 4);
        }
    }

    private static void ask(Arena arena, String interfaceName, MemorySegment command)
            throws PosixException {
        byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
        if (name.length >= IFNAMSIZ) {
            throw new PosixException("SIOCETHTOOL " + interfaceName, Errno.ENODEV);
        }
        MemorySegment ifreq = arena.allocate(IFREQ, 8);
        MemorySegment.copy(name, 0, ifreq, JAVA_BYTE, 0, name.length);
        ifreq.set(JAVA_LONG, IFNAMSIZ, command.address());
        int socket = Posix.socket(Posix.AF_INET, Posix.SOCK_DGRAM, 0);
        try {
            Sys.ioctl("SIOCETHTOOL " + interfaceName, socket, SIOCETHTOOL, ifreq.address());
        } finally {
            Posix.close(socket);
        }
    }
}
