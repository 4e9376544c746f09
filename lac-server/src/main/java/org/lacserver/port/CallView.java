package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A call as show commands see it.
 *
 * @param state {@code lookup}, {@code wait-tunnel}, {@code wait-reply} or {@code established}
 * @param sinceNanos when it got into this state
 * @param setup from arrival to ICCN; null before
 */
public record CallView(
        Event.CallFacts facts, String state, long sinceNanos, @Nullable Duration setup) {}
