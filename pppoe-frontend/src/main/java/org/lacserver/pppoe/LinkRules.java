package org.lacserver.pppoe;

import org.lacserver.pppoe.ppp.AuthProtocol;

import java.util.List;

/**
 * How the links of some lines are led. Durations are nanoseconds.
 *
 * @param authentication protocols to ask for, best first; empty: the line tells who calls
 * @param lineFirst the line is asked about before LCP begins ({@link FrontendEvent.LineSeen})
 * @param echoIntervalNanos between LCP Echo-Requests before hand-over
 * @param echoFailures Echo-Requests without reply that end the call
 * @param authAttempts how often the caller of one session may name himself (anew after LCP began
 *     again, or otherwise while his first answer is judged) before it ends
 */
public record LinkRules(
        List<AuthProtocol> authentication,
        boolean lineFirst,
        long echoIntervalNanos,
        int echoFailures,
        int authAttempts) {
    static final LinkRules USUAL =
            new LinkRules(
                    List.of(AuthProtocol.CHAP, AuthProtocol.PAP), false, 30_000_000_000L, 3, 3);

    public LinkRules {
        authentication = List.copyOf(authentication);
        FrontendSettings.check(echoIntervalNanos > 0 && echoFailures > 0, "echo: positive");
        FrontendSettings.check(authAttempts > 0, "authAttempts: positive");
    }

    /** As these, but callers are asked for others. */
    public LinkRules asking(List<AuthProtocol> protocols, boolean asksLineFirst) {
        return new LinkRules(
                protocols, asksLineFirst, echoIntervalNanos, echoFailures, authAttempts);
    }

    /** As these, but supervised otherwise. */
    LinkRules watching(long intervalNanos, int failures) {
        return new LinkRules(authentication, lineFirst, intervalNanos, failures, authAttempts);
    }

    /** As these, but with other patience. */
    LinkRules allowing(int attempts) {
        return new LinkRules(authentication, lineFirst, echoIntervalNanos, echoFailures, attempts);
    }
}
