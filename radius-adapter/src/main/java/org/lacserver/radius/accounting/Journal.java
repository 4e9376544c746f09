package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.SqliteStore.Append;
import org.lacserver.radius.accounting.SqliteStore.Appended;

import java.util.List;

/**
 * The way to the disk, from the queue's thread. Nothing here waits: what was asked since the last
 * {@link Outcome} is done together, in the order asked, and told in the next one.
 */
interface Journal {
    void append(Append append);

    /**
     * A server has the record.
     *
     * @param stored whether it was ever appended
     */
    void acknowledged(Waiting record, boolean stored);

    void load(long after, int limit);

    /** After a failure nothing is appended until this is asked. */
    void tryAgain();

    /** Records read; all that are on disk up to {@code upTo} are among them. */
    record Loaded(List<Waiting> records, long upTo) {}

    /**
     * What was done.
     *
     * @param refused for want of room
     * @param droppedInterims how many interim records made room
     * @param notStored because of {@code failure}
     * @param gone acknowledged records that are no longer on disk
     * @param loaded null when nothing was read
     * @param failure one sentence; null when all went well
     * @param lost records that were in a file given up as damaged; -1 when none was
     * @param onDisk records there now
     * @param isWritten whether the disk took what there was to write
     */
    record Outcome(
            List<Appended> appended,
            List<Waiting> refused,
            int droppedInterims,
            List<Waiting> notStored,
            List<Long> gone,
            @Nullable Loaded loaded,
            @Nullable String failure,
            long lost,
            long onDisk,
            boolean isWritten) {}
}
