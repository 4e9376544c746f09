package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.wire.ControlMessage;

/** What a row of the table asks its caller to do, in order. */
public sealed interface TunnelAction {
    record Send(ControlMessage message) implements TunnelAction {}

    /** "Send tunnel-open event to waiting sessions". */
    record TellSessionsOpen() implements TunnelAction {}

    /** The sessions are gone with the connection; what was sent so far is still delivered. */
    record CleanUp(Ending ending) implements TunnelAction {}

    /** The message has no meaning here and harms nothing. */
    record Ignore(ControlMessage message) implements TunnelAction {}
}
