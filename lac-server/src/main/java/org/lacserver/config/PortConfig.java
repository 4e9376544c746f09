package org.lacserver.config;

import java.time.Duration;

/**
 * How the access ports are treated.
 *
 * @param onDown what becomes of the calls of a port that goes down
 * @param grace how long it may be down before that; zero: at once
 * @param priority 802.1p priority of control frames in VLANs, 0..7; {@link #COPY} of the caller's
 *     own
 */
public record PortConfig(OnDown onDown, Duration grace, int priority) {
    public static final int COPY = -1;

    /** What becomes of calls. */
    public enum OnDown {
        CLEAR,
        /** They stay as long as the interface exists. */
        KEEP
    }

    static PortConfig read(Section access) {
        return new PortConfig(
                access.get(Keys.ON_PORT_DOWN),
                access.get(Keys.PORT_DOWN_GRACE),
                access.get(Keys.PRIORITY));
    }
}
