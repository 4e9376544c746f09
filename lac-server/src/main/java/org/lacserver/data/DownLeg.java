package org.lacserver.data;

import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;
import org.lacserver.pppoe.ethernet.Frames;

import java.nio.ByteBuffer;

/** A call as the thread sees it that takes datagrams from the LNS to the access side. */
final class DownLeg extends Leg {
    /** Ethernet, two tags, PPPoE: 28 octets, written as four words. */
    static final int HEADER_ROOM = 32;

    private static final int PPPOE_HEADER = 6;

    final UpLeg up;
    final int port;

    /** The longest PPP frame that fits the interface (RFC 2516 §7). */
    final int longestFrame;

    private final boolean alwaysSequenced;
    private final int headerLength;
    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;
    private boolean sequenceSeen;
    private int expectedNs;

    DownLeg(Binding binding, UpLeg up, AccessTable access) {
        this.up = up;
        this.port = binding.line().accessPort();
        this.alwaysSequenced = (binding.data().sequencing() == Encapsulation.Sequencing.REQUIRE);
        this.longestFrame = access.mtu() - PPPOE_HEADER;
        int outer = binding.line().outerVlan();
        int inner = binding.line().innerVlan();
        ByteBuffer header = ByteBuffer.allocate(HEADER_ROOM);
        putMac(header, binding.line().mac());
        putMac(header, access.mac());
        if (outer != 0) {
            header.putShort((short) access.outerTpid(outer, inner != 0)).putShort((short) outer);
        }
        if (inner != 0) {
            header.putShort((short) Frames.TPID_8021Q).putShort((short) inner);
        }
        header.putShort((short) Frames.SESSION).putShort((short) 0x1100);
        header.putShort((short) binding.line().pppoeSessionId()).putShort((short) 0);
        this.headerLength = header.position();
        ByteBuffer aligned = ByteBuffer.allocate(HEADER_ROOM);
        aligned.position(HEADER_ROOM - headerLength).put(header.flip());
        this.word0 = aligned.getLong(0);
        this.word1 = aligned.getLong(8);
        this.word2 = aligned.getLong(16);
        this.word3 = aligned.getLong(24);
    }

    private static void putMac(ByteBuffer buffer, long mac) {
        buffer.putShort((short) (mac >> 32)).putInt((int) mac);
    }

    /** Writes Ethernet, tags and PPPoE in front of a PPP frame; where they begin. */
    int wrap(ByteBuffer buffer, int frameAt, int length) {
        int at = frameAt - HEADER_ROOM;
        buffer.putLong(at, word0);
        buffer.putLong(at + 8, word1);
        buffer.putLong(at + 16, word2);
        buffer.putLong(at + 24, word3 | length);
        return frameAt - headerLength;
    }

    /** §5.4: without AVP 39, our sequence numbers follow the presence of the LNS's. */
    void withoutSequence() {
        if (!alwaysSequenced) {
            up.sequence(false);
        }
    }

    /**
     * Takes note of a datagram's Ns.
     *
     * @return how many numbers were left out before it; negative when it comes late or twice
     */
    int withSequence(int ns) {
        up.sequence(true);
        int ahead = sequenceSeen ? (short) (ns - expectedNs) : 0;
        sequenceSeen = true;
        if (ahead >= 0) {
            expectedNs = (ns + 1) & 0xffff;
        }
        return ahead;
    }
}
