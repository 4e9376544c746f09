package org.lacserver.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.port.CallView;
import org.lacserver.port.Caller;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LnsView;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.TunnelView;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What people read, letter by letter. */
class TextTest {
    private static final long SECOND = 1_000_000_000L;
    private static final CallView CALL =
            new CallView(
                    Samples.facts(42, "alice@ispA", Samples.tunnel()),
                    "established",
                    0,
                    Duration.ofMillis(38));

    @Test
    void aCallIsShownFromItsLineToItsAccounting() {
        CallDetail detail =
                Views.detail(
                        CALL,
                        Samples.COUNTERS,
                        Samples.WAY,
                        "start acked, interim 4",
                        7869 * SECOND);
        assertThat(DetailText.render(detail))
                .isEqualTo(
                        """
                        call 42  csn 90211  user "alice@ispA"  mac 02:00:5e:10:00:01
                         line     port eth1:200.17  pppoe session 811  mru up to 1500  \
                        service "internet"  circuit "olt7 1/3/12"  remote "DE.X.4711"  \
                        down 248,900k up 40,100k
                         state    established 02:11:09  CHAP  set up in 38ms
                         lookup   radius r1 14ms  2 of its LNSs considered
                                  tag 1  ispA2  192.0.2.12  preference 10  skipped: locked out (timeout)
                                  tag 2  ispA1  192.0.2.11  preference 10  used
                         tunnel   ispA1  local 5/811 192.0.2.1:1701  remote 771/20410 \
                        192.0.2.11:1701  host name "lns1.isp.example"
                         data     up 1.2G octets/1.1M frames  down 18.4G octets/14.2M frames
                         path     kernel
                         account  start acked, interim 4
                        """);
    }

    @Test
    void radiusServersAreShownWithTheirStateAndWhatWasDropped() {
        Reply.RadiusRow dead =
                new Reply.RadiusRow(
                        "lookup",
                        "r1",
                        "192.0.2.53:1812",
                        "udp",
                        "dead",
                        12,
                        null,
                        6,
                        4_000,
                        3_000,
                        2,
                        1,
                        0,
                        9,
                        2_345,
                        2_000,
                        9_900,
                        25,
                        Map.of("malformed", 3L));
        Reply.RadiusRow connecting =
                new Reply.RadiusRow(
                        "accounting",
                        "r2",
                        "192.0.2.54:2083",
                        "tls",
                        "connecting",
                        0,
                        "Connection refused",
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Map.of());
        assertThat(Tables.RADIUS.render(List.of(dead, connecting)).lines())
                .allSatisfy(line -> assertThat(line).doesNotContain("null"))
                .satisfiesExactly(
                        titles -> assertThat(titles).startsWith("FOR").endsWith("DROPPED"),
                        row ->
                                assertThat(row.split(" {2,}", -1))
                                        .containsExactly(
                                                "lookup",
                                                "r1",
                                                "192.0.2.53:1812",
                                                "udp",
                                                "dead for 12s",
                                                "6",
                                                "4,000",
                                                "3,000",
                                                "2",
                                                "1",
                                                "0",
                                                "9",
                                                "2.3ms",
                                                "9.9ms",
                                                "2.5%",
                                                "malformed 3"),
                        row ->
                                assertThat(row.split(" {2,}", -1))
                                        .contains("connecting: Connection refused", "-"));
    }

    @Test
    void aCallThatHasJustArrivedIsShownWithWhatThereIs() {
        CallView view = new CallView(Samples.facts(1, "", null), "lookup", 0, null);
        CallDetail detail =
                Views.detail(
                        view, org.lacserver.port.DataPlane.Counters.ZERO, Samples.WAY, "none", 0);
        assertThat(DetailText.render(detail))
                .startsWith("call 1  user -  mac 02:00:5e:10:00:01\n")
                .contains("\n tunnel   none\n")
                .contains("\n state    lookup 00:00:00  CHAP\n");
    }

    @Test
    void sequencedFramesThatWereLostAreShown() {
        Counters counters = new Counters(1, 100, 2, 200, 1234);
        assertThat(DetailText.render(Views.detail(CALL, counters, Samples.WAY, "off", 0)))
                .contains("  down 200 octets/2 frames  lost 1,234 frames\n");
    }

    @Test
    void whatTheLnsHasToldOfTheLinkIsShown() {
        CallView view =
                new CallView(
                        Samples.facts(1, "a", Samples.tunnel()),
                        "established",
                        0,
                        Duration.ZERO,
                        new CallView.Link(
                                0xa0000, 0, Octets.of(new byte[] {1, 4, 5, -44}), Octets.EMPTY),
                        CallView.Rates.UNKNOWN);
        assertThat(DetailText.render(Views.detail(view, Samples.COUNTERS, Samples.WAY, "off", 0)))
                .contains(
                        "\n link     ACCM to the caller 000a0000, from him 00000000"
                                + "  LNS's LCP options sent \"010405d4\"\n");
    }

    private static CallDetail withRates(String state, CallView.Rates rates) {
        return Views.detail(
                new CallView(
                        Samples.facts(1, "alice@ispA", Samples.tunnel()),
                        state,
                        0,
                        Duration.ZERO,
                        CallView.Link.UNTOLD,
                        rates),
                Samples.COUNTERS,
                Samples.WAY,
                "off",
                0);
    }

    @Test
    void whatTheLineCanDoAndWhatOfItTheLnsKnowsIsShown() {
        assertThat(
                        DetailText.render(
                                withRates(
                                        "established",
                                        new CallView.Rates(
                                                250_000_000,
                                                40_000_000,
                                                100_000_000,
                                                56_001,
                                                true))))
                .contains(
                        "\n speed    down 250,000k up 40,000k"
                                + "  LNS told down 100,000k up 56,001  CSUN on\n");
        assertThat(
                        DetailText.render(
                                withRates("lookup", new CallView.Rates(0, 64_000, 0, 0, false))))
                .contains("\n speed    down unknown up 64k  CSUN off\n");
        assertThat(DetailText.render(withRates("lookup", CallView.Rates.UNKNOWN)))
                .doesNotContain(" speed ");
    }

    @Test
    void aNewSpeedIsSaidWithWhatTheLnsHearsOfIt() {
        CallView.Rates told = new CallView.Rates(9_000, 3_000, 9_000, 3_000, true);
        CallView.Rates capped = new CallView.Rates(9_000, 3_000, 8_000, 3_000, true);
        CallView.Rates untold = new CallView.Rates(9_000, 3_000, 5_000, 3_000, false);
        String what = "call 1 of alice@ispA: down 9k up 3k; ispA1 ";
        assertThat(DetailText.speedSet(withRates("established", told)))
                .isEqualTo(what + "is told (CSUN)");
        assertThat(DetailText.speedSet(withRates("established", capped)))
                .isEqualTo(what + "is told down 8k up 3k (CSUN)");
        assertThat(DetailText.speedSet(withRates("established", untold)))
                .isEqualTo(what + "is not told: connect-speed-update is no for it");
        assertThat(DetailText.speedSet(withRates("wait-reply", told)))
                .isEqualTo(what + "is told when the call is established");
    }

    @Test
    void anAddressOfIpv6CannotBeTakenForItsPort() {
        assertThat(Text.address(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 1701)))
                .isEqualTo("[2001:db8:0:0:0:0:0:1]:1701");
        assertThat(Text.address(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701)))
                .isEqualTo("192.0.2.1:1701");
    }

    @Test
    void aCallWithoutALineHasNeitherMacNorPort() {
        var facts =
                new Event.CallFacts(
                        5,
                        1,
                        new Line(0, "", 0, 0, 0, 0, null, null, 0, 0, ""),
                        "",
                        Octets.EMPTY,
                        Caller.Method.NONE,
                        "local",
                        LookupAnswer.Terms.NONE,
                        "5551234",
                        null,
                        Samples.tunnel(),
                        1,
                        2,
                        List.of());
        CallView view = new CallView(facts, "wait-cs-answer", 0, null);
        assertThat(DetailText.render(Views.detail(view, Samples.COUNTERS, Samples.WAY, "off", 0)))
                .startsWith("call 5  csn 1  user -\n line     none yet\n")
                .contains("\n dialled  \"5551234\"\n");
        assertThat(Views.call(view, Samples.COUNTERS, 0).mac()).isEmpty();
    }

    @Test
    void callsAreATable() {
        Reply.CallRow first = Views.call(CALL, Samples.COUNTERS, 7869 * SECOND);
        Reply.CallRow second =
                Views.call(
                        new CallView(
                                Samples.facts(7, "b\u001b[2J\n", null), "lookup", 5 * SECOND, null),
                        org.lacserver.port.DataPlane.Counters.ZERO,
                        6 * SECOND);
        assertThat(Tables.CALLS.render(List.of(first, second)))
                .isEqualTo(
                        """
                        ID  USER        MAC                PORT         CIRCUIT      STATE             FOR  LNS    TUNNEL  SESSION    UP   DOWN
                        42  alice@ispA  02:00:5e:10:00:01  eth1:200.17  olt7 1/3/12  established  02:11:09  ispA1       5      811  1.2G  18.4G
                         7  b?[2J?      02:00:5e:10:00:01  eth1:200.17  olt7 1/3/12  lookup       00:00:01  -           -        -     0      0
                        """);
    }

    @Test
    void lnssAreATable() throws Exception {
        LnsView up =
                new LnsView(
                        "ispA1",
                        InetAddress.ofLiteral("192.0.2.11"),
                        LnsView.State.UP,
                        4,
                        3912,
                        null,
                        0,
                        0,
                        "",
                        new LnsView.Figures(3, 4, 5, 600, 80, 20));
        LnsView locked =
                new LnsView(
                        "ispA2",
                        InetAddress.ofLiteral("192.0.2.12"),
                        LnsView.State.LOCKED,
                        0,
                        0,
                        "SCCRQ timeout",
                        59 * SECOND,
                        79 * SECOND - 1,
                        "SCCRQ timeout",
                        LnsView.Figures.NONE);
        assertThat(
                        Tables.LNS.render(
                                List.of(
                                        Views.lns(up, 4000, 100 * SECOND),
                                        Views.lns(locked, 0, 100 * SECOND))))
                .isEqualTo(
                        """
                        NAME   ADDRESS     STATE   TUNNELS  CALLS/LIMIT  LOCKED  HELD           \
                        WEIGHT  WAITING  BACKLOG  SETUPS/MIN  FAILED-5M  LAST-FAILURE
                        ispA1  192.0.2.11  up            4  3,912/4,000       -  -              \
                             3        4        5         600        25%  -
                        ispA2  192.0.2.12  locked        0          0/-     79s  SCCRQ timeout  \
                             -        0        0           0          -  SCCRQ timeout, 00:00:41 ago
                        """);
    }

    @Test
    void tunnelsAndCountersAreTables() {
        TunnelView view =
                new TunnelView(
                        Samples.tunnel(),
                        false,
                        "established",
                        0,
                        12,
                        3,
                        2,
                        true,
                        true,
                        "secret",
                        "Vendor",
                        16,
                        -1,
                        0,
                        new TunnelView.ControlStatistics(10, 9, 1, 0, 0, 4, 5, 0, 0));
        assertThat(Tables.TUNNELS.render(List.of(Views.tunnel(view, 90 * SECOND))))
                .isEqualTo(
                        """
                        ID  PEER-ID  LNS    LOCAL           PEER             HOST-NAME         OPENED-BY  STATE             FOR  CALLS  WAITING  RESENT  BACKLOG
                         5      771  ispA1  192.0.2.1:1701  192.0.2.11:1701  lns1.isp.example  lac        established  00:01:30     12        3       1        0
                        """);
        Map<String, Long> counters = new TreeMap<>(Map.of("a.b", 12_345L, "a.a", 0L));
        assertThat(Tables.COUNTERS.render(Views.counters(counters)))
                .isEqualTo(
                        """
                        COUNTER   VALUE
                        a.a           0
                        a.b      12,345
                        """);
    }

    @Test
    void aTableWithoutRowsIsItsTitles() {
        assertThat(Tables.COUNTERS.render(List.of())).isEqualTo("COUNTER  VALUE\n");
    }

    @Test
    void theLineOfACallsEndHasEverythingSupportNeeds() {
        assertThat(
                        CallEndLine.of(
                                Samples.ended("alice@ispA", "CDN 3: administrative"),
                                Duration.ofSeconds(7869)))
                .isEqualTo(
                        "call end id=42 user=\"alice@ispA\" mac=02:00:5e:10:00:01 port=eth1:200.17"
                                + " pppoe=811 circuit=\"olt7 1/3/12\" remote=\"DE.X.4711\""
                                + " lookup=\"radius r1 14ms\" lns=\"ispA1\" address=192.0.2.11"
                                + " tunnel=5/771 session=811/20410 csn=90211 setup=38ms"
                                + " duration=02:11:09 up=1200000000/1100000"
                                + " down=18400000000/14200000 by=lns cause=nas-request(10)"
                                + " result=3/0 ppp-cause=12 reason=\"CDN 3: administrative\"");
    }

    @Test
    void aCallThatNeverConnectedHasItsLineToo() {
        Event.CallEnded ended =
                new Event.CallEnded(
                        1,
                        Samples.facts(1, "bob", null),
                        new Event.End(Event.By.LAC, EndCause.USER_ERROR, "rejected", 0, 0, 0, null),
                        org.lacserver.port.DataPlane.Counters.ZERO,
                        "no such user");
        assertThat(CallEndLine.of(ended, Duration.ZERO))
                .endsWith(
                        " setup=never duration=00:00:00 up=0/0 down=0/0 by=lac"
                                + " cause=user-error(17) reason=\"rejected\" told=\"no such user\"")
                .doesNotContain("lns=", "csn=", "tunnel=");
    }

    @Test
    void theLineOfADialledCallNamesTheNumberAndWhoAsked() {
        Event.CallFacts facts =
                new Event.CallFacts(
                        1,
                        0,
                        Samples.facts(1, "", null).line(),
                        "",
                        Octets.EMPTY,
                        Caller.Method.NONE,
                        "local",
                        LookupAnswer.Terms.NONE,
                        "555 \"1\"",
                        null,
                        Samples.tunnel(),
                        1,
                        2,
                        List.of());
        Event.CallEnded ended =
                new Event.CallEnded(
                        1,
                        facts,
                        new Event.End(Event.By.LNS, EndCause.NAS_REQUEST, "over", 3, 0, 0, null),
                        org.lacserver.port.DataPlane.Counters.ZERO,
                        "");
        assertThat(CallEndLine.of(ended, Duration.ZERO))
                .contains(" user=\"\" dialled=\"555 \\\"1\\\"\" mac=")
                .contains(" lookup=\"local\" lns=\"ispA1\" address=192.0.2.11 tunnel=5/771 ");
    }

    @Test
    void nobodyForgesALineOfTheLog() {
        String line =
                CallEndLine.of(
                        Samples.ended("a\" by=\"x\r\n2026 INFO fake\u2028\u202e", "\u001b[31m\\"),
                        Duration.ZERO);
        assertThat(line.lines()).hasSize(1);
        assertThat(line)
                .contains("user=\"a\\\" by=\\\"x??2026 INFO fake??\"")
                .contains("reason=\"?[31m\\\\\"")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 999",
        "1000, 1.0k",
        "999949, 999.9k",
        "999950, 1.0M",
        "18400000000, 18.4G",
        "9223372036854775807, 9.2E",
    })
    void octetsAreShort(long value, String text) {
        assertThat(Text.octets(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 00:00:00", "3599, 00:59:59", "86399, 23:59:59", "266400, 3d 02:00:00"})
    void durationsAreClocks(long seconds, String text) {
        assertThat(Text.duration(seconds)).isEqualTo(text);
    }
}
