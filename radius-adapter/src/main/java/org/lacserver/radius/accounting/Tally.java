package org.lacserver.radius.accounting;

import org.lacserver.radius.accounting.AccountingRecord.Kind;

import java.util.Locale;

/** What is counted of records. */
enum Tally {
    GIVEN,
    ACKNOWLEDGED,
    /** Went back into the queue because no server answered. */
    RETURNED,
    /** An interim record that a newer one of its session made needless. */
    SUPERSEDED,
    DROPPED_INTERIM,
    DROPPED_START,
    DROPPED_STOP,
    /** Sessions that were open when the process was killed: their stops. */
    ENDED_AFTER_CRASH,
    /** Waited in a file that turned out damaged, and nowhere else. */
    LOST_WITH_FILE,
    DISK_FAILURES;

    String label() {
        return "records-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Tally dropped(Kind kind) {
        return switch (kind) {
            case INTERIM -> DROPPED_INTERIM;
            case START, ON, TUNNEL_START, TUNNEL_LINK_START -> DROPPED_START;
            case STOP, OFF, TUNNEL_STOP, TUNNEL_REJECT, TUNNEL_LINK_STOP, TUNNEL_LINK_REJECT ->
                    DROPPED_STOP;
        };
    }
}
