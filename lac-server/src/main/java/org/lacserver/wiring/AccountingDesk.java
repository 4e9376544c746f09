package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Candidate;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.radius.accounting.AccountingRecord;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.client.AccessLine;

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
    private static final int AUTHENTIC_RADIUS = 1;
    private static final int AUTHENTIC_LOCAL = 2;

    private final Duration interim;
    private final NasIdentity nas;
    private final LongSupplier epochSeconds;
    private final Consumer<AccountingRecord> sink;
    private final Map<Long, Account> accounts = new HashMap<>();
    private final TreeSet<Due> dues = new TreeSet<>();

    /** An {@code interim} of zero sends interim records only where the lookup asks for them. */
    AccountingDesk(
            Duration interim,
            NasIdentity nas,
            LongSupplier epochSeconds,
            Consumer<AccountingRecord> sink) {
        this.interim = interim;
        this.nas = nas;
        this.epochSeconds = epochSeconds;
        this.sink = sink;
    }

    /** What is accounted of one call. */
    record Progress(boolean started, int interims, long nextInterimSeconds) {}

    void boxStarts() {
        sink.accept(
                AccountingRecord.ofBox(Kind.ON, nas.acctSessionId(0), epochSeconds.getAsLong()));
    }

    void boxEnds() {
        sink.accept(
                AccountingRecord.ofBox(Kind.OFF, nas.acctSessionId(0), epochSeconds.getAsLong()));
    }

    void connected(long nowNanos, Event.CallConnected call) {
        int asked = call.facts().terms().interimSeconds();
        long interval = asked > 0 ? Duration.ofSeconds(asked).toNanos() : interim.toNanos();
        Account account = new Account(call.facts(), nowNanos, interval);
        accounts.put(call.callId(), account);
        sink.accept(record(Kind.START, account.facts, null, 0));
        schedule(call.callId(), account, nowNanos);
    }

    /** How long the call was connected; silent, and zero, for one that never was. */
    Duration ended(long nowNanos, Event.CallEnded call) {
        Account account = accounts.remove(call.callId());
        if (account == null) {
            return Duration.ZERO;
        }
        dues.remove(new Due(account.nextInterim, call.callId()));
        AccountingRecord.Usage usage = usage(account, nowNanos, call.counters());
        int cause = call.end().cause().acctTerminateCause();
        sink.accept(record(Kind.STOP, call.facts(), usage, cause));
        return Duration.ofSeconds(usage.sessionSeconds());
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
                sink.accept(
                        record(
                                Kind.INTERIM,
                                account.facts,
                                usage(account, nowNanos, counters.apply(due.callId)),
                                0));
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

    private void schedule(long callId, Account account, long nowNanos) {
        if (account.interval > 0) {
            account.nextInterim = nowNanos + account.interval;
            dues.add(new Due(account.nextInterim, callId));
        }
    }

    private static AccountingRecord.Usage usage(Account account, long nowNanos, Counters counted) {
        return new AccountingRecord.Usage(
                Duration.ofNanos(nowNanos - account.since).toSeconds(),
                counted.upOctets(),
                counted.downOctets(),
                counted.upFrames(),
                counted.downFrames());
    }

    private AccountingRecord record(
            Kind kind,
            Event.CallFacts facts,
            AccountingRecord.@Nullable Usage usage,
            int terminateCause) {
        return new AccountingRecord(
                kind,
                nas.acctSessionId(facts.callId()),
                facts.userName(),
                line(facts.line()),
                facts.terms().accountingClass().stream().map(Octets::toByteArray).toList(),
                tunnel(facts),
                usage,
                terminateCause,
                facts.lookupSource().startsWith("radius") ? AUTHENTIC_RADIUS : AUTHENTIC_LOCAL,
                epochSeconds.getAsLong());
    }

    private AccessLine line(Line line) {
        return new AccessLine(
                line.macText(),
                line.serviceName(),
                line.portText(),
                line.portNumber(),
                nas.portType(),
                line.circuitId(),
                line.remoteId(),
                line.upKbps(),
                line.downKbps());
    }

    private static AccountingRecord.@Nullable Tunnel tunnel(Event.CallFacts facts) {
        Event.TunnelFacts tunnel = facts.tunnel();
        Candidate candidate = facts.candidate();
        if (tunnel == null) {
            return null;
        }
        String peerHostName = tunnel.peerHostName();
        if (peerHostName.isEmpty() && candidate != null) {
            peerHostName = candidate.serverAuthId();
        }
        // an outgoing call has no candidate: its LNS asked for it
        return new AccountingRecord.Tunnel(
                tunnel.local().getAddress(),
                tunnel.peer().getAddress(),
                candidate == null ? null : candidate.assignmentId(),
                candidate == null ? null : candidate.clientAuthId(),
                peerHostName,
                Long.toString(facts.serial()));
    }

    private static final class Account {
        private final Event.CallFacts facts;
        private final long since;
        private final long interval;
        private long nextInterim;
        private int interims;

        private Account(Event.CallFacts facts, long since, long interval) {
            this.facts = facts;
            this.since = since;
            this.interval = interval;
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
