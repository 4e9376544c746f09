package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.admission.LimitScope;

/** What the frontend is told. An order for a call that is no more changes nothing. */
public sealed interface FrontendOrder {
    /**
     * The frontend's own call ids are all below it, those of dialled calls all above: a bit of the
     * core's choice.
     */
    long DIALLED = 1L << 62;

    /**
     * Makes a PPPoE session towards a remote Access Concentrator (RFC 2516). Answered by one {@link
     * FrontendEvent.DialAnswered} or {@link FrontendEvent.DialFailed}, unless the call is hung up
     * before. From its answer on it takes {@link HandOver} and {@link HangUp} as any other call;
     * its PPP is not ours at any time.
     *
     * @param callId above {@link #DIALLED} and never used before
     * @param timeoutNanos how long the answer may take, positive
     */
    record Dial(long callId, DialTarget target, long timeoutNanos) implements FrontendOrder {
        public Dial {
            if (callId <= DIALLED || timeoutNanos <= 0) {
                throw new IllegalArgumentException("call id " + callId + ", " + timeoutNanos);
            }
        }
    }

    /**
     * PAP-Nak, CHAP Failure or EAP Failure, LCP Terminate-Request, PADT; a dialled call is hung up.
     *
     * @param message for people; EAP has no place for it but the PADT
     * @param failure the whole EAP packet, or the Message of the CHAP Failure, as the server gave
     *     it; null when it is to be made here
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Refuse(long callId, String message, byte @Nullable [] failure) implements FrontendOrder {
        public Refuse(long callId, String message) {
            this(callId, message, null);
        }
    }

    /**
     * The line alone does not tell where the call goes: LCP begins, and the caller names himself.
     */
    record AskName(long callId) implements FrontendOrder {}

    /**
     * A further EAP Request for a caller who named himself by EAP (RFC 3579 §2.2).
     *
     * @param eap the whole EAP packet
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Challenge(long callId, byte[] eap) implements FrontendOrder {}

    /**
     * The call is joined: from now on the frontend reads and writes no PPP on its session.
     *
     * @param success what tells the caller that he is believed, sent before anything else: the
     *     whole EAP packet, or the Message of a CHAP Success or PAP Ack; null when that is the
     *     LNS's to say
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record HandOver(long callId, byte @Nullable [] success) implements FrontendOrder {
        /** The LNS tells the caller. */
        public HandOver(long callId) {
            this(callId, null);
        }
    }

    /** Ends a call: with LCP Terminate-Request before hand-over, with a PADT in any case. */
    record HangUp(long callId, String text) implements FrontendOrder {}

    /**
     * An access port's interface is not what it was. Without such an order a port is up.
     *
     * @param port its index
     * @param mac of the interface, in the low 48 bits; of no meaning when it is absent
     * @param mtu octets of an Ethernet payload that it takes; of no meaning when it is absent
     */
    record PortChanged(int port, PortState state, long mac, int mtu) implements FrontendOrder {}

    /**
     * A call ends, as the next order will say, for something of its caller's and not of ours or an
     * LNS's: his line may have to wait.
     */
    record Blame(long callId) implements FrontendOrder {}

    /** What the rest of the box has to do, in percent of what it can. */
    record Load(int tunnelPercent, int radiusPercent) implements FrontendOrder {}

    /**
     * An operator's limit, for new calls.
     *
     * @param name of a port for {@link LimitScope#PORT}, of a profile for the others; null for all
     * @param limit 0 is none; null is what is configured
     */
    record SetLimit(LimitScope scope, @Nullable String name, @Nullable Integer limit)
            implements FrontendOrder {}

    /** No more PADO and PADS, and no more dialled calls. */
    record StopAccepting() implements FrontendOrder {}

    /** Ends every session at once: LCP Terminate-Request where it is ours to send, and PADT. */
    record HangUpAll(String text) implements FrontendOrder {}
}
