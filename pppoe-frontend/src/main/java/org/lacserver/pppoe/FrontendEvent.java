package org.lacserver.pppoe;

import java.nio.ByteBuffer;

/** What the frontend tells. A call id is never used twice. */
public sealed interface FrontendEvent {
    /**
     * LCP is open and the caller told his name; he now waits for a {@link FrontendOrder.Refuse},
     * {@link FrontendOrder.HandOver} or {@link FrontendOrder.HangUp}. Once per call.
     */
    record CallerNamed(long callId, AccessLine line, CallerAuth auth, LcpOptions lcp)
            implements FrontendEvent {}

    /**
     * A caller's PADS is out and his line is known; he now waits for {@link FrontendOrder.AskName},
     * {@link FrontendOrder.HandOver}, {@link FrontendOrder.Refuse} or {@link FrontendOrder.HangUp}.
     * Only where {@link FrontendSettings} wants the line asked about first; at most once per call.
     */
    record LineSeen(long callId, AccessLine line) implements FrontendEvent {}

    /**
     * The caller's EAP Response to a {@link FrontendOrder.Challenge} (RFC 3748 §4.1).
     *
     * @param eap the whole EAP packet, 4 to 1500 octets
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record CallerReplied(long callId, byte[] eap) implements FrontendEvent {}

    /** A named caller or a dialled AC ended the call, or the line did. Once, not if so ordered. */
    record CallerGone(long callId, GoneCause cause, String text) implements FrontendEvent {}

    /**
     * A PPP frame that came while the caller waited, or was on its way then, from its protocol
     * field on; in order, after {@link FrontendOrder.HandOver}.
     */
    record HeldFrame(long callId, ByteBuffer pppFrame) implements FrontendEvent {}

    /** A PPPoE session ended before the caller was named. */
    record AttemptFailed(AccessLine line, GoneCause cause, String reason)
            implements FrontendEvent {}

    /**
     * The PADS of a dialled call: the session stands, and waits for {@link FrontendOrder.HandOver}
     * or {@link FrontendOrder.HangUp}.
     *
     * @param line with the AC's MAC address and session id, the service as granted, and what an
     *     access node added to the AC's frames
     */
    record DialAnswered(long callId, AccessLine line) implements FrontendEvent {}

    /** A dialled call did not come about; nothing is left of it. */
    record DialFailed(long callId, DialFailure cause, String text) implements FrontendEvent {}
}
