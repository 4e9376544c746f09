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
 */
public record LinkRules(
        List<AuthProtocol> authentication,
        boolean lineFirst,
        long echoIntervalNanos,
        int echoFailures) {
    static final LinkRules USUAL =
            new LinkRules(List.of(AuthProtocol.CHAP, AuthProtocol.PAP), false, 30_000_000_000L, 3);

    public LinkRules {
        authentication = List.copyOf(authentication);
        FrontendSettings.check(echoIntervalNanos > 0 && echoFailures > 0, "echo: positive");
    }

    /** As these, but callers are asked for others. */
    public LinkRules asking(List<AuthProtocol> protocols, boolean asksLineFirst) {
        return new LinkRules(protocols, asksLineFirst, echoIntervalNanos, echoFailures);
    }
}
