package org.lacserver.tests.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.net.PeerLoop;
import org.lacserver.tests.net.SubscriberPort;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The daemon with access ports that are not there when it starts, come, go down, get another name
 * and are replaced: a bridge over a cable, and a VXLAN; with a call before and a call after each.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PortLifeTest {
    private static final String LNS = "10.200.0.11";
    private static final String SECRET = "tunnel-secret";
    private static final String PASSWORD = "word";
    private static final long CABLED = 0x02_00_5e_10_00_01L;
    private static final long BRIDGED = 0x02_00_5e_10_01_01L;
    private static final long TUNNELLED = 0x02_00_5e_10_02_01L;
    private static final long FIRST_MAC = 0x02_00_5e_ac_00_01L;
    private static final long SECOND_MAC = 0x02_00_5e_ac_00_02L;

    private static final String SITE =
            """
            access:
              ports: [acc0, acc1, acc2]
              port-down-grace: 1s
            l2tp:
              local-address: 10.200.0.1
              secret: tunnel-secret
            lns-groups:
              isp:
                lookup: { realms: [isp.example] }
                lns:
                  - { name: isp-1, address: 10.200.0.11 }
            """;

    private final Subscriber cabled = subscriber(CABLED, "alice@isp.example");
    private final Subscriber bridged = subscriber(BRIDGED, "bob@isp.example");
    private final Subscriber second = subscriber(BRIDGED + 1, "carol@isp.example");
    private final Subscriber tunnelled = subscriber(TUNNELLED, "dave@isp.example");
    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;
    private SubscriberPort bridge;
    private SubscriberPort vxlan;
    private PeerLoop loop;

    private static Subscriber subscriber(long mac, String user) {
        return new Subscriber(SubscriberProfile.of(mac, user, PASSWORD));
    }

    @BeforeAll
    void up() throws IOException {
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        LnsProfile profile = LnsProfile.accepting("isp-1", SECRET, PASSWORD);
        Lns lns = new Lns(profile.renegotiating(Ppp.CHAP), RandomGenerator.getDefault());
        AccessConcentrator nobody =
                new AccessConcentrator(
                        "remote",
                        0x02_00_5e_20_00_01L,
                        id ->
                                PppTerms.server(
                                        "remote",
                                        id,
                                        Ppp.CHAP,
                                        user -> PASSWORD,
                                        () -> new byte[16],
                                        0x0a420001,
                                        0x0a420001 + id));
        box = namespace.inside(() -> new RealBox(SITE, List.of(cabled), nobody, Map.of(LNS, lns)));
        namespace.inside(
                () -> {
                    box.cable("sub1", "line1");
                    here(vxlan("sub2", LNS, RealBox.LOCAL));
                    here("ip", "link", "set", "sub2", "up");
                    return true;
                });
        bridge = namespace.inside(() -> new SubscriberPort("sub1", List.of(bridged, second)));
        vxlan = namespace.inside(() -> new SubscriberPort("sub2", List.of(tunnelled)));
        loop = new PeerLoop(List.of(bridge, vxlan));
    }

    private static void here(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    private static String[] vxlan(String name, String local, String remote) {
        List<String> command = new ArrayList<>(List.of("ip", "link", "add", name));
        command.addAll(List.of("type", "vxlan", "id", "7", "dstport", "4789"));
        command.addAll(List.of("local", local, "remote", remote));
        return command.toArray(String[]::new);
    }

    @AfterAll
    void down() throws IOException, InterruptedException {
        if (box != null) {
            try {
                int exit = box.terminate();
                assertThat(exit).as(box.log()).isIn(0, 143);
                assertThat(box.log()).doesNotContain("a step of the engine failed", "a batch of");
            } finally {
                loop.close();
                bridge.close();
                vxlan.close();
                box.close();
            }
        }
        namespace.close();
    }

    private void makeBridge(long mac) {
        box.there("ip", "link", "add", "acc1", "address", text(mac), "type", "bridge");
        box.there("ip", "link", "set", "line1", "master", "acc1");
        box.there("ip", "link", "set", "acc1", "up");
    }

    private static String text(long mac) {
        List<String> octets = new ArrayList<>();
        for (int shift = 40; shift >= 0; shift -= 8) {
            octets.add(String.format("%02x", mac >> shift & 0xff));
        }
        return String.join(":", octets);
    }

    /** On the thread of the subscriber's peers. */
    private <T> T at(Subscriber subscriber, Callable<T> task) {
        if (subscriber != cabled) {
            return loop.ask(task);
        }
        List<T> answer = new ArrayList<>();
        box.act(
                () -> {
                    try {
                        answer.add(task.call());
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        return answer.getFirst();
    }

    private SubscriberPort portOf(Subscriber subscriber) {
        if (subscriber == cabled) {
            return box.access;
        }
        return subscriber == tunnelled ? vxlan : bridge;
    }

    private void awaitState(Subscriber subscriber, Subscriber.State state) {
        RealBox.await(
                Duration.ofSeconds(60),
                subscriber.profile().user() + " is " + state + "\n" + box.log(),
                () -> at(subscriber, () -> subscriber.state() == state));
    }

    /** A call comes in and a ping passes; the call at the LNS. */
    private LnsCall calls(Subscriber subscriber) {
        at(
                subscriber,
                () -> {
                    portOf(subscriber).dial(subscriber);
                    return true;
                });
        awaitState(subscriber, Subscriber.State.UP);
        LnsSocket socket = box.lns(LNS);
        List<LnsCall> found = new ArrayList<>();
        box.act(
                () ->
                        socket.lns().calls().stream()
                                .filter(call -> call.callerAddress() == subscriber.ipAddress())
                                .forEach(found::add));
        pings(subscriber);
        return found.getLast();
    }

    private void pings(Subscriber subscriber) {
        int before = at(subscriber, () -> subscriber.pings().answered());
        at(
                subscriber,
                () -> {
                    portOf(subscriber)
                            .act(subscriber, out -> subscriber.ping(RealBox.now(), 84, out));
                    return true;
                });
        RealBox.await(
                Duration.ofSeconds(20),
                "a ping of " + subscriber.profile().user() + " passes\n" + box.log(),
                () -> at(subscriber, () -> subscriber.pings().answered() > before));
    }

    private void ends(LnsCall call, String log) {
        box.await("the LNS gets the CDN", () -> call.state() == LnsCall.State.ENDED);
        assertThat(call.ending()).startsWith("CDN 1"); // loss of carrier
        logs(log);
    }

    private void logs(String text) {
        RealBox.await(Duration.ofSeconds(20), "log: " + text, () -> box.log().contains(text));
    }

    private String ports() {
        return box.operator("show", "ports");
    }

    private String row(String port) {
        return ports().lines().filter(line -> line.startsWith(port + " ")).findAny().orElse("");
    }

    @Test
    @Order(1)
    @DisplayName("an interface that is missing at the start is used as soon as it is there")
    void absentAtStart() {
        assertThat(box.log())
                .contains("alarm access port acc1: there is no such interface")
                .contains("acc2: there is no such interface; it is used when there is one");
        calls(cabled);
        assertThat(row("acc0")).contains(" up ");
        assertThat(row("acc1")).contains(" absent ");
        makeBridge(FIRST_MAC);
        logs("alarm access port acc1 is over: the interface is up");
        calls(bridged);
        assertThat(row("acc1")).contains(" up ").contains(text(FIRST_MAC));
    }

    @Test
    @Order(2)
    @DisplayName("down: calls end with CDN 1 after the grace, nothing spins; up: calls come in")
    void downAndUp() throws IOException, InterruptedException {
        LnsCall call = calls(second);
        box.there("ip", "link", "set", "acc1", "down");
        ends(call, "access port acc1 is down");
        assertThat(row("acc1")).contains(" down ");
        tellProcessorTime();
        box.there("ip", "link", "set", "acc1", "up");
        LnsCall again = calls(second);
        box.there("ip", "link", "set", "line1", "down"); // the bridge loses its carrier
        ends(again, "access port acc1 is down");
        box.there("ip", "link", "set", "line1", "up");
        calls(bridged);
    }

    /** Of the daemon's threads, during a second in which a port is down. */
    private void tellProcessorTime() throws IOException, InterruptedException {
        Map<String, Long> before = ticks();
        TimeUnit.SECONDS.sleep(1); // the measure itself; nothing is waited for
        Map<String, Long> spent = new TreeMap<>();
        ticks().forEach(
                        (name, ticks) -> {
                            if (name.startsWith("lac-")) {
                                spent.put(name, ticks - before.getOrDefault(name, 0L));
                            }
                        });
        System.out.println("hundredths of a second of processor while a port is down: " + spent);
    }

    private Map<String, Long> ticks() throws IOException {
        Map<String, Long> ticks = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + box.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                String name = Files.readString(task.resolve("comm")).strip();
                String stat = Files.readString(task.resolve("stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                ticks.merge(
                        name, Long.parseLong(fields[11]) + Long.parseLong(fields[12]), Long::sum);
            }
        }
        return ticks;
    }

    @Test
    @Order(3)
    @DisplayName("renamed: the port goes on under the new name, and takes the next one of its own")
    void renamed() {
        LnsCall call = calls(bridged);
        box.there("ip", "link", "set", "acc1", "name", "other1");
        logs("access port acc1: the interface is called other1 now");
        pings(bridged);
        calls(second);
        assertThat(row("acc1")).contains(" other1 ").contains(" up ");
        box.there("ip", "link", "delete", "other1");
        ends(call, "access port acc1 is gone");
        assertThat(row("acc1")).contains(" absent ");
        makeBridge(FIRST_MAC);
        calls(bridged);
        assertThat(row("acc1")).doesNotContain("other1").contains(" up ");
    }

    @Test
    @Order(4)
    @DisplayName("made anew with another MAC address: calls of the former end, new ones come in")
    void replaced() {
        LnsCall call = calls(bridged);
        box.there("ip", "link", "delete", "acc1");
        makeBridge(SECOND_MAC);
        box.await("the LNS gets the CDN", () -> call.state() == LnsCall.State.ENDED);
        logs("access port acc1: the MAC address is " + text(SECOND_MAC));
        LnsCall again = calls(bridged);
        assertThat(at(bridged, bridged::acMac)).isEqualTo(SECOND_MAC);
        assertThat(row("acc1")).contains(text(SECOND_MAC));
        box.there("ip", "link", "set", "acc1", "address", text(FIRST_MAC));
        box.await("the LNS gets the CDN", () -> again.state() == LnsCall.State.ENDED);
        logs("access port acc1 has another MAC address");
        calls(bridged);
        assertThat(at(bridged, bridged::acMac)).isEqualTo(FIRST_MAC);
    }

    @Test
    @Order(5)
    @DisplayName("PPPoE through a VXLAN is as any other Ethernet")
    void throughVxlan() {
        box.there(vxlan("acc2", RealBox.LOCAL, LNS));
        box.there("ip", "link", "set", "acc2", "mtu", "1450", "up");
        LnsCall call = calls(tunnelled);
        assertThat(row("acc2")).contains(" up ").contains(" 1450 ");
        box.there("ip", "link", "delete", "acc2");
        ends(call, "access port acc2 is gone");
    }

    @Test
    @Order(6)
    @DisplayName("whatever becomes of the other ports, a call on a port that stays up stays up")
    void theOthersGoOn() {
        pings(cabled);
        assertThat(box.operator("show", "ports", "--json", "--match", "acc0"))
                .contains("\"state\":\"up\"", "\"timesDown\":0", "\"calls\":1")
                .doesNotContain("\"seconds\":-");
        System.out.println(ports());
    }
}
