package org.lacserver.pppoe;

/** What the frontend is told. An order for a call that is no more changes nothing. */
public sealed interface FrontendOrder {
    /** PAP-Nak or CHAP Failure with this message, LCP Terminate-Request, PADT. */
    record Refuse(long callId, String message) implements FrontendOrder {}

    /** The call is joined: from now on the frontend reads and writes no PPP on its session. */
    record HandOver(long callId) implements FrontendOrder {}

    /** Ends a call: with LCP Terminate-Request before hand-over, with a PADT in any case. */
    record HangUp(long callId, String text) implements FrontendOrder {}

    /** No more PADO and PADS. */
    record StopAccepting() implements FrontendOrder {}

    /** Ends every session at once: LCP Terminate-Request where it is ours to send, and PADT. */
    record HangUpAll(String text) implements FrontendOrder {}
}
