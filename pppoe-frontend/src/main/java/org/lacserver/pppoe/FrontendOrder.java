package org.lacserver.pppoe;

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
     * PAP-Nak or CHAP Failure with this message, LCP Terminate-Request, PADT; a dialled call is
     * hung up.
     */
    record Refuse(long callId, String message) implements FrontendOrder {}

    /** The call is joined: from now on the frontend reads and writes no PPP on its session. */
    record HandOver(long callId) implements FrontendOrder {}

    /** Ends a call: with LCP Terminate-Request before hand-over, with a PADT in any case. */
    record HangUp(long callId, String text) implements FrontendOrder {}

    /** No more PADO and PADS, and no more dialled calls. */
    record StopAccepting() implements FrontendOrder {}

    /** Ends every session at once: LCP Terminate-Request where it is ours to send, and PADT. */
    record HangUpAll(String text) implements FrontendOrder {}
}
