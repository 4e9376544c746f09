package org.lacserver.config;

import java.time.Duration;
import java.util.List;

/**
 * How the links of some lines are led. A zero duration means off.
 *
 * @param authentication in the order offered to a caller
 * @param echoFailures Echo-Requests without reply that end a call
 * @param authAttempts how often the caller of one session may name himself
 */
public record LinkConfig(
        List<LacConfig.Authentication> authentication,
        Duration echoInterval,
        int echoFailures,
        int authAttempts) {
    public LinkConfig {
        authentication = List.copyOf(authentication);
    }

    static LinkConfig of(LineWords words) {
        return new LinkConfig(
                words.get(LineKeys.AUTHENTICATION),
                words.get(LineKeys.ECHO_INTERVAL),
                words.get(LineKeys.ECHO_FAILURES),
                words.get(LineKeys.AUTH_ATTEMPTS));
    }
}
