package org.lacserver.tests.simulation;

import org.lacserver.data.InMemoryDataPlane;
import org.lacserver.engine.Engine;
import org.lacserver.engine.EngineSettings;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LnsView;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Outbox;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Script;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The core, eight LNSs in three levels, and callers who may go to any of them, over links with a
 * delay. LNSs can be made to misbehave at any time.
 */
final class LnsChaos {
    static final long SECOND = Duration.ofSeconds(1).toNanos();
    static final InetSocketAddress LAC = address("192.0.2.1");

    /** Of each LNS: four of the first preference, two of the second, two of the third. */
    static final List<Integer> LEVELS = List.of(10, 10, 10, 10, 20, 20, 30, 30);

    static final List<Integer> WEIGHTS = List.of(4, 3, 2, 1, 2, 1, 1, 1);

    private static final String SECRET = "lns-secret";

    final Timeline time = new Timeline();
    final RandomGenerator random;
    final Engine engine;

    /** What became of each call. */
    final Map<Long, Event.CallConnected> connected = new LinkedHashMap<>();

    final Map<Long, Event.CallEnded> ended = new LinkedHashMap<>();

    private final List<Place> places = new ArrayList<>();
    private final Map<InetSocketAddress, Place> byAddress = new HashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final Link link;
    private final Into out = new Into();
    private long lastCall;

    /** An LNS where it stands. */
    private static final class Place {
        final InetSocketAddress address;
        final Lns lns;
        boolean isDead;

        Place(InetSocketAddress address, Lns lns) {
            this.address = address;
            this.lns = lns;
        }
    }

    LnsChaos(long seed, Link.Quality quality) {
        random = new SplittableRandom(seed);
        link = new Link(time, random, quality);
        InMemoryDataPlane dataPlane =
                new InMemoryDataPlane(
                        List.of(new InMemoryDataPlane.Port(0x0200_0000_ac00L, 1500)), new NoData());
        engine =
                new Engine(
                        EngineSettings.defaults("lac", LAC.getAddress()),
                        dataPlane,
                        new SplittableRandom(seed + 1));
        time.add(
                new Timeline.Clockwork() {
                    @Override
                    public long nextDeadlineNanos() {
                        return engine.nextDeadlineNanos();
                    }

                    @Override
                    public void onDeadline(long nowNanos) {
                        engine.onDeadline(nowNanos, out);
                    }
                });
        for (int i = 0; i < LEVELS.size(); i++) {
            add(i);
        }
    }

    private void add(int index) {
        LnsProfile profile =
                LnsProfile.accepting("lns" + (index + 1), SECRET, "secret")
                        .roles(LnsProfile.Role.NONE, LnsProfile.Role.NONE)
                        .options(false, false, 64);
        Place place = new Place(address("192.0.2." + (11 + index)), new Lns(profile, random));
        places.add(place);
        byAddress.put(place.address, place);
        candidates.add(
                new Candidate(
                        0,
                        LEVELS.get(index),
                        "lns" + (index + 1),
                        place.address.getAddress(),
                        null,
                        Secret.of(SECRET),
                        null,
                        null,
                        null,
                        null,
                        null,
                        WEIGHTS.get(index),
                        0,
                        Map.of()));
        time.add(
                new Timeline.Clockwork() {
                    @Override
                    public long nextDeadlineNanos() {
                        return place.lns.nextDeadlineNanos();
                    }

                    @Override
                    public void onDeadline(long nowNanos) {
                        place.lns.onDeadline(nowNanos, (_, octets) -> toLac(place, octets));
                    }
                });
    }

    private static InetSocketAddress address(String ip) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), 1701);
    }

    // --- what LNSs do

    /** Power off: nothing in, nothing out, nothing kept. */
    void dies(int index) {
        Place place = places.get(index);
        place.isDead = true;
        place.lns.crash();
    }

    void behaves(int index, Script script) {
        places.get(index).lns.script(script);
    }

    /** As good as new. */
    void returns(int index) {
        Place place = places.get(index);
        place.isDead = false;
        place.lns.tunnelIdsFrom(1 + random.nextInt(60_000));
        place.lns.script(Script.HONEST);
    }

    private void toLac(Place from, ByteBuffer octets) {
        if (!from.isDead) {
            link.send(octets, (now, copy) -> engine.onDatagram(now, LAC, from.address, copy, out));
        }
    }

    // --- callers

    /** A caller comes now, and stays until he {@link #leaves}. */
    long calls() {
        long callId = ++lastCall;
        Line line =
                new Line(
                        0,
                        "acc0",
                        0,
                        0,
                        0x0200_5e10_0000L + callId,
                        (int) (callId & 0xffff),
                        null,
                        null,
                        0,
                        0,
                        "");
        Caller caller =
                new Caller(Caller.Method.PAP, "a@isp", 1, Octets.EMPTY, Secret.of("secret"));
        Octets lcp = Octets.of((byte) 1, (byte) 4, (byte) 5, (byte) 0xd4);
        command(new Command.CallArrived(callId, line, caller, new ProxyLcp(lcp, lcp, lcp)));
        command(
                new Command.LookupAnswered(
                        callId,
                        new LookupAnswer.Tunnels("chaos", candidates, LookupAnswer.Terms.NONE)));
        return callId;
    }

    /** {@code count} callers at even distances; each stays for {@code stays}, or for good. */
    List<Long> callers(int count, long everyNanos, long staysNanos) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long callId = calls();
            ids.add(callId);
            if (staysNanos > 0) {
                time.after(staysNanos, _ -> leaves(callId));
            }
            passes(everyNanos);
        }
        return ids;
    }

    void leaves(long callId) {
        command(new Command.CallerLeft(callId, EndCause.USER_REQUEST, "PADT"));
    }

    void command(Command command) {
        engine.onCommand(time.now(), command, out);
    }

    void passes(long nanos) {
        time.runUntil(time.now() + nanos);
    }

    // --- what is seen

    /** How long set-up took, of calls that were connected. */
    long[] setUpNanos(List<Long> calls) {
        Map<Long, Long> took = new HashMap<>();
        out.setUps.forEach((callId, nanos) -> took.put(callId, nanos));
        return calls.stream().filter(took::containsKey).mapToLong(took::get).sorted().toArray();
    }

    static long percentile(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** Calls by the LNS that took them. */
    int[] taken(List<Long> calls) {
        int[] counts = new int[places.size()];
        for (long callId : calls) {
            Event.CallConnected call = connected.get(callId);
            if (call != null) {
                for (int i = 0; i < counts.length; i++) {
                    boolean isThere = places.get(i).address.equals(call.binding().peer());
                    counts[i] += isThere ? 1 : 0;
                }
            }
        }
        return counts;
    }

    Event.CallConnected call(long callId) {
        Event.CallConnected call = connected.get(callId);
        if (call == null) {
            throw new AssertionError("call " + callId + " was not connected");
        }
        return call;
    }

    LnsView lns(int index) {
        return engine.lnses(time.now()).stream()
                .filter(lns -> lns.address().equals(places.get(index).address.getAddress()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return "connected "
                + connected.size()
                + ", taken "
                + Arrays.toString(taken(List.copyOf(connected.keySet())));
    }

    private final class Into implements Outbox {
        final Map<Long, Long> setUps = new HashMap<>();

        @Override
        public void datagram(
                InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets) {
            Place place = byAddress.get(peer);
            if (place != null) {
                link.send(
                        octets,
                        (now, copy) -> {
                            if (!place.isDead) {
                                place.lns.onDatagram(
                                        now, LAC, copy, (_, answer) -> toLac(place, answer));
                            }
                        });
            }
        }

        @Override
        public void event(Event event) {
            switch (event) {
                case Event.CallConnected call -> {
                    connected.put(call.callId(), call);
                    var view = engine.call(call.callId());
                    Duration setup = view == null ? null : view.setup();
                    if (setup != null) {
                        setUps.put(call.callId(), setup.toNanos());
                    }
                }
                case Event.CallEnded call -> ended.put(call.callId(), call);
                default -> {}
            }
        }
    }

    private static final class NoData implements InMemoryDataPlane.Wire {
        @Override
        public void datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {}

        @Override
        public void frame(int port, ByteBuffer frame) {}

        @Override
        public void callFrame(long callId, ByteBuffer pppFrame) {}
    }
}
