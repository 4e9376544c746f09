package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.config.AccountingConfig.TunnelRecords;
import org.lacserver.config.LookupConfig.Stage;
import org.lacserver.port.Binding;
import org.lacserver.port.Caller;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer.Terms;
import org.lacserver.port.LookupAnswer.Voucher;
import org.lacserver.port.Octets;
import org.lacserver.radius.accounting.AccountingRecord;
import org.lacserver.radius.lookup.LookupReply;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who has authenticated a caller, as accounting tells it. */
class VoucherTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701);
    private static final Line LINE = new Line(0, "eth1", 0, 0, 7, 1, null, null, 0, 0, "");

    private static int authentic(Voucher voucher, String source, @Nullable String dialled) {
        List<AccountingRecord> records = new ArrayList<>();
        AccountingDesk desk =
                new AccountingDesk(
                        Duration.ZERO,
                        TunnelRecords.NONE,
                        new NasIdentity(1, 5),
                        () -> 0,
                        records::add);
        Event.CallFacts facts =
                new Event.CallFacts(
                        7,
                        7,
                        LINE,
                        "bob",
                        Octets.EMPTY,
                        Caller.Method.PAP,
                        source,
                        new Terms(List.of(), 0, 0, 0, 0, Octets.EMPTY, voucher),
                        dialled,
                        null,
                        null,
                        1,
                        2,
                        List.of());
        Binding binding =
                new Binding(
                        7,
                        Binding.Access.SERVED,
                        LINE,
                        ANY,
                        ANY,
                        1,
                        2,
                        3,
                        4,
                        Encapsulation.DEFAULT);
        desk.connected(0, new Event.CallConnected(7, binding, facts, null));
        return records.getFirst().authentic();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RADIUS | radius r1 12 ms; before: local: no group | 1",
                "LOCAL | local isp; before: user: radius r1 3 ms: names no tunnel | 2",
                "LOCAL | radius-like text is only text | 2",
                "LNS | radius r1 12 ms | 3",
            })
    @DisplayName("RFC 2866 §5.6: Acct-Authentic says RADIUS, Local or Remote, by who asked him")
    void byWhoAskedHim(Voucher voucher, String source, int authentic) {
        assertThat(authentic(voucher, source, null)).isEqualTo(authentic);
    }

    @Test
    @DisplayName("RFC 2866 §5.6: whom an LNS had dialled, the LNS authenticates: Remote")
    void outgoing() {
        assertThat(authentic(Voucher.LOCAL, "local", "5551234")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"LINE, RADIUS", "USER, RADIUS", "REALM, LNS"})
    @DisplayName("RFC 2809 §4.1: who is known by his realm alone is not authenticated by RADIUS")
    void byStage(Stage stage, Voucher voucher) {
        LookupReply reply = FakeRadius.tunnels(List.of(), FakeRadius.at("192.0.2.9"));
        Terms terms = RadiusWords.terms(stage, ((LookupReply.Tunnels) reply).terms());
        assertThat(terms.voucher()).isEqualTo(voucher);
    }

    @Test
    void theLocalTableIsThisBox() {
        assertThat(Terms.NONE.voucher()).isEqualTo(Voucher.LOCAL);
    }
}
