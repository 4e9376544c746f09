package org.lacserver.radius;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.accounting.AccountingRecord;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.AccountingRecord.Tunnel;
import org.lacserver.radius.accounting.AccountingRecord.Usage;
import org.lacserver.radius.accounting.AccountingSettings;
import org.lacserver.radius.accounting.RadiusAccounting;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.lacserver.radius.lookup.LookupSettings;
import org.lacserver.radius.lookup.RadiusLookup;
import org.lacserver.radius.lookup.TunnelSet;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Against a FreeRADIUS of its own on loopback, where one is installed. */
@Timeout(60)
class FreeRadiusTest {
    private static final String SECRET = FreeRadius.SECRET;

    @TempDir static Path dir;
    private static FreeRadius server;
    private static int authPort;
    private static int acctPort;

    private static final String USERS =
            """
            two Cleartext-Password := "secret"
            \tTunnel-Type:1 = L2TP, Tunnel-Medium-Type:1 = IPv4, Tunnel-Preference:1 = 30,
            \tTunnel-Server-Endpoint:1 = "192.0.2.1", Tunnel-Client-Endpoint:1 = "192.0.2.100",
            \tTunnel-Password:1 = "first secret of more than sixteen octets",
            \tTunnel-Assignment-Id:1 = "isp1", Tunnel-Client-Auth-Id:1 = "lac-isp1",
            \tTunnel-Server-Auth-Id:1 = "lns1", Tunnel-Private-Group-Id:1 = "group1",
            \tTunnel-Type:2 += L2TP, Tunnel-Medium-Type:2 += IPv4, Tunnel-Preference:2 += 20,
            \tTunnel-Server-Endpoint:2 += "192.0.2.2", Tunnel-Password:2 += "second",
            \tTunnel-Type:3 += PPTP, Tunnel-Server-Endpoint:3 += "192.0.2.3",
            \tClass = "gold", Acct-Interim-Interval = 300, Session-Timeout = 7200

            untagged Cleartext-Password := "secret"
            \tTunnel-Type = L2TP, Tunnel-Medium-Type = IPv4,
            \tTunnel-Server-Endpoint = "192.0.2.1", Tunnel-Password = "plain"

            refused Auth-Type := Reject
            \tReply-Message = "not welcome"

            unsigned Auth-Type := Accept

            circuit7 Cleartext-Password := "lac"
            \tTunnel-Type:1 = L2TP, Tunnel-Server-Endpoint:1 = "192.0.2.1"
            """;

    @BeforeAll
    static void start() throws IOException {
        FreeRadius.assumeInstalled();
        authPort = FreeRadius.freePort();
        acctPort = FreeRadius.freePort();
        server = new FreeRadius(dir, authPort, acctPort, USERS);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static RadiusSettings settings(String secret, Duration timeout) {
        return RadiusSettings.of(
                "lac1",
                List.of(
                        new Server(
                                "fr",
                                InetAddress.getLoopbackAddress(),
                                authPort,
                                acctPort,
                                secret,
                                timeout,
                                0,
                                Require.YES)));
    }

    private static LookupReply ask(RadiusSettings settings, String user, Auth auth)
            throws Exception {
        LookupRequest request =
                new LookupRequest(
                        user,
                        auth,
                        new AccessLine(
                                "02:00:5e:10:00:01",
                                "isp",
                                "eth1:7",
                                7,
                                34,
                                "circuit7",
                                "remote",
                                1_000,
                                10_000),
                        "ab12");
        CompletableFuture<LookupReply> reply = new CompletableFuture<>();
        try (RadiusLookup lookup = new RadiusLookup(settings, LookupSettings.DEFAULT)) {
            lookup.lookup(request, reply::complete);
            return reply.get(20, TimeUnit.SECONDS);
        }
    }

    private static LookupReply ask(String user, Auth auth) throws Exception {
        return ask(settings(SECRET, Duration.ofSeconds(10)), user, auth);
    }

    private static Auth pap(String password) {
        return new Auth.Pap(password.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("PAP: tagged sets with salted passwords, in preference order")
    void tagged() throws Exception {
        LookupReply.Tunnels tunnels = (LookupReply.Tunnels) ask("two", pap("secret"));
        assertThat(tunnels.sets()).extracting(TunnelSet::tag).containsExactly(2, 1);
        assertThat(tunnels.sets())
                .extracting(s -> new String(s.password(), StandardCharsets.UTF_8))
                .containsExactly("second", "first secret of more than sixteen octets");
        TunnelSet first = tunnels.sets().get(1);
        assertThat(first.server().text()).isEqualTo("192.0.2.1");
        assertThat(first.client())
                .isEqualTo(new Endpoint.Address(InetAddress.ofLiteral("192.0.2.100")));
        assertThat(first.assignmentId()).isEqualTo("isp1");
        assertThat(first.clientAuthId()).isEqualTo("lac-isp1");
        assertThat(first.serverAuthId()).isEqualTo("lns1");
        assertThat(first.privateGroupId()).isEqualTo("group1");
        assertThat(tunnels.skipped()).singleElement().matches(s -> s.tag() == 3);
        assertThat(tunnels.terms().classes())
                .singleElement()
                .isEqualTo("gold".getBytes(StandardCharsets.UTF_8));
        assertThat(tunnels.terms().interimSeconds()).isEqualTo(300);
        assertThat(tunnels.terms().sessionTimeoutSeconds()).isEqualTo(7200);
    }

    @Test
    @DisplayName("An untagged set")
    void untagged() throws Exception {
        LookupReply.Tunnels tunnels = (LookupReply.Tunnels) ask("untagged", pap("secret"));
        assertThat(tunnels.sets()).singleElement().matches(s -> s.tag() == 0);
        assertThat(tunnels.sets().getFirst().password())
                .isEqualTo("plain".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("CHAP: the right response is accepted, another refused")
    void chap() throws Exception {
        byte[] challenge = "0123456789abcdefg".getBytes(StandardCharsets.UTF_8);
        byte[] id = {9};
        byte[] right = RadiusPackets.md5(id, "secret".getBytes(StandardCharsets.UTF_8), challenge);
        assertThat(ask("two", new Auth.Chap(9, challenge, right)))
                .isInstanceOf(LookupReply.Tunnels.class);
        assertThat(ask("two", new Auth.Chap(8, challenge, right)))
                .isInstanceOf(LookupReply.Refused.class);
    }

    @Test
    @DisplayName("A wrong password, and a reject with its text")
    void refused() throws Exception {
        assertThat(ask("two", pap("wrong"))).isInstanceOf(LookupReply.Refused.class);
        LookupReply.Refused refused = (LookupReply.Refused) ask("refused", pap("x"));
        assertThat(refused.replyMessage()).isEqualTo("not welcome");
    }

    @Test
    @DisplayName("A line alone, by its name and the dummy password")
    void line() throws Exception {
        assertThat(ask("circuit7", new Auth.Outbound("lac")))
                .isInstanceOf(LookupReply.Tunnels.class);
    }

    @Test
    @DisplayName("An unsigned accept, and one under another secret, are no answer")
    void notTrusted() throws Exception {
        Duration timeout = Duration.ofMillis(500);
        assertThat(ask(settings(SECRET, timeout), "unsigned", pap("x")))
                .isInstanceOf(LookupReply.NoAnswer.class);
        assertThat(ask(settings("another", timeout), "two", pap("secret")))
                .isInstanceOf(LookupReply.NoAnswer.class);
    }

    @Test
    @DisplayName("Accounting arrives in the detail file, in order and whole")
    void accounting() throws Exception {
        RadiusAccounting accounting =
                new RadiusAccounting(
                        settings(SECRET, Duration.ofSeconds(10)),
                        AccountingSettings.in(dir.resolve("accounting")));
        AccessLine line =
                new AccessLine("02:00:5e:10:00:01", "isp", "eth1:7", 7, 34, "c7", null, 0, 0);
        Tunnel tunnel =
                new Tunnel(
                        InetAddress.ofLiteral("192.0.2.100"),
                        InetAddress.ofLiteral("192.0.2.1"),
                        "isp1",
                        "lac-isp1",
                        "lns1",
                        "42");
        Usage usage = new Usage(61, 5_000_000_000L, 10_000_000_000L, 7, 9, 3);
        for (Kind kind : List.of(Kind.START, Kind.INTERIM, Kind.STOP)) {
            accounting.send(
                    new AccountingRecord(
                            kind,
                            "ab12",
                            null,
                            "two",
                            line,
                            List.of("gold".getBytes(StandardCharsets.UTF_8)),
                            tunnel,
                            kind == Kind.START ? null : usage,
                            0,
                            kind == Kind.STOP ? 1 : 0,
                            1,
                            1_700_000_000));
        }
        accounting.close(Duration.ofSeconds(20));
        assertThat(accounting.backlog()).isZero();
        String detail = Files.readString(dir.resolve("detail"));
        int start = detail.indexOf("Acct-Status-Type = Start");
        int stop = detail.indexOf("Acct-Status-Type = Stop");
        assertThat(start).isNotNegative();
        assertThat(stop).isGreaterThan(start);
        assertThat(detail.substring(stop))
                .contains("Acct-Session-Id = \"ab12\"")
                .contains("Acct-Input-Octets = 705032704")
                .contains("Acct-Input-Gigawords = 1")
                .contains("Acct-Output-Octets = 1410065408")
                .contains("Acct-Output-Gigawords = 2")
                .contains("Acct-Input-Packets = 7")
                .contains("Acct-Terminate-Cause = User-Request")
                .contains("Tunnel-Type:0 = L2TP")
                .contains("Tunnel-Medium-Type:0 = IPv4")
                .contains("Tunnel-Server-Endpoint:0 = \"192.0.2.1\"")
                .contains("Tunnel-Client-Endpoint:0 = \"192.0.2.100\"")
                .contains("Tunnel-Assignment-Id:0 = \"isp1\"")
                .contains("Tunnel-Client-Auth-Id:0 = \"lac-isp1\"")
                .contains("Acct-Tunnel-Connection = \"42\"")
                .contains("ADSL-Agent-Circuit-Id = 0x6337")
                .contains("Class = 0x676f6c64");
    }
}
