package org.lacserver.tests.demo;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.net.FreeRadius;
import org.lacserver.tests.net.LacProcess;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.net.Namespaces;
import org.lacserver.tests.net.PeerLoop;
import org.lacserver.tests.net.SubscriberPort;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.ppp.Icmp;
import org.lacserver.tests.peer.ppp.Ppp;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * {@code ./lac demo}: three subscribers call in, two LNSs answer, pings pass, all hang up. The LAC
 * is the product itself, started as a daemon from the configuration that is printed.
 */
public final class DemoMain {
    private static final long FIRST_MAC = 0x02_00_5e_10_00_01L;
    private static final String USAGE =
            """
            usage: lac demo [--radius]
              --radius  FreeRADIUS says whose callers they are, and takes the accounting\
            """;
    private static final String SECRET = "tunnel-secret";
    private static final String RADIUS_SECRET = "radius-secret";

    private final PrintStream out = System.out;
    private final boolean radius;
    private final Path directory;
    private final List<Subscriber> subscribers =
            List.of(
                    new Subscriber(
                            SubscriberProfile.of(FIRST_MAC, "alice@isp-a.example", "wonderland")
                                    .auth(SubscriberProfile.Auth.CHAP)),
                    new Subscriber(
                            SubscriberProfile.of(FIRST_MAC + 1, "bob@isp-a.example", "builder")
                                    .auth(SubscriberProfile.Auth.PAP)
                                    .vlans(100, 0)),
                    new Subscriber(
                            SubscriberProfile.of(FIRST_MAC + 2, "carol@isp-b.example", "christmas")
                                    .vlans(200, 17)
                                    .line("olt7 1/3/12", "line-4711", 40_000, 250_000)));
    private final Lns lnsA = new Lns(lns("lns-a", 0x0a450000), new SecureRandom());
    private final Lns lnsB =
            new Lns(lns("lns-b", 0x0a460000).renegotiating(Ppp.CHAP), new SecureRandom());
    private final Ladder ladder = new Ladder();

    private DemoMain(boolean radius, Path directory) {
        this.radius = radius;
        this.directory = directory;
    }

    private static LnsProfile lns(String name, int pool) {
        return LnsProfile.accepting(name, SECRET, "")
                .pool(pool, pool + 254)
                .users(DemoMain::passwordOf);
    }

    private static String passwordOf(String user) {
        return switch (user) {
            case "alice@isp-a.example" -> "wonderland";
            case "bob@isp-a.example" -> "builder";
            case "carol@isp-b.example" -> "christmas";
            default -> "";
        };
    }

    /** Runs the demo; the exit code is 0 when all went as it should. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments);
        if (options.contains("--help") || options.contains("-h")) {
            System.out.println(USAGE);
            System.exit(0);
        }
        if (options.stream().anyMatch(option -> !option.equals("--radius"))) {
            System.err.println(USAGE);
            System.exit(2);
        }
        if (!Namespaces.inside()) {
            System.exit(Namespaces.reenter(DemoMain.class, arguments));
        }
        boolean radius = options.contains("--radius");
        if (radius && !FreeRadius.installed()) {
            System.err.println("FreeRADIUS is not installed: apt install freeradius");
            System.exit(3);
        }
        Path directory = Files.createTempDirectory("lac-demo");
        int exit = 1;
        try {
            new DemoMain(radius, directory).run();
            exit = 0;
        } catch (IOException | IllegalStateException failure) {
            System.out.flush();
            System.err.println("\nThe demo failed: " + failure.getMessage());
        } finally {
            LacProcess.delete(directory);
        }
        System.exit(exit);
    }

    private void run() throws IOException, InterruptedException {
        title("A network of our own");
        try (Namespaces namespaces = Namespaces.open()) {
            namespaces.cable("sub0", "acc0");
            namespaces.cable("lns0", "core0");
            namespaces.addressThere("core0", "10.200.0.1/24");
            for (String address : List.of("10.200.0.11/24", "10.200.0.12/24", "10.200.0.31/24")) {
                namespaces.address("lns0", address);
            }
            out.println(
                    """
                    3 subscribers --sub0======acc0-- LAC --core0=====lns0-- lns-a 10.200.0.11
                    (untagged, VLAN 100, QinQ 200.17)    10.200.0.1         lns-b 10.200.0.12\
                    """);
            if (radius) {
                try (FreeRadius server = startRadius()) {
                    out.println("FreeRADIUS listens on 10.200.0.31.");
                    withLac(namespaces, server);
                }
            } else {
                withLac(namespaces, null);
            }
        }
    }

    private static InetAddress address(String text) throws IOException {
        return InetAddress.ofLiteral(text);
    }

    private FreeRadius startRadius() throws IOException, InterruptedException {
        StringBuilder users = new StringBuilder();
        for (Subscriber subscriber : subscribers) {
            String user = subscriber.profile().user();
            String lns = user.endsWith("isp-a.example") ? "11" : "12";
            users.append(
                    """
                    %s Cleartext-Password := "%s"
                    \tService-Type = Framed-User, Framed-Protocol = PPP,
                    \tTunnel-Type:1 = L2TP, Tunnel-Medium-Type:1 = IPv4,
                    \tTunnel-Server-Endpoint:1 = "10.200.0.%s", Tunnel-Password:1 = "%s",
                    \tTunnel-Assignment-Id:1 = "isp-%s"
                    """
                            .formatted(user, passwordOf(user), lns, SECRET, lns));
        }
        return FreeRadius.start(
                directory.resolve("radius"),
                address("10.200.0.31"),
                "10.200.0.0/24",
                RADIUS_SECRET,
                users.toString());
    }

    private String config(Path socket) {
        String local =
                """
                access:
                  ports: [acc0]
                l2tp:
                  local-address: 10.200.0.1
                control:
                  socket: %s
                """
                        .formatted(socket);
        if (radius) {
            return local
                    + """
                    lookup:
                      order: [radius]
                    radius:
                      servers:
                        - name: freeradius
                          address: 10.200.0.31
                          secret: ${env:LAC_DEMO_RADIUS_SECRET}
                    accounting:
                      enabled: yes
                      directory: %s
                    """
                            .formatted(directory.resolve("accounting"));
        }
        return local
                + """
                lns-groups:
                  isp-a:
                    lookup: { realms: [isp-a.example] }
                    defaults: { secret: "${file:tunnel.secret}" }
                    lns:
                      - { name: lns-a, address: 10.200.0.11 }
                  isp-b:
                    lookup: { realms: [isp-b.example] }
                    defaults: { secret: "${file:tunnel.secret}" }
                    lns:
                      - { name: lns-b, address: 10.200.0.12 }
                """;
    }

    private void withLac(Namespaces namespaces, @Nullable FreeRadius server)
            throws IOException, InterruptedException {
        Path socket = directory.resolve("control");
        Path config = directory.resolve("lac.yaml");
        Files.writeString(directory.resolve("tunnel.secret"), SECRET);
        Files.writeString(directory.resolve("radius.secret"), RADIUS_SECRET);
        String text =
                config(socket).replace("${env:LAC_DEMO_RADIUS_SECRET}", "${file:radius.secret}");
        Files.writeString(config, text);
        title("The LAC, as `lac run --config lac.yaml` starts it from");
        out.print(text.indent(2));
        Path log = directory.resolve("lac.log");
        try (LacProcess lac = LacProcess.start(namespaces, config, socket, log, "256m");
                SubscriberPort port = new SubscriberPort("sub0", subscribers);
                LnsSocket socketA =
                        new LnsSocket(new InetSocketAddress(address("10.200.0.11"), 1701), lnsA);
                LnsSocket socketB =
                        new LnsSocket(new InetSocketAddress(address("10.200.0.12"), 1701), lnsB)) {
            port.tap(
                    (now, up, frame) -> {
                        if (subscribers.getFirst().profile().mac()
                                == (up ? macAt(frame, 6) : macAt(frame, 0))) {
                            ladder.access(now, up, frame);
                        }
                    });
            socketA.tap(ladder::core);
            try (PeerLoop loop = new PeerLoop(List.of(port, socketA, socketB))) {
                try {
                    talk(loop, lac, port, List.of(socketA, socketB), server);
                } catch (IllegalStateException failure) {
                    throw new IllegalStateException(
                            failure.getMessage() + "\nThe LAC's log ends:\n" + tail(lac.log()),
                            failure);
                }
            }
        }
        out.println("\nDone: all as it should be, nothing left behind.");
    }

    private static long macAt(java.nio.ByteBuffer frame, int at) {
        return org.lacserver.tests.peer.PppoeFrames.mac(frame, at);
    }

    private static String tail(String log) {
        List<String> lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    }

    private void talk(
            PeerLoop loop,
            LacProcess lac,
            SubscriberPort port,
            List<LnsSocket> sockets,
            @Nullable FreeRadius server)
            throws IOException, InterruptedException {
        title("Three subscribers call in");
        for (Subscriber subscriber : subscribers) {
            loop.ask(
                    () -> {
                        port.dial(subscriber);
                        return 0;
                    });
            await(
                    loop,
                    () ->
                            subscriber.state() == Subscriber.State.UP
                                    || subscriber.state() == Subscriber.State.ENDED);
            out.println(loop.ask(() -> statusOf(subscriber)));
            loop.ask(
                    () -> {
                        ladder.close();
                        return 0;
                    });
            require(
                    subscriber.state() == Subscriber.State.UP,
                    subscriber.profile().user() + " did not come up: " + subscriber.failure());
        }
        title("The first call, step by step");
        ladder.print(out);
        out.println("between the caller's name and SCCRQ the LAC looked up whose caller it is:");
        lac.command("show", "call", subscribers.getFirst().profile().user())
                .output()
                .lines()
                .filter(line -> line.startsWith(" lookup") || line.startsWith("      "))
                .forEach(out::println);

        title("Pings pass both ways");
        pings(loop, port, sockets);

        for (String[] words :
                new String[][] {
                    {"show", "calls"},
                    {"show", "tunnels"},
                    {"show", "lns"},
                    {"show", "call", "carol@isp-b.example"}
                }) {
            show(lac, words);
        }

        title("lac show counters (those that are not 0)");
        lac.command("show", "counters")
                .output()
                .lines()
                .filter(line -> !line.endsWith(" 0"))
                .forEach(out::println);

        title("All hang up: alice by LCP, bob by PADT, carol's LNS by CDN");
        loop.ask(
                () -> {
                    Subscriber alice = subscribers.get(0);
                    port.act(alice, sink -> alice.hangUp(System.nanoTime(), sink));
                    Subscriber bob = subscribers.get(1);
                    port.act(bob, bob::drop);
                    sockets.get(1)
                            .act(
                                    sink ->
                                            lnsB.clear(
                                                    System.nanoTime(),
                                                    lnsB.calls().getFirst(),
                                                    3,
                                                    0,
                                                    "the demo is over",
                                                    sink));
                    return 0;
                });
        await(loop, () -> lnsA.liveCalls() + lnsB.liveCalls() == 0 && allEnded());
        for (Subscriber subscriber : subscribers) {
            out.printf("%-22s %s%n", subscriber.profile().user(), subscriber.failure());
        }
        require(allEnded(), "a subscriber is still in its call");
        require(
                lnsA.liveCalls() + lnsB.liveCalls() == 0,
                "an LNS still has a call after the hang-ups");
        String calls = show(lac, "show", "calls");
        require(!calls.contains("@isp-"), "the LAC still shows a call");
        if (server != null) {
            for (int i = 0; i < 50 && count(server.accounting(), "= Stop") < 3; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            int starts = count(server.accounting(), "Acct-Status-Type = Start");
            int stops = count(server.accounting(), "Acct-Status-Type = Stop");
            out.println("FreeRADIUS took " + starts + " starts and " + stops + " stops.");
            require(starts == 3 && stops == 3, "an accounting record is missing");
        }
        title("The LAC stops");
        int exit = lac.stop();
        await(loop, () -> lnsA.liveTunnels() + lnsB.liveTunnels() == 0);
        for (Lns lns : List.of(lnsA, lnsB)) {
            loop.ask(() -> lns.tunnels())
                    .forEach(t -> out.println(lns.profile().name() + " was told: " + t.ending()));
        }
        require(lnsA.liveTunnels() + lnsB.liveTunnels() == 0, "an LNS got no StopCCN");
        require(exit == 0 || exit == 143, "the LAC ended with exit code " + exit);
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private boolean allEnded() {
        return subscribers.stream().allMatch(s -> s.state() == Subscriber.State.ENDED);
    }

    private static String statusOf(Subscriber subscriber) {
        SubscriberProfile profile = subscriber.profile();
        String where =
                profile.outerVlan() == 0
                        ? "untagged"
                        : profile.innerVlan() == 0
                                ? "VLAN " + profile.outerVlan()
                                : "QinQ " + profile.outerVlan() + "." + profile.innerVlan();
        return subscriber.state() == Subscriber.State.UP
                ? String.format(
                        Locale.ROOT,
                        "%-22s %-12s up after %.0f ms: PPPoE session %d, %s, LCP restarts %d",
                        profile.user(),
                        where,
                        (subscriber.upNanos() - subscriber.dialedNanos()) / 1e6,
                        subscriber.sessionId(),
                        Icmp.text(subscriber.ipAddress()),
                        subscriber.lcpRestarts())
                : profile.user() + ": " + subscriber.failure() + " " + subscriber.padtText();
    }

    private void pings(PeerLoop loop, SubscriberPort port, List<LnsSocket> sockets)
            throws InterruptedException {
        for (Subscriber subscriber : subscribers) {
            LnsSocket socket = sockets.get(subscriber == subscribers.get(2) ? 1 : 0);
            LnsCall call =
                    loop.ask(
                            () ->
                                    socket.lns().calls().stream()
                                            .filter(
                                                    c ->
                                                            c.callerAddress()
                                                                    == subscriber.ipAddress())
                                            .findFirst()
                                            .orElseThrow());
            for (int size : new int[] {84, 1400}) {
                int before = subscriber.pings().answered() + call.pings().answered();
                loop.ask(
                        () -> {
                            long now = System.nanoTime();
                            port.act(subscriber, sink -> subscriber.ping(now, size, sink));
                            socket.act(sink -> socket.lns().ping(now, call, size, sink));
                            return 0;
                        });
                await(
                        loop,
                        () ->
                                subscriber.pings().answered() + call.pings().answered()
                                        == before + 2);
                out.printf(
                        Locale.ROOT,
                        "%-22s %4d octets: to the LNS %.2f ms, from the LNS %.2f ms%n",
                        subscriber.profile().user(),
                        size,
                        subscriber.pings().rttNanos() / 1e6,
                        call.pings().rttNanos() / 1e6);
                require(
                        subscriber.pings().answered() + call.pings().answered() == before + 2,
                        "a ping of " + size + " octets was lost");
            }
        }
    }

    private String show(LacProcess lac, String... words) throws IOException, InterruptedException {
        title("lac " + String.join(" ", words));
        Namespaces.Finished finished = lac.command(words);
        out.print(finished.output());
        require(finished.exit() == 0, "lac " + String.join(" ", words) + " failed");
        return finished.output();
    }

    private static void await(PeerLoop loop, BooleanSupplier condition)
            throws InterruptedException {
        for (int i = 0; i < 3000 && !loop.ask(condition::getAsBoolean); i++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private void title(String text) {
        out.println("\n== " + text);
    }
}
