package org.lacserver.data;

import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A call as the thread sees it that takes frames from the access side to the LNS. */
final class UpLeg extends Leg {
    /** What a PPP frame grows in front: L2TP with Ns and Nr, FF 03. */
    static final int LONGEST_HEADER = 12;

    private static final int PLAIN = 0x0002;
    private static final int SEQUENCED = 0x0802;
    private static final int ADDRESS_AND_CONTROL = 0xff03;

    final long mac;

    /** Outer VLAN id in the high 16 bits, inner one in the low ones. */
    final int vlans;

    final Destination destination;
    private final long plainHeader;
    private final long sequencedHeader;
    private final AtomicInteger nextNs = new AtomicInteger();
    private volatile boolean sequencing;

    UpLeg(Binding binding, Destination destination) {
        this.mac = binding.line().mac();
        this.vlans = (binding.line().outerVlan() << 16) | binding.line().innerVlan();
        this.destination = destination;
        long ids = ((long) binding.peerTunnelId() << 32) | ((long) binding.peerSessionId() << 16);
        this.plainHeader = ((long) PLAIN << 48) | ids | ADDRESS_AND_CONTROL;
        this.sequencedHeader = ((long) SEQUENCED << 48) | ids;
        this.sequencing = (binding.data().sequencing() == Encapsulation.Sequencing.REQUIRE);
    }

    /** Writes the header of a data message (§3.1) in front of a PPP frame; where it begins. */
    int wrap(ByteBuffer buffer, int frameAt) {
        if (!sequencing) {
            buffer.putLong(frameAt - 8, plainHeader);
            return frameAt - 8;
        }
        // §5.4: Ns is the session's own, Nr is reserved in data messages
        int ns = nextNs.getAndIncrement();
        int at = frameAt - LONGEST_HEADER;
        buffer.putLong(at, sequencedHeader | (ns & 0xffff));
        buffer.putInt(at + 8, ADDRESS_AND_CONTROL);
        return at;
    }

    /**
     * §5.4: the LNS switches our sequence numbers on and off by sending its own; they go on where
     * they were.
     */
    void sequence(boolean wanted) {
        if (sequencing != wanted) {
            sequencing = wanted;
        }
    }
}
