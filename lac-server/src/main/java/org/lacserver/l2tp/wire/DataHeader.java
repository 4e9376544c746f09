package org.lacserver.l2tp.wire;

import java.nio.ByteBuffer;

/**
 * Reads the header of a data message (RFC 2661 §3.1) in place; {@code at} is where the datagram
 * begins in the buffer. Ask {@link #length} first: the others trust it.
 */
public final class DataHeader {
    public static final int T = 0x8000;
    public static final int L = 0x4000;
    public static final int S = 0x0800;
    public static final int O = 0x0200;
    public static final int P = 0x0100;
    public static final int VERSION = 0x000f;

    /** Flags, tunnel id, session id: the least a header can be. */
    public static final int SHORTEST = 6;

    private DataHeader() {}

    public static int flags(ByteBuffer datagram, int at) {
        return datagram.getShort(at) & 0xffff;
    }

    public static boolean isControl(ByteBuffer datagram, int at) {
        return datagram.get(at) < 0;
    }

    /**
     * Octets before the PPP frame, the offset padding included; -1 when it is no version 2 data
     * message, or shorter than its own header or length field says.
     *
     * @param size of the datagram
     */
    public static int length(ByteBuffer datagram, int at, int size) {
        if (size < SHORTEST) {
            return -1;
        }
        int flags = flags(datagram, at);
        if ((flags & (T | VERSION)) != 2) {
            return -1;
        }
        int length = SHORTEST + ((flags & L) != 0 ? 2 : 0) + ((flags & S) != 0 ? 4 : 0);
        if ((flags & L) != 0) {
            int stated = size < 4 ? -1 : datagram.getShort(at + 2) & 0xffff;
            if (stated < length || stated > size) {
                return -1;
            }
        }
        if ((flags & O) != 0) {
            if (size < length + 2) {
                return -1;
            }
            length += 2 + (datagram.getShort(at + length) & 0xffff);
        }
        return length > end(datagram, at, size) ? -1 : length;
    }

    /** Where the PPP frame ends, counted from the header: the L field, else the datagram's size. */
    public static int end(ByteBuffer datagram, int at, int size) {
        return (flags(datagram, at) & L) != 0 ? datagram.getShort(at + 2) & 0xffff : size;
    }

    public static int tunnelId(ByteBuffer datagram, int at) {
        return datagram.getShort(at + ids(datagram, at)) & 0xffff;
    }

    public static int sessionId(ByteBuffer datagram, int at) {
        return datagram.getShort(at + ids(datagram, at) + 2) & 0xffff;
    }

    public static boolean hasSequence(ByteBuffer datagram, int at) {
        return (flags(datagram, at) & S) != 0;
    }

    /** Only if {@link #hasSequence}. */
    public static int ns(ByteBuffer datagram, int at) {
        return datagram.getShort(at + ids(datagram, at) + 4) & 0xffff;
    }

    private static int ids(ByteBuffer datagram, int at) {
        return (flags(datagram, at) & L) != 0 ? 4 : 2;
    }
}
