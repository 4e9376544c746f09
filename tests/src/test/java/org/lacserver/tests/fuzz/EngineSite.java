package org.lacserver.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.lacserver.data.InMemoryDataPlane;
import org.lacserver.engine.Engine;
import org.lacserver.engine.EngineSettings;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Outbox;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;
import org.lacserver.port.TunnelView;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * An engine under virtual time with calls at two LNSs: one is honest and is never to notice
 * anything; in the place of the other somebody sends what he likes.
 */
final class EngineSite implements Outbox {
    static final InetSocketAddress LAC = address("192.0.2.1");
    static final InetSocketAddress STRANGE = address("192.0.2.66");
    static final InetSocketAddress HONEST = address("192.0.2.11");

    /** Datagrams that may follow from one of a peer, or from one deadline. */
    private static final int MOST_ANSWERS = 64;

    private static final String SECRET = "lns-secret";
    private static final long SECOND = 1_000_000_000L;

    private final SplittableRandom random = new SplittableRandom(1);
    private final InMemoryDataPlane dataPlane =
            new InMemoryDataPlane(
                    List.of(new InMemoryDataPlane.Port(0x0200_0000_ac00L, 1500)), new NoWire());
    private final Engine engine =
            new Engine(EngineSettings.defaults("lac", LAC.getAddress()), dataPlane, random);
    private final Lns honest = lns("honest");
    private final Lns strange = lns("strange");
    private final ArrayDeque<Runnable> wire = new ArrayDeque<>();
    private final Set<Long> arrived = new HashSet<>();
    private final Set<Long> ended = new HashSet<>();
    private final Set<Long> protectedCalls = new HashSet<>();
    private boolean hijacked;
    private int answers;
    private long now = 1000 * SECOND;
    private long lastCall;

    EngineSite() {
        for (int i = 0; i < 2; i++) {
            protectedCalls.add(arrives(HONEST));
            arrives(STRANGE);
        }
        passes(2 * SECOND);
        assertThat(engine.calls()).allMatch(call -> call.state().equals("established")).hasSize(4);
        hijacked = true; // from now on the strange LNS speaks as the input says
    }

    private static Lns lns(String name) {
        LnsProfile profile =
                LnsProfile.accepting(name, SECRET, "secret")
                        .roles(LnsProfile.Role.NONE, LnsProfile.Role.NONE);
        return new Lns(profile, new SplittableRandom(2));
    }

    private static InetSocketAddress address(String ip) {
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), 1701);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A caller comes who is to be tunnelled to {@code lns}. */
    long arrives(InetSocketAddress lns) {
        long callId = ++lastCall;
        arrived.add(callId);
        Line line =
                new Line(
                        0,
                        "acc0",
                        0,
                        0,
                        0x0200_5e10_0000L + callId,
                        (int) callId,
                        null,
                        null,
                        0,
                        0,
                        "");
        Caller caller =
                new Caller(Caller.Method.PAP, "a@isp", 1, Octets.EMPTY, Secret.of("secret"));
        Octets mru = Octets.of((byte) 1, (byte) 4, (byte) 5, (byte) 0xd4);
        Octets pap = Octets.of((byte) 3, (byte) 4, (byte) 0xc0, (byte) 0x23);
        command(new Command.CallArrived(callId, line, caller, new ProxyLcp(mru, pap, mru)));
        Candidate candidate =
                new Candidate(
                        0,
                        10,
                        "lns",
                        lns.getAddress(),
                        null,
                        Secret.of(SECRET),
                        null,
                        null,
                        null,
                        null);
        command(
                new Command.LookupAnswered(
                        callId,
                        new LookupAnswer.Tunnels(
                                "fuzz", List.of(candidate), LookupAnswer.Terms.NONE)));
        return callId;
    }

    /** A caller of the strange LNS leaves. */
    void leaves(int which) {
        List<Long> calls =
                engine.callIds().stream().filter(id -> !protectedCalls.contains(id)).toList();
        if (!calls.isEmpty()) {
            long callId = calls.get(which % calls.size());
            command(new Command.CallerLeft(callId, EndCause.USER_REQUEST, "PADT"));
        }
    }

    void command(Command command) {
        answers = 0;
        engine.onCommand(now, command, this);
        deliver();
    }

    /** A datagram, as it is. */
    void datagram(InetSocketAddress from, ByteBuffer octets) {
        answers = 0;
        engine.onDatagram(now, LAC, from, octets, this);
        deliver();
    }

    /**
     * A control message in turn in a tunnel of the strange LNS.
     *
     * @param where which tunnel, and whether the message is for it or for one of its calls
     */
    void message(int where, byte[] avps) {
        List<TunnelView> tunnels =
                engine.tunnels().stream().filter(t -> t.facts().peer().equals(STRANGE)).toList();
        if (tunnels.isEmpty()) {
            return;
        }
        TunnelView tunnel = tunnels.get(where % tunnels.size());
        List<Integer> sessions =
                engine.calls().stream()
                        .map(call -> call.facts())
                        .filter(
                                call ->
                                        STRANGE.equals(
                                                call.tunnel() == null
                                                        ? null
                                                        : call.tunnel().peer()))
                        .map(Event.CallFacts::localSessionId)
                        .toList();
        int session =
                (where & 0x10) == 0 || sessions.isEmpty()
                        ? 0
                        : sessions.get((where >> 5) % sessions.size());
        TunnelView.ControlStatistics statistics = tunnel.statistics();
        ByteBuffer octets = ByteBuffer.allocate(12 + avps.length);
        octets.putShort((short) 0xc802)
                .putShort((short) (12 + avps.length))
                .putShort((short) tunnel.facts().localTunnelId())
                .putShort((short) session)
                .putShort((short) statistics.messagesReceived())
                .putShort((short) statistics.messagesSent())
                .put(avps)
                .flip();
        datagram(STRANGE, octets);
    }

    void passes(long nanos) {
        long end = now + nanos;
        deliver();
        while (true) {
            long next = Math.min(engine.nextDeadlineNanos(), honest.nextDeadlineNanos());
            if (next > end) {
                now = end;
                return;
            }
            now = Math.max(now, next);
            answers = 0;
            engine.onDeadline(now, this);
            honest.onDeadline(now, (to, octets) -> toLac(HONEST, octets));
            deliver();
        }
    }

    private void deliver() {
        for (Runnable next = wire.poll(); next != null; next = wire.poll()) {
            next.run();
        }
    }

    private void toLac(InetSocketAddress from, ByteBuffer octets) {
        ByteBuffer copy = copy(octets);
        wire.add(() -> engine.onDatagram(now, LAC, from, copy, this));
    }

    @Override
    public void datagram(
            InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets) {
        answers++;
        ByteBuffer copy = copy(octets);
        if (peer.equals(HONEST)) {
            wire.add(() -> honest.onDatagram(now, LAC, copy, (to, out) -> toLac(HONEST, out)));
        } else if (peer.equals(STRANGE) && !hijacked) {
            wire.add(() -> strange.onDatagram(now, LAC, copy, (to, out) -> toLac(STRANGE, out)));
        }
    }

    private static ByteBuffer copy(ByteBuffer octets) {
        ByteBuffer copy = ByteBuffer.allocate(octets.remaining());
        return copy.put(octets.duplicate()).flip();
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.DialWanted wanted) {
            arrived.add(wanted.callId());
            DialAnswer answer =
                    (wanted.callId() & 1) == 0
                            ? new DialAnswer.Refused("fuzz", DialFailure.BUSY, "busy")
                            : new DialAnswer.Route(
                                    "fuzz",
                                    "all",
                                    new DialTarget.Pppoe(0, 0, 0, 0, "", null),
                                    10,
                                    0,
                                    1_000_000);
            Command told = new Command.DialAnswered(wanted.callId(), answer);
            wire.add(() -> engine.onCommand(now, told, this));
        }
        if (event instanceof Event.CallEnded over) {
            assertThat(arrived).contains(over.callId());
            assertThat(ended.add(over.callId())).as("one end of call %d", over.callId()).isTrue();
        }
    }

    /** What holds after every step. */
    void judge() {
        assertThat(answers).as("answers to one step").isLessThanOrEqualTo(MOST_ANSWERS);
        assertThat(ended).as("calls of the other LNS").doesNotContainAnyElementsOf(protectedCalls);
        assertThat(honest.liveCalls()).isEqualTo(protectedCalls.size());
        assertThat(honest.calls()).allMatch(call -> call.state() != LnsCall.State.ENDED);
        for (TunnelView tunnel : engine.tunnels()) {
            assertThat(tunnel.statistics().queued()).isLessThanOrEqualTo(arrived.size() + 64);
        }
        assertThat(engine.calls().size() + ended.size()).isGreaterThanOrEqualTo(arrived.size());
    }

    /** Everything ends, once, and nothing is left. */
    void shutDown() {
        command(new Command.ShutDown("end"));
        passes(240 * SECOND);
        assertThat(ended).containsAll(arrived);
        assertThat(engine.calls()).isEmpty();
        assertThat(engine.tunnels()).isEmpty();
        assertThat(engine.isQuiet()).isTrue();
        assertThat(engine.nextDeadlineNanos()).isEqualTo(Engine.NEVER);
    }

    /** Data of joined calls goes nowhere. */
    private static final class NoWire implements InMemoryDataPlane.Wire {
        @Override
        public void datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {}

        @Override
        public void frame(int port, ByteBuffer frame) {}

        @Override
        public void callFrame(long callId, ByteBuffer pppFrame) {}
    }
}
