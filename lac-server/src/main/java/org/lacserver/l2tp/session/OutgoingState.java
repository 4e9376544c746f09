package org.lacserver.l2tp.session;

/** States of §7.5.1; each keeps only what its phase needs. */
public sealed interface OutgoingState {
    record Idle() implements OutgoingState {}

    /** OCRQ has come, and whether it is acceptable is being found out; idle in the RFC's words. */
    record Asked(int localSessionId, int peerSessionId) implements OutgoingState {}

    record WaitCsAnswer(int localSessionId, int peerSessionId) implements OutgoingState {}

    record Established(int localSessionId, int peerSessionId) implements OutgoingState {}

    /** The name in the RFC's spelling. */
    default String label() {
        return switch (this) {
            case Idle _ -> "idle";
            case Asked _ -> "lookup";
            case WaitCsAnswer _ -> "wait-cs-answer";
            case Established _ -> "established";
        };
    }
}
