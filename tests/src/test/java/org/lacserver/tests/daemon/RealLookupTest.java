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
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** {@code lac test lookup} against the daemon and FreeRADIUS, and the call it foretells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealLookupTest {
    private static final String LNS = "10.200.0.11";
    private static final String SECRET = "tunnel-secret";
    private static final String PASSWORD = "caller-word";
    private static final long MAC = 0x02_00_5e_10_00_01L;

    private static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
              groups:
                - { name: business, vlans: ["200.*"], order: [local, realm], rewrite: [] }
            l2tp:
              local-address: 10.200.0.1
            lookup:
              order: [line, user]
              line-password: line-dummy
              realm-password: realm-dummy
              rewrite: [realm isp.example]
            lns-groups:
              spare:
                lookup: { realms: [spare.example] }
                lns: [ { name: spare-1, address: 10.200.0.12 } ]
            radius:
              servers:
                - { name: r1, address: 10.200.0.11, secret: radius-secret, timeout: 5s }
            """;

    private static final String USERS =
            """
            olt7/1 Cleartext-Password := "line-dummy"
            \tReply-Message = "a line, and no more"
            02:00:5e:10:00:01 Cleartext-Password := "line-dummy"
            \tReply-Message = "a caller without a circuit id"
            bob@isp.example Cleartext-Password := "caller-word"
            \tTunnel-Type:1 = L2TP, Tunnel-Medium-Type:1 = IPv4,
            \tTunnel-Server-Endpoint:1 = "10.200.0.11", Tunnel-Password:1 = "tunnel-secret",
            \tTunnel-Preference:1 = 7, Class = "bobs"
            realm.example Cleartext-Password := "realm-dummy", Service-Type == Outbound-User
            \tTunnel-Type:2 = L2TP, Tunnel-Medium-Type:2 = IPv4,
            \tTunnel-Server-Endpoint:2 = "10.200.0.12"
            """;

    private final Subscriber bob =
            new Subscriber(SubscriberProfile.of(MAC, "bob@old.example", PASSWORD));
    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;
    private FreeRadius radius;
    private String out = "";

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
                        MAC + 1,
                        id ->
                                PppTerms.server(
                                        "remote",
                                        id,
                                        Ppp.CHAP,
                                        _ -> PASSWORD,
                                        () -> new byte[16],
                                        0x0a420001,
                                        0x0a420001 + id));
        box = namespace.inside(() -> new RealBox(SITE, List.of(bob), nobody, Map.of(LNS, lns)));
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

    private int lookup(String... arguments) {
        StringWriter text = new StringWriter();
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
        List<String> all = new ArrayList<>(List.of("test", "lookup"));
        all.addAll(List.of("--socket", box.directory.resolve("control").toString()));
        all.addAll(List.of(arguments));
        int code = lac.execute(all.toArray(new String[0]));
        out = text.toString();
        return code;
    }

    @Test
    void theLineAndThenTheUserAreAskedAboutAndTheCallGoesWhereItWasSaid() throws IOException {
        Path password = Files.writeString(box.directory.resolve("pw"), PASSWORD + "\n");
        int code =
                lookup(
                        "bob@old.example",
                        "--line",
                        "olt7/1",
                        "--password-file",
                        password.toString());
        assertThat(code).as(out).isZero();
        assertThat(out)
                .contains(
                        "caller  bob@old.example  line acc0 olt7/1",
                        "group   default  asks line, user",
                        "User-Name = \"olt7/1\"",
                        "Service-Type = Outbound-User",
                        "User-Password = ***",
                        "Reply-Message = \"a line, and no more\"",
                        "User-Name = \"bob@isp.example\"",
                        "Tunnel-Server-Endpoint:1 = \"10.200.0.11\"",
                        "Tunnel-Preference:1 = 7",
                        "Tunnel-Password:1 = ***",
                        "result  tunnels  by radius r1",
                        "tag 1  10.200.0.11  preference 7  tried first")
                .doesNotContain(PASSWORD, SECRET, "line-dummy");

        box.act(() -> box.access.dial(bob));
        box.await("bob is up", () -> bob.state() == Subscriber.State.UP);
        assertThat(box.lns(LNS).lns().calls()).hasSize(1);
    }

    @Test
    void aWrongPasswordIsRefusedAndPlacesNoCall() throws IOException {
        Path password = Files.writeString(box.directory.resolve("wrong"), "guess\n");
        int code = lookup("bob@old.example", "--password-file", password.toString());
        assertThat(code).as(out).isEqualTo(1);
        assertThat(out).contains("result  refused  by radius r1", "Access-Reject");
    }

    @Test
    @DisplayName("RFC 2809 §4.1: FreeRADIUS is asked about a realm with Service-Type Outbound")
    void anAccessGroupOfItsOwnAsksAboutTheRealm() {
        int code = lookup("bob@realm.example", "--vlan", "200.17");
        assertThat(code).as(out).isZero();
        assertThat(out)
                .contains(
                        "group   business  asks local, realm",
                        "local   no group",
                        "User-Name = \"realm.example\"",
                        "tag 2  10.200.0.12");
        assertThat(lookup("eve@spare.example", "--vlan", "200.18")).as(out).isZero();
        assertThat(out).contains("local   local spare", "group spare", "tried first");
    }
}
