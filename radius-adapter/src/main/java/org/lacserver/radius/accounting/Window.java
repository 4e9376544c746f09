package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.SqliteStore.Appended;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The records in memory: the oldest of all that wait, and, while more wait on disk, new ones of
 * sessions of which none does. Half of the room is for each.
 */
final class Window {
    /** One session's records in memory, in order; the head is in flight when {@code isInFlight}. */
    static final class Call {
        final ArrayDeque<Item> items = new ArrayDeque<>(2);
        boolean isInFlight;
        boolean isLive;

        /** How long it waits after the next time it alone is not taken. */
        long backoffNanos;

        /** Its records up to here may be on disk alone, as far as they are behind the cursor. */
        private long diskUntil;

        private boolean waits(Item item) {
            return !isInFlight || items.peekFirst() != item;
        }
    }

    private final int limit;
    private final TreeMap<Long, Item> items = new TreeMap<>();
    private final TreeMap<Long, Item> interims = new TreeMap<>();
    private final Map<String, Call> calls = new HashMap<>();

    /** Acknowledged, but still on disk. */
    private final Set<Long> leaving = new HashSet<>();

    /** Every record on disk up to here is in memory or leaving. */
    private volatile long cursor;

    private long lastOnDisk;
    private int live;

    Window(int limit, long lastOnDisk) {
        this.limit = limit;
        this.lastOnDisk = lastOnDisk;
    }

    int size() {
        return items.size();
    }

    int leaving() {
        return leaving.size();
    }

    /** Safe from any thread. */
    long cursor() {
        return cursor;
    }

    @Nullable Item oldest() {
        return items.isEmpty() ? null : items.firstEntry().getValue();
    }

    @Nullable Call call(String session) {
        return calls.get(session);
    }

    /** The record in memory with this number. */
    @Nullable Item item(long seq) {
        return items.get(seq);
    }

    List<Item> all() {
        return List.copyOf(items.values());
    }

    /** Whether nothing waits on disk alone. */
    boolean isAll() {
        return cursor >= lastOnDisk;
    }

    /** Whether nothing older waits, here or on disk alone. */
    boolean isOldest(Item item) {
        Item first = oldest();
        return first == item && (isAll() || cursor >= item.record.seq());
    }

    boolean wantsMore() {
        return !isAll() && items.size() - live <= limit / 4;
    }

    int room() {
        return Math.max(1, limit / 4);
    }

    /** Where an interim record on disk alone makes those of its session needless from. */
    long supersedes(Waiting record) {
        Call call = calls.get(record.session());
        boolean onDisk = !isAll() && (call == null || call.diskUntil > cursor);
        return record.kind() == Kind.INTERIM && onDisk ? cursor : Long.MAX_VALUE;
    }

    /** The interim record that {@code next} makes needless, when both are in memory. */
    @Nullable Item superseded(Item next) {
        Call call = calls.get(next.record.session());
        if (call == null || next.record.kind() != Kind.INTERIM || call.items.size() < 2) {
            return null;
        }
        Iterator<Item> latest = call.items.descendingIterator();
        latest.next();
        Item older = latest.next();
        return older.record.kind() == Kind.INTERIM && call.waits(older) ? older : null;
    }

    /** The oldest interim record that is not in flight. */
    @Nullable Item oldestInterim() {
        for (Item item : interims.values()) {
            Call call = calls.get(item.record.session());
            if (call != null && call.waits(item)) {
                return item;
            }
        }
        return null;
    }

    /** A record that is on disk now; null when it stays there alone. */
    @Nullable Item place(Appended appended) {
        Waiting record = appended.record();
        boolean wasAll = isAll();
        lastOnDisk = Math.max(lastOnDisk, record.seq());
        Item there = items.get(record.seq());
        if (there != null || leaving.contains(record.seq())) {
            cursor = wasAll ? lastOnDisk : cursor;
            return null;
        }
        if (wasAll && items.size() - live < limit / 2) {
            cursor = lastOnDisk;
            return put(record, false, true);
        }
        Call call = calls.get(record.session());
        boolean isFirst = call == null ? !appended.hasEarlier() : call.diskUntil <= cursor;
        if (record.kind().isOfBox() || (isFirst && live < limit / 2)) {
            return put(record, true, true);
        }
        if (call != null) {
            call.diskUntil = record.seq();
        }
        return null;
    }

    /** A record that the disk did not take; null when others of its session may be before it. */
    @Nullable Item placeUnstored(Waiting record) {
        Call call = calls.get(record.session());
        boolean isFirst = call == null ? record.kind().isFirst() : call.diskUntil <= cursor;
        return isAll() || isFirst ? put(record, !isAll(), false) : null;
    }

    /** Records of the box itself, found when the file was opened. */
    Item placeOfBox(Waiting record) {
        return put(record, true, true);
    }

    /** What of the records read comes into memory. */
    List<Item> loaded(Journal.Loaded loaded) {
        List<Item> added = new ArrayList<>();
        for (Waiting record : loaded.records()) {
            if (!items.containsKey(record.seq()) && !leaving.contains(record.seq())) {
                boolean isNew = !calls.containsKey(record.session());
                added.add(put(record, false, true));
                Call call = calls.get(record.session());
                if (isNew && call != null) {
                    call.diskUntil = lastOnDisk;
                }
            }
        }
        cursor = Math.max(cursor, loaded.upTo());
        return added;
    }

    private Item put(Waiting record, boolean isLive, boolean isStored) {
        Item item = new Item(record, isLive, isStored);
        items.put(record.seq(), item);
        if (record.kind() == Kind.INTERIM) {
            interims.put(record.seq(), item);
        }
        live += isLive ? 1 : 0;
        Call call = calls.computeIfAbsent(record.session(), _ -> new Call());
        call.isLive = call.items.isEmpty() ? isLive : call.isLive;
        call.items.add(item);
        return item;
    }

    /** A record is acknowledged, or needless. */
    void remove(Item item) {
        Waiting record = item.record;
        items.remove(record.seq());
        interims.remove(record.seq());
        live -= item.isLive ? 1 : 0;
        if (item.isStored) {
            leaving.add(record.seq());
        }
        Call call = calls.get(record.session());
        if (call != null) {
            call.items.remove(item);
            // what waits on disk alone is found there again, in order
            if (call.items.isEmpty()) {
                calls.remove(record.session());
            }
        }
    }

    /** Whether it was acknowledged and the disk has not said so yet. */
    boolean isLeaving(long seq) {
        return leaving.contains(seq);
    }

    void gone(List<Long> seqs) {
        seqs.forEach(leaving::remove);
    }

    /** The file is lost: what is in memory is all there is. */
    void forgetDisk() {
        leaving.clear();
        cursor = lastOnDisk;
        items.values().forEach(item -> item.isStored = false);
        calls.values().forEach(call -> call.diskUntil = 0);
    }
}
