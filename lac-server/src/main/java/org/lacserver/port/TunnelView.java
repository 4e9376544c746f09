package org.lacserver.port;

import org.jspecify.annotations.Nullable;

/**
 * A tunnel as show commands see it.
 *
 * @param openedByPeer whether the LNS opened it
 * @param state {@code idle}, {@code wait-ctl-reply}, {@code wait-ctl-conn}, {@code established} or
 *     {@code closed}
 * @param sinceNanos when it got into this state
 * @param sessions calls with a session in it
 * @param waiting calls that wait for it
 * @param awaitingReply ICRQs without an answer so far
 * @param weChallenged whether the peer has proved that it knows the secret
 * @param peerChallenged whether we had to
 * @param secret which secret one side has proved to the other: {@code secret} or {@code old
 *     secret}; null when none was asked for
 * @param peerVendorName null when unknown
 * @param peerWindow the peer's Receive Window Size; 0 when unknown
 * @param controlDscp of control messages as agreed on (RFC 3308); -1 when nothing was
 * @param letPass messages of the LNS that were taken although RFC 2661 lets something end for them
 */
public record TunnelView(
        Event.TunnelFacts facts,
        boolean openedByPeer,
        String state,
        long sinceNanos,
        int sessions,
        int waiting,
        int awaitingReply,
        boolean weChallenged,
        boolean peerChallenged,
        @Nullable String secret,
        @Nullable String peerVendorName,
        int peerWindow,
        int controlDscp,
        long letPass,
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
