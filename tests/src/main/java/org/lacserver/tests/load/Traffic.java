package org.lacserver.tests.load;

import org.lacserver.tests.net.SendBatch;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Sends prepared frames round and round, with a bounded number under way: as fast as the LAC
 * delivers, and not faster, so that what is measured is delivery and not loss.
 */
final class Traffic {
    private static final int CHUNK = 32;
    private static final int UNDER_WAY = 256;
    private static final long PATIENCE_NANOS = 20_000_000L;

    private Traffic() {}

    /** What one run gave. */
    record Outcome(long sent, long delivered, long lost, long nanos) {}

    static Outcome run(SendBatch frames, int count, LongSupplier received, long nanos) {
        long base = received.getAsLong();
        long start = System.nanoTime();
        long sent = 0;
        long lost = 0;
        long seen = 0;
        long progress = start;
        int at = 0;
        long now = start;
        while (now - start < nanos) {
            long delivered = received.getAsLong() - base;
            if (delivered != seen) {
                seen = delivered;
                progress = now;
            }
            if (sent - delivered - lost < UNDER_WAY) {
                sent += frames.sendAgain(at, CHUNK);
                at = (at + CHUNK) % count;
            } else if (now - progress > PATIENCE_NANOS) {
                lost = sent - delivered;
                progress = now;
            } else {
                LockSupport.parkNanos(10_000);
            }
            now = System.nanoTime();
        }
        long delivered = received.getAsLong() - base;
        return new Outcome(sent, delivered, Math.max(0, lost), now - start);
    }

    /** An IP packet of load traffic. */
    static byte[] packet(int source, int target, int size) {
        byte[] octets = org.lacserver.tests.peer.ppp.Icmp.request(source, target, 1, 1, size);
        octets[9] = (byte) org.lacserver.tests.net.SubscriberPort.LOAD_PROTOCOL;
        int sum =
                ((octets[10] & 0xff) << 8 | (octets[11] & 0xff))
                        - (org.lacserver.tests.net.SubscriberPort.LOAD_PROTOCOL - 1);
        if (sum <= 0) {
            sum += 0xffff;
        }
        octets[10] = (byte) (sum >> 8);
        octets[11] = (byte) sum;
        return octets;
    }
}
