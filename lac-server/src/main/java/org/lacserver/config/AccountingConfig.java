package org.lacserver.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code accounting}.
 *
 * @param interim between interim records unless RADIUS says otherwise
 * @param directory where records wait for a server
 * @param fsync when what was written is on the disk
 * @param backlog records that may wait
 * @param rate records sent in a second at most
 * @param alarmAge an older record that waits raises an alarm
 */
public record AccountingConfig(
        boolean enabled,
        Duration interim,
        TunnelRecords tunnelRecords,
        Path directory,
        Fsync fsync,
        int backlog,
        int rate,
        Duration alarmAge) {
    public static final String DEFAULT_DIRECTORY = "/var/lib/lac/accounting";

    /** Which records of RFC 2867 are sent beside those of the calls. */
    public enum TunnelRecords {
        NONE,
        TUNNELS,
        LINKS,
        ALL;

        public boolean ofTunnels() {
            return this == TUNNELS || this == ALL;
        }

        public boolean ofLinks() {
            return this == LINKS || this == ALL;
        }
    }

    /** What a written record survives. */
    public enum Fsync {
        /** The end of the process; after a power cut the last seconds may be missing. */
        NORMAL,
        /** A power cut as well. */
        FULL
    }

    static AccountingConfig read(Section s, RadiusConfig radius, Problems problems) {
        AccountingConfig value =
                new AccountingConfig(
                        s.get(Keys.ACCOUNTING),
                        s.get(Keys.INTERIM),
                        s.get(Keys.TUNNEL_RECORDS),
                        Path.of(s.get(Keys.ACCOUNTING_DIRECTORY)),
                        s.get(Keys.FSYNC),
                        s.get(Keys.ACCOUNTING_BACKLOG),
                        s.get(Keys.ACCOUNTING_RATE),
                        s.get(Keys.ALARM_AGE));
        if (value.enabled() && radius.servers().isEmpty()) {
            problems.add(
                    s.lineOf(Keys.ACCOUNTING),
                    "accounting.enabled = \"yes\", but radius.servers has no server");
        }
        return value;
    }
}
