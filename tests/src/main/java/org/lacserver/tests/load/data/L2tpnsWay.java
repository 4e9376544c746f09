package org.lacserver.tests.load.data;

import org.lacserver.tests.load.BenchOptions;
import org.lacserver.tests.load.LacUnderTest;
import org.lacserver.tests.load.ProcessCost;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.net.PeerLoop;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's l2tpns as the LAC: its calls are set up by subscribers and an LNS. */
final class L2tpnsWay implements Way {
    /** It has lost most of them when more were offered. */
    static final int MOST_CALLS = 1000;

    private static final long FIRST_MAC = 0x02_00_10_00_00_00L;
    private static final String PASSWORD = "bench";
    private static final String OWN = "10.200.0.1";
    private static final int A_SECOND = 500;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** A call as both sides know it. */
    private record Call(
            long mac,
            int pppoe,
            int ownPort,
            int ownTunnel,
            int ownSession,
            int lnsTunnel,
            int lnsSession) {}

    private final Site site;
    private final LacUnderTest lac;
    private final LnsSocket lns;
    private final SubscriberPort port;
    private final PeerLoop loop;
    private final boolean checksum;
    private final List<Call> calls = new ArrayList<>();

    private L2tpnsWay(
            Site site,
            LacUnderTest lac,
            LnsSocket lns,
            SubscriberPort port,
            PeerLoop loop,
            boolean checksum) {
        this.site = site;
        this.lac = lac;
        this.lns = lns;
        this.port = port;
        this.loop = loop;
        this.checksum = checksum;
    }

    /** Starts it and sets the calls up. */
    static L2tpnsWay start(Site site, int wanted, boolean checksum, Path directory)
            throws IOException, InterruptedException {
        String core = site.here(Direction.DOWN);
        site.namespaces().addressThere(Site.CORE_PORT, OWN + "/24");
        site.namespaces().address(core, LacUnderTest.RADIUS + "/24");
        site.namespaces().address(core, LacUnderTest.lnsAddress(0) + "/24");
        LnsProfile profile =
                LnsProfile.accepting("lns-0", LacUnderTest.SECRET, PASSWORD)
                        .proxy(true, Ppp.PAP)
                        .pool(0x0a400000, 0x0a40ffff)
                        .options(false, false, 256);
        LnsSocket lns =
                new LnsSocket(
                        new InetSocketAddress(
                                InetAddress.ofLiteral(LacUnderTest.lnsAddress(0)), 1701),
                        new Lns(profile, new SecureRandom()));
        String[] options = {"--lac", "l2tpns", "--lnses", "1"};
        LacUnderTest lac =
                LacUnderTest.start(BenchOptions.parse(options), site.namespaces(), directory);
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < Math.min(wanted, MOST_CALLS); i++) {
            subscribers.add(
                    new Subscriber(
                            SubscriberProfile.of(
                                            FIRST_MAC + i,
                                            "user" + i + "@" + LacUnderTest.realm(0),
                                            PASSWORD)
                                    .auth(SubscriberProfile.Auth.PAP)));
        }
        SubscriberPort port = new SubscriberPort(site.here(Direction.UP), subscribers);
        PeerLoop loop = new PeerLoop(List.of(lns, port));
        L2tpnsWay way = new L2tpnsWay(site, lac, lns, port, loop, checksum);
        way.setUp(subscribers);
        site.receiveInBatches();
        return way;
    }

    private void setUp(List<Subscriber> subscribers) throws IOException, InterruptedException {
        int batch = Math.max(1, A_SECOND / 50);
        for (int from = 0; from < subscribers.size(); from += batch) {
            List<Subscriber> some =
                    subscribers.subList(from, Math.min(from + batch, subscribers.size()));
            loop.ask(
                    () -> {
                        some.forEach(port::dial);
                        return 0;
                    });
            TimeUnit.MILLISECONDS.sleep(20);
        }
        long start = System.nanoTime();
        long up = 0;
        while (up < subscribers.size() && System.nanoTime() - start < PATIENCE_NANOS) {
            TimeUnit.MILLISECONDS.sleep(50);
            up =
                    loop.ask(
                            () ->
                                    subscribers.stream()
                                            .filter(s -> s.state() == Subscriber.State.UP)
                                            .count());
        }
        calls.addAll(loop.ask(() -> join(subscribers)));
        if (calls.isEmpty()) {
            throw new IOException("no call came up");
        }
    }

    private List<Call> join(List<Subscriber> subscribers) {
        Map<String, LnsCall> byUser = new HashMap<>();
        for (LnsTunnel tunnel : lns.lns().tunnels()) {
            for (LnsCall call : tunnel.calls()) {
                if (tunnel.established() && call.state() == LnsCall.State.UP) {
                    byUser.put(call.user(), call);
                }
            }
        }
        List<Call> found = new ArrayList<>();
        int first = byUser.values().stream().mapToInt(c -> c.tunnel().peerId()).findAny().orElse(0);
        for (int i = 0; i < subscribers.size(); i++) {
            Subscriber subscriber = subscribers.get(i);
            LnsCall call = byUser.get("user" + i + "@" + LacUnderTest.realm(0));
            // frames differ in nothing but the session: one tunnel must do
            if (subscriber.state() == Subscriber.State.UP
                    && call != null
                    && call.tunnel().peerId() == first) {
                found.add(
                        new Call(
                                FIRST_MAC + i,
                                subscriber.sessionId(),
                                call.tunnel().peer().getPort(),
                                first,
                                call.peerSessionId(),
                                call.tunnel().localId(),
                                call.localSessionId()));
            }
        }
        return found;
    }

    @Override
    public String name() {
        return "l2tpns";
    }

    @Override
    public String here(Direction from) {
        return site.here(from);
    }

    @Override
    public int sessions() {
        return calls.size();
    }

    @Override
    public String whyNotMore() {
        return "only "
                + calls.size()
                + " calls were set up (offered 60,000 at 1,000 a second, it ended with 27)";
    }

    @Override
    public boolean isInKernel() {
        return false;
    }

    @Override
    public boolean hasChecksum() {
        return checksum;
    }

    @Override
    public boolean isJava() {
        return false;
    }

    @Override
    public byte[] frame(Direction direction, byte[] packet) {
        if (direction == Direction.UP) {
            return Frames.pppoe(Site.ACCESS, FIRST_MAC, 0, packet);
        }
        Call first = calls.getFirst();
        int from = ip(LacUnderTest.lnsAddress(0));
        return Frames.l2tp(
                Site.CORE,
                Site.LNS,
                from,
                ip(OWN),
                first.ownPort(),
                first.ownTunnel(),
                0,
                packet,
                checksum);
    }

    private static int ip(String address) {
        return ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()).getInt();
    }

    @Override
    public int[] ids(Direction direction, int session) {
        Call call = calls.get(session);
        int id = direction == Direction.UP ? call.pppoe() : call.ownSession();
        return new int[] {id, (int) call.mac() & 0xffff};
    }

    @Override
    public Frames.Found check(Direction direction, int session, byte[] frame, byte[] packet) {
        Call call = calls.get(session);
        if (direction == Direction.DOWN) {
            return Frames.isPppoe(frame, call.mac(), Site.ACCESS, call.pppoe(), packet);
        }
        int to = ip(LacUnderTest.lnsAddress(0));
        return Frames.isL2tp(
                frame,
                Site.LNS,
                ip(OWN),
                call.ownPort(),
                to,
                call.lnsTunnel(),
                call.lnsSession(),
                packet);
    }

    @Override
    public Cost cost() throws IOException {
        return new Cost(new ProcessCost(lac.pid()).cpuNanos(), 0);
    }

    @Override
    public List<String> says() {
        return List.of("l2tpns: " + calls.size() + " calls are up");
    }

    @Override
    public void close() throws IOException {
        loop.close();
        port.close();
        lns.close();
        lac.close();
        site.close();
    }
}
