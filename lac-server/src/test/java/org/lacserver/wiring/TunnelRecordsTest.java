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

/** Which records a tunnel and the links in it get, and what becomes of a call that moves. */
class TunnelRecordsTest {
    private static final InetSocketAddress LAC =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701);
    private static final InetSocketAddress LNS =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 1701);
    private static final Event.TunnelFacts TUNNEL =
            new Event.TunnelFacts(11, 22, "isp-a", LAC, LNS, "lns1");
    private static final Event.TunnelFacts OTHER =
            new Event.TunnelFacts(12, 23, "isp-b", LAC, LNS, "lns2");
    private static final long SECOND = 1_000_000_000L;

    private final List<AccountingRecord> records = new ArrayList<>();
    private long epoch = 1_700_000_000;
    private AccountingDesk desk = desk(TunnelRecords.ALL);

    private AccountingDesk desk(TunnelRecords wanted) {
        return new AccountingDesk(
                Duration.ofMinutes(10), wanted, new NasIdentity(1, 5), () -> epoch, records::add);
    }

    private static Event.CallFacts facts(long callId, Event.TunnelFacts tunnel) {
        return new Event.CallFacts(
                callId,
                100 + callId,
                new Line(0, "eth1", 0, 0, callId, 1, null, null, 0, 0, ""),
                "user",
                Octets.EMPTY,
                Caller.Method.PAP,
                "local",
                new LookupAnswer.Terms(List.of(), 0, 0),
                null,
                null,
                tunnel,
                1,
                2,
                List.of());
    }

    private void connects(long callId, long nowNanos) {
        Event.CallFacts facts = facts(callId, TUNNEL);
        Binding binding =
                new Binding(
                        callId,
                        Binding.Access.SERVED,
                        facts.line(),
                        LAC,
                        LNS,
                        11,
                        22,
                        1,
                        2,
                        Encapsulation.DEFAULT);
        desk.connected(nowNanos, new Event.CallConnected(callId, binding, facts, Octets.EMPTY));
    }

    private void ends(long callId, Event.TunnelFacts tunnel, Counters counters, long nowNanos) {
        Event.End end =
                new Event.End(
                        Event.By.CALLER, EndCause.USER_REQUEST, "", 0, 0, 0, Duration.ofMillis(9));
        desk.ended(nowNanos, new Event.CallEnded(callId, facts(callId, tunnel), end, counters, ""));
    }

    private List<Kind> kinds() {
        return records.stream().map(AccountingRecord::kind).toList();
    }

    private AccountingRecord only(Kind kind) {
        List<AccountingRecord> found =
                records.stream().filter(record -> record.kind() == kind).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    @DisplayName("RFC 2867 §3.4: a tunnel of two links has 2(M+1) records, tied by one id")
    void tunnelOfTwoLinks() {
        desk.tunnels().up(TUNNEL);
        connects(1, 0);
        connects(2, 0);
        ends(1, TUNNEL, new Counters(1, 10, 2, 20, 3), 5 * SECOND);
        epoch += 60;
        desk.tunnels().down(TUNNEL);
        assertThat(kinds()).as("its last link is still up").doesNotContain(Kind.TUNNEL_STOP);
        ends(2, TUNNEL, new Counters(10, 100, 20, 200, 30), 9 * SECOND);
        assertThat(kinds())
                .containsExactly(
                        Kind.TUNNEL_START,
                        Kind.START,
                        Kind.TUNNEL_LINK_START,
                        Kind.START,
                        Kind.TUNNEL_LINK_START,
                        Kind.STOP,
                        Kind.TUNNEL_LINK_STOP,
                        Kind.STOP,
                        Kind.TUNNEL_LINK_STOP,
                        Kind.TUNNEL_STOP);
        AccountingRecord start = only(Kind.TUNNEL_START);
        AccountingRecord stop = only(Kind.TUNNEL_STOP);
        assertThat(stop.acctSessionId()).isEqualTo(start.acctSessionId());
        assertThat(stop.userName()).isEqualTo("isp-a");
        assertThat(stop.tunnel())
                .isEqualTo(
                        new AccountingRecord.Tunnel(
                                LAC.getAddress(), LNS.getAddress(), null, null, "lns1", "11/22"));
        assertThat(stop.usage()).isEqualTo(new AccountingRecord.Usage(60, 110, 220, 11, 22, 33));
        assertThat(stop.linkCount()).isEqualTo(2);
        assertThat(stop.terminateCause()).isEqualTo(1);
        for (AccountingRecord record : records) {
            boolean isLink =
                    record.kind() == Kind.TUNNEL_LINK_START
                            || record.kind() == Kind.TUNNEL_LINK_STOP;
            if (isLink) {
                assertThat(record.multiSessionId()).isEqualTo(start.acctSessionId());
                assertThat(record.line()).as("NAS-Port").isNotNull();
                assertThat(record.acctSessionId()).endsWith("-link");
            }
        }
    }

    @Test
    @DisplayName("RFC 2867 §3.3, §3.6: refused tunnels and links are told with a cause")
    void rejects() {
        desk.tunnels().failed(TUNNEL);
        desk.tunnels().linkFailed(facts(7, TUNNEL));
        assertThat(kinds()).containsExactly(Kind.TUNNEL_REJECT, Kind.TUNNEL_LINK_REJECT);
        assertThat(records).allMatch(record -> record.terminateCause() == 15);
        assertThat(records.get(0).acctSessionId()).isNotEqualTo(records.get(1).acctSessionId());
        assertThat(records.get(1).tunnel()).isNotNull();
        assertThat(records.get(1).userName()).isEqualTo("user");
    }

    @Test
    @DisplayName("accounting.tunnel-records says which of RFC 2867's records are sent")
    void choice() {
        desk = desk(TunnelRecords.TUNNELS);
        desk.tunnels().up(TUNNEL);
        connects(1, 0);
        desk.tunnels().linkFailed(facts(7, TUNNEL));
        assertThat(kinds()).containsExactly(Kind.TUNNEL_START, Kind.START);
        records.clear();
        desk = desk(TunnelRecords.LINKS);
        desk.tunnels().up(TUNNEL);
        connects(1, 0);
        assertThat(kinds()).containsExactly(Kind.START, Kind.TUNNEL_LINK_START);
        records.clear();
        desk = desk(TunnelRecords.NONE);
        desk.tunnels().up(TUNNEL);
        connects(1, 0);
        desk.tunnels().failed(TUNNEL);
        assertThat(kinds()).containsExactly(Kind.START);
    }

    @Test
    @DisplayName("RFC 2866 §5.11: a call that moves is two sessions with one Acct-Multi-Session-Id")
    void rehomed() {
        connects(1, 0);
        desk.rehomed(60 * SECOND, 1, facts(1, OTHER), new Counters(1, 10, 2, 20));
        ends(1, OTHER, new Counters(5, 50, 6, 60), 90 * SECOND);
        List<AccountingRecord> calls =
                records.stream()
                        .filter(r -> r.kind() == Kind.START || r.kind() == Kind.STOP)
                        .toList();
        assertThat(calls)
                .extracting(AccountingRecord::kind)
                .containsExactly(Kind.START, Kind.STOP, Kind.START, Kind.STOP);
        String id = calls.get(0).acctSessionId();
        assertThat(calls)
                .extracting(AccountingRecord::acctSessionId)
                .containsExactly(id, id, id + "-1", id + "-1");
        assertThat(calls)
                .extracting(AccountingRecord::multiSessionId)
                .containsExactly(null, id, id, id);
        assertThat(calls.get(1).terminateCause()).as("NAS-Request").isEqualTo(10);
        assertThat(calls.get(1).usage()).isEqualTo(new AccountingRecord.Usage(60, 10, 20, 1, 2, 0));
        assertThat(calls.get(3).usage()).isEqualTo(new AccountingRecord.Usage(30, 50, 60, 5, 6, 0));
        assertThat(desk.openAccounts()).isZero();
    }

    @Test
    @DisplayName("A changed interim interval counts from now; zero sends no more")
    void changed() {
        connects(1, 0);
        desk.changed(SECOND, 1, 60);
        assertThat(desk.nextDeadlineNanos()).isEqualTo(61 * SECOND);
        desk.changed(SECOND, 1, 0);
        assertThat(desk.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("Calls that began together report over a tenth of the interval")
    void spread() {
        int calls = 60_000;
        for (long id = 1; id <= calls; id++) {
            connects(id, 0);
        }
        records.clear();
        int most = 0;
        for (long second = 0; second <= 600; second++) {
            desk.onDeadline(second * SECOND, _ -> Counters.ZERO);
            most = Math.max(most, records.size());
            assertThat(second >= 539 || records.isEmpty()).isTrue();
            records.clear();
        }
        assertThat(most).isBetween(calls / 61, calls / 40);
        assertThat(desk.nextDeadlineNanos()).isGreaterThan(600 * SECOND);
    }
}
