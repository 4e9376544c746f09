package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.discovery.HostDiscovery;

/** A call that is dialled; all that only its set-up needs hangs off {@link #setUp}. */
final class DialledCall {
    /** Where the call stands until it is handed over. */
    enum Phase {
        /** A PADO is awaited. */
        PADI_SENT,
        /** The PADS of the AC whose PADO was taken is awaited. */
        PADR_SENT,
        /** The session stands; its PPP is held until hand-over. */
        ANSWERED
    }

    /** What a dialled call carries until hand-over, and garbage after. */
    static final class SetUp {
        final DialTarget target;
        final HeldFrames held = new HeldFrames(new HeldRoom(HeldRoom.OCTETS_PER_CALL));
        HostDiscovery discovery;
        Phase phase = Phase.PADI_SENT;

        /** Copies sent of the packet whose answer is awaited. */
        int sent;

        long sendAt;

        /** When the phase's patience ends: with the dial's time, or the wait for hand-over. */
        long endAt;

        /** What is said when the time is over: the last PADO that did not do tells. */
        DialVerdict verdict = DialVerdict.NO_PADO;

        SetUp(DialTarget target, HostDiscovery discovery, long endAt) {
            this.target = target;
            this.discovery = discovery;
            this.endAt = endAt;
        }
    }

    final long callId;
    @Nullable SetUp setUp;

    /** Null before the PADS. */
    @Nullable DialledSession session;

    /** As it is sorted by in {@link DialTable}; {@link Long#MAX_VALUE} when it is not. */
    long deadlineNanos = Long.MAX_VALUE;

    DialledCall(long callId, SetUp setUp) {
        this.callId = callId;
        this.setUp = setUp;
    }
}
