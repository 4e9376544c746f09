package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lacserver.tests.net.DetailRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * pppd subscribers, by FreeRADIUS's tagged tunnel attributes, to xl2tpd and to l2tpns: PPP comes up
 * end to end and carries full packets, and what the LNS was told is what the line said.
 */
@RealPeers
final class TunnelledCallTest {

    /** How a subscriber's frames are tagged, and how that reads in a port's name. */
    enum Tags {
        UNTAGGED,
        TAGGED,
        QINQ;

        private List<String> options() {
            return switch (this) {
                case UNTAGGED -> List.of();
                case TAGGED -> List.of("--vlan", "100");
                case QINQ -> List.of("--vlan", "17", "--svlan", "200");
            };
        }
    }

    record Line(int number, String auth, Tags tags, String realm) {

        String user() {
            return "%s-%s@%s"
                    .formatted(auth, tags.name().toLowerCase(java.util.Locale.ROOT), realm);
        }
    }

    private Lab lab;
    private Xl2tpd xl2tpd;
    private L2tpns l2tpns;
    private Product product;
    private Capture core;
    private final Map<Line, Subscriber> subscribers = new LinkedHashMap<>();

    static Stream<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (String realm : List.of("isp1.test", "isp2.test")) {
            for (String auth : List.of("pap", "chap")) {
                for (Tags tags : Tags.values()) {
                    lines.add(new Line(lines.size() + 1, auth, tags, realm));
                }
            }
        }
        return lines.stream();
    }

    /** All lines dial at once, the tests look at one each. */
    @BeforeAll
    void up() {
        lab = Lab.up("calls", 1600);
        core = lab.capture("core", "br-core");
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any", "--mtu", "1492");
        l2tpns = lab.l2tpns("ns2", "--mtu", "1530", "--auth", "chap pap");
        lab.subscriberGuest("s1");
        product = Product.start(lab, Site.byRadius());
        lines().forEach(line -> subscribers.put(line, dial(line)));
    }

    private Subscriber dial(Line line) {
        List<String> options = new ArrayList<>(List.of("--auth", line.auth()));
        options.addAll(line.tags().options());
        return Subscriber.dial(
                lab, "s1", line.number(), line.user(), options.toArray(String[]::new));
    }

    @AfterAll
    void down() {
        if (product != null) {
            product.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private Subscriber subscriber(Line line) {
        return Objects.requireNonNull(subscribers.get(line));
    }

    private Lns lnsOf(String realm) {
        return realm.equals("isp1.test") ? xl2tpd : l2tpns;
    }

    @ParameterizedTest
    @MethodSource("lines")
    @DisplayName("PPP is up at the right LNS, and 1492 octets of IP pass both ways unfragmented")
    void aCallerReachesHisLns(Line line) {
        Subscriber subscriber = subscriber(line);
        Session session = subscriber.awaitUp();
        Lns lns = lnsOf(line.realm());

        lns.awaitUser(line.user());
        subscriber.ping("-c", "3", "-i", "0.2", "-M", "do", "-s", "1464").orFail();
        lns.ping(session.local(), "-c", "3", "-i", "0.2", "-M", "do", "-s", "1464").orFail();
    }

    @Test
    @DisplayName("calls with the same server, client and assignment id share a tunnel")
    void callsShareATunnel() {
        subscribers.values().forEach(Subscriber::awaitUp);

        assertThat(product.tunnels()).isEqualTo(2);
        assertThat(xl2tpd.tunnels()).isEqualTo(1);
        assertThat(l2tpns.tunnels()).isEqualTo(1);
    }

    @Test
    @DisplayName("ten callers who dial at once all come up")
    void tenAtOnce() {
        List<Subscriber> ten = Subscriber.dial(lab, "s1", 21, 10, "u%d@isp1.test");

        ten.forEach(Subscriber::awaitUp);
        ten.forEach(one -> one.ping("-c", "1", "-W", "2").orFail());
        xl2tpd.awaitUser("u21@isp1.test");
        xl2tpd.awaitUser("u30@isp1.test");
    }

    @Test
    @DisplayName("RFC 2661 §4.4.5: proxy LCP and CHAP AVPs are what went over the caller's line")
    void proxyAvpsOfAChapCall() {
        Subscriber subscriber = subscriber(line("chap", "isp2.test"));
        subscriber.awaitUp();
        PppLog ppp = PppLog.of(subscriber);
        Capture.Packet iccn = iccnOf(line("chap", "isp2.test").user());
        String challenge = ppp.first("rcvd [CHAP Challenge");
        String response = ppp.first("sent [CHAP Response");

        assertProxyLcp(iccn, ppp);
        assertThat(value(iccn, 29)).as("Proxy Authen Type: PPP CHAP").isEqualTo("0002");
        assertThat(value(iccn, 31)).isEqualTo(PppLog.octets(challenge));
        assertThat(value(iccn, 32)).isEqualTo("%04x".formatted(PppLog.id(response)));
        assertThat(value(iccn, 33)).isEqualTo(PppLog.octets(response));
    }

    @Test
    @DisplayName("RFC 2661 §4.4.5: proxy LCP and PAP AVPs are what went over the caller's line")
    void proxyAvpsOfAPapCall() {
        Subscriber subscriber = subscriber(line("pap", "isp2.test"));
        subscriber.awaitUp();
        PppLog ppp = PppLog.of(subscriber);
        Capture.Packet iccn = iccnOf(line("pap", "isp2.test").user());

        assertProxyLcp(iccn, ppp);
        assertThat(value(iccn, 29)).as("Proxy Authen Type: PPP PAP").isEqualTo("0003");
        assertThat(value(iccn, 32))
                .isEqualTo("%04x".formatted(PppLog.id(ppp.first("sent [PAP AuthReq"))));
        assertThat(iccn.avp(31)).as("no challenge with PAP").isEmpty();
        assertThat(iccn.avp(33).orElseThrow().text()).isEqualTo("secret");
    }

    private static void assertProxyLcp(Capture.Packet iccn, PppLog ppp) {
        assertThat(value(iccn, 26))
                .as("Initial Received LCP CONFREQ")
                .isEqualTo(PppLog.options(ppp.first("sent [LCP ConfReq")));
        assertThat(value(iccn, 27))
                .as("Last Sent LCP CONFREQ")
                .isEqualTo(PppLog.options(ppp.lastBeforeAuthentication("rcvd [LCP ConfReq")));
        assertThat(value(iccn, 28))
                .as("Last Received LCP CONFREQ")
                .isEqualTo(PppLog.options(ppp.lastBeforeAuthentication("sent [LCP ConfReq")));
        // §4.4.5: none of these is mandatory
        for (int type = 26; type <= 33; type++) {
            iccn.avp(type)
                    .ifPresent(
                            avp -> {
                                assertThat(avp.mandatory()).as("M of " + avp.type()).isFalse();
                                assertThat(avp.hidden()).as("H of " + avp.type()).isFalse();
                            });
        }
    }

    @Test
    @DisplayName("l2tpns reads the same out of the proxy AVPs, field by field")
    void l2tpnsLogsTheProxyAvps() {
        Subscriber subscriber = subscriber(line("chap", "isp2.test"));
        subscriber.awaitUp();

        String id = Integer.toString(PppLog.id(PppLog.of(subscriber).first("sent [CHAP Response")));
        List<String> seen =
                l2tpns.log()
                        .lines()
                        .map(l -> l.replaceFirst("^\\S+ \\S+ \\S+ +", ""))
                        .filter(l -> l.startsWith("AVP ") || l.startsWith("Proxy Auth "))
                        .toList();
        assertThat(seen)
                .containsSubsequence(
                        "AVP 26 (Initial Received LCP CONFREQ) len 10",
                        "AVP 27 (Last Sent LCP CONFREQ) len 15",
                        "AVP 28 (Last Received LCP CONFREQ) len 10",
                        "AVP 29 (Proxy Authen Type) len 2",
                        "Proxy Auth Type 2 (PPP CHAP)",
                        "Proxy Auth Name (" + line("chap", "isp2.test").user() + ")",
                        "AVP 31 (Proxy Authen Challenge) len 16",
                        "Proxy Auth ID (" + id + ")",
                        "AVP 33 (Proxy Authen Response) len 16");
    }

    @Test
    @DisplayName("ICRQ carries a Call Serial Number of its own and the caller's number")
    void icrqTellsWhoCalls() {
        subscribers.values().forEach(Subscriber::awaitUp);
        List<Capture.Packet> icrqs = core.packets("l2tp.avp.message_type==10");

        assertThat(icrqs).hasSizeGreaterThanOrEqualTo(subscribers.size());
        assertThat(icrqs.stream().map(icrq -> value(icrq, 15)).distinct()).hasSize(icrqs.size());
        assertThat(icrqs).allSatisfy(icrq -> assertThat(icrq.avp(22)).isPresent());
    }

    @Test
    @DisplayName("RFC 3579 §3.2: each Access-Request begins with a Message-Authenticator")
    void messageAuthenticatorComesFirst() {
        subscribers.values().forEach(Subscriber::awaitUp);
        List<Capture.Packet> requests =
                core.packets("radius.code==1 && ip.src==" + Lab.LAC + " && udp.dstport==1812");

        assertThat(requests).hasSizeGreaterThanOrEqualTo(subscribers.size());
        assertThat(requests)
                .allSatisfy(r -> assertThat(r.fields("radius.avp.type")).startsWith("80"));
    }

    @Test
    @DisplayName("accounting start and stop agree with the daemon's counters and with pppd's")
    void accountingAgrees() {
        Subscriber subscriber = Subscriber.dial(lab, "s1", 41, "one@isp1.test", "--vlan", "341");
        subscriber.awaitUp();
        subscriber.ping("-c", "20", "-i", "0.05", "-s", "1400").orFail();
        DetailRecord start = record("Start", "one@isp1.test");
        assertThat(start.get("NAS-Identifier")).isEqualTo("lab-nas");
        assertThat(start.get("NAS-IP-Address")).isEqualTo(Lab.LAC);
        assertThat(start.get("NAS-Port-Id")).contains("341");
        assertThat(start.get("Class")).isEqualTo("0x676f6c64");

        JsonNode shown = product.show("call", "one@isp1.test").get(0).get("data");
        assertThat(shown.get("upOctets").asLong()).isGreaterThan(20 * 1428);

        subscriber.hangUp();
        DetailRecord stop = record("Stop", "one@isp1.test");
        Subscriber.Statistics pppd = subscriber.statistics();

        assertThat(stop.get("Acct-Session-Id")).isEqualTo(start.get("Acct-Session-Id"));
        // whichever comes first: the caller's PADT, or the CDN of the LNS that read his goodbye
        assertThat(stop.get("Acct-Terminate-Cause")).isIn("User-Request", "NAS-Request");
        for (DetailRecord record : List.of(start, stop)) {
            assertThat(tagged(record, "Tunnel-Type")).isEqualTo("L2TP");
            assertThat(tagged(record, "Tunnel-Server-Endpoint")).isEqualTo(Lab.XL2TPD);
            assertThat(tagged(record, "Tunnel-Client-Endpoint")).isEqualTo(Lab.LAC);
            assertThat(tagged(record, "Tunnel-Assignment-Id")).isEqualTo("isp1");
            assertThat(record.get("Acct-Tunnel-Connection")).isNotEmpty();
        }
        assertThat(product.callEnd("one@isp1.test"))
                .contains(
                        " up=%s/%s down=%s/%s "
                                .formatted(
                                        stop.get("Acct-Input-Octets"),
                                        stop.get("Acct-Input-Packets"),
                                        stop.get("Acct-Output-Octets"),
                                        stop.get("Acct-Output-Packets")));
        // pppd counts the octets of IP and IPCP; LCP, CHAP and each frame's protocol field are more
        assertThat(stop.number("Acct-Input-Octets")).isBetween(pppd.sent(), pppd.sent() + 1500);
        assertThat(stop.number("Acct-Output-Octets"))
                .isBetween(pppd.received(), pppd.received() + 1500);
        assertThat(stop.number("Acct-Input-Packets")).isBetween(20L, 60L);
        assertThat(stop.number("Acct-Output-Packets")).isBetween(20L, 60L);
    }

    private static String tagged(DetailRecord record, String name) {
        return record.attributes().entrySet().stream()
                .filter(e -> e.getKey().equals(name) || e.getKey().startsWith(name + ":"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private DetailRecord record(String status, String user) {
        Await.until(
                Duration.ofSeconds(10),
                status + " record of " + user,
                () ->
                        DetailRecord.all(lab.read("radius/acct-lac")).stream()
                                .anyMatch(r -> r.is(status, user)),
                () -> DetailRecord.all(lab.read("radius/acct-lac")).toString());
        return DetailRecord.all(lab.read("radius/acct-lac")).stream()
                .filter(r -> r.is(status, user))
                .findFirst()
                .orElseThrow();
    }

    private static Line line(String auth, String realm) {
        return lines().filter(l -> l.auth().equals(auth) && l.realm().equals(realm))
                .findFirst()
                .orElseThrow();
    }

    private Capture.Packet iccnOf(String user) {
        return core.awaitPacket(
                "l2tp.avp.message_type==12",
                p -> p.avp(30).filter(name -> name.text().equals(user)).isPresent());
    }

    private static String value(Capture.Packet packet, int type) {
        return packet.avp(type).orElseThrow(() -> new AssertionError("no AVP " + type)).value();
    }
}
