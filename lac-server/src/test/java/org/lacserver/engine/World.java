package org.lacserver.engine;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Outbox;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One engine, its LNSs and a link without delay, under virtual time. */
final class World implements Outbox {
    static final InetAddress LAC = address("10.0.0.1");
    static final Secret PASSWORD = Secret.of("user's password");

    long now = 1_000_000_000_000L;
    final Engine engine;
    final RecordingDataPlane dataPlane = new RecordingDataPlane();
    final List<Event> events = new ArrayList<>();

    /** DSCPs of the LAC's datagrams. */
    final Set<Integer> marks = new TreeSet<>();

    final Map<InetAddress, ScriptedLns> lnses = new LinkedHashMap<>();

    /** Datagrams that the link loses: those sent by the LAC, or to it. */
    Predicate<ByteBuffer> losesFromLac = _ -> false;

    Predicate<ByteBuffer> losesToLac = _ -> false;

    private final ArrayDeque<Runnable> wire = new ArrayDeque<>();
    private long nextCall = 1;

    World() {
        this(EngineSettings.defaults("lac1", LAC), 1);
    }

    World(LnsProfile profile) {
        this(new EngineSettings(new Profiles(profile, List.of()), CallSettings.defaults(LAC)), 1);
    }

    World(EngineSettings settings, long seed) {
        engine = new Engine(settings, dataPlane, new Random(seed));
    }

    ScriptedLns lns(String address) {
        return lnses.computeIfAbsent(address(address), at -> new ScriptedLns(this, at));
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    // --- callers

    static Line line(long mac) {
        return new Line(0, "eth1", 200, 17, mac, 811, "olt7 1/3/12", "DE.X", 40_100, 248_900, "");
    }

    static final ProxyLcp LCP =
            new ProxyLcp(
                    Octets.of((byte) 1, (byte) 4, (byte) 5, (byte) 0xd4),
                    Octets.of((byte) 3, (byte) 4, (byte) 0xc0, (byte) 0x23),
                    Octets.of((byte) 1, (byte) 4, (byte) 5, (byte) 0xd4));

    static Caller pap(String name) {
        return new Caller(Caller.Method.PAP, name, 9, Octets.EMPTY, PASSWORD);
    }

    /** A caller arrives; the lookup is asked. */
    long arrives(String name) {
        long callId = nextCall++;
        command(new Command.CallArrived(callId, line(0x02005e100000L + callId), pap(name), LCP));
        return callId;
    }

    /** A caller arrives and may try {@code candidates}. */
    long calls(Candidate... candidates) {
        long callId = arrives("alice@isp");
        answer(callId, candidates);
        return callId;
    }

    void answer(long callId, Candidate... candidates) {
        answer(callId, LookupAnswer.Terms.NONE, candidates);
    }

    void answer(long callId, LookupAnswer.Terms terms, Candidate... candidates) {
        command(
                new Command.LookupAnswered(
                        callId, new LookupAnswer.Tunnels("local", List.of(candidates), terms)));
    }

    void leaves(long callId) {
        command(new Command.CallerLeft(callId, EndCause.USER_REQUEST, "PADT"));
    }

    static Candidate to(String address) {
        return to(address, Secret.NONE, null, null);
    }

    static Candidate to(
            String address,
            Secret secret,
            @Nullable String assignmentId,
            @Nullable String serverAuthId) {
        return new Candidate(
                0,
                10,
                "lns-" + address,
                address(address),
                null,
                secret,
                assignmentId,
                null,
                serverAuthId,
                null);
    }

    // --- time and the link

    void command(Command command) {
        engine.onCommand(now, command, this);
        deliver();
    }

    void passes(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            deliver();
            long next = engine.nextDeadlineNanos();
            for (ScriptedLns lns : lnses.values()) {
                next = Math.min(next, lns.nextDeadlineNanos());
            }
            if (next > end) {
                now = end;
                return;
            }
            now = Math.max(now, next);
            engine.onDeadline(now, this);
            lnses.values().forEach(ScriptedLns::flush);
        }
    }

    void deliver() {
        for (Runnable next = wire.poll(); next != null; next = wire.poll()) {
            next.run();
        }
    }

    @Override
    public void datagram(
            InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets) {
        marks.add(dscp);
        ByteBuffer copy = copy(octets);
        ScriptedLns lns = lnses.get(peer.getAddress());
        if (lns != null && !losesFromLac.test(copy)) {
            wire.add(() -> lns.onDatagram(local, copy));
        }
    }

    void toLac(InetSocketAddress from, InetSocketAddress to, ByteBuffer octets) {
        ByteBuffer copy = copy(octets);
        if (!losesToLac.test(copy)) {
            wire.add(() -> engine.onDatagram(now, to, from, copy, this));
        }
    }

    private static ByteBuffer copy(ByteBuffer octets) {
        ByteBuffer copy = ByteBuffer.allocate(octets.remaining());
        copy.put(octets.duplicate());
        return copy.flip();
    }

    @Override
    public void event(Event event) {
        events.add(event);
    }

    // --- what happened

    <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Event.CallConnected connected(long callId) {
        return only(
                events(Event.CallConnected.class).stream()
                        .filter(event -> event.callId() == callId)
                        .toList());
    }

    Event.CallEnded ended(long callId) {
        return only(
                events(Event.CallEnded.class).stream()
                        .filter(event -> event.callId() == callId)
                        .toList());
    }

    boolean isOver(long callId) {
        return events(Event.CallEnded.class).stream().anyMatch(event -> event.callId() == callId);
    }

    private static <E> E only(List<E> events) {
        if (events.size() != 1) {
            throw new AssertionError("expected one event, got " + events);
        }
        return events.getFirst();
    }

    String state(long callId) {
        var view = engine.call(callId);
        return view == null ? "gone" : view.state();
    }

    long count(String name) {
        Long value = engine.counters().get(name);
        if (value == null) {
            throw new AssertionError("no counter " + name);
        }
        return value;
    }

    static int typeOf(ByteBuffer datagram) {
        return datagram.remaining() <= 12
                ? 0
                : datagram.getShort(datagram.position() + 18) & 0xffff;
    }
}
