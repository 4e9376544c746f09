package org.lacserver.radius;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.lacserver.radius.lookup.LookupSettings;
import org.lacserver.radius.lookup.RadiusLookup;
import org.lacserver.radius.lookup.TunnelSet;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** MS-CHAPv2, EAP and vendors' attributes against a FreeRADIUS, where one is installed. */
@Timeout(60)
class FreeRadiusMethodsTest {
    private static final AccessLine LINE =
            new AccessLine("02:00:5e:10:00:01", "isp", "eth1:7", 7, 34, "c7", "r7", 1_000, 10_000);

    @TempDir static Path dir;
    private static FreeRadius server;
    private static int port;

    private static final String USERS =
            """
            User Cleartext-Password := "clientPass"
            \tTunnel-Type:1 = L2TP, Tunnel-Server-Endpoint:1 = "192.0.2.1"

            eve Cleartext-Password := "secret"
            \tTunnel-Type:1 = L2TP, Tunnel-Server-Endpoint:1 = "192.0.2.1",
            \tReply-Message = "hello eve"

            lists Cleartext-Password := "secret"
            \tTunnel-Type:1 = L2TP, Tunnel-Preference:1 = 5, Tunnel-Assignment-Id:1 = "isp",
            \tTunnel-Server-Endpoint:1 = "192.0.2.1,2001:db8::1 lns.example.net",
            \tTunnel-Password:1 = "tunnel",
            \tTunnel-Type:2 += L2TP, Tunnel-Server-Endpoint:2 += "192.0.2.21",
            \tTunnel-Server-Endpoint:2 += "192.0.2.22"

            vendors Cleartext-Password := "secret"
            \tTunnel-Type:1 = L2TP, Tunnel-Server-Endpoint:1 = "192.0.2.1",
            \tERX-Tunnel-Maximum-Sessions = 700, ERX-Tx-Connect-Speed = 50000000,
            \tERX-Tunnel-Tos = 184, ERX-Tunnel-Virtual-Router:1 = "isp",
            \tAlc-Tunnel-Hello-Interval:1 = 25, Alc-Tunnel-AVP-Hiding:0 = sensitive-only,
            \tCisco-AVPair = "lac:weight=3", Cisco-AVPair += "lac:group=isp-b",
            \tHuawei-Tunnel-Group-Name = "isp-c"

            cisco Cleartext-Password := "secret"
            \tCisco-AVPair = "vpdn:tunnel-type=l2tp", Cisco-AVPair += "vpdn:tunnel-id=lac7",
            \tCisco-AVPair += "vpdn:ip-addresses=192.0.2.1,192.0.2.2/192.0.2.3",
            \tCisco-AVPair += "vpdn:l2tp-tunnel-password=tunnel"

            pptp Cleartext-Password := "secret"
            \tTunnel-Type:4 = PPTP, Tunnel-Server-Endpoint:4 = "192.0.2.4"
            """;

    @BeforeAll
    static void start() throws IOException {
        FreeRadius.assumeInstalled();
        port = FreeRadius.freePort();
        server = new FreeRadius(dir, port, FreeRadius.freePort(), USERS);
    }

    private static RadiusSettings settings() {
        return RadiusSettings.of(
                "lac1",
                List.of(
                        new Server(
                                "fr",
                                InetAddress.getLoopbackAddress(),
                                port,
                                port,
                                FreeRadius.SECRET,
                                Duration.ofSeconds(10),
                                0,
                                Require.YES)));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static LookupReply ask(RadiusLookup lookup, String user, Auth auth) throws Exception {
        CompletableFuture<LookupReply> reply = new CompletableFuture<>();
        lookup.lookup(new LookupRequest(user, auth, LINE, "ab12"), reply::complete);
        return reply.get(30, TimeUnit.SECONDS);
    }

    private static LookupReply ask(String user, Auth auth) throws Exception {
        try (RadiusLookup lookup = new RadiusLookup(settings(), LookupSettings.DEFAULT)) {
            return ask(lookup, user, auth);
        }
    }

    private static Auth pap() {
        return new Auth.Pap("secret".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hex(String octets) {
        return HexFormat.of().parseHex(octets);
    }

    private static Auth msChap(String ntResponse) {
        byte[] value =
                ByteBuffer.allocate(49)
                        .put(hex("21402324255e262a28295f2b3a337c7e"))
                        .put(new byte[8])
                        .put(hex(ntResponse))
                        .array();
        return new Auth.MsChapV2(6, hex("5b5d7c7d7b3f2f3e3c2c602132262628"), value);
    }

    @Test
    @DisplayName(
            "RFC 2759 §9.2: MS-CHAPv2 with the RFC's own numbers is accepted and proves itself")
    void msChapAccepted() throws Exception {
        LookupReply.Tunnels tunnels =
                (LookupReply.Tunnels)
                        ask("User", msChap("82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df"));
        assertThat(new String(tunnels.terms().success(), StandardCharsets.UTF_8))
                .startsWith("S=407A5589115FD0D6209F510FE9C04566932CDA56");
        assertThat(tunnels.sets()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 2759 §6: a wrong MS-CHAPv2 response is refused with an error for the caller")
    void msChapRefused() throws Exception {
        LookupReply.Refused refused =
                (LookupReply.Refused)
                        ask("User", msChap("00309ecd8d708b5ea08faa3981cd83544233114a3d85d6df"));
        assertThat(new String(refused.failure(), StandardCharsets.UTF_8)).startsWith("E=691 ");
    }

    private static LookupReply eapMd5(String password) throws Exception {
        try (RadiusLookup lookup = new RadiusLookup(settings(), LookupSettings.DEFAULT)) {
            byte[] identity = {2, 1, 0, 8, 1, 'e', 'v', 'e'};
            LookupReply.Challenge challenge =
                    (LookupReply.Challenge) ask(lookup, "eve", new Auth.Eap(identity));
            byte[] asked = challenge.eap();
            assertThat(asked[4]).isEqualTo((byte) 4); // MD5-Challenge
            assertThat(challenge.state()).isNotEmpty();
            byte[] id = {asked[1]};
            byte[] nonce = Arrays.copyOfRange(asked, 6, 6 + asked[5]);
            byte[] digest = RadiusPackets.md5(id, password.getBytes(StandardCharsets.UTF_8), nonce);
            byte[] answer =
                    ByteBuffer.allocate(22)
                            .put(new byte[] {2, asked[1], 0, 22, 4, 16})
                            .put(digest)
                            .array();
            return ask(lookup, "eve", new Auth.Eap(answer, challenge.state(), challenge.server()));
        }
    }

    @Test
    @DisplayName("RFC 3579 §2.1: a conversation of EAP-MD5 that ends with Success")
    void eapAccepted() throws Exception {
        LookupReply.Tunnels tunnels = (LookupReply.Tunnels) eapMd5("secret");
        assertThat(tunnels.terms().success()).hasSize(4).startsWith(3);
        assertThat(tunnels.sets()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 3579 §2.1: a conversation of EAP-MD5 that ends with Failure")
    void eapRefused() throws Exception {
        LookupReply.Refused refused = (LookupReply.Refused) eapMd5("wrong");
        assertThat(refused.failure()).hasSize(4).startsWith(4);
    }

    @Test
    @DisplayName("RFC 2868 §3.4: lists, names and repeated servers of one tag")
    void lists() throws Exception {
        LookupReply.Tunnels tunnels = (LookupReply.Tunnels) ask("lists", pap());
        assertThat(tunnels.sets())
                .extracting(set -> set.server().text())
                .containsExactly(
                        "192.0.2.1",
                        "2001:db8:0:0:0:0:0:1",
                        "lns.example.net",
                        "192.0.2.21",
                        "192.0.2.22");
        assertThat(tunnels.sets().getFirst().password())
                .isEqualTo("tunnel".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("Attributes of ERX, Nokia, Huawei and our own pairs")
    void vendors() throws Exception {
        LookupReply.Tunnels tunnels = (LookupReply.Tunnels) ask("vendors", pap());
        TunnelSet set = tunnels.sets().getFirst();
        assertThat(set.limit()).isEqualTo(700);
        assertThat(set.weight()).isEqualTo(3);
        assertThat(set.wishes())
                .containsEntry("dscp", "46")
                .containsEntry("hello", "25s")
                .containsEntry("hide", "sensitive");
        assertThat(tunnels.groups()).containsExactlyInAnyOrder("isp-b", "isp-c");
        assertThat(tunnels.terms().txBps()).isEqualTo(50_000_000);
        assertThat(tunnels.skipped())
                .singleElement()
                .matches(skipped -> skipped.reason().startsWith("ERX-Tunnel-Virtual-Router"));
    }

    @Test
    @DisplayName("A tunnel by Cisco's pairs alone")
    void cisco() throws Exception {
        LookupReply.Tunnels tunnels = (LookupReply.Tunnels) ask("cisco", pap());
        assertThat(tunnels.sets())
                .extracting(TunnelSet::preference)
                .containsExactly(2000, 2000, 2001);
        assertThat(tunnels.sets()).allMatch(set -> "lac7".equals(set.clientAuthId()));
    }

    @Test
    @DisplayName("RFC 2868 §3.1: a tunnel of a type we cannot do counts as a reject and is named")
    void strangeType() throws Exception {
        LookupReply.Unusable unusable = (LookupReply.Unusable) ask("pptp", pap());
        assertThat(unusable.reason()).endsWith("Tunnel-Type 1 of tag 4");
    }
}
