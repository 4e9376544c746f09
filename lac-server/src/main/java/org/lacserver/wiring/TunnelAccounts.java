package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.AccountingConfig.TunnelRecords;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.radius.accounting.AccountingRecord;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.AccountingRecord.Usage;
import org.lacserver.wiring.RecordMaker.Session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The records of RFC 2867 beside those of the calls: tunnels, and the links in them. A link's
 * Acct-Session-Id is the call's with {@code -link}, so that no server takes it for the call itself;
 * its Acct-Multi-Session-Id is the tunnel's Acct-Session-Id, which ties the 2(M+1) records of a
 * tunnel with M links together (RFC 2867 §3.4).
 */
final class TunnelAccounts {
    private final TunnelRecords wanted;
    private final RecordMaker records;
    private final Consumer<AccountingRecord> sink;
    private final Map<Integer, Open> byTunnelId = new HashMap<>();
    private long lastTunnel;
    private long lastReject;

    TunnelAccounts(TunnelRecords wanted, RecordMaker records, Consumer<AccountingRecord> sink) {
        this.wanted = wanted;
        this.records = records;
        this.sink = sink;
    }

    /** A tunnel and what its links came to so far. */
    private static final class Open {
        final Session session;
        final long since;
        Event.TunnelFacts facts;
        Usage used = Usage.NONE;
        int links;
        int linksOpen;
        boolean isDown;

        Open(Session session, Event.TunnelFacts facts, long since) {
            this.session = session;
            this.facts = facts;
            this.since = since;
        }
    }

    void up(Event.TunnelFacts facts) {
        if (wanted == TunnelRecords.NONE) {
            return;
        }
        Session session = new Session(records.id(++lastTunnel) + "-tunnel", null);
        byTunnelId.put(facts.localTunnelId(), new Open(session, facts, records.epochSeconds()));
        tunnel(Kind.TUNNEL_START, session, facts, null, 0, 0);
    }

    /** The calls of a tunnel that goes down end after this: the last of them ends its account. */
    void down(Event.TunnelFacts facts) {
        Open open = byTunnelId.get(facts.localTunnelId());
        if (open != null) {
            open.facts = facts;
            open.isDown = true;
            // nothing was in it: the box or the LNS had no more use for it
            endIfOver(open, EndCause.NAS_REQUEST.acctTerminateCause());
        }
    }

    void failed(Event.TunnelFacts facts) {
        if (wanted.ofTunnels()) {
            tunnel(
                    Kind.TUNNEL_REJECT,
                    reject(),
                    facts,
                    null,
                    0,
                    EndCause.SERVICE_UNAVAILABLE.acctTerminateCause());
        }
    }

    void linkUp(String callSession, Event.CallFacts facts) {
        Open open = of(facts);
        if (open != null) {
            open.links++;
            open.linksOpen++;
        }
        link(Kind.TUNNEL_LINK_START, callSession, open, facts, null, 0);
    }

    void linkDown(String callSession, Event.CallFacts facts, Usage usage, int cause) {
        Open open = of(facts);
        link(Kind.TUNNEL_LINK_STOP, callSession, open, facts, usage, cause);
        if (open != null) {
            open.linksOpen--;
            open.used = sum(open.used, usage);
            endIfOver(open, cause);
        }
    }

    /** An LNS refused a new link in a tunnel that is up (RFC 2867 §3.6). */
    void linkFailed(Event.CallFacts facts) {
        if (wanted.ofLinks()) {
            Open open = of(facts);
            Session session = new Session(reject().id(), open == null ? null : open.session.id());
            int cause = EndCause.SERVICE_UNAVAILABLE.acctTerminateCause();
            sink.accept(records.ofCall(Kind.TUNNEL_LINK_REJECT, session, facts, null, cause));
        }
    }

    private @Nullable Open of(Event.CallFacts facts) {
        Event.TunnelFacts tunnel = facts.tunnel();
        return tunnel == null ? null : byTunnelId.get(tunnel.localTunnelId());
    }

    private Session reject() {
        return new Session(records.id(++lastReject) + "-reject", null);
    }

    private void link(
            Kind kind,
            String callSession,
            @Nullable Open open,
            Event.CallFacts facts,
            @Nullable Usage usage,
            int cause) {
        if (wanted.ofLinks()) {
            Session session =
                    new Session(callSession + "-link", open == null ? null : open.session.id());
            sink.accept(records.ofCall(kind, session, facts, usage, cause));
        }
    }

    private void endIfOver(Open open, int cause) {
        if (open.isDown && open.linksOpen == 0) {
            byTunnelId.remove(open.facts.localTunnelId(), open);
            long seconds = Math.max(0, records.epochSeconds() - open.since);
            Usage usage = sum(open.used, new Usage(seconds, 0, 0, 0, 0, 0));
            tunnel(Kind.TUNNEL_STOP, open.session, open.facts, usage, open.links, cause);
        }
    }

    private void tunnel(
            Kind kind,
            Session session,
            Event.TunnelFacts facts,
            @Nullable Usage usage,
            int links,
            int cause) {
        if (wanted.ofTunnels()) {
            sink.accept(records.ofTunnel(kind, session, facts, usage, links, cause));
        }
    }

    /** Octets, packets and losses of both; the time of {@code more}. */
    private static Usage sum(Usage one, Usage more) {
        return new Usage(
                more.sessionSeconds(),
                one.inputOctets() + more.inputOctets(),
                one.outputOctets() + more.outputOctets(),
                one.inputPackets() + more.inputPackets(),
                one.outputPackets() + more.outputPackets(),
                one.packetsLost() + more.packetsLost());
    }
}
