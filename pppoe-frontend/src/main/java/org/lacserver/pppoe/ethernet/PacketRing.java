package org.lacserver.pppoe.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A receive ring that kernel and program share (TPACKET_V2, which hands a frame over the moment it
 * arrives; V3 waits for its block timer, 13 ms at worst when little comes). Frames are read where
 * they lie and given back in order. One thread reads.
 */
public final class PacketRing {
    private static final int SOL_PACKET = 263;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int TPACKET_V2 = 1;

    /** struct tpacket2_hdr. */
    private static final int STATUS = 0;

    private static final int WHOLE_LENGTH = 4;
    private static final int SNAPLEN = 8;
    private static final int MAC_OFFSET = 12;
    private static final int VLAN_TCI = 24;
    private static final int VLAN_TPID = 26;

    private static final int STATUS_USER = 1;
    private static final int STATUS_VLAN_VALID = 0x10;
    private static final int STATUS_TPID_VALID = 0x40;

    /** Header, address and alignment in front of a frame's octets. */
    private static final int OVERHEAD = 128;

    /** How much longer than its MTU a frame may be; {@link #OVERHEAD} has room for it. */
    private static final int ETHERNET_AND_TAGS = 22;

    private static final int BLOCK = 1 << 16;

    private static final VarHandle STATUS_WORD = JAVA_INT.varHandle();

    private final int fd;
    private final long base;
    private final int frameSize;
    private final int frames;
    private final ByteBuffer octets;
    private long reader;

    private PacketRing(int fd, long base, int frameSize, int frames) {
        this.fd = fd;
        this.base = base;
        this.frameSize = frameSize;
        this.frames = frames;
        this.octets = Posix.MEMORY.asSlice(base, (long) frames * frameSize).asByteBuffer();
    }

    /** Sets the ring up on a packet socket that is not bound yet. */
    static PacketRing map(int fd, int mtu, int wantedFrames) throws PosixException {
        int frameSize = 2048;
        while (frameSize < mtu + OVERHEAD) {
            frameSize *= 2;
        }
        int block = Math.max(BLOCK, frameSize);
        int blocks = Math.max(1, wantedFrames / (block / frameSize));
        int frames = blocks * (block / frameSize);
        Posix.setsockopt(fd, SOL_PACKET, PACKET_VERSION, TPACKET_V2);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(16, 4);
            request.set(JAVA_INT, 0, block);
            request.set(JAVA_INT, 4, blocks);
            request.set(JAVA_INT, 8, frameSize);
            request.set(JAVA_INT, 12, frames);
            Posix.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, request);
        }
        return new PacketRing(fd, Posix.mmap(fd, (long) frames * frameSize), frameSize, frames);
    }

    /** The next frame's slot, {@code ahead} behind the oldest one held; 0 when none has come. */
    public long peek(int ahead) {
        if (ahead >= frames) {
            return 0;
        }
        long slot = slot(reader + ahead);
        int status = (int) STATUS_WORD.getAcquire(Posix.MEMORY, slot + STATUS);
        return (status & STATUS_USER) == 0 ? 0 : slot;
    }

    /** Gives the {@code count} oldest frames back to the kernel. */
    public void release(int count) {
        for (int i = 0; i < count; i++) {
            STATUS_WORD.setRelease(Posix.MEMORY, slot(reader++) + STATUS, 0);
        }
    }

    private long slot(long index) {
        return base + (index % frames) * frameSize;
    }

    /** All of the ring's memory; big-endian. */
    public ByteBuffer octets() {
        return octets;
    }

    /** The address of the first of {@link #octets}. */
    public long address() {
        return base;
    }

    /** How many frames it holds at most. */
    public int frames() {
        return frames;
    }

    /** No frame is longer. */
    public int frameSize() {
        return frameSize;
    }

    /** A frame of this length is never cut. */
    int longestFrame() {
        return frameSize - OVERHEAD + ETHERNET_AND_TAGS;
    }

    /** Where in {@link #octets} a slot's frame begins, without the tag in metadata. */
    public int frame(long slot) {
        return (int) (slot - base) + (Posix.MEMORY.get(JAVA_SHORT, slot + MAC_OFFSET) & 0xffff);
    }

    public static int length(long slot) {
        return Posix.MEMORY.get(JAVA_INT, slot + SNAPLEN);
    }

    /** Whether the frame did not fit into its slot: what is there is only its beginning. */
    public static boolean isCut(long slot) {
        return Posix.MEMORY.get(JAVA_INT, slot + WHOLE_LENGTH) != length(slot);
    }

    /**
     * The tag that the kernel moved into metadata: TPID in the high 16 bits, TCI in the low ones; 0
     * when there is none.
     */
    public static int tag(long slot) {
        int status = Posix.MEMORY.get(JAVA_INT, slot + STATUS);
        if ((status & STATUS_VLAN_VALID) == 0) {
            return 0;
        }
        int tpid =
                (status & STATUS_TPID_VALID) == 0
                        ? Frames.TPID_8021Q
                        : Posix.MEMORY.get(JAVA_SHORT, slot + VLAN_TPID) & 0xffff;
        return tpid << 16 | (Posix.MEMORY.get(JAVA_SHORT, slot + VLAN_TCI) & 0xffff);
    }

    /** Frames that found the ring full since the last time this was asked. */
    public long takeDrops() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(8, 4);
            Posix.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics);
            return Integer.toUnsignedLong(statistics.get(JAVA_INT, 4));
        } catch (PosixException e) {
            return 0; // the port is closed
        }
    }

    void unmap() throws PosixException {
        Posix.munmap(base, (long) frames * frameSize);
    }
}
