package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ppp.Authenticator;
import org.lacserver.pppoe.ppp.LcpLink;

/** What a session carries until its call is handed over, and garbage after. */
final class CallSetUp {
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

    final AccessLine line;
    final LinePolicies.Treatment treatment;
    final LcpLink link;

    /** Whether the call was told of, so that its end must be. */
    boolean told;

    Phase phase = Phase.LCP;
    @Nullable Authenticator authenticator;
    final HeldFrames held = new HeldFrames();
    long limitAt;
    long echoAt = Long.MAX_VALUE;
    int echoesUnanswered;
    int echoIdentifier;
    int restarts;
    String endText = "";

    CallSetUp(AccessLine line, LinePolicies.Treatment treatment, LcpLink link, long limitAt) {
        this.line = line;
        this.treatment = treatment;
        this.link = link;
        this.limitAt = limitAt;
    }

    long deadlineNanos() {
        long deadline = Math.min(link.deadlineNanos(), Math.min(limitAt, echoAt));
        return authenticator == null ? deadline : Math.min(deadline, authenticator.deadlineNanos());
    }

    void forgetNegotiation() {
        authenticator = null;
        held.forget();
        echoAt = Long.MAX_VALUE;
        echoesUnanswered = 0;
    }
}
