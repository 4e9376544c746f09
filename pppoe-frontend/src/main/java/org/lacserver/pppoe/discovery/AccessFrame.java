package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * The headers of one Ethernet frame that carries PPPoE: addresses, up to two VLAN tags, the PPPoE
 * header. One object serves all frames in turn.
 */
public final class AccessFrame {
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private static final long GROUP_BIT = 1L << 40;
    private static final int VID_MASK = 0xfff;
    private static final int PPPOE_HEADER = 6;

    private long destination;
    private long source;
    private int outerTag;
    private int innerTag;
    private int etherType;
    private int code;
    private int sessionId;
    private ByteBuffer payload = ByteBuffer.allocate(0);

    /** Reads the headers; a non-null answer leaves nothing to be read from this object. */
    public @Nullable FrameFault read(ByteBuffer frame) {
        ByteBuffer octets = frame.slice();
        if (octets.remaining() < 14) {
            return FrameFault.FRAME_TRUNCATED;
        }
        destination = mac(octets);
        source = mac(octets);
        outerTag = 0;
        innerTag = 0;
        etherType = octets.getShort() & 0xffff;
        int tags = 0;
        while (isTag(etherType)) {
            if (tags == 2) {
                return FrameFault.FRAME_TOO_MANY_TAGS;
            }
            if (octets.remaining() < 4) {
                return FrameFault.FRAME_TRUNCATED;
            }
            int tag = etherType << 16 | (octets.getShort() & 0xffff);
            if ((tag & VID_MASK) == VID_MASK) {
                return FrameFault.FRAME_BAD_VLAN;
            }
            if (tags++ == 0) {
                outerTag = tag;
            } else {
                innerTag = tag;
            }
            etherType = octets.getShort() & 0xffff;
        }
        if (etherType != PppoeCode.DISCOVERY && etherType != PppoeCode.SESSION) {
            return FrameFault.FRAME_NOT_PPPOE;
        }
        if (source == 0 || (source & GROUP_BIT) != 0) {
            return FrameFault.FRAME_BAD_SOURCE;
        }
        return readPppoe(octets);
    }

    private @Nullable FrameFault readPppoe(ByteBuffer octets) {
        if (octets.remaining() < PPPOE_HEADER) {
            return FrameFault.FRAME_TRUNCATED;
        }
        if (octets.get() != 0x11) {
            return FrameFault.PPPOE_BAD_VERSION; // RFC 2516 §4: VER and TYPE MUST be 1
        }
        code = octets.get() & 0xff;
        sessionId = octets.getShort() & 0xffff;
        int length = octets.getShort() & 0xffff;
        if (length > octets.remaining()) {
            return FrameFault.PPPOE_BAD_LENGTH;
        }
        payload = octets.slice(octets.position(), length); // without Ethernet's padding
        return null;
    }

    private static boolean isTag(int etherType) {
        return etherType == 0x8100 || etherType == 0x88a8 || etherType == 0x9100;
    }

    private static long mac(ByteBuffer octets) {
        return (octets.getShort() & 0xffffL) << 32 | (octets.getInt() & 0xffff_ffffL);
    }

    /** The VLAN id of a tag; 0 without one, and for a tag that carries a priority only. */
    public static int vlan(int tag) {
        return tag & VID_MASK;
    }

    public long destination() {
        return destination;
    }

    public long source() {
        return source;
    }

    /** TPID and TCI of the first tag; 0 without one. */
    public int outerTag() {
        return outerTag;
    }

    /** TPID and TCI of the second tag; 0 without one. */
    public int innerTag() {
        return innerTag;
    }

    public boolean isDiscovery() {
        return etherType == PppoeCode.DISCOVERY;
    }

    public int code() {
        return code;
    }

    public int sessionId() {
        return sessionId;
    }

    /** What the PPPoE header's LENGTH covers; valid as long as the frame read. */
    public ByteBuffer payload() {
        return payload;
    }
}
