package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;

/** States of §7.2.1, and the tombstone that remains of a connection. */
public sealed interface TunnelState {
    record Idle() implements TunnelState {}

    record WaitCtlReply() implements TunnelState {}

    /** The peer's SCCRQ is answered. */
    record WaitCtlConn(Met met) implements TunnelState {}

    /**
     * The connection is up.
     *
     * @param weChallenged whether the peer has proved that it knows the secret
     */
    record Established(Met met, boolean weChallenged) implements TunnelState {
        public int peerTunnelId() {
            return met.peerTunnelId();
        }
    }

    /** Closed: acknowledges what still comes, and then is forgotten. */
    record Closed(Ending ending) implements TunnelState {}

    /**
     * What a peer's SCCRQ or SCCRP told, and what was agreed on.
     *
     * @param peerWindow the peer's Receive Window Size
     * @param peerChallenged whether we had to prove that we know the secret
     * @param secret the one in use; without meaning when there is none
     * @param dscp of control messages as agreed on (RFC 3308); -1 when nothing was
     */
    record Met(
            int peerTunnelId,
            String peerHostName,
            @Nullable String peerVendorName,
            int peerWindow,
            boolean peerChallenged,
            Secrets.Which secret,
            int dscp) {
        Met with(Secrets.Which proved) {
            return new Met(
                    peerTunnelId,
                    peerHostName,
                    peerVendorName,
                    peerWindow,
                    peerChallenged,
                    proved,
                    dscp);
        }
    }

    /** The name in the RFC's spelling. */
    default String label() {
        return switch (this) {
            case Idle _ -> "idle";
            case WaitCtlReply _ -> "wait-ctl-reply";
            case WaitCtlConn _ -> "wait-ctl-conn";
            case Established _ -> "established";
            case Closed _ -> "closed";
        };
    }
}
