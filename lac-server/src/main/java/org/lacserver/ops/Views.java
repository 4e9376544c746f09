package org.lacserver.ops;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.Effective;
import org.lacserver.config.Quirks;
import org.lacserver.port.CallView;
import org.lacserver.port.Candidate;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Event.TunnelFacts;
import org.lacserver.port.Line;
import org.lacserver.port.LnsView;
import org.lacserver.port.TunnelView;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the core shows, as rows for the control socket. */
public final class Views {
    private static final long NANOS = 1_000_000_000L;

    private Views() {}

    public static Reply.CallRow call(CallView view, Counters counters, long nowNanos) {
        CallFacts facts = view.facts();
        Candidate candidate = facts.candidate();
        TunnelFacts tunnel = facts.tunnel();
        return new Reply.CallRow(
                facts.callId(),
                facts.userName(),
                mac(facts.line()),
                facts.line().portText(),
                facts.line().circuitId(),
                view.state(),
                secondsSince(view.sinceNanos(), nowNanos),
                candidate == null ? null : candidate.name(),
                tunnel == null ? 0 : tunnel.localTunnelId(),
                facts.localSessionId(),
                counters.upOctets(),
                counters.downOctets());
    }

    /**
     * @param accounting one sentence on the state of the call's records
     */
    public static CallDetail detail(
            CallView view,
            Counters counters,
            CallDetail.Way way,
            String accounting,
            long nowNanos) {
        CallFacts facts = view.facts();
        Duration setup = view.setup();
        return new CallDetail(
                facts.callId(),
                facts.serial(),
                facts.userName(),
                facts.method().name(),
                view.state(),
                secondsSince(view.sinceNanos(), nowNanos),
                setup == null ? -1 : setup.toMillis(),
                facts.dialled(),
                new CallDetail.AccessLine(
                        mac(facts.line()),
                        facts.line().portText(),
                        facts.line().pppoeSessionId(),
                        facts.line().serviceName(),
                        facts.line().circuitId(),
                        facts.line().remoteId(),
                        facts.line().upKbps(),
                        facts.line().downKbps(),
                        facts.line().mru()),
                facts.lookupSource(),
                facts.decisions().stream()
                        .map(
                                decision ->
                                        new CallDetail.Choice(
                                                decision.candidate().tag(),
                                                decision.candidate().name(),
                                                decision.candidate().server().getHostAddress(),
                                                decision.candidate().preference(),
                                                decision.outcome(),
                                                decision.after().toMillis(),
                                                millis(decision.took())))
                        .toList(),
                path(facts),
                link(view.link()),
                speed(view.rates()),
                new CallDetail.Traffic(
                        counters.upFrames(),
                        counters.upOctets(),
                        counters.downFrames(),
                        counters.downOctets(),
                        counters.downLost()),
                way,
                accounting);
    }

    public static Reply.TunnelRow tunnel(TunnelView view, long nowNanos) {
        TunnelFacts facts = view.facts();
        TunnelView.ControlStatistics statistics = view.statistics();
        return new Reply.TunnelRow(
                facts.localTunnelId(),
                facts.peerTunnelId(),
                facts.name(),
                Text.address(facts.local()),
                Text.address(facts.peer()),
                facts.peerHostName(),
                view.peerVendorName(),
                view.openedByPeer() ? "lns" : "lac",
                view.secret(),
                view.state(),
                secondsSince(view.sinceNanos(), nowNanos),
                view.sessions(),
                view.waiting(),
                view.awaitingReply(),
                view.peerWindow(),
                view.controlDscp(),
                view.letPass(),
                statistics.messagesSent(),
                statistics.messagesReceived(),
                statistics.retransmissions(),
                statistics.duplicates(),
                statistics.outOfOrder(),
                statistics.queued());
    }

    /**
     * @param limit most calls; 0 when none is configured for this address
     */
    public static Reply.LnsRow lns(LnsView view, int limit, long nowNanos) {
        boolean hasFailed = view.lastFailure() != null;
        LnsView.Figures figures = view.figures();
        return new Reply.LnsRow(
                view.name(),
                view.address().getHostAddress(),
                view.state().name().toLowerCase(Locale.ROOT),
                view.tunnels(),
                view.sessions(),
                limit,
                view.lastFailure(),
                hasFailed ? secondsSince(view.lastFailureNanos(), nowNanos) : -1,
                (view.lockedForNanos() + NANOS - 1) / NANOS,
                view.held(),
                figures.weight(),
                figures.waiting(),
                figures.unacknowledged(),
                figures.setupsPerMinute(),
                figures.attempts() == 0 ? -1 : 100 * figures.failures() / figures.attempts());
    }

    public static List<Reply.KnobRow> knobs(Effective effective) {
        return effective.lines().stream()
                .map(line -> new Reply.KnobRow(line.name(), line.value(), line.source()))
                .toList();
    }

    static List<Reply.QuirkRow> quirks() {
        return Quirks.lines().stream()
                .map(
                        line ->
                                new Reply.QuirkRow(
                                        line.quirk(), line.knob(), line.value(), line.reason()))
                .toList();
    }

    public static Reply.DataRow data(CallView view, CallDetail.Way way) {
        CallFacts facts = view.facts();
        return new Reply.DataRow(
                facts.callId(), facts.userName(), facts.line().portText(), way.path(), way.why());
    }

    /** In the map's order. */
    public static List<Reply.CounterRow> counters(Map<String, Long> counters) {
        return counters.entrySet().stream()
                .map(entry -> new Reply.CounterRow(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static CallDetail.@Nullable Path path(CallFacts facts) {
        TunnelFacts tunnel = facts.tunnel();
        return tunnel == null
                ? null
                : new CallDetail.Path(
                        tunnel.name(),
                        Text.address(tunnel.local()),
                        Text.address(tunnel.peer()),
                        tunnel.peerHostName(),
                        tunnel.localTunnelId(),
                        facts.localSessionId(),
                        tunnel.peerTunnelId(),
                        facts.peerSessionId());
    }

    private static CallDetail.@Nullable Link link(CallView.Link link) {
        return link.equals(CallView.Link.UNTOLD)
                ? null
                : new CallDetail.Link(
                        String.format(Locale.ROOT, "%08x", link.sendAccm()),
                        String.format(Locale.ROOT, "%08x", link.receiveAccm()),
                        HexFormat.of().formatHex(link.lnsLastSent().toByteArray()),
                        HexFormat.of().formatHex(link.lnsLastReceived().toByteArray()));
    }

    private static CallDetail.@Nullable Speed speed(CallView.Rates rates) {
        return rates.equals(CallView.Rates.UNKNOWN)
                ? null
                : new CallDetail.Speed(
                        rates.txBps(),
                        rates.rxBps(),
                        rates.toldTxBps(),
                        rates.toldRxBps(),
                        rates.updates());
    }

    private static long millis(@Nullable Duration took) {
        return took == null ? -1 : took.toMillis();
    }

    /** Empty of a call whose far end has not answered, or is no Ethernet. */
    private static String mac(Line line) {
        return line.mac() == 0 ? "" : line.macText();
    }

    private static long secondsSince(long thenNanos, long nowNanos) {
        return Math.max(0, (nowNanos - thenNanos) / NANOS);
    }
}
