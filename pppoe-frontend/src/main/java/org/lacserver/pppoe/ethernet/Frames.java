package org.lacserver.pppoe.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The few octets of an Ethernet frame that are read and written in place. */
public final class Frames {
    public static final int DISCOVERY = 0x8863;
    public static final int SESSION = 0x8864;

    /** 802.1Q, 802.1ad, and what older QinQ equipment uses for the outer tag. */
    public static final int TPID_8021Q = 0x8100;

    public static final int TPID_8021AD = 0x88a8;
    public static final int TPID_QINQ = 0x9100;

    private static final ValueLayout.OfShort NET16 =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Frames() {}

    public static boolean isTpid(int etherType) {
        return etherType == TPID_8021Q || etherType == TPID_8021AD || etherType == TPID_QINQ;
    }

    public static int u16(MemorySegment memory, long at) {
        return memory.get(NET16, at) & 0xffff;
    }

    public static void put16(MemorySegment memory, long at, int value) {
        memory.set(NET16, at, (short) value);
    }

    public static void put32(MemorySegment memory, long at, int value) {
        memory.set(NET32, at, value);
    }

    /** A MAC address, its first octet in bits 47..40. */
    public static long mac(MemorySegment memory, long at) {
        return ((long) u16(memory, at) << 32) | Integer.toUnsignedLong(memory.get(NET32, at + 2));
    }

    public static void putMac(MemorySegment memory, long at, long mac) {
        put16(memory, at, (int) (mac >> 32));
        put32(memory, at + 2, (int) mac);
    }
}
