package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.ResultCode;

/** What happens to a session. */
public sealed interface SessionEvent {
    /** "Bearer ring or ready to indicate incoming connection". */
    record Ring(IncomingCall call) implements SessionEvent {}

    /** The tunnel is up and it is this session's turn. */
    record TunnelOpen(int localSessionId) implements SessionEvent {}

    record Received(ControlMessage message) implements SessionEvent {}

    /**
     * "Bearer line drop or local close request"; what a CDN would say.
     *
     * @param peerSessionId the peer's id where it is known only from a message that could not be
     *     accepted; else 0
     */
    record LocalClose(
            ResultCode result, @Nullable DisconnectCause disconnectCause, int peerSessionId)
            implements SessionEvent {
        public LocalClose(ResultCode result, @Nullable DisconnectCause disconnectCause) {
            this(result, disconnectCause, 0);
        }
    }
}
