package org.lacserver.tests.load;

import org.lacserver.tests.load.data.DataBench;
import org.lacserver.tests.net.LacProcess;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.net.Namespaces;
import org.lacserver.tests.net.PeerLoop;
import org.lacserver.tests.net.SendBatch;
import org.lacserver.tests.net.Station;
import org.lacserver.tests.net.SubscriberPort;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.ppp.Ppp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code ./lac bench}: sets up calls, moves traffic, prints what both cost. */
public final class BenchMain {
    private static final long FIRST_MAC = 0x02_00_10_00_00_00L;
    private static final String PASSWORD = "bench";
    private static final int FRAMES = 1024;
    private static final int MOST_HALF_OPEN = 2000;

    private final BenchOptions options;
    private final BenchReport report;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<LnsSocket> sockets = new ArrayList<>();
    private int dialed;

    private BenchMain(BenchOptions options) {
        this.options = options;
        report = new BenchReport(options);
        for (int i = 0; i < options.calls(); i++) {
            String user = "user" + i + "@" + LacUnderTest.realm(i % options.lnses());
            subscribers.add(
                    new Subscriber(
                            SubscriberProfile.of(FIRST_MAC + i, user, PASSWORD)
                                    .auth(SubscriberProfile.Auth.PAP)));
        }
    }

    /** Measures; the exit code is 0 when every call came up and was cleared. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("admission")) {
            System.exit(AdmissionBench.run());
        }
        if (arguments.length > 0 && arguments[0].equals("data")) {
            System.exit(DataBench.run(Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        BenchOptions options;
        try {
            options = BenchOptions.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + BenchOptions.USAGE);
            System.exit(2);
            return;
        }
        if (!Namespaces.inside()) {
            System.exit(Namespaces.reenter(BenchMain.class, arguments));
        }
        Path directory = Files.createTempDirectory("lac-bench");
        int exit = 1;
        try {
            exit = new BenchMain(options).run(directory) ? 0 : 1;
        } catch (IOException | IllegalStateException failure) {
            System.err.println("The benchmark failed: " + failure.getMessage());
        } finally {
            LacProcess.delete(directory);
        }
        System.exit(exit);
    }

    private boolean run(Path directory) throws IOException, InterruptedException {
        try (Namespaces namespaces = Namespaces.open()) {
            namespaces.cable("sub0", "acc0");
            namespaces.cable("lns0", "core0");
            namespaces.addressThere("core0", "10.200.0.1/24");
            namespaces.address("lns0", LacUnderTest.RADIUS + "/24");
            for (int i = 0; i < options.lnses(); i++) {
                namespaces.address("lns0", LacUnderTest.lnsAddress(i) + "/24");
                sockets.add(
                        new LnsSocket(
                                new InetSocketAddress(
                                        InetAddress.ofLiteral(LacUnderTest.lnsAddress(i)), 1701),
                                lns(i)));
            }
            List<Station> stations = new ArrayList<>(sockets);
            try (LacUnderTest lac = LacUnderTest.start(options, namespaces, directory);
                    SubscriberPort port = new SubscriberPort("sub0", subscribers)) {
                stations.add(port);
                try (PeerLoop loop = new PeerLoop(stations)) {
                    boolean complete = measure(loop, port, new ProcessCost(lac.pid()));
                    report.print();
                    if (!complete) {
                        System.err.println("the LAC's log ends:\n" + tail(lac.log()));
                    }
                    return complete;
                }
            }
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private static Lns lns(int index) {
        int pool = 0x0a400000 + (index << 16);
        LnsProfile profile =
                LnsProfile.accepting("lns-" + index, LacUnderTest.SECRET, PASSWORD)
                        .proxy(true, Ppp.PAP)
                        .pool(pool, pool + 0xffff)
                        .options(false, false, 256);
        return new Lns(profile, new SecureRandom());
    }

    private boolean measure(PeerLoop loop, SubscriberPort port, ProcessCost cost)
            throws IOException, InterruptedException {
        // a tenth first, at most 100: what the first calls load and build is not theirs
        int warm = Math.min(100, options.calls() / 10);
        int warmUp = (int) setUp(loop, port, System.nanoTime(), warm)[0];
        long heapBefore = cost.liveHeapOctets();
        long cpuBefore = cost.cpuNanos();
        long start = System.nanoTime();
        long[] counts = setUp(loop, port, start, options.calls());
        long cpu = cost.cpuNanos() - cpuBefore;
        int up = (int) counts[0];
        long[] latencies = loop.ask(this::latencies);
        long last =
                loop.ask(
                        () ->
                                subscribers.stream()
                                        .mapToLong(Subscriber::upNanos)
                                        .max()
                                        .orElse(start));
        report.setUp(up, up - warmUp, failures(loop), last - start, latencies, cpu);
        long heap = cost.liveHeapOctets();
        report.memory(heapBefore, heap, cost.residentOctets(), up - warmUp);
        if (up > 0) {
            for (int size : options.sizes()) {
                traffic(loop, port, cost, size, true);
                traffic(loop, port, cost, size, false);
            }
        }
        long clearStart = System.nanoTime();
        int left = tearDown(loop, port);
        report.cleared(left, System.nanoTime() - clearStart);
        return up == options.calls() && left == 0;
    }

    /** Dials at the rate; returns {up, ended} when all are one or the other, or time is over. */
    private long[] setUp(PeerLoop loop, SubscriberPort port, long start, int goal)
            throws InterruptedException {
        long limit =
                TimeUnit.SECONDS.toNanos(60)
                        + (long) (options.calls() * 3e9 / Math.min(options.rate(), 500));
        long[] counts = {0, 0};
        int before = dialed;
        while (System.nanoTime() - start < limit) {
            counts = loop.ask(() -> dialMore(port, start, before, goal));
            if (counts[0] + counts[1] == goal) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return counts;
    }

    private long[] dialMore(SubscriberPort port, long start, int before, int goal) {
        long up = 0;
        long ended = 0;
        for (int i = 0; i < dialed; i++) {
            Subscriber.State state = subscribers.get(i).state();
            up += state == Subscriber.State.UP ? 1 : 0;
            ended += state == Subscriber.State.ENDED ? 1 : 0;
        }
        double due = before + (System.nanoTime() - start) / 1e9 * options.rate();
        long room = MOST_HALF_OPEN - (dialed - up - ended);
        // no burst after a pause: at most what 50 ms bring
        int most = dialed + Math.max(1, options.rate() / 20);
        while (dialed < Math.min(most, goal) && dialed < due && room-- > 0) {
            port.dial(subscribers.get(dialed++));
        }
        return new long[] {up, ended};
    }

    private long[] latencies() {
        return subscribers.stream()
                .skip(Math.min(100, options.calls() / 10))
                .filter(s -> s.state() == Subscriber.State.UP)
                .mapToLong(s -> s.upNanos() - s.dialedNanos())
                .sorted()
                .toArray();
    }

    private Map<String, Integer> failures(PeerLoop loop) {
        return loop.ask(
                () -> {
                    Map<String, Integer> reasons = new TreeMap<>();
                    for (Subscriber subscriber : subscribers) {
                        if (subscriber.state() != Subscriber.State.UP) {
                            String why =
                                    subscriber.state() == Subscriber.State.ENDED
                                            ? subscriber.failure()
                                            : "still in " + subscriber.state();
                            reasons.merge(why, 1, Integer::sum);
                        }
                    }
                    return reasons;
                });
    }

    private void traffic(
            PeerLoop loop, SubscriberPort port, ProcessCost cost, int size, boolean upstream)
            throws IOException {
        List<Traffic.Outcome> outcomes = new ArrayList<>();
        long cpuBefore = cost.cpuNanos();
        long nanos = TimeUnit.SECONDS.toNanos(options.seconds());
        if (upstream) {
            SendBatch frames = port.generator(FRAMES);
            loop.ask(() -> fillUp(frames, size));
            outcomes.add(Traffic.run(frames, FRAMES, this::receivedByLnses, nanos));
        } else {
            // one LNS after the other: each has a socket of its own, the LAC one for all
            List<LnsSocket> busy = sockets.subList(0, Math.min(4, sockets.size()));
            for (LnsSocket socket : busy) {
                SendBatch frames = socket.generator(FRAMES);
                if (loop.ask(() -> fillDown(socket, frames, size))) {
                    long share = nanos / busy.size();
                    outcomes.add(Traffic.run(frames, FRAMES, port::loadFrames, share));
                }
            }
        }
        report.traffic(size, upstream, outcomes, cost.cpuNanos() - cpuBefore);
    }

    private long receivedByLnses() {
        long sum = 0;
        for (LnsSocket socket : sockets) {
            sum += socket.loadFrames();
        }
        return sum;
    }

    private int fillUp(SendBatch frames, int size) {
        List<Subscriber> up =
                subscribers.stream().filter(s -> s.state() == Subscriber.State.UP).toList();
        for (int i = 0; i < FRAMES; i++) {
            Subscriber subscriber = up.get((int) ((long) i * up.size() / FRAMES));
            byte[] packet =
                    Traffic.packet(subscriber.ipAddress(), subscriber.peerIpAddress(), size);
            frames.add(subscriber.sessionFrame(Ppp.IP, packet));
        }
        return FRAMES;
    }

    private static boolean fillDown(LnsSocket socket, SendBatch frames, int size) {
        List<LnsCall> up =
                socket.lns().tunnels().stream()
                        .filter(LnsTunnel::established)
                        .flatMap(tunnel -> tunnel.calls().stream())
                        .filter(call -> call.state() == LnsCall.State.UP)
                        .toList();
        for (int i = 0; i < FRAMES && !up.isEmpty(); i++) {
            LnsCall call = up.get((int) ((long) i * up.size() / FRAMES));
            byte[] packet =
                    Traffic.packet(socket.lns().profile().ownAddress(), call.callerAddress(), size);
            frames.add(call.tunnel().peer(), call.frame(Ppp.IP, packet));
        }
        return !up.isEmpty();
    }

    /** Every subscriber sends a PADT; returns the calls that an LNS still has after a while. */
    private int tearDown(PeerLoop loop, SubscriberPort port) throws InterruptedException {
        int batch = 100;
        for (int from = 0; from < subscribers.size(); from += batch) {
            List<Subscriber> some =
                    subscribers.subList(from, Math.min(from + batch, subscribers.size()));
            loop.ask(
                    () -> {
                        some.forEach(subscriber -> port.act(subscriber, subscriber::drop));
                        return 0;
                    });
            TimeUnit.MILLISECONDS.sleep(20);
        }
        int left = 1;
        for (int i = 0; i < 300 && left > 0; i++) {
            left = loop.ask(() -> sockets.stream().mapToInt(s -> s.lns().liveCalls()).sum());
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return left;
    }
}
