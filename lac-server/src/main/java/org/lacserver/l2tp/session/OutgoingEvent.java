package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Occn;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.ResultCode;

/** What happens to the session of an outgoing call. */
public sealed interface OutgoingEvent {
    /** "Receive OCRQ": its first, which this session is for. */
    record Requested(int localSessionId, Ocrq request) implements OutgoingEvent {}

    /**
     * The OCRQ is "acceptable".
     *
     * @param reply what to answer
     */
    record Accepted(Ocrp reply) implements OutgoingEvent {}

    /** "Bearer answer, framing detected". */
    record BearerAnswered(Occn connected) implements OutgoingEvent {}

    record Received(ControlMessage message) implements OutgoingEvent {}

    /**
     * "OCRQ not acceptable", "bearer failure", "bearer line drop or local close request"; what a
     * CDN would say.
     */
    record LocalClose(ResultCode result, @Nullable DisconnectCause disconnectCause)
            implements OutgoingEvent {}
}
