package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.Line;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A call as the thread sees it that takes frames from the access side to the LNS. */
final class UpLeg extends Leg {
    /** What a PPP frame grows in front at most. */
    static final int LONGEST_HEADER = UpHeader.LONGEST;

    private static final int PLAIN = 0x0002;
    private static final int SEQUENCED = 0x0802;
    private static final int SEQUENCED_HEADER = 12;
    private static final int ADDRESS_AND_CONTROL = 0xff03;
    private static final int LCP = 0xc021;

    /** The headers of a call whose data look otherwise than usual, by kind of frame. */
    private record Headers(UpHeader usual, UpHeader lcp, UpHeader usualNs, UpHeader lcpNs) {
        static Headers of(Binding binding) {
            return new Headers(
                    UpHeader.of(binding, false, false),
                    UpHeader.of(binding, true, false),
                    UpHeader.of(binding, false, true),
                    UpHeader.of(binding, true, true));
        }

        int longest() {
            return Math.max(usualNs.length(), lcpNs.length());
        }
    }

    final long mac;
    final int vlans;

    /** Whether its session is one that we gave. */
    final boolean served;

    final Destination destination;

    /** What a PPP frame of this call grows in front at most. */
    final int longestHeader;

    /** Null for a call that only this process moves. */
    final @Nullable Lane lane;

    /** How it came to be moved by its thread. */
    final Joining joining;

    /** Another call of its port with the same PPPoE session id; {@link AccessTable} sets it. */
    volatile @Nullable UpLeg nextWithId;

    private final @Nullable Headers headers;
    private final long plainHeader;
    private final long sequencedHeader;
    private final AtomicInteger nextNs = new AtomicInteger();
    private volatile boolean sequencing;

    /**
     * @param joining new, or that of the leg which it replaces
     * @param laneAt address of its lane; 0 without one
     */
    UpLeg(Binding binding, Destination destination, Joining joining, long laneAt) {
        this.joining = joining;
        this.mac = binding.line().mac();
        this.vlans = vlans(binding.line());
        this.served = binding.access() == Binding.Access.SERVED;
        this.destination = destination;
        long ids = ((long) binding.peerTunnelId() << 32) | ((long) binding.peerSessionId() << 16);
        this.plainHeader = ((long) PLAIN << 48) | ids | ADDRESS_AND_CONTROL;
        this.sequencedHeader = ((long) SEQUENCED << 48) | ids;
        Headers own = isUsual(binding.data()) ? null : Headers.of(binding);
        this.headers = own;
        this.longestHeader = own == null ? SEQUENCED_HEADER : own.longest();
        this.sequencing = binding.data().sequencing() == Sequencing.REQUIRE;
        this.lane = laneAt == 0 ? null : new Lane(laneAt, sequencing);
    }

    /** Outer VLAN id in the high 16 bits, inner one in the low ones. */
    static int vlans(Line line) {
        return (line.outerVlan() << 16) | line.innerVlan();
    }

    boolean isFrom(long senderMac, int senderVlans) {
        return senderMac == mac && senderVlans == vlans;
    }

    private static boolean isUsual(Encapsulation data) {
        return data.addressControl() == AddressControl.ALWAYS
                && !data.lengthBit()
                && data.offset() < 0
                && !data.priorityOfLcp();
    }

    /** Writes the header of a data message (§3.1) in front of a PPP frame; where it begins. */
    int wrap(ByteBuffer buffer, int frameAt, int length) {
        if (headers != null) {
            return wrap(headers, buffer, frameAt, length);
        }
        if (!sequencing) {
            buffer.putLong(frameAt - 8, plainHeader);
            return frameAt - 8;
        }
        int at = frameAt - SEQUENCED_HEADER;
        buffer.putLong(at, sequencedHeader | takeNs()); // Nr is reserved in data messages
        buffer.putInt(at + 8, ADDRESS_AND_CONTROL);
        return at;
    }

    private int wrap(Headers own, ByteBuffer buffer, int frameAt, int length) {
        boolean isLcp = length >= 2 && (buffer.getShort(frameAt) & 0xffff) == LCP;
        if (!sequencing) {
            return (isLcp ? own.lcp : own.usual).put(buffer, frameAt, length, 0);
        }
        return (isLcp ? own.lcpNs : own.usualNs).put(buffer, frameAt, length, takeNs());
    }

    /** §5.4: Ns is the session's own, begins at 0 and goes on where it was. */
    private int takeNs() {
        return nextNs.getAndIncrement() & 0xffff;
    }

    /** Whether frames carry Ns from now on; how far it has come is kept. */
    void sequence(boolean wanted) {
        if (sequencing == wanted) {
            return;
        }
        if (lane != null && wanted) {
            lane.bar();
        }
        sequencing = wanted;
        if (lane != null && !wanted) {
            lane.unbar();
        }
    }
}
