package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Candidate;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Event;
import org.lacserver.port.Octets;
import org.lacserver.radius.accounting.AccountingRecord;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.AccountingRecord.Usage;

import java.util.List;
import java.util.function.LongSupplier;

/** Facts of the core in the words of an accounting record. */
final class RecordMaker {
    private static final int AUTHENTIC_RADIUS = 1;
    private static final int AUTHENTIC_LOCAL = 2;
    private static final int AUTHENTIC_REMOTE = 3;

    private final NasIdentity nas;
    private final LongSupplier epochSeconds;

    RecordMaker(NasIdentity nas, LongSupplier epochSeconds) {
        this.nas = nas;
        this.epochSeconds = epochSeconds;
    }

    /** The session a record is of, and the one that this belongs to. */
    record Session(String id, @Nullable String multiId) {}

    long epochSeconds() {
        return epochSeconds.getAsLong();
    }

    String id(long callId) {
        return nas.acctSessionId(callId);
    }

    AccountingRecord ofBox(Kind kind) {
        return AccountingRecord.ofBox(kind, id(0), epochSeconds());
    }

    /** Of a call, or of it as a link of its tunnel. */
    AccountingRecord ofCall(
            Kind kind, Session session, Event.CallFacts facts, @Nullable Usage usage, int cause) {
        return new AccountingRecord(
                kind,
                session.id(),
                session.multiId(),
                facts.userName(),
                facts.name().toByteArray(),
                nas.line(facts.line()),
                facts.terms().accountingClass().stream().map(Octets::toByteArray).toList(),
                tunnel(facts),
                usage,
                0,
                cause,
                authentic(facts),
                epochSeconds());
    }

    /** Of a tunnel as a whole: its User-Name is the tunnel's own (RFC 2867 §3.1 wants one). */
    AccountingRecord ofTunnel(
            Kind kind,
            Session session,
            Event.TunnelFacts facts,
            @Nullable Usage usage,
            int links,
            int cause) {
        AccountingRecord.Tunnel tunnel =
                new AccountingRecord.Tunnel(
                        facts.local().getAddress(),
                        facts.peer().getAddress(),
                        null,
                        null,
                        facts.peerHostName(),
                        facts.localTunnelId() + "/" + facts.peerTunnelId());
        return new AccountingRecord(
                kind,
                session.id(),
                session.multiId(),
                facts.name(),
                null,
                List.of(),
                tunnel,
                usage,
                links,
                cause,
                0,
                epochSeconds());
    }

    static Usage usage(long seconds, Counters counted) {
        return new Usage(
                seconds,
                counted.upOctets(),
                counted.downOctets(),
                counted.upFrames(),
                counted.downFrames(),
                counted.downLost());
    }

    /** RFC 2866 §5.6: Remote where the LNS alone has asked who it is. */
    private static int authentic(Event.CallFacts facts) {
        if (facts.dialled() != null) {
            return AUTHENTIC_REMOTE; // by the LNS that had him dialled
        }
        return switch (facts.terms().voucher()) {
            case RADIUS -> AUTHENTIC_RADIUS;
            case LOCAL -> AUTHENTIC_LOCAL;
            case LNS -> AUTHENTIC_REMOTE;
        };
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
}
