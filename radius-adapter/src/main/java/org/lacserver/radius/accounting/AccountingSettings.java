package org.lacserver.radius.accounting;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How records wait and leave.
 *
 * @param directory where {@code queue.db} lies; one process at a time
 * @param fsync whether a record survives a power cut too, not the end of the process alone
 * @param backlog records that may wait
 * @param rate records sent in a second at most
 * @param alarmAge a record that has waited longer raises an alarm; zero raises none
 */
public record AccountingSettings(
        Path directory, boolean fsync, int backlog, int rate, Duration alarmAge) {
    public static final int DEFAULT_BACKLOG = 5_000_000;
    public static final int DEFAULT_RATE = 1000;
    public static final Duration DEFAULT_ALARM_AGE = Duration.ofMinutes(10);

    public AccountingSettings {
        if (backlog < 1 || rate < 1 || rate > 1_000_000_000) {
            throw new IllegalArgumentException("backlog and rate must be 1 or more");
        }
    }

    /** The defaults beside what must be said. */
    public static AccountingSettings in(Path directory) {
        return new AccountingSettings(
                directory, false, DEFAULT_BACKLOG, DEFAULT_RATE, DEFAULT_ALARM_AGE);
    }
}
