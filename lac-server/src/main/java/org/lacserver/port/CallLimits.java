package org.lacserver.port;

import java.time.Duration;

/**
 * How long the calls of some lines may last, unless RADIUS says otherwise. A zero duration is none.
 *
 * @param session from when the call was up; RADIUS's Session-Timeout replaces it
 * @param idle without data; RADIUS's Idle-Timeout replaces it
 * @param idleTraffic whose data counts for either
 * @param absolute from when the call was up; nothing goes beyond it
 * @param watch without any frame of the caller although his LNS goes on sending
 */
public record CallLimits(
        Duration session,
        Duration idle,
        IdleTraffic idleTraffic,
        Duration absolute,
        Duration watch) {
    public static final CallLimits NONE =
            new CallLimits(
                    Duration.ZERO, Duration.ZERO, IdleTraffic.BOTH, Duration.ZERO, Duration.ZERO);

    /** Data in which direction keep a call up. */
    public enum IdleTraffic {
        /** What the caller sends. */
        UP,
        BOTH
    }
}
