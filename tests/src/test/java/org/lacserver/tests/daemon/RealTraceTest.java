package org.lacserver.tests.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lacserver.config.LacConfig;
import org.lacserver.ops.Actions;
import org.lacserver.ops.LacCommand;
import org.lacserver.tests.net.FreeRadius;
import org.lacserver.tests.net.Namespaces;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.SubscriberProfile.Auth;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** {@code lac trace} and {@code lac explain} against the daemon and FreeRADIUS, read by tshark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealTraceTest {
    private static final String LNS = "10.200.0.11";
    private static final String SECRET = "tunnel-secret";
    private static final String PASSWORD = "caller-word";
    private static final long MAC = 0x02_00_5e_10_00_01L;

    private static final String SITE =
            """
            access:
              ports: [acc0]
            l2tp:
              local-address: 10.200.0.1
            lookup:
              order: [user]
            radius:
              servers:
                - { name: r1, address: 10.200.0.11, secret: radius-secret, timeout: 5s }
            """;

    private static final String USERS =
            """
            alice@isp.example Cleartext-Password := "caller-word"
            \tTunnel-Type:1 = L2TP, Tunnel-Medium-Type:1 = IPv4,
            \tTunnel-Server-Endpoint:1 = "10.200.0.11", Tunnel-Password:1 = "tunnel-secret"
            mallory Auth-Type := Reject
            \tReply-Message = "unknown user"
            """;

    private final Subscriber alice = subscriber(0, "alice@isp.example", Auth.PAP);
    private final Subscriber mallory = subscriber(1, "mallory", Auth.CHAP);
    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;
    private FreeRadius radius;

    private static Subscriber subscriber(int index, String user, Auth auth) {
        return new Subscriber(
                SubscriberProfile.of(MAC + index, user, PASSWORD)
                        .auth(auth)
                        .vlans(200, 17 + index)
                        .line("olt7 1/3/" + index, null, 40_000, 250_000));
    }

    @BeforeAll
    void up() {
        Assumptions.assumeTrue(FreeRadius.installed(), "FreeRADIUS is not installed");
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        Lns lns =
                new Lns(
                        LnsProfile.accepting("far", SECRET, PASSWORD),
                        RandomGenerator.getDefault());
        AccessConcentrator nobody =
                new AccessConcentrator(
                        "remote",
                        MAC + 99,
                        id ->
                                PppTerms.server(
                                        "remote",
                                        id,
                                        Ppp.CHAP,
                                        _ -> PASSWORD,
                                        () -> new byte[16],
                                        0x0a420001,
                                        0x0a420001 + id));
        box =
                namespace.inside(
                        () -> new RealBox(SITE, List.of(alice, mallory), nobody, Map.of(LNS, lns)));
        radius =
                namespace.inside(
                        () ->
                                FreeRadius.start(
                                        box.directory.resolve("radius"),
                                        InetAddress.ofLiteral(LNS),
                                        "10.200.0.0/24",
                                        "radius-secret",
                                        USERS));
    }

    @AfterAll
    void down() throws IOException, InterruptedException {
        if (radius != null) {
            radius.close();
        }
        if (box != null) {
            try {
                box.terminate();
                assertThat(box.log()).doesNotContain("ERROR", PASSWORD);
            } finally {
                box.close();
            }
        }
        namespace.close();
    }

    private record Said(int code, String text) {}

    private Said lac(String... arguments) {
        return lac(new StringWriter(), arguments);
    }

    private Said lac(StringWriter text, String... arguments) {
        Actions none =
                new Actions() {
                    @Override
                    public int run(LacConfig config) {
                        return 0;
                    }

                    @Override
                    public int stop(LacConfig config) {
                        return 0;
                    }

                    @Override
                    public List<String> problems(LacConfig config) {
                        return List.of();
                    }

                    @Override
                    public List<String> notes(LacConfig config) {
                        return List.of();
                    }
                };
        CommandLine lac = LacCommand.create(none);
        lac.setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--socket", box.directory.resolve("control").toString()));
        int code = lac.execute(all.toArray(new String[0]));
        return new Said(code, text.toString());
    }

    private static boolean hasTshark() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "tshark")));
    }

    private static String tshark(Path file, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
        command.addAll(List.of(more));
        return Namespaces.run(command).output().replaceAll("(?m)^Running as user .*\\R?", "");
    }

    private static void assertNoSecret(Path file) throws IOException {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContain(PASSWORD, SECRET, "radius-secret");
    }

    @Test
    @DisplayName("A trace shows PPPoE, LCP, PAP, RADIUS and L2TP; Wireshark reads all its layers")
    void aTracedCall() throws Exception {
        Path file = box.directory.resolve("trace.pcapng");
        StringWriter seen = new StringWriter();
        CompletableFuture<Said> traced =
                CompletableFuture.supplyAsync(
                        () ->
                                lac(
                                        seen,
                                        "trace",
                                        "line",
                                        "alice@isp.example",
                                        "--for",
                                        "12s",
                                        "--pcap",
                                        file.toString()));
        RealBox.await(
                java.time.Duration.ofSeconds(10),
                "the trace has begun",
                () -> seen.toString().contains("watching alice"));
        box.act(() -> box.access.dial(alice));
        box.await("alice is up", () -> alice.state() == Subscriber.State.UP);
        box.act(() -> box.access.act(alice, alice::drop));
        Said said = traced.get(60, TimeUnit.SECONDS);
        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text())
                .contains(
                        "caller > lac   PPPoE   PADI",
                        "\"olt7 1/3/0\"",
                        "lac > caller   LCP     Configure-Request",
                        "caller > lac   PAP     Authenticate-Request",
                        "name \"alice@isp.example\" password ***",
                        "lac > radius   RADIUS  Access-Request",
                        "User-Password = ***",
                        "radius > lac   RADIUS  Access-Accept",
                        "Tunnel-Server-Endpoint:1 = \"10.200.0.11\"",
                        "lac > lns      L2TP    SCCRQ",
                        "lns > lac      L2TP    SCCRP",
                        "lac > lns      L2TP    SCCCN",
                        "lac > lns      L2TP    ICRQ",
                        "lns > lac      L2TP    ICRP",
                        "lac > lns      L2TP    ICCN",
                        "LNS 10.200.0.11: used",
                        "the call is up",
                        "caller > lac   PPPoE   PADT",
                        "lac > lns      L2TP    CDN",
                        "Hung up by the caller (PADT)")
                .doesNotContain(PASSWORD, SECRET);
        assertNoSecret(file);
        Files.writeString(Path.of("target", "trace-" + file.getFileName() + ".txt"), said.text());
        Assumptions.assumeTrue(
                hasTshark() || "true".equals(System.getenv("CI")), "tshark is not installed");
        String all = tshark(file);
        assertThat(all)
                .contains("PPPoED", "PPP LCP", "PPP PAP", "RADIUS", "L2TP", "SCCRQ")
                .doesNotContain("Malformed", "malformed");
        assertThat(tshark(file, "-Y", "_ws.malformed || ip.checksum.status == 0")).isBlank();
        assertThat(
                        tshark(
                                file,
                                "-o",
                                "udp.check_checksum:TRUE",
                                "-o",
                                "ip.check_checksum:TRUE",
                                "-Y",
                                "udp.checksum.status == 0 || ip.checksum.status == 0"))
                .isBlank();
        assertThat(tshark(file, "-T", "fields", "-e", "frame.interface_name"))
                .contains("acc0", "radius", "l2tp");
    }

    @Test
    @DisplayName("A refused line is explained, with its ladder and a file for Wireshark")
    void aRefusedCall() throws Exception {
        box.act(() -> box.access.dial(mallory));
        box.await("mallory is refused", () -> mallory.state() == Subscriber.State.ENDED);
        Path file = box.directory.resolve("explain.pcapng");
        Said said = lac("explain", "olt7 1/3/1", "--ladder", "1", "--pcap", file.toString());
        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text())
                .contains(
                        "mallory  02:00:5e:10:00:02  acc0:200.18  \"olt7 1/3/1\"  came to: lookup",
                        "Refused by RADIUS r1: 'unknown user'.",
                        "caller > lac   PPPoE   PADI",
                        "lac > caller   CHAP    Challenge",
                        "caller > lac   CHAP    Response",
                        "value *** name \"mallory\"",
                        "RADIUS  Access-Reject",
                        "Reply-Message = \"unknown user\"");
        assertNoSecret(file);
        Files.writeString(Path.of("target", "trace-" + file.getFileName() + ".txt"), said.text());
        Assumptions.assumeTrue(
                hasTshark() || "true".equals(System.getenv("CI")), "tshark is not installed");
        assertThat(tshark(file))
                .contains("PPPoED", "PPP CHAP", "RADIUS")
                .doesNotContain("Malformed");

        assertThat(lac("explain", "nobody").code()).isEqualTo(1);
        assertThat(lac("explain", "mallory", "--json").text()).contains("\"stage\":\"lookup\"");
    }
}
