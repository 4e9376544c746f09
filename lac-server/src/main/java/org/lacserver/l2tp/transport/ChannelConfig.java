package org.lacserver.l2tp.transport;

import java.time.Duration;

/**
 * How a reliable channel is run (§5.8).
 *
 * @param localWindow messages accepted ahead of the next expected one; what AVP 10 should say
 * @param maxWindow bound on messages in flight, whatever window the peer offers
 * @param setup how messages are repeated until {@link ReliableChannel#established()}
 * @param established the same afterwards
 * @param ackDelayNanos how long an acknowledgement waits for a message to travel with
 * @param maxQueued bound on messages of one {@link Priority} that wait for the window
 */
public record ChannelConfig(
        int localWindow,
        int maxWindow,
        Repeats setup,
        Repeats established,
        long ackDelayNanos,
        int maxQueued) {
    public static final int LARGEST_WINDOW = 4096;

    public static final ChannelConfig DEFAULT =
            new ChannelConfig(
                    64,
                    1024,
                    Repeats.DEFAULT,
                    Repeats.DEFAULT,
                    Duration.ofMillis(100).toNanos(),
                    65536);

    public ChannelConfig {
        if (localWindow < 1 || localWindow > LARGEST_WINDOW) {
            throw new IllegalArgumentException("local window " + localWindow);
        }
        if (maxWindow < 1 || maxWindow > LARGEST_WINDOW) {
            throw new IllegalArgumentException("window limit " + maxWindow);
        }
        if (ackDelayNanos < 0 || maxQueued < 1) {
            throw new IllegalArgumentException("delay or queue bound below its least");
        }
    }

    /**
     * How a message without an acknowledgement is repeated.
     *
     * @param firstNanos before the first retransmission (§5.8: 1 s)
     * @param capNanos the doubling stops here (§5.8: no less than 8 s)
     * @param retries retransmissions of one message before giving up (§5.8: 5)
     */
    public record Repeats(long firstNanos, long capNanos, int retries) {
        public static final Repeats DEFAULT =
                new Repeats(Duration.ofSeconds(1).toNanos(), Duration.ofSeconds(8).toNanos(), 5);

        public Repeats {
            if (firstNanos <= 0 || capNanos < firstNanos || retries < 0) {
                throw new IllegalArgumentException("retransmission times or number");
            }
        }
    }
}
