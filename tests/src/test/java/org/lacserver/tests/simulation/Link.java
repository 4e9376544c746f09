package org.lacserver.tests.simulation;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** One direction of a bad link: it loses, doubles, delays and reorders, by its seed. */
final class Link {
    private final Timeline time;
    private final RandomGenerator random;
    private Quality quality;

    Link(Timeline time, RandomGenerator random, Quality quality) {
        this.time = time;
        this.random = random;
        this.quality = quality;
    }

    /**
     * @param loss probability that a packet never arrives
     * @param twice probability that it arrives twice
     * @param delayNanos least delay
     * @param jitterNanos most delay on top of it: larger than the gap between packets, it reorders
     */
    record Quality(double loss, double twice, long delayNanos, long jitterNanos) {
        static final Quality GOOD = new Quality(0, 0, 200_000, 0);
        static final Quality BAD = new Quality(0.1, 0.05, 1_000_000, 30_000_000);
    }

    interface Receiver {
        void receive(long nowNanos, ByteBuffer packet);
    }

    /** It is better from now on, or worse. */
    void becomes(Quality next) {
        quality = next;
    }

    void send(ByteBuffer packet, Receiver receiver) {
        byte[] copy = new byte[packet.remaining()];
        packet.get(packet.position(), copy);
        if (random.nextDouble() >= quality.loss) {
            deliver(copy, receiver);
        }
        if (random.nextDouble() < quality.twice) {
            deliver(copy, receiver);
        }
    }

    private void deliver(byte[] octets, Receiver receiver) {
        long jitter = quality.jitterNanos == 0 ? 0 : random.nextLong(quality.jitterNanos);
        time.after(
                quality.delayNanos + jitter,
                now -> receiver.receive(now, ByteBuffer.wrap(octets.clone())));
    }
}
