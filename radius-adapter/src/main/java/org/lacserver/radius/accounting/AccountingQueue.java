package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.Link;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.UdpLoop;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps records until a server has taken them: per call in order, the next after the one before was
 * acknowledged; over all calls, oldest first. When no server answers, nothing is sent but one
 * record at growing intervals, until that one is taken.
 *
 * <p>Bounded: a newer interim record replaces one of the same call that still waits, and a stop
 * any; when the backlog is full, interim records give way to starts and stops. Runs in its loop's
 * thread; counts may be read from any.
 */
final class AccountingQueue implements UdpLoop.Core {
    /** What is counted. */
    enum Tally {
        GIVEN,
        ACKNOWLEDGED,
        /** Went back into the queue because no server answered. */
        RETURNED,
        /** An interim record that a newer one of its call made needless. */
        SUPERSEDED,
        DROPPED_INTERIM,
        DROPPED_START,
        DROPPED_STOP
    }

    static final long FIRST_PAUSE_NANOS = 5_000_000_000L;
    static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

    private final RadiusSettings settings;
    private final Exchanges exchanges;
    private final int limit;
    private final int flightLimit;
    private final Map<String, Call> calls = new HashMap<>();

    /** Calls with a record to send and none in flight, oldest first. */
    private final LinkedHashSet<Call> ready = new LinkedHashSet<>();

    /** Calls with an interim record that waits, for eviction. */
    private final LinkedHashSet<Call> evictable = new LinkedHashSet<>();

    /** What became of records, told within a call into {@link #exchanges}. */
    private final ArrayDeque<Settled> settled = new ArrayDeque<>();

    private final Map<Tally, LongAdder> tallies = new EnumMap<>(Tally.class);
    private final AtomicInteger size = new AtomicInteger();
    private int inFlight;
    private boolean isPaused;
    private boolean isProbing;

    /** Not null once the queue is drained. */
    private @Nullable Runnable onEmpty;

    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long resumeNanos;

    AccountingQueue(RadiusSettings settings, Exchanges exchanges) {
        this.settings = settings;
        this.exchanges = exchanges;
        this.limit = settings.accountingBacklog();
        int copies = 0;
        for (RadiusSettings.Server server : settings.servers()) {
            copies = Math.max(copies, 1 + server.retries());
        }
        // each copy holds an identifier until its record is taken
        this.flightLimit = Math.max(1, settings.sourcePorts() * 256 / copies);
        for (Tally tally : Tally.values()) {
            tallies.put(tally, new LongAdder());
        }
    }

    private record Settled(RecordQuestion question, boolean isTaken) {}

    /** The records of one call; the head is in flight when {@code isInFlight}. */
    private static final class Call {
        final ArrayDeque<RecordQuestion> records = new ArrayDeque<>(2);
        boolean isInFlight;

        @Nullable RecordQuestion waitingInterim() {
            RecordQuestion last = records.peekLast();
            boolean waits = records.size() > (isInFlight ? 1 : 0);
            return last != null && waits && last.record.kind() == Kind.INTERIM ? last : null;
        }
    }

    void add(AccountingRecord record, long nowNanos) {
        count(Tally.GIVEN);
        Call call = calls.get(record.acctSessionId());
        if (call != null) {
            RecordQuestion older = call.waitingInterim();
            if (older != null) {
                remove(call, older);
                count(Tally.SUPERSEDED);
            }
        }
        if (size.get() >= limit && (record.kind() == Kind.INTERIM || !evict())) {
            dropped(record.kind());
            return;
        }
        Call target = calls.computeIfAbsent(record.acctSessionId(), _ -> new Call());
        boolean wasEmpty = target.records.isEmpty();
        target.records.add(new RecordQuestion(settings, record, nowNanos, this::settled));
        size.incrementAndGet();
        if (record.kind() == Kind.INTERIM) {
            evictable.add(target);
        }
        if (wasEmpty) {
            ready.add(target);
        }
        sendReady(nowNanos);
    }

    /** From now on no pause; {@code whenEmpty} runs once, when the last record was taken. */
    void drain(Runnable whenEmpty, long nowNanos) {
        onEmpty = whenEmpty;
        isPaused = false;
        isProbing = false;
        sendReady(nowNanos);
        tellIfEmpty();
    }

    private void tellIfEmpty() {
        Runnable told = onEmpty;
        if (size.get() == 0 && told != null) {
            onEmpty = () -> {};
            told.run();
        }
    }

    /** Records not acknowledged; safe from any thread. */
    int size() {
        return size.get();
    }

    long tally(Tally tally) {
        return Objects.requireNonNull(tallies.get(tally)).sum();
    }

    Exchanges exchanges() {
        return exchanges;
    }

    @Override
    public void onDatagram(int sourcePort, InetSocketAddress from, byte[] octets, long nowNanos) {
        exchanges.onDatagram(sourcePort, from, octets, nowNanos);
        settle(nowNanos);
    }

    @Override
    public void onLink(Link link, Link.News news, long nowNanos) {
        exchanges.onLink(link, news, nowNanos);
        settle(nowNanos);
    }

    @Override
    public void onDeadline(long nowNanos) {
        exchanges.onDeadline(nowNanos);
        settle(nowNanos);
        if (isPaused && !isProbing && resumeNanos - nowNanos <= 0) {
            isProbing = !ready.isEmpty();
            sendOne(nowNanos);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        long next = exchanges.nextDeadlineNanos();
        boolean isResuming = isPaused && !isProbing && !ready.isEmpty();
        if (!isResuming) {
            return next;
        }
        return next == Long.MAX_VALUE || resumeNanos - next < 0 ? resumeNanos : next;
    }

    private void settled(RecordQuestion question, String fault) {
        settled.add(new Settled(question, fault.isEmpty()));
    }

    private void settle(long nowNanos) {
        for (Settled next = settled.poll(); next != null; next = settled.poll()) {
            Call call = Objects.requireNonNull(calls.get(next.question.record.acctSessionId()));
            call.isInFlight = false;
            inFlight--;
            if (next.isTaken) {
                count(Tally.ACKNOWLEDGED);
                remove(call, next.question);
                isPaused = false;
                isProbing = false;
                pauseNanos = FIRST_PAUSE_NANOS;
            } else {
                count(Tally.RETURNED);
                pause(nowNanos);
            }
            if (!call.records.isEmpty()) {
                ready.add(call);
            }
        }
        sendReady(nowNanos);
        tellIfEmpty();
    }

    private void pause(long nowNanos) {
        if (onEmpty != null || (isPaused && !isProbing)) {
            return;
        }
        if (isProbing) {
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
        isPaused = true;
        isProbing = false;
        resumeNanos = nowNanos + pauseNanos;
    }

    private void sendReady(long nowNanos) {
        while (!isPaused && inFlight < flightLimit && sendOne(nowNanos)) {
            // on to the next call
        }
    }

    private boolean sendOne(long nowNanos) {
        if (ready.isEmpty()) {
            return false;
        }
        Call call = ready.removeFirst();
        call.isInFlight = true;
        inFlight++;
        if (call.waitingInterim() == null) {
            evictable.remove(call);
        }
        exchanges.ask(call.records.element(), nowNanos);
        return true;
    }

    /** Makes room by an interim record that waits. */
    private boolean evict() {
        while (!evictable.isEmpty()) {
            Call call = evictable.removeFirst();
            RecordQuestion interim = call.waitingInterim();
            if (interim != null) {
                remove(call, interim);
                dropped(Kind.INTERIM);
                return true;
            }
        }
        return false;
    }

    private void remove(Call call, RecordQuestion question) {
        call.records.remove(question);
        size.decrementAndGet();
        if (question.record.kind() == Kind.INTERIM) {
            evictable.remove(call);
        }
        if (call.records.isEmpty()) {
            calls.remove(question.record.acctSessionId());
            ready.remove(call);
        }
    }

    private void dropped(Kind kind) {
        count(
                switch (kind) {
                    case INTERIM -> Tally.DROPPED_INTERIM;
                    case START, ON, TUNNEL_START, TUNNEL_LINK_START -> Tally.DROPPED_START;
                    case STOP,
                            OFF,
                            TUNNEL_STOP,
                            TUNNEL_REJECT,
                            TUNNEL_LINK_STOP,
                            TUNNEL_LINK_REJECT ->
                            Tally.DROPPED_STOP;
                });
    }

    private void count(Tally tally) {
        Objects.requireNonNull(tallies.get(tally)).increment();
    }
}
