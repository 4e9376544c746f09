package org.lacserver.l2tp.session;

/** States of §7.4.1; each keeps only what its phase needs. */
public sealed interface SessionState {
    record Idle() implements SessionState {}

    record WaitTunnel(IncomingCall call) implements SessionState {}

    record WaitReply(IncomingCall call, int localSessionId) implements SessionState {}

    record Established(int localSessionId, int peerSessionId) implements SessionState {}

    /** The name in the RFC's spelling. */
    default String label() {
        return switch (this) {
            case Idle _ -> "idle";
            case WaitTunnel _ -> "wait-tunnel";
            case WaitReply _ -> "wait-reply";
            case Established _ -> "established";
        };
    }
}
