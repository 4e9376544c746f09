package org.lacserver.config;

import org.lacserver.port.CallLimits;

import java.time.Duration;

/** How long the calls of some lines last. A zero duration means off; see {@link CallLimits}. */
public record TimeoutConfig(
        Duration session,
        Duration idle,
        CallLimits.IdleTraffic idleTraffic,
        Duration absolute,
        Duration watch) {
    static TimeoutConfig of(LineWords words) {
        return new TimeoutConfig(
                words.get(LineKeys.SESSION_TIMEOUT),
                words.get(LineKeys.IDLE_TIMEOUT),
                words.get(LineKeys.IDLE_TRAFFIC),
                words.get(LineKeys.ABSOLUTE_TIMEOUT),
                words.get(LineKeys.WATCH));
    }
}
