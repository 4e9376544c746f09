package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ppp.Authenticator;
import org.lacserver.pppoe.ppp.LcpLink;

/** What a session carries until its call is handed over, and garbage after. */
final class CallSetUp {
    private static final long SECOND = 1_000_000_000L;

    /** Packets of LCP and authentication; a modem in good order needs a tenth of it. */
    static final int PACKETS_A_SECOND = 100;

    /** Where the call stands. */
    enum Phase {
        /** His line is asked about; LCP has not begun on our side. */
        LINE,
        LCP,
        AUTHENTICATE,
        /** Named; the caller waits for the answer that is not ours to give. */
        WAIT_ANSWER,
        /** LCP terminates; a PADT follows. */
        ENDING
    }

    AccessLine line;
    final LinePolicies.Treatment treatment;
    LcpLink link;

    /** Whether the call was told of, so that its end must be. */
    boolean told;

    Phase phase = Phase.LCP;
    @Nullable Authenticator authenticator;

    /** Null unless it is going on. */
    @Nullable MruTest mruTest;

    /** Whether the size of packets has been tested, or need not be. */
    boolean mruKnown;

    final HeldFrames held;
    long limitAt;
    long echoAt = Long.MAX_VALUE;
    int echoesUnanswered;
    int echoIdentifier;
    int restarts;

    /** Names given, and answers changed while the first was being judged. */
    int attempts;

    private long secondBeganAt;
    private int packetsInSecond;
    String endText = "";

    CallSetUp(
            AccessLine line,
            LinePolicies.Treatment treatment,
            LcpLink link,
            HeldRoom room,
            long limitAt) {
        held = new HeldFrames(room);
        this.line = line;
        this.treatment = treatment;
        this.link = link;
        this.limitAt = limitAt;
    }

    /**
     * Whether a packet that wants an answer gets it: {@link #PACKETS_A_SECOND} do. Whatever a peer
     * lets loose (Configure-Requests, Echo-Requests), his session costs no more than that.
     */
    boolean admits(long nowNanos) {
        if (packetsInSecond == 0 || nowNanos - secondBeganAt >= SECOND) {
            secondBeganAt = nowNanos;
            packetsInSecond = 0;
        }
        return ++packetsInSecond <= PACKETS_A_SECOND;
    }

    /** Whether he has named himself more often than his profile allows. */
    boolean hasTriedEnough() {
        return attempts > treatment.profile().link().authAttempts();
    }

    /** Whether it is the caller whose next word is awaited, before he has named himself. */
    boolean isCallersTurn() {
        return phase == Phase.LCP || phase == Phase.AUTHENTICATE;
    }

    long deadlineNanos() {
        long deadline = Math.min(link.deadlineNanos(), Math.min(limitAt, echoAt));
        if (mruTest != null) {
            deadline = Math.min(deadline, mruTest.deadlineNanos());
        }
        return authenticator == null ? deadline : Math.min(deadline, authenticator.deadlineNanos());
    }

    void forgetNegotiation() {
        authenticator = null;
        mruTest = null;
        held.forget();
        echoAt = Long.MAX_VALUE;
        echoesUnanswered = 0;
    }
}
