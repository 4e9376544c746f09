package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.lacserver.pppoe.ethernet.Frames;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * An array map whose memory is shared with the program: written and read without a system call.
 * Places are octets from an element's beginning.
 */
final class SharedArray {
    private static final MemorySegment MEMORY = Posix.MEMORY;
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private final long base;
    private final long length;
    private final int stride;

    private SharedArray(long base, long length, int stride) {
        this.base = base;
        this.length = length;
        this.stride = stride;
    }

    static SharedArray map(int fd, Bpf.MapShape shape) throws PosixException {
        int stride = Layout.stride(shape.valueSize());
        long length = (long) stride * shape.entries();
        return new SharedArray(Posix.mmap(fd, length), length, stride);
    }

    void unmap() throws PosixException {
        Posix.munmap(base, length);
    }

    /** Where an element is, for as long as the map is mapped. */
    long address(long element) {
        return base + element * stride;
    }

    int getInt(long element, int at) {
        return (int) INT.getAcquire(MEMORY, address(element) + at);
    }

    /** Whoever sees it sees all that was written before. */
    void setInt(long element, int at, int value) {
        INT.setRelease(MEMORY, address(element) + at, value);
    }

    long getLong(long element, int at) {
        return (long) LONG.getAcquire(MEMORY, address(element) + at);
    }

    void setLong(long element, int at, long value) {
        LONG.setRelease(MEMORY, address(element) + at, value);
    }

    void setShort(long element, int at, int value) {
        MEMORY.set(JAVA_SHORT, address(element) + at, (short) value);
    }

    int getShort(long element, int at) {
        return MEMORY.get(JAVA_SHORT, address(element) + at) & 0xffff;
    }

    void setByte(long element, int at, int value) {
        MEMORY.set(JAVA_BYTE, address(element) + at, (byte) value);
    }

    int getByte(long element, int at) {
        return MEMORY.get(JAVA_BYTE, address(element) + at) & 0xff;
    }

    /** In the order of octets of the wire. */
    void setWire16(long element, int at, int value) {
        Frames.put16(MEMORY, address(element) + at, value);
    }

    int getWire16(long element, int at) {
        return Frames.u16(MEMORY, address(element) + at);
    }

    void setMac(long element, int at, long mac) {
        Frames.putMac(MEMORY, address(element) + at, mac);
    }

    long getMac(long element, int at) {
        return Frames.mac(MEMORY, address(element) + at);
    }

    void setOctets(long element, int at, byte[] octets) {
        MemorySegment.copy(octets, 0, MEMORY, JAVA_BYTE, address(element) + at, octets.length);
    }

    byte[] getOctets(long element, int at, int count) {
        return MEMORY.asSlice(address(element) + at, count).toArray(JAVA_BYTE);
    }

    /** All of an element is zero. */
    void clear(long element) {
        MEMORY.asSlice(address(element), stride).fill((byte) 0);
    }
}
