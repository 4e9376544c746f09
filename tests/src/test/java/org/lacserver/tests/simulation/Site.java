package org.lacserver.tests.simulation;

import org.jspecify.annotations.Nullable;
import org.lacserver.data.InMemoryDataPlane;
import org.lacserver.engine.Engine;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.pppoe.AccessLine;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.LinePolicy;
import org.lacserver.pppoe.modem.ModemPool;
import org.lacserver.pppoe.modem.ModemSettings;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.FrameSink;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.PppoeFrames;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;
import org.lacserver.wiring.Box;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A whole site in one thread: subscribers, the box, two LNSs and a lookup, over links that may be
 * bad. Everything that differs from run to run comes from the seed.
 */
final class Site {
    static final String PASSWORD = "secret";
    static final InetSocketAddress LAC = SitePlan.address("192.0.2.1");
    static final long LAC_MAC = 0x0200_0000_ac00L;

    /** The one number that is known: {@link #remote} answers it. */
    static final String NUMBER = "5551234";

    /** Another one: {@link #modem} calls it. */
    static final String MODEM_NUMBER = "56";

    private static final long REMOTE_MAC = 0x0200_5e20_0001L;

    final Timeline time = new Timeline();
    final RandomGenerator random;
    final List<Subscriber> subscribers = new ArrayList<>();
    final Map<InetSocketAddress, Lns> lnses = new LinkedHashMap<>();
    final Box box;

    /** Calls that came from either side and calls that went, by call id: each exactly once. */
    final Map<Long, Integer> arrived = new HashMap<>();

    final Map<Long, Integer> ended = new HashMap<>();
    final Map<Long, Event.End> ends = new LinkedHashMap<>();
    int connected;
    int rehomed;
    int stayed;

    /** Whether no line is known, so that its caller has to name himself. */
    boolean lineNeedsName;

    /** Watches the control messages between the box and its LNSs. */
    final ControlWatch watch = new ControlWatch();

    /** What answers a PADI on the access side; nobody has met it unless an LNS had it called. */
    final AccessConcentrator remote = new AccessConcentrator("remote", REMOTE_MAC, Site::farEnd);

    final FakeModem modem;

    private final SimulatedServer server =
            new SimulatedServer(
                    PASSWORD,
                    this::answer,
                    new SimulatedServer.Way() {
                        @Override
                        public void answer(long callId, LookupAnswer answer) {
                            command(new Command.LookupAnswered(callId, answer));
                        }

                        @Override
                        public void challenge(long callId, byte[] eap) {
                            box.onChallenge(time.now(), callId, eap);
                        }
                    });

    private final InMemoryDataPlane dataPlane;
    private final Link access;
    private final Link core;
    private final InetSocketAddress lac = LAC;

    /** Two LNSs, one of which takes what the box negotiated. */
    Site(long seed, Link.Quality accessQuality, Link.Quality coreQuality) {
        this(
                seed,
                accessQuality,
                coreQuality,
                List.of(lnsProfile("lns1"), lnsProfile("lns2").renegotiating(Ppp.CHAP)));
    }

    Site(
            long seed,
            Link.Quality accessQuality,
            Link.Quality coreQuality,
            List<LnsProfile> profiles) {
        this(seed, accessQuality, coreQuality, profiles, List.of());
    }

    /**
     * @param policies of the one access port's lines
     */
    Site(
            long seed,
            Link.Quality accessQuality,
            Link.Quality coreQuality,
            List<LnsProfile> profiles,
            List<LinePolicy> policies) {
        random = new SplittableRandom(seed);
        access = new Link(time, random, accessQuality);
        core = new Link(time, random, coreQuality);
        dataPlane =
                new InMemoryDataPlane(
                        List.of(new InMemoryDataPlane.Port(LAC_MAC, 1500)), new FromDataPlane());
        Frontend frontend =
                new Frontend(
                        FrontendSettings.on(List.of(new FrontendSettings.Port("acc0", LAC_MAC)))
                                .policies(policies)
                                .build(),
                        random);
        Engine engine = new Engine(SitePlan.engine(lac), dataPlane, random);
        ModemPool modems =
                new ModemPool(
                        List.of(
                                ModemSettings.of(
                                        "modem",
                                        "/dev/modem",
                                        115_200,
                                        List.of("ATZ"),
                                        false,
                                        Duration.ofSeconds(60))));
        box = new Box(frontend, engine, dataPlane, modems, new Around());
        modem = new FakeModem(time, box, farEnd(0));
        time.add(modem);
        time.add(
                new Timeline.Clockwork() {
                    @Override
                    public long nextDeadlineNanos() {
                        return box.nextDeadlineNanos();
                    }

                    @Override
                    public void onDeadline(long nowNanos) {
                        box.onDeadline(nowNanos);
                    }
                });
        time.add(
                new Timeline.Clockwork() {
                    @Override
                    public long nextDeadlineNanos() {
                        return dataPlane.nextDeadlineNanos();
                    }

                    @Override
                    public void onDeadline(long nowNanos) {
                        dataPlane.onDeadline(nowNanos);
                    }
                });
        time.add(
                new Timeline.Clockwork() {
                    @Override
                    public long nextDeadlineNanos() {
                        return remote.nextDeadlineNanos();
                    }

                    @Override
                    public void onDeadline(long nowNanos) {
                        remote.onDeadline(nowNanos, toLac());
                    }
                });
        for (int i = 0; i < profiles.size(); i++) {
            lns("192.0.2." + (11 + i), profiles.get(i));
        }
    }

    private static PppTerms farEnd(int id) {
        return PppTerms.server(
                "remote",
                1 + id,
                Ppp.CHAP,
                user -> PASSWORD,
                () -> new byte[16],
                0x0a420001,
                0x0a420002 + id);
    }

    static LnsProfile lnsProfile(String name) {
        return LnsProfile.accepting(name, SitePlan.TUNNEL_SECRET, PASSWORD);
    }

    /** Nothing is lost, doubled or late from now on. */
    void heal() {
        access.becomes(Link.Quality.GOOD);
        core.becomes(Link.Quality.GOOD);
    }

    Lns lns(int index) {
        return List.copyOf(lnses.values()).get(index);
    }

    Subscriber subscriber(SubscriberProfile profile) {
        Subscriber subscriber = new Subscriber(profile);
        subscribers.add(subscriber);
        time.add(
                new Timeline.Clockwork() {
                    @Override
                    public long nextDeadlineNanos() {
                        return subscriber.nextDeadlineNanos();
                    }

                    @Override
                    public void onDeadline(long nowNanos) {
                        subscriber.onDeadline(nowNanos, toLac());
                    }
                });
        return subscriber;
    }

    /** Where a subscriber's frames go. */
    FrameSink toLac() {
        return frame ->
                access.send(
                        frame,
                        (now, copy) -> {
                            if (!dataPlane.onFrame(0, copy)) {
                                box.onFrame(now, 0, copy);
                            }
                        });
    }

    void command(Command command) {
        box.onCommand(time.now(), command);
    }

    private void lns(String ip, LnsProfile profile) {
        InetSocketAddress at = SitePlan.address(ip);
        Lns lns = new Lns(profile, random);
        lnses.put(at, lns);
        time.add(
                new Timeline.Clockwork() {
                    @Override
                    public long nextDeadlineNanos() {
                        return lns.nextDeadlineNanos();
                    }

                    @Override
                    public void onDeadline(long nowNanos) {
                        lns.onDeadline(nowNanos, (to, octets) -> toLac(at, octets));
                    }
                });
    }

    /** A datagram from an LNS. */
    void toLac(InetSocketAddress from, ByteBuffer octets) {
        watch.sentByLns(from, octets);
        core.send(
                octets,
                (now, copy) -> {
                    watch.deliveredToLac(from, copy);
                    if (!dataPlane.onDatagram(now, lac, from, copy)) {
                        box.onDatagram(now, lac, from, copy);
                    }
                });
    }

    private void toLns(InetSocketAddress peer, ByteBuffer octets) {
        Lns lns = lnses.get(peer);
        if (lns != null) {
            watch.sentByLac(peer, octets, lns.profile().control().window());
            core.send(
                    octets,
                    (now, copy) -> lns.onDatagram(now, lac, copy, (to, out) -> toLac(peer, out)));
        }
    }

    private void toSubscribers(ByteBuffer frame) {
        long destination = frame.getLong(frame.position()) >>> 16;
        if (destination == REMOTE_MAC || destination == PppoeFrames.BROADCAST) {
            access.send(frame, (now, copy) -> remote.onFrame(now, copy, toLac()));
        }
        for (Subscriber subscriber : subscribers) {
            if (subscriber.profile().mac() == destination) {
                access.send(frame, (now, copy) -> subscriber.onFrame(now, copy, toLac()));
            }
        }
    }

    private static DialAnswer route(String number, DialTarget target) {
        return new DialAnswer.Route("test", number, target, 100, 0, 100_000_000);
    }

    private LookupAnswer answer(String user) {
        if (user.isEmpty() && lineNeedsName) {
            return new LookupAnswer.NameFirst("simulated");
        }
        if (user.endsWith("@refused")) {
            return new LookupAnswer.Refused("simulated", "not welcome");
        }
        if (user.endsWith("@silence")) {
            return new LookupAnswer.Unavailable("simulated", "no server answered");
        }
        List<Candidate> candidates = new ArrayList<>();
        int preference = 0;
        for (InetSocketAddress lns : lnses.keySet()) {
            candidates.add(SitePlan.candidate(++preference * 10, lns.getAddress()));
        }
        return new LookupAnswer.Tunnels("simulated", candidates, LookupAnswer.Terms.NONE);
    }

    private final class FromDataPlane implements InMemoryDataPlane.Wire {
        @Override
        public void datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
            toLns(peer, octets);
        }

        @Override
        public void frame(int port, ByteBuffer frame) {
            toSubscribers(frame);
        }

        @Override
        public void callFrame(long callId, ByteBuffer pppFrame) {
            box.onCallFrame(time.now(), callId, pppFrame);
        }
    }

    private final class Around implements Box.World {
        @Override
        public void frame(int accessPort, ByteBuffer frame) {
            toSubscribers(frame);
        }

        @Override
        public void datagram(
                InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets) {
            toLns(peer, octets);
        }

        @Override
        public void arrived(long nowNanos, long callId) {
            arrived.putIfAbsent(callId, 1); // again with his name, when his line came first
        }

        @Override
        public void lookup(long nowNanos, Event.LookupWanted question) {
            time.after(random.nextLong(1_000_000, 3_000_000_000L), _ -> server.asked(question));
        }

        @Override
        public void connected(long nowNanos, Event.CallConnected call) {
            connected++;
        }

        @Override
        public void rehomed(long nowNanos, Event.CallRehomed call) {
            rehomed++;
        }

        @Override
        public void stayed(long nowNanos, Event.CallStayed call) {
            stayed++;
        }

        @Override
        public void ended(long nowNanos, Event.CallEnded call) {
            server.forget(call.callId());
            ended.merge(call.callId(), 1, Integer::sum);
            ends.put(call.callId(), call.end());
        }

        @Override
        public void attemptFailed(long nowNanos, AccessLine line, String reason) {}

        @Override
        public void tunnelUp(Event.TunnelFacts tunnel) {}

        @Override
        public void tunnelDown(Event.TunnelFacts tunnel, String reason) {}

        @Override
        public void tunnelFailed(Event.TunnelFacts tunnel, String reason) {}

        @Override
        public void linkFailed(Event.LinkFailed failed) {}

        @Override
        public void callerReplied(long nowNanos, long callId, byte[] eap) {
            time.after(
                    random.nextLong(1_000_000, 1_000_000_000L), _ -> server.replied(callId, eap));
        }

        @Override
        public void dial(long nowNanos, Event.DialWanted question) {
            arrived.merge(question.callId(), 1, Integer::sum);
            DialAnswer answer =
                    switch (question.calledNumber()) {
                        case NUMBER -> route(NUMBER, new DialTarget.Pppoe(0, 0, 0, 0, "", null));
                        case MODEM_NUMBER ->
                                route(MODEM_NUMBER, new DialTarget.Modem(0, MODEM_NUMBER));
                        default ->
                                new DialAnswer.Refused(
                                        "test",
                                        DialFailure.INVALID_DESTINATION,
                                        "no number is known");
                    };
            time.after(
                    random.nextLong(1_000_000, 3_000_000_000L),
                    _ -> command(new Command.DialAnswered(question.callId(), answer)));
        }

        @Override
        public void modemOctets(int index, ByteBuffer octets) {
            modem.octets(octets);
        }

        @Override
        public void modemDtr(int index, boolean high) {}

        @Override
        public void alarm(Event.Alarm alarm) {}
    }

    /** The engine's call of a subscriber that is up, or null. */
    Event.@Nullable CallFacts callOf(Subscriber subscriber) {
        return box.engine().calls().stream()
                .map(view -> view.facts())
                .filter(facts -> facts.line().mac() == subscriber.profile().mac())
                .findFirst()
                .orElse(null);
    }
}
