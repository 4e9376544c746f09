package org.lacserver.wiring;

import org.lacserver.config.AccountingConfig.TunnelRecords;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.radius.accounting.AccountingRecord;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.AccountingRecord.Usage;
import org.lacserver.wiring.RecordMaker.Session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Start, interim and stop of each call that connected (RFC 2866), with its tunnel (RFC 2867). On
 * the engine's thread; records go to the sink, which must not block.
 */
final class AccountingDesk {
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    private final Duration interim;
    private final RecordMaker records;
    private final Consumer<AccountingRecord> sink;
    private final TunnelAccounts tunnels;
    private final Map<Long, Account> accounts = new HashMap<>();
    private final TreeSet<Due> dues = new TreeSet<>();

    /** An {@code interim} of zero sends interim records only where the lookup asks for them. */
    AccountingDesk(
            Duration interim,
            TunnelRecords tunnelRecords,
            NasIdentity nas,
            LongSupplier epochSeconds,
            Consumer<AccountingRecord> sink) {
        this.interim = interim;
        this.records = new RecordMaker(nas, epochSeconds);
        this.sink = sink;
        this.tunnels = new TunnelAccounts(tunnelRecords, records, sink);
    }

    /** What is accounted of one call. */
    record Progress(boolean started, int interims, long nextInterimSeconds) {}

    /** Calls that have started and not ended. */
    int openAccounts() {
        return accounts.size();
    }

    TunnelAccounts tunnels() {
        return tunnels;
    }

    void boxStarts() {
        sink.accept(records.ofBox(Kind.ON));
    }

    void boxEnds() {
        sink.accept(records.ofBox(Kind.OFF));
    }

    void connected(long nowNanos, Event.CallConnected call) {
        int asked = call.facts().terms().interimSeconds();
        Account account =
                new Account(call.facts(), new Session(records.id(call.callId()), null), nowNanos);
        account.interval = asked > 0 ? Duration.ofSeconds(asked).toNanos() : interim.toNanos();
        accounts.put(call.callId(), account);
        begin(nowNanos, call.callId(), account);
    }

    /** How long the call was connected; silent, and zero, for one that never was. */
    Duration ended(long nowNanos, Event.CallEnded call) {
        Account account = accounts.remove(call.callId());
        if (account == null) {
            return Duration.ZERO;
        }
        int cause = call.end().cause().acctTerminateCause();
        finish(nowNanos, call.callId(), account, call.facts(), call.counters(), cause);
        return Duration.ofNanos(nowNanos - account.connectedNanos);
    }

    /**
     * A call goes on at another LNS: the session so far ends (NAS-Request), another one begins with
     * counters from zero. Each session has its own Acct-Session-Id, the call's with {@code -1},
     * {@code -2} and so on after the first; Acct-Multi-Session-Id of both is the call's. Silent for
     * a call that is not accounted.
     *
     * @param facts with the new tunnel, candidate and serial
     * @param ofOldLeg what the leg that ended came to, from its own zero; what is given later, as
     *     interim counts and in CallEnded, is of the new leg alone
     */
    void rehomed(long nowNanos, long callId, Event.CallFacts facts, Counters ofOldLeg) {
        Account old = accounts.get(callId);
        if (old == null) {
            return;
        }
        String multiId = records.id(callId);
        int leg = old.leg + 1;
        old.session = new Session(old.session.id(), multiId);
        int cause = EndCause.NAS_REQUEST.acctTerminateCause();
        finish(nowNanos, callId, old, old.facts, ofOldLeg, cause);
        Account next = new Account(facts, new Session(multiId + "-" + leg, multiId), nowNanos);
        next.connectedNanos = old.connectedNanos;
        next.interval = old.interval;
        next.leg = leg;
        accounts.put(callId, next);
        begin(nowNanos, callId, next);
    }

    /** What is known of the call is another from now on: its Class, for one. */
    void changed(Event.CallFacts facts) {
        Account account = accounts.get(facts.callId());
        if (account != null) {
            account.facts = facts;
        }
    }

    /** The next interim record comes one new interval from now; 0 sends no more of them. */
    void changed(long nowNanos, long callId, int interimSeconds) {
        Account account = accounts.get(callId);
        if (account != null) {
            dues.remove(new Due(account.nextInterim, callId));
            account.interval = Duration.ofSeconds(interimSeconds).toNanos();
            schedule(callId, account, nowNanos);
        }
    }

    long nextDeadlineNanos() {
        return dues.isEmpty() ? Long.MAX_VALUE : dues.first().at;
    }

    void onDeadline(long nowNanos, LongFunction<Counters> counters) {
        while (nextDeadlineNanos() <= nowNanos) {
            Due due = dues.removeFirst();
            Account account = accounts.get(due.callId);
            if (account != null) {
                account.interims++;
                Usage usage = account.usage(nowNanos, counters.apply(due.callId));
                sink.accept(records.ofCall(Kind.INTERIM, account.session, account.facts, usage, 0));
                schedule(due.callId, account, nowNanos);
            }
        }
    }

    Progress progress(long callId, long nowNanos) {
        Account account = accounts.get(callId);
        if (account == null) {
            return new Progress(false, 0, 0);
        }
        long left = account.interval == 0 ? 0 : account.nextInterim - nowNanos;
        return new Progress(true, account.interims, Duration.ofNanos(left).toSeconds());
    }

    private void begin(long nowNanos, long callId, Account account) {
        sink.accept(records.ofCall(Kind.START, account.session, account.facts, null, 0));
        tunnels.linkUp(account.session.id(), account.facts);
        // calls that began in one second report over a tenth of the interval
        long early = ((account.interval / 10) >>> 20) * ((callId * GOLDEN_RATIO) >>> 44);
        schedule(callId, account, nowNanos - early);
    }

    private void finish(
            long nowNanos,
            long callId,
            Account account,
            Event.CallFacts facts,
            Counters counted,
            int cause) {
        dues.remove(new Due(account.nextInterim, callId));
        Usage usage = account.usage(nowNanos, counted);
        sink.accept(records.ofCall(Kind.STOP, account.session, facts, usage, cause));
        tunnels.linkDown(account.session.id(), facts, usage, cause);
    }

    private void schedule(long callId, Account account, long fromNanos) {
        if (account.interval > 0) {
            account.nextInterim = fromNanos + account.interval;
            dues.add(new Due(account.nextInterim, callId));
        }
    }

    /** One accounting session of a call. */
    private static final class Account {
        private Event.CallFacts facts;
        private final long sinceNanos;
        private Session session;
        private long connectedNanos;
        private long interval;
        private int leg;
        private long nextInterim;
        private int interims;

        private Account(Event.CallFacts facts, Session session, long sinceNanos) {
            this.facts = facts;
            this.session = session;
            this.sinceNanos = sinceNanos;
            this.connectedNanos = sinceNanos;
        }

        private Usage usage(long nowNanos, Counters counted) {
            return RecordMaker.usage(Duration.ofNanos(nowNanos - sinceNanos).toSeconds(), counted);
        }
    }

    private record Due(long at, long callId) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(callId, other.callId);
        }
    }
}
