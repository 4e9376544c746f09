package org.lacserver.l2tp.transport;

/**
 * Counters since the channel began.
 *
 * @param sent messages sent for the first time
 * @param received messages delivered in order
 * @param retransmits messages sent again
 * @param duplicates messages that came again
 * @param outOfOrder messages that came early and were kept
 * @param beyondWindow messages dropped because they were ahead of the local window
 * @param zlbSent acknowledgements sent alone
 * @param zlbReceived acknowledgements received alone
 * @param strangeNr acknowledgements of what was never sent, ignored
 * @param windowFull times a message had to wait for the window
 * @param queueFull messages refused because the queue was full
 * @param withdrawn messages taken back before they were sent
 */
public record ChannelStats(
        long sent,
        long received,
        long retransmits,
        long duplicates,
        long outOfOrder,
        long beyondWindow,
        long zlbSent,
        long zlbReceived,
        long strangeNr,
        long windowFull,
        long queueFull,
        long withdrawn) {}
