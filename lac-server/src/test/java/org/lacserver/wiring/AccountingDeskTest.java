package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.config.AccountingConfig.TunnelRecords;
import org.lacserver.port.Binding;
import org.lacserver.port.Caller;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.radius.accounting.AccountingRecord;
import org.lacserver.radius.accounting.AccountingRecord.Kind;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which records a call gets, and when. */
class AccountingDeskTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final List<AccountingRecord> records = new ArrayList<>();
    private final AccountingDesk desk =
            new AccountingDesk(
                    Duration.ofMinutes(10),
                    TunnelRecords.NONE,
                    new NasIdentity(1, 5),
                    () -> 0,
                    records::add);

    private static Event.CallFacts facts(long callId, int interimSeconds) {
        return new Event.CallFacts(
                callId,
                callId,
                new Line(0, "eth1", 0, 0, callId, 1, null, null, 0, 0, ""),
                "user",
                Octets.EMPTY,
                Caller.Method.PAP,
                "local",
                new LookupAnswer.Terms(List.of(), interimSeconds, 0),
                null,
                null,
                null,
                1,
                2,
                List.of());
    }

    private void connects(long callId, int interimSeconds, long nowNanos) {
        Binding binding =
                new Binding(
                        callId,
                        Binding.Access.SERVED,
                        facts(callId, 0).line(),
                        ANY,
                        ANY,
                        1,
                        2,
                        3,
                        4,
                        Encapsulation.DEFAULT);
        desk.connected(
                nowNanos,
                new Event.CallConnected(callId, binding, facts(callId, interimSeconds), null));
    }

    private Duration ends(long callId, long nowNanos) {
        Event.End end =
                new Event.End(
                        Event.By.CALLER, EndCause.USER_REQUEST, "", 0, 0, 0, Duration.ofMillis(9));
        return desk.ended(
                nowNanos, new Event.CallEnded(callId, facts(callId, 0), end, Counters.ZERO, ""));
    }

    private List<Kind> kinds() {
        return records.stream().map(AccountingRecord::kind).toList();
    }

    @Test
    void startInterimAndStop() {
        connects(1, 0, 0);
        assertThat(desk.nextDeadlineNanos()).isBetween(9 * MINUTE, 10 * MINUTE);
        desk.onDeadline(10 * MINUTE, _ -> new Counters(1, 2, 3, 4));
        assertThat(desk.progress(1, 10 * MINUTE).interims()).isEqualTo(1);
        assertThat(ends(1, 11 * MINUTE)).isEqualTo(Duration.ofMinutes(11));
        assertThat(kinds()).containsExactly(Kind.START, Kind.INTERIM, Kind.STOP);
    }

    @Test
    void theLookupsIntervalComesFirst() {
        connects(1, 60, 0);
        assertThat(desk.nextDeadlineNanos()).isBetween(9 * MINUTE / 10, MINUTE);
    }

    @Test
    void aCallThatEndedLeavesNoDeadlineBehind() {
        connects(1, 0, 0);
        connects(2, 0, 0);
        ends(1, MINUTE);
        ends(2, MINUTE);
        assertThat(desk.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aCallThatNeverConnectedIsNotAccounted() {
        assertThat(ends(7, MINUTE)).isZero();
        assertThat(records).isEmpty();
    }

    @Test
    @DisplayName("RFC 2867 §4: an outgoing call's records name the tunnel whose LNS asked for it")
    void outgoingCall() {
        Event.CallFacts incoming = facts(7, 0);
        InetSocketAddress lns = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1702);
        Event.CallFacts outgoing =
                new Event.CallFacts(
                        7,
                        4711,
                        incoming.line(),
                        "",
                        Octets.EMPTY,
                        Caller.Method.NONE,
                        "local",
                        LookupAnswer.Terms.NONE,
                        "5551234",
                        null,
                        new Event.TunnelFacts(3, 4, "lns1", ANY, lns, "lns.example"),
                        1,
                        2,
                        List.of());
        Binding binding =
                new Binding(
                        7,
                        Binding.Access.DIALLED,
                        incoming.line(),
                        ANY,
                        lns,
                        3,
                        4,
                        1,
                        2,
                        Encapsulation.DEFAULT);
        desk.connected(0, new Event.CallConnected(7, binding, outgoing, null));
        AccountingRecord.Tunnel tunnel = records.getFirst().tunnel();
        assertThat(tunnel)
                .isEqualTo(
                        new AccountingRecord.Tunnel(
                                ANY.getAddress(),
                                lns.getAddress(),
                                null,
                                null,
                                "lns.example",
                                "4711"));
    }
}
