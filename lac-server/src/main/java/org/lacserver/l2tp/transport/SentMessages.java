package org.lacserver.l2tp.transport;

import java.nio.ByteBuffer;

/** Messages that carry a number and are not acknowledged, with the time each was first sent. */
final class SentMessages {
    private static final int NUMBERS = 0x10000;
    private static final int AT_TUNNEL = 4;
    private static final int AT_NS = 8;

    private byte[][] ring = new byte[4][];
    private long[] firstSent = new long[ring.length];
    private long roundTripNanos;

    /** Keeps {@code message} under {@code end}; {@code una} is the oldest number still kept. */
    void append(byte[] message, int una, int end, int peerTunnelId) {
        int open = end - una & NUMBERS - 1;
        if (open == ring.length) {
            byte[][] larger = new byte[ring.length * 2][];
            long[] times = new long[larger.length];
            for (int i = 0; i < open; i++) {
                int ns = una + i & NUMBERS - 1;
                larger[ns & larger.length - 1] = ring[ns & ring.length - 1];
                times[ns & larger.length - 1] = firstSent[ns & ring.length - 1];
            }
            ring = larger;
            firstSent = times;
        }
        ByteBuffer.wrap(message)
                .putShort(AT_TUNNEL, (short) peerTunnelId)
                .putShort(AT_NS, (short) end);
        ring[end & ring.length - 1] = message;
        firstSent[end & ring.length - 1] = ReliableChannel.NEVER;
    }

    ByteBuffer get(int ns) {
        byte[] message = ring[ns & ring.length - 1];
        if (message == null) {
            throw new IllegalStateException("no message under Ns " + ns);
        }
        return ByteBuffer.wrap(message);
    }

    void drop(int ns) {
        ring[ns & ring.length - 1] = null;
    }

    /** It goes onto the wire, perhaps again. */
    void sent(int ns, long nowNanos) {
        int at = ns & ring.length - 1;
        if (firstSent[at] == ReliableChannel.NEVER) {
            firstSent[at] = nowNanos;
        }
    }

    long firstSentAt(int ns) {
        return firstSent[ns & ring.length - 1];
    }

    /** The message was acknowledged, and had been sent once. */
    void measure(int ns, long nowNanos) {
        long sentAt = firstSentAt(ns);
        if (sentAt != ReliableChannel.NEVER) {
            long sample = nowNanos - sentAt;
            roundTripNanos = roundTripNanos == 0 ? sample : (7 * roundTripNanos + sample) / 8;
        }
    }

    /** Smoothed; 0 before there was one. */
    long roundTripNanos() {
        return roundTripNanos;
    }
}
