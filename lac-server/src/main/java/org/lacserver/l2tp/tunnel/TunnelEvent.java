package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ResultCode;

/** What happens to a control connection. */
public sealed interface TunnelEvent {
    /** "Local open request". */
    record Open() implements TunnelEvent {}

    /**
     * @param hiddenWith the secret that hidden AVPs of the message could be read with; null when
     *     there were none
     */
    record Received(ControlMessage message, Secrets.@Nullable Which hiddenWith)
            implements TunnelEvent {
        public Received(ControlMessage message) {
            this(message, null);
        }
    }

    /** The peer answers from where it must not ({@link PeerMove#REJECT}). */
    record Moved(String where) implements TunnelEvent {}

    /** "Administrative tunnel close", with what the StopCCN says. */
    record Close(ResultCode result) implements TunnelEvent {}

    /** A message could not be read, and §7.1 says that the tunnel ends for it. */
    record Unreadable(ResultCode result) implements TunnelEvent {}

    /** The set-up time is over. */
    record SetupTimeout() implements TunnelEvent {}

    /** A message was not acknowledged, however often it was sent (§5.8). */
    record PeerLost() implements TunnelEvent {}
}
