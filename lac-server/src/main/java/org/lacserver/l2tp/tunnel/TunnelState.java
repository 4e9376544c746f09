package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;

/**
 * States of §7.2.1 that an initiator can be in (wait-ctl-conn belongs to the responder), and the
 * tombstone that remains of a connection.
 */
public sealed interface TunnelState {
    record Idle() implements TunnelState {}

    record WaitCtlReply() implements TunnelState {}

    /**
     * The connection is up.
     *
     * @param peerWindow the peer's Receive Window Size
     * @param weChallenged whether the peer has proved that it knows the secret
     * @param peerChallenged whether we had to
     */
    record Established(
            int peerTunnelId,
            String peerHostName,
            @Nullable String peerVendorName,
            int peerWindow,
            boolean weChallenged,
            boolean peerChallenged)
            implements TunnelState {}

    /** Closed: acknowledges what still comes, and then is forgotten. */
    record Closed(Ending ending) implements TunnelState {}

    /** The name in the RFC's spelling. */
    default String label() {
        return switch (this) {
            case Idle _ -> "idle";
            case WaitCtlReply _ -> "wait-ctl-reply";
            case Established _ -> "established";
            case Closed _ -> "closed";
        };
    }
}
