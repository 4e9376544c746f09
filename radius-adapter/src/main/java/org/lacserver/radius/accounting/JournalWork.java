package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.Journal.Loaded;
import org.lacserver.radius.accounting.Journal.Outcome;
import org.lacserver.radius.accounting.SqliteStore.Append;
import org.lacserver.radius.accounting.SqliteStore.Appended;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Does what was asked of a {@link Journal}, one batch in one transaction. Keeps to itself what a
 * failing disk did not take of deletions; records it gives back.
 */
final class JournalWork {
    /** Records deleted at once to make room. */
    private static final int ROOM = 1000;

    private final SqliteStore store;
    private final int limit;
    private final List<Long> gone = new ArrayList<>();

    /** By session, the last record that was acknowledged without having been stored. */
    private final Map<String, Waiting> settled = new LinkedHashMap<>();

    private long lastSeq;
    private boolean isFailing;

    /**
     * @param lastSeq the greatest in the store
     * @param limit records that may be in it
     */
    JournalWork(SqliteStore store, long lastSeq, int limit) {
        this.store = store;
        this.lastSeq = lastSeq;
        this.limit = limit;
    }

    /** What was asked since the last time. */
    static final class Batch {
        final List<Append> appends = new ArrayList<>();
        final List<Long> acknowledged = new ArrayList<>();
        final List<Waiting> settled = new ArrayList<>();
        boolean triesAgain;
        boolean loads;
        long loadAfter;
        int loadLimit;

        boolean isEmpty() {
            return appends.isEmpty()
                    && acknowledged.isEmpty()
                    && settled.isEmpty()
                    && !triesAgain
                    && !loads;
        }
    }

    /**
     * @param inMemory up to here records are in memory: they make no room
     */
    Outcome work(Batch batch, long inMemory) {
        gone.addAll(batch.acknowledged);
        batch.settled.forEach(record -> settled.put(record.session(), record));
        List<Waiting> all = batch.appends.stream().map(Append::record).toList();
        if (isFailing && batch.triesAgain) {
            try {
                store.reopen();
                isFailing = false;
            } catch (StoreFailure e) {
                return failed(e, all, batch);
            }
        }
        if (isFailing) {
            return new Outcome(
                    List.of(),
                    List.of(),
                    0,
                    all,
                    List.of(),
                    read(batch),
                    null,
                    -1,
                    store.records(),
                    false);
        }
        try {
            return commit(batch, inMemory);
        } catch (StoreFailure e) {
            return failed(e, all, batch);
        }
    }

    private Outcome commit(Batch batch, long inMemory) throws StoreFailure {
        int dropped = 0;
        List<Append> fitting = new ArrayList<>(batch.appends);
        List<Waiting> refused = new ArrayList<>();
        long room = limit - store.records() + gone.size();
        while (room < fitting.size()) {
            int freed = store.dropInterims(inMemory, ROOM);
            dropped += freed;
            room += freed;
            if (freed == 0) {
                // nothing but starts and stops are left
                refuse(fitting, refused, (int) (fitting.size() - Math.max(0, room)));
                break;
            }
        }
        List<Appended> appended = store.commit(gone, List.copyOf(settled.values()), fitting);
        List<Long> deleted = List.copyOf(gone);
        gone.clear();
        settled.clear();
        for (Append append : fitting) {
            lastSeq = Math.max(lastSeq, append.record().seq());
        }
        return new Outcome(
                appended,
                refused,
                dropped,
                List.of(),
                deleted,
                batch.loads ? load(batch) : null,
                null,
                -1,
                store.records(),
                true);
    }

    /** The latest interim records first, then the latest of all. */
    private static void refuse(List<Append> fitting, List<Waiting> refused, int count) {
        for (boolean anyKind : new boolean[] {false, true}) {
            for (int i = fitting.size() - 1; i >= 0 && refused.size() < count; i--) {
                Waiting record = fitting.get(i).record();
                if (anyKind || record.kind() == AccountingRecord.Kind.INTERIM) {
                    fitting.remove(i);
                    refused.add(record);
                }
            }
        }
    }

    private Outcome failed(StoreFailure e, List<Waiting> appends, Batch batch) {
        long lost = -1;
        String failure = String.valueOf(e.getMessage());
        if (e.isDamaged()) {
            lost = store.records();
            gone.clear();
            settled.clear();
            try {
                store.moveAside(e);
                store.reopen();
            } catch (StoreFailure again) {
                failure = String.valueOf(again.getMessage());
            }
        }
        isFailing = true;
        Loaded loaded = e.isDamaged() ? new Loaded(List.of(), lastSeq) : read(batch);
        return new Outcome(
                List.of(),
                List.of(),
                0,
                appends,
                List.of(),
                batch.loads ? loaded : null,
                failure,
                lost,
                store.records(),
                false);
    }

    private @Nullable Loaded read(Batch batch) {
        if (!batch.loads) {
            return null;
        }
        try {
            return load(batch);
        } catch (StoreFailure e) {
            return new Loaded(List.of(), batch.loadAfter);
        }
    }

    private Loaded load(Batch batch) throws StoreFailure {
        List<Waiting> records = store.read(batch.loadAfter, batch.loadLimit);
        boolean isAll = records.size() < batch.loadLimit;
        return new Loaded(records, isAll ? lastSeq : records.getLast().seq());
    }
}
