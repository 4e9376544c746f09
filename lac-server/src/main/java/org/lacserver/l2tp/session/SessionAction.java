package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlMessage;

/** What a row of the table asks its caller to do, in order. */
public sealed interface SessionAction {
    /** "Initiate local control connection open". */
    record OpenTunnel() implements SessionAction {}

    /**
     * A message to the peer.
     *
     * @param peerSessionId for the header; 0 while the peer's is not known
     */
    record Send(int peerSessionId, ControlMessage message) implements SessionAction {}

    /** Both session ids are known and ICCN or OCCN is on its way. */
    record Connected(int localSessionId, int peerSessionId) implements SessionAction {}

    /** Is an OCRQ acceptable, and where does its number lead? */
    record AskDialPlan(ControlMessage.Ocrq request) implements SessionAction {}

    /** "Open bearer": call the far end of an outgoing call. */
    record OpenBearer() implements SessionAction {}

    /** The LNS has told what it knows of the link (§6.14). */
    record LinkInfo(ControlMessage.Sli told) implements SessionAction {}

    /** The message has no meaning here and harms nothing. */
    record Ignore(ControlMessage message) implements SessionAction {}

    /**
     * The session is gone.
     *
     * @param peerSaid the CDN that ended it, or null
     * @param fault what the peer did wrong, or null
     */
    record CleanUp(ControlMessage.@Nullable Cdn peerSaid, @Nullable String fault)
            implements SessionAction {}
}
