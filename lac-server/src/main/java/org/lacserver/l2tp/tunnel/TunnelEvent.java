package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ResultCode;

/** What happens to a control connection. */
public sealed interface TunnelEvent {
    /** "Local open request". */
    record Open() implements TunnelEvent {}

    record Received(ControlMessage message) implements TunnelEvent {}

    /** "Administrative tunnel close", with what the StopCCN says. */
    record Close(ResultCode result) implements TunnelEvent {}

    /** A message could not be read, and §7.1 says that the tunnel ends for it. */
    record Unreadable(ResultCode result) implements TunnelEvent {}

    /** The set-up time is over. */
    record SetupTimeout() implements TunnelEvent {}

    /** A message was not acknowledged, however often it was sent (§5.8). */
    record PeerLost() implements TunnelEvent {}
}
