package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.pppoe.ethernet.Frames;

import java.nio.ByteBuffer;

/** A call as the thread sees it that takes datagrams from the LNS to the access side. */
final class DownLeg extends Leg {
    /** Ethernet, two tags, PPPoE: 28 octets, written as four words. */
    static final int HEADER_ROOM = 32;

    private static final int PPPOE_HEADER = 6;

    private static final int NO_PORT = -1;
    private static final int LONGEST_SERIAL_FRAME = 4096;

    final long callId;
    final UpLeg up;

    /** Negative for a call whose frames go to the engine. */
    final int port;

    /** Null for a call that only this process moves. */
    final @Nullable Lane lane;

    private final @Nullable AccessTable access;
    private final boolean followsLns;
    private final boolean mustBeSequenced;
    private final Reordering reordering;
    private final int headerLength;
    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;
    private volatile @Nullable ReceivedSequence sequence;
    private volatile boolean isOver;
    private long waitUntil;
    private boolean isListed;
    private boolean isNumbered;

    /**
     * @param access its port; null for a call whose frames go to the engine
     * @param laneAt address of its lane; 0 without one
     */
    DownLeg(Binding binding, UpLeg up, @Nullable AccessTable access, long laneAt) {
        this.callId = binding.callId();
        this.up = up;
        this.access = access;
        this.followsLns = binding.data().sequencing() == Sequencing.ALLOW;
        this.mustBeSequenced = binding.data().sequencing() == Sequencing.REQUIRE;
        this.reordering = binding.data().reordering();
        this.lane = laneAt == 0 ? null : new Lane(laneAt, mustBeSequenced);
        if (access == null) {
            this.port = NO_PORT;
            this.headerLength = 0;
            this.word0 = 0;
            this.word1 = 0;
            this.word2 = 0;
            this.word3 = 0;
            return;
        }
        this.port = binding.line().accessPort();
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

    /** The longest PPP frame that fits the interface (RFC 2516 §7). */
    int longestFrame() {
        return access == null ? LONGEST_SERIAL_FRAME : access.mtu() - PPPOE_HEADER;
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

    /** A datagram without a number. */
    void unsequenced(Tallies tallies) {
        if (isNumbered) {
            isNumbered = false;
            if (lane != null && !mustBeSequenced) {
                lane.unbar();
            }
        }
        if (followsLns) {
            up.sequence(false); // §5.4: the LNS controls ours by its own
        } else if (mustBeSequenced) {
            // §5.4: required, it numbers all; nothing is won by losing what it does not
            tallies.count(Drop.DATA_SEQUENCE_MISSING);
        }
    }

    /** A datagram with a number. */
    ReceivedSequence.Fate sequenced(int ns, Tallies tallies) {
        if (!isNumbered) {
            isNumbered = true;
            if (lane != null) {
                lane.bar(); // who moves it directly knows nothing of numbers
            }
        }
        if (followsLns) {
            up.sequence(true);
        }
        ReceivedSequence known = sequence;
        if (known == null) {
            known = new ReceivedSequence(reordering);
            sequence = known;
        }
        return known.take(ns, tallies);
    }

    /** Of a call that was sent a number. */
    ReceivedSequence sequence() {
        ReceivedSequence known = sequence;
        if (known == null) {
            throw new IllegalStateException("nothing was numbered");
        }
        return known;
    }

    boolean isHolding() {
        return isListed && sequence().held() > 0;
    }

    long lost() {
        ReceivedSequence known = sequence;
        return known == null ? 0 : known.lost();
    }

    /** When the call is over and no thread has a batch in hand that knows it. */
    long lostAtEnd() {
        ReceivedSequence known = sequence;
        return known == null ? 0 : known.lostAtEnd();
    }

    /** The call is over: what waits is not delivered. */
    void end() {
        isOver = true;
        if (lane != null) {
            lane.end();
        }
        if (up.lane != null) {
            up.lane.end();
        }
    }

    boolean isOver() {
        return isOver;
    }

    // ---- for the waiting room ----

    long waitUntil() {
        return waitUntil;
    }

    void waitUntil(long nanos) {
        waitUntil = nanos;
    }

    boolean isListed() {
        return isListed;
    }

    void list(boolean listed) {
        isListed = listed;
    }
}
