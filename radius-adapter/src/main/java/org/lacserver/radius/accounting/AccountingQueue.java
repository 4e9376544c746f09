package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.Journal.Outcome;
import org.lacserver.radius.accounting.SqliteStore.Append;
import org.lacserver.radius.accounting.Window.Call;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.Link;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.UdpLoop;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Keeps records until a server has taken them: per session in order, the next after the one before
 * was acknowledged; over all sessions, oldest first. A record is sent when it is on disk, and goes
 * from there when it was acknowledged. When no server answers, nothing is sent but one record at
 * growing intervals, until one is taken; a record that alone gets no answer holds up its session
 * alone. Runs in its loop's thread; counts and the view may be read from any.
 */
final class AccountingQueue implements UdpLoop.Core {
    /** Records in memory while the disk works. */
    static final int WINDOW = 10_000;

    private final RadiusSettings settings;
    private final AccountingSettings own;
    private final Exchanges exchanges;
    private final Journal journal;
    private final LongSupplier epochSeconds;
    private final QueueWatch watch;
    private final int flightLimit;
    private final Window window;
    private final Lanes lanes;
    private final Pace pace;
    private final DiskTrouble trouble = new DiskTrouble();
    private final Tallies tallies = new Tallies();

    /** What became of records, told within a call into {@link #exchanges}. */
    private final ArrayDeque<Settled> settled = new ArrayDeque<>();

    private long lastSeq;
    private int committing;
    private int unstored;
    private long onDisk;
    private boolean isLoading;
    private boolean isHalted;
    private int inFlight;
    private long lastAnswerNanos;
    private boolean hasAnswer;

    /** Not null once the queue is drained. */
    private @Nullable Runnable onEmpty;

    private record Settled(RecordQuestion question, boolean isTaken) {}

    AccountingQueue(
            RadiusSettings settings,
            AccountingSettings own,
            Exchanges exchanges,
            Journal journal,
            SqliteStore.Found found,
            int windowLimit,
            LongSupplier epochSeconds,
            AccountingAlarms alarms) {
        this.settings = settings;
        this.own = own;
        this.exchanges = exchanges;
        this.journal = journal;
        this.epochSeconds = epochSeconds;
        this.watch = new QueueWatch(own, alarms, tallies);
        this.lastSeq = found.lastSeq();
        this.window = new Window(windowLimit, found.lastSeq());
        this.lanes = new Lanes(window);
        this.pace = new Pace(own.rate());
        int copies = 0;
        for (RadiusSettings.Server server : settings.servers()) {
            copies = Math.max(copies, 1 + server.retries());
        }
        // each copy holds an identifier until its record is taken
        this.flightLimit = Math.max(1, settings.sourcePorts() * 256 / copies);
        tallies.add(Tally.ENDED_AFTER_CRASH, found.ended());
        found.ofBox().forEach(record -> lanes.added(window.placeOfBox(record)));
        this.onDisk = found.records();
    }

    void add(AccountingRecord record, long nowNanos) {
        tallies.add(Tally.GIVEN, 1);
        int most = record.kind() == Kind.INTERIM ? DiskTrouble.MOST / 10 * 9 : DiskTrouble.MOST;
        if (committing + unstored + trouble.size() >= most) {
            dropped(record.kind(), 1, "the disk does not take records");
            return;
        }
        Item interim = size() < own.backlog() ? null : window.oldestInterim();
        if (interim != null) {
            forget(interim);
            dropped(Kind.INTERIM, 1, "the backlog of " + own.backlog() + " records is full");
        }
        Waiting waiting = RecordAttributes.waiting(++lastSeq, record, settings);
        committing++;
        journal.append(new Append(waiting, window.supersedes(waiting)));
        after(nowNanos);
    }

    /** {@code whenEmpty} runs once, when no record is left; records are no longer held back. */
    void drain(Runnable whenEmpty, long nowNanos) {
        onEmpty = whenEmpty;
        pace.answered();
        after(nowNanos);
    }

    /** Nothing is sent any more: what a server took from now on could not be written down. */
    void halt() {
        isHalted = true;
    }

    /** What the journal did. */
    void done(Outcome outcome, long nowNanos) {
        committing -=
                outcome.appended().size() + outcome.refused().size() + outcome.notStored().size();
        onDisk = outcome.onDisk();
        if (outcome.lost() >= 0) {
            lostFile(outcome);
        }
        for (SqliteStore.Appended appended : outcome.appended()) {
            tallies.add(Tally.SUPERSEDED, appended.superseded());
            Item item = window.place(appended);
            if (item != null) {
                admit(item);
            }
        }
        outcome.notStored().forEach(this::notStored);
        window.gone(outcome.gone()); // only now: what left while it was written is not placed
        if (outcome.failure() != null) {
            failed(outcome.failure(), nowNanos);
            if (outcome.lost() >= 0) {
                tryDisk(); // a new file
            }
        } else if (trouble.isFailing() && outcome.isWritten()) {
            trouble.healed();
            watch.diskHealed();
            if (unstored > 0 || trouble.size() > 0) {
                tryDisk(); // they came back as failed only after the others had been tried again
            }
        }
        for (Waiting refused : outcome.refused()) {
            dropped(refused.kind(), 1, "the backlog of " + own.backlog() + " records is full");
        }
        dropped(Kind.INTERIM, outcome.droppedInterims(), "the backlog is full");
        if (outcome.loaded() != null) {
            isLoading = false;
            window.loaded(outcome.loaded()).forEach(lanes::added);
        }
        if (trouble.isFailing() && window.isAll()) {
            trouble.take().forEach(this::notStored); // nothing is before them any more
        }
        after(nowNanos);
    }

    private void admit(Item item) {
        Item older = window.superseded(item);
        lanes.added(item);
        if (older != null) {
            tallies.add(Tally.SUPERSEDED, 1);
            forget(older);
        }
    }

    private void notStored(Waiting record) {
        if (window.isLeaving(record.seq())) {
            journal.acknowledged(record, false); // taken while the disk was tried
            return;
        }
        Item there = window.item(record.seq());
        if (there != null) {
            unstored += there.isStored ? 1 : 0; // a second try of one that is in memory
            there.isStored = false;
            return;
        }
        Item item = window.placeUnstored(record);
        if (item == null) {
            trouble.add(record);
            return;
        }
        unstored++;
        admit(item);
    }

    private void failed(String why, long nowNanos) {
        tallies.add(Tally.DISK_FAILURES, 1);
        trouble.failed(why, nowNanos);
        watch.diskFailed(why);
    }

    private void lostFile(Outcome outcome) {
        int kept = 0;
        for (Item item : window.all()) {
            kept += item.isStored ? 1 : 0;
        }
        unstored += kept;
        tallies.add(Tally.LOST_WITH_FILE, Math.max(0, outcome.lost() - kept - window.leaving()));
        window.forgetDisk();
    }

    /** Records in memory alone go to the disk, which may work again. */
    private void tryDisk() {
        trouble.tries();
        journal.tryAgain();
        for (Item item : window.all()) {
            if (!item.isStored) {
                item.isStored = true;
                unstored--;
                committing++;
                journal.append(new Append(item.record, Long.MAX_VALUE));
            }
        }
        for (Waiting record : trouble.take()) {
            committing++;
            journal.append(new Append(record, Long.MAX_VALUE));
        }
    }

    /** Records not acknowledged; safe from any thread. */
    long size() {
        return view().waiting();
    }

    long tally(Tally tally) {
        return tallies.count(tally);
    }

    Exchanges exchanges() {
        return exchanges;
    }

    /** Safe from any thread. */
    AccountingView view() {
        return watch.view();
    }

    /** Up to where records are in memory; safe from any thread. */
    long inMemory() {
        return window.cursor();
    }

    @Override
    public void onDatagram(int sourcePort, InetSocketAddress from, byte[] octets, long nowNanos) {
        exchanges.onDatagram(sourcePort, from, octets, nowNanos);
        after(nowNanos);
    }

    @Override
    public void onLink(Link link, Link.News news, long nowNanos) {
        exchanges.onLink(link, news, nowNanos);
        after(nowNanos);
    }

    @Override
    public void onDeadline(long nowNanos) {
        exchanges.onDeadline(nowNanos);
        lanes.onDeadline(nowNanos);
        if (trouble.isDue(nowNanos)) {
            tryDisk();
        }
        after(nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        long next = Deadlines.first(exchanges.nextDeadlineNanos(), lanes.nextDeadlineNanos());
        next = Deadlines.first(next, trouble.nextDeadlineNanos());
        next = Deadlines.first(next, watch.nextDeadlineNanos());
        if (isHalted) {
            return next;
        }
        if (pace.isPaused()) {
            boolean isResuming = !pace.isProbing() && lanes.hasProbe();
            return isResuming ? Deadlines.first(next, pace.resumeNanos()) : next;
        }
        boolean waitsForTurn = !lanes.isEmpty() && inFlight < flightLimit;
        return waitsForTurn ? Deadlines.first(next, pace.allowsNanos()) : next;
    }

    /** What every step ends with. */
    private void after(long nowNanos) {
        settleAll(nowNanos);
        while (!isHalted && !pace.isPaused() && inFlight < flightLimit && pace.allows(nowNanos)) {
            if (!send(lanes.poll(), nowNanos)) {
                break;
            }
        }
        if (!isHalted && pace.mayProbe(nowNanos)) {
            send(lanes.probe(), nowNanos);
        }
        settleAll(nowNanos); // what could not even be asked
        if (!isLoading && window.wantsMore()) {
            isLoading = true;
            journal.load(window.cursor(), window.room());
        }
        see(nowNanos);
        Runnable told = onEmpty;
        if (size() == 0 && told != null) {
            onEmpty = () -> {};
            told.run();
        }
    }

    private void settleAll(long nowNanos) {
        for (Settled next = settled.poll(); next != null; next = settled.poll()) {
            settle(next, nowNanos);
        }
    }

    private void settle(Settled next, long nowNanos) {
        Item item = next.question.item;
        Call call = Objects.requireNonNull(window.call(item.record.session()));
        call.isInFlight = false;
        inFlight--;
        if (next.isTaken) {
            tallies.add(Tally.ACKNOWLEDGED, 1);
            watch.acknowledged();
            hasAnswer = true;
            lastAnswerNanos = nowNanos;
            call.backoffNanos = 0;
            pace.answered();
            forget(item);
            lanes.answered(nowNanos); // what is the first gate now has its time from now on
        } else {
            tallies.add(Tally.RETURNED, 1);
            // a server that answers others, now or when this was last tried, is not silent
            boolean isAlone =
                    hasAnswer
                            && (lastAnswerNanos - next.question.askedNanos >= 0
                                    || call.backoffNanos > 0);
            if (isAlone) {
                call.backoffNanos = Pace.longer(call.backoffNanos);
                lanes.delay(call, nowNanos);
                if (item.record.kind().isOfBox()) {
                    lanes.lift();
                }
                if (pace.isProbing()) {
                    pace.unanswered(nowNanos); // the next probe is another session's
                }
                return;
            }
            if (onEmpty == null) {
                pace.unanswered(nowNanos);
            }
        }
        if (!call.items.isEmpty()) {
            lanes.ready(call);
        }
    }

    /** It need not be sent, any more. */
    private void forget(Item item) {
        if (!item.isStored) {
            unstored--;
        }
        window.remove(item);
        lanes.removed(item);
        journal.acknowledged(item.record, item.isStored);
    }

    private boolean send(@Nullable Call call, long nowNanos) {
        if (call == null) {
            return false;
        }
        call.isInFlight = true;
        inFlight++;
        pace.sent(nowNanos);
        exchanges.ask(
                new RecordQuestion(
                        call.items.element(),
                        nowNanos,
                        epochSeconds,
                        (question, fault) -> settled.add(new Settled(question, fault.isEmpty()))),
                nowNanos);
        return true;
    }

    private void dropped(Kind kind, int count, String why) {
        if (count > 0) {
            tallies.add(Tally.dropped(kind), count);
            watch.dropped(kind, why);
        }
    }

    private void see(long nowNanos) {
        long waiting = onDisk - window.leaving() + committing + unstored + trouble.size();
        Item oldest = window.oldest();
        long age = oldest == null ? 0 : epochSeconds.getAsLong() - oldest.record.eventSeconds();
        watch.see(
                Math.max(0, waiting),
                onDisk,
                window.size(),
                Math.max(0, age),
                trouble.isFailing() ? trouble.why() : null,
                nowNanos);
    }
}
