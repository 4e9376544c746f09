package org.lacserver.port;

import org.jspecify.annotations.Nullable;

/**
 * A tunnel as show commands see it.
 *
 * @param state {@code wait-ctl-reply}, {@code established} or {@code closed}
 * @param sinceNanos when it got into this state
 * @param sessions calls with a session in it
 * @param waiting calls that wait for it
 * @param awaitingReply ICRQs without an answer so far
 * @param weChallenged whether the peer has proved that it knows the secret
 * @param peerChallenged whether we had to
 * @param peerVendorName null when unknown
 * @param peerWindow the peer's Receive Window Size; 0 when unknown
 */
public record TunnelView(
        Event.TunnelFacts facts,
        String state,
        long sinceNanos,
        int sessions,
        int waiting,
        int awaitingReply,
        boolean weChallenged,
        boolean peerChallenged,
        @Nullable String peerVendorName,
        int peerWindow,
        ControlStatistics statistics) {

    /** The control channel's figures. */
    public record ControlStatistics(
            long messagesSent,
            long messagesReceived,
            long retransmissions,
            long duplicates,
            long outOfOrder,
            long zlbsSent,
            long zlbsReceived,
            int unacknowledged,
            int queued) {}
}
