package org.lacserver.data;

import org.lacserver.l2tp.wire.DataHeader;
import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;

import java.nio.ByteBuffer;

/**
 * What stands in front of one kind of a call's PPP frames on their way to the LNS (RFC 2661 §3.1),
 * made once: only Length and Ns differ from frame to frame.
 */
final class UpHeader {
    /** Flags, Length, ids, Ns and Nr, Offset Size, the longest padding, FF 03. */
    static final int LONGEST = 2 + 2 + 4 + 4 + 2 + Encapsulation.MAX_OFFSET + 2;

    private static final int ADDRESS_AND_CONTROL = 0xff03;
    private static final int VERSION = 2;
    private static final int LENGTH_AT = 2;

    private final byte[] octets;
    private final boolean hasLength;

    /** Where Ns stands; 0 without one. */
    private final int nsAt;

    private UpHeader(byte[] octets, boolean hasLength, int nsAt) {
        this.octets = octets;
        this.hasLength = hasLength;
        this.nsAt = nsAt;
    }

    static UpHeader of(Binding binding, boolean isLcp, boolean isSequenced) {
        Encapsulation data = binding.data();
        boolean hasOffset = data.offset() >= 0;
        int flags = VERSION;
        flags |= data.lengthBit() ? DataHeader.L : 0;
        flags |= isSequenced ? DataHeader.S : 0;
        flags |= hasOffset ? DataHeader.O : 0;
        flags |= isLcp && data.priorityOfLcp() ? DataHeader.P : 0;
        ByteBuffer header = ByteBuffer.allocate(LONGEST).putShort((short) flags);
        if (data.lengthBit()) {
            header.putShort((short) 0);
        }
        header.putShort((short) binding.peerTunnelId()).putShort((short) binding.peerSessionId());
        int nsAt = 0;
        if (isSequenced) {
            nsAt = header.position();
            header.putInt(0); // §3.1: Nr is reserved in data messages
        }
        if (hasOffset) {
            header.putShort((short) data.offset()).position(header.position() + data.offset());
        }
        boolean withAddress =
                switch (data.addressControl()) {
                    case ALWAYS -> true;
                    case LCP_ONLY -> isLcp;
                    case NEVER -> false;
                };
        if (withAddress) {
            header.putShort((short) ADDRESS_AND_CONTROL);
        }
        byte[] octets = new byte[header.position()];
        header.get(0, octets);
        return new UpHeader(octets, data.lengthBit(), nsAt);
    }

    int length() {
        return octets.length;
    }

    /** Writes it in front of a PPP frame; where it begins. */
    int put(ByteBuffer buffer, int frameAt, int frameLength, int ns) {
        int at = frameAt - octets.length;
        buffer.put(at, octets);
        if (hasLength) {
            buffer.putShort(at + LENGTH_AT, (short) (octets.length + frameLength));
        }
        if (nsAt != 0) {
            buffer.putShort(at + nsAt, (short) ns);
        }
        return at;
    }
}
