package org.lacserver.radius.accounting;

import org.lacserver.radius.accounting.AccountingRecord.Kind;

/**
 * A record that waits for a server: ready to be sent but for what depends on when that is.
 *
 * @param seq grows from record to record; also the order on disk
 * @param session whose records keep their order
 * @param eventSeconds when it happened, since 1970
 * @param attributes as {@link RecordAttributes} wrote them
 */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
record Waiting(long seq, String session, Kind kind, long eventSeconds, byte[] attributes) {
    /** All records of the box itself keep one order. */
    static final String BOX = "box";

    @Override
    public String toString() {
        return seq + " " + kind + " of " + session;
    }
}
