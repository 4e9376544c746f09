package org.lacserver.tests.peer.ppp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/** ICMP echo over one link, both ways. */
public final class Pings {
    private int sequence;
    private long sentNanos;
    private int answered;
    private int fromPeer;
    private long rttNanos = -1;

    /** The next echo request, an IP packet of {@code size} octets. */
    public byte[] request(long now, int from, int to, int id, int size) {
        sentNanos = now;
        return Icmp.request(from, to, id, ++sequence, size);
    }

    /** Takes an IP packet; the packet to answer with, or null. */
    public byte @Nullable [] receive(long now, ByteBuffer packet, int ownAddress) {
        byte[] reply = Icmp.replyTo(packet, ownAddress);
        if (reply != null) {
            fromPeer++;
        } else if (Icmp.replySequence(packet) == (sequence & 0xffff)) {
            answered++;
            rttNanos = now - sentNanos;
        }
        return reply;
    }

    public int sent() {
        return sequence;
    }

    public int answered() {
        return answered;
    }

    public int fromPeer() {
        return fromPeer;
    }

    /** The time of the last answered ping, -1 before the first. */
    public long rttNanos() {
        return rttNanos;
    }
}
