package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A call as show commands see it.
 *
 * @param state {@code lookup}, {@code naming}, {@code wait-tunnel}, {@code wait-reply}, {@code
 *     wait-cs-answer}, {@code established} or {@code re-homing}
 * @param sinceNanos when it got into this state
 * @param setup from arrival to ICCN or OCCN; null before
 * @param link what the LNS has told of PPP
 * @param rates how fast the line is, and what of it the LNS knows
 */
public record CallView(
        Event.CallFacts facts,
        String state,
        long sinceNanos,
        @Nullable Duration setup,
        Link link,
        Rates rates) {

    /** Without a word of the LNS or of speeds. */
    public CallView(
            Event.CallFacts facts, String state, long sinceNanos, @Nullable Duration setup) {
        this(facts, state, sinceNanos, setup, Link.UNTOLD, Rates.UNKNOWN);
    }

    /**
     * Bits per second; tx is from the LAC to the caller. 0 where nothing is known or was told.
     *
     * @param txBps as the line or an operator said last
     * @param toldTxBps as the LNS was told last, in ICCN or in a CSUN that is about to go out
     * @param updates whether the LNS is told changes (RFC 5515)
     */
    public record Rates(long txBps, long rxBps, long toldTxBps, long toldRxBps, boolean updates) {
        public static final Rates UNKNOWN = new Rates(0, 0, 0, 0, false);
    }

    /**
     * What the LNS has told of the PPP link (SLI, RFC 2661 §6.14).
     *
     * @param sendAccm control characters to be escaped towards the caller
     * @param receiveAccm control characters to be dropped from what the caller sends
     * @param lnsLastSent options of the CONFREQ the LNS sent and the caller acknowledged (RFC
     *     3437); empty when not told
     * @param lnsLastReceived options of the CONFREQ the LNS acknowledged; empty when not told
     */
    public record Link(
            long sendAccm, long receiveAccm, Octets lnsLastSent, Octets lnsLastReceived) {
        /** RFC 2661 §4.4.6: all control characters, until the LNS says otherwise. */
        public static final Link UNTOLD =
                new Link(0xffff_ffffL, 0xffff_ffffL, Octets.EMPTY, Octets.EMPTY);
    }
}
