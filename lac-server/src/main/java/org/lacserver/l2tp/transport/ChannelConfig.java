package org.lacserver.l2tp.transport;

import java.time.Duration;

/**
 * @param localWindow messages accepted ahead of the next expected one; what AVP 10 should say
 * @param maxWindow bound on messages in flight, whatever window the peer offers
 * @param firstTimeoutNanos before the first retransmission (§5.8: 1 s)
 * @param maxTimeoutNanos the doubling stops here (§5.8: no less than 8 s)
 * @param setupRetries retransmissions of one message before giving up, until {@link
 *     ReliableChannel#established()}
 * @param retries the same afterwards (§5.8: 5)
 * @param ackDelayNanos how long an acknowledgement waits for a message to travel with
 * @param maxQueued bound on messages of one {@link Priority} that wait for the window
 */
public record ChannelConfig(
        int localWindow,
        int maxWindow,
        long firstTimeoutNanos,
        long maxTimeoutNanos,
        int setupRetries,
        int retries,
        long ackDelayNanos,
        int maxQueued) {
    public static final int LARGEST_WINDOW = 4096;

    public static final ChannelConfig DEFAULT =
            new ChannelConfig(
                    64,
                    1024,
                    Duration.ofSeconds(1).toNanos(),
                    Duration.ofSeconds(8).toNanos(),
                    5,
                    5,
                    Duration.ofMillis(100).toNanos(),
                    65536);

    public ChannelConfig {
        if (localWindow < 1 || localWindow > LARGEST_WINDOW) {
            throw new IllegalArgumentException("local window " + localWindow);
        }
        if (maxWindow < 1 || maxWindow > LARGEST_WINDOW) {
            throw new IllegalArgumentException("window limit " + maxWindow);
        }
        if (firstTimeoutNanos <= 0 || maxTimeoutNanos < firstTimeoutNanos) {
            throw new IllegalArgumentException("retransmission timeouts");
        }
        if (setupRetries < 0 || retries < 0 || ackDelayNanos < 0 || maxQueued < 1) {
            throw new IllegalArgumentException("retries, delay or queue bound below its least");
        }
    }
}
