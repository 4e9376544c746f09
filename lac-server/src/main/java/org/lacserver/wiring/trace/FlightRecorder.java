package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.Mask;
import org.lacserver.port.CallView;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.Tap;
import org.lacserver.pppoe.AccessLine;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.GoneCause;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.LineTag;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.discovery.PppoeTags;
import org.lacserver.pppoe.view.FrameMask;
import org.lacserver.radius.client.PacketWitness;
import org.lacserver.radius.vendor.VendorTable;
import org.lacserver.wiring.trace.Recording.Stage;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps the messages of every call in set-up, so that a failure can be explained after it happened,
 * and shows those of traced lines as they come. On the engine's thread; nothing here throws at what
 * strangers send, and everything has a bound.
 */
public final class FlightRecorder implements Tap {
    /** Octets of all ladders of calls in set-up; beyond it, calls have none. */
    private static final long MOST_OPEN_OCTETS = 48L << 20;

    private static final int OCTETS_OF_A_CALL = 8 << 10;
    private static final int STEPS_OF_A_CALL = 64;
    private static final int LCP = 0xc021;

    private final LongSupplier clock;
    private final VendorTable vendors;
    private final AccessFrame frame = new AccessFrame();
    private final Callers callers = new Callers();
    private final Recordings recordings = new Recordings();
    private final History history = new History();
    private final List<Tracer> tracers = new ArrayList<>();

    /** How long calls were up whose end is about to be told. */
    private final Map<Long, Long> ups = new HashMap<>();

    private Runnable soon = () -> {};
    private long nowNanos;
    private Callers.@Nullable Place asking;
    private boolean isAnswered;
    private boolean isOn = true;

    /**
     * @param clock the engine's, from any thread
     * @param vendors what vendors' RADIUS attributes mean
     */
    public FlightRecorder(LongSupplier clock, VendorTable vendors) {
        this.clock = clock;
        this.vendors = vendors;
    }

    /** Has {@link #pump} called on the engine's thread; from any thread. */
    public void pumpedBy(Runnable later) {
        soon = later;
    }

    /** Without it calls have no ladder and no attempt is kept; for measurements. */
    public void isOn(boolean on) {
        isOn = on;
    }

    /** The time of all that follows. */
    public void now(long present) {
        nowNanos = present;
    }

    // --- the access side

    /** A frame came; {@link #frameDone} follows. */
    public void frameIn(int port, ByteBuffer octets) {
        asking = null;
        if (!isOn || frame.read(octets) != null) {
            return;
        }
        long line = line(port);
        if (frame.isDiscovery() && frame.sessionId() == 0) {
            boolean isPadi = frame.code() == PppoeCode.PADI;
            if (isPadi || frame.code() == PppoeCode.PADR) {
                Callers.Place place = callers.of(frame.source(), line, isPadi, nowNanos);
                asking = place;
                isAnswered = false;
                place.add(Step.Kind.FRAME_IN, nowNanos, port, octets);
                if (!tracers.isEmpty()) {
                    watch(place);
                    show(place.tracers, Step.Kind.FRAME_IN, port, octets);
                }
            }
            return;
        }
        Recording recording = recordings.bySession(Recordings.session(line, frame.sessionId()));
        if (recording != null && recording.mac == frame.source()) {
            ppp(recording, Step.Kind.FRAME_IN, port, octets);
        }
    }

    /** The frame was worked off; what the access side counted last says why without an answer. */
    public void frameDone(Frontend frontend) {
        Callers.Place place = asking;
        asking = null;
        if (place == null || isAnswered) {
            return;
        }
        String verdict = frontend.lastVerdict();
        place.refused(verdict, nowNanos);
        if (!place.tracers.isEmpty()) {
            note(place.tracers, Explanation.unanswered(verdict));
        }
    }

    /** A frame goes out. */
    public void frameOut(int port, ByteBuffer octets) {
        if (!isOn || frame.read(octets) != null) {
            return;
        }
        long line = line(port);
        if (!frame.isDiscovery()) {
            Recording recording = recordings.bySession(Recordings.session(line, frame.sessionId()));
            if (recording != null && recording.mac == frame.destination()) {
                ppp(recording, Step.Kind.FRAME_OUT, port, octets);
            }
            return;
        }
        switch (frame.code()) {
            case PppoeCode.PADO, PppoeCode.PADS -> answer(port, line, octets);
            case PppoeCode.PADT -> {
                Recording recording =
                        recordings.bySession(Recordings.session(line, frame.sessionId()));
                if (recording != null && recording.mac == frame.destination()) {
                    add(recording, Step.Kind.FRAME_OUT, port, null, null, octets);
                }
            }
            default -> {}
        }
    }

    private void answer(int port, long line, ByteBuffer octets) {
        Callers.Place place = callers.find(frame.destination(), line);
        isAnswered = true;
        if (place == null) {
            return;
        }
        place.add(Step.Kind.FRAME_OUT, nowNanos, port, octets);
        show(place.tracers, Step.Kind.FRAME_OUT, port, octets);
        if (frame.code() == PppoeCode.PADO || frame.sessionId() != 0) {
            place.served();
        } else {
            place.refused(Callers.ANSWERED + error(), nowNanos);
        }
        if (frame.code() != PppoeCode.PADS || frame.sessionId() == 0) {
            return;
        }
        long key = Recordings.session(line, frame.sessionId());
        Recording known = recordings.bySession(key);
        if (known != null && !known.isOver) {
            return; // its PADR came again
        }
        Recording recording = new Recording(key, place.mac, place.firstNanos, ladder());
        if (recording.ladder != null) {
            recording.ladder.append(place.ladder);
        }
        recording.tracers = place.tracers;
        recordings.open(recording);
        Callers.done(place);
    }

    private String error() {
        PppoeTags tags = PppoeTags.in(frame.payload());
        if (tags == null) {
            return "";
        }
        for (int type :
                List.of(
                        PppoeCode.SERVICE_NAME_ERROR,
                        PppoeCode.AC_SYSTEM_ERROR,
                        PppoeCode.GENERIC_ERROR)) {
            String text = tags.text(type);
            if (text != null) {
                return text;
            }
        }
        return "";
    }

    private @Nullable Ladder ladder() {
        return recordings.octets() < MOST_OPEN_OCTETS
                ? new Ladder(OCTETS_OF_A_CALL, STEPS_OF_A_CALL)
                : null;
    }

    /** A session's frame of either direction; what users send is nobody's business. */
    private void ppp(Recording recording, Step.Kind kind, int port, ByteBuffer octets) {
        if (frame.isDiscovery()) {
            add(recording, kind, port, null, null, octets);
            return;
        }
        ByteBuffer packet = frame.payload();
        int protocol = packet.remaining() < 3 ? 0 : packet.getShort(0) & 0xffff;
        if (protocol < 0x8000) {
            return;
        }
        boolean isLcp = protocol == LCP;
        if (protocol >= 0xc000) {
            recording.reached(isLcp ? Stage.LCP : Stage.AUTHENTICATION);
        }
        if (kind == Step.Kind.FRAME_IN) {
            recording.answered++;
        } else if (packet.get(2) == 1 && isLcp) {
            recording.asked++;
        }
        add(recording, kind, port, null, null, octets);
    }

    /** A caller's line is known, and perhaps his name. */
    public void arrived(FrontendEvent.CallerNamed named) {
        byte[] name = named.auth().name();
        arrived(named.callId(), named.line(), new String(name, StandardCharsets.UTF_8));
    }

    public void arrived(FrontendEvent.LineSeen seen) {
        arrived(seen.callId(), seen.line(), "");
    }

    private void arrived(long callId, AccessLine line, String user) {
        Recording recording = of(line);
        if (recording == null) {
            return;
        }
        recording.user = user;
        recording.line = Lines.of(line);
        recording.reached(Stage.LOOKUP);
        recordings.named(recording, callId);
        watch(recording);
    }

    private @Nullable Recording of(AccessLine line) {
        Recording found =
                recordings.bySession(
                        Recordings.session(
                                Recordings.line(
                                        line.accessPort(), line.outerVlan(), line.innerVlan()),
                                line.sessionId()));
        return found == null || found.isOver ? null : found;
    }

    /** The access side ended a call; its CallEnded follows. */
    public void gone(FrontendEvent.CallerGone gone) {
        Recording recording = recordings.byCall(gone.callId());
        if (recording != null) {
            recording.gone = gone.cause();
        } else {
            recordings.leaves(gone.callId(), gone.cause());
        }
    }

    /** A session ended before its caller had named himself. */
    public void failed(FrontendEvent.AttemptFailed failed) {
        Recording recording = of(failed.line());
        if (recording == null) {
            return;
        }
        recording.line = Lines.of(failed.line());
        watch(recording);
        String reason =
                Explanation.nameless(
                        failed.cause(),
                        failed.reason(),
                        recording.stage,
                        recording.asked,
                        recording.answered);
        over(recording, recording.stage.label(), Duration.ofSeconds(-1), reason, "");
        if (failed.cause() == GoneCause.LCP_RESTARTED) {
            again(recording);
        }
    }

    // --- the core

    /** A control datagram of an LNS. */
    public void datagramIn(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        if (!isControl(octets)) {
            return;
        }
        int at = octets.position();
        int tunnel = octets.getShort(at + 4) & 0xffff;
        int session = octets.getShort(at + 6) & 0xffff;
        datagram(Step.Kind.L2TP_IN, tunnel, session, local, peer, octets);
    }

    @Override
    public void sent(
            int localTunnelId, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        if (isControl(octets)) {
            int session = octets.getShort(octets.position() + 6) & 0xffff;
            datagram(Step.Kind.L2TP_OUT, localTunnelId, session, local, peer, octets);
        }
    }

    /** Whether it carries a message: acknowledgements alone tell nothing of a call. */
    private static boolean isControl(ByteBuffer octets) {
        return octets.remaining() >= ControlHeader.LENGTH + 8
                && octets.get(octets.position()) < 0; // the T bit
    }

    private void datagram(
            Step.Kind kind,
            int tunnel,
            int session,
            InetSocketAddress local,
            InetSocketAddress peer,
            ByteBuffer octets) {
        if (!isOn) {
            return;
        }
        if (session != 0) {
            Recording recording =
                    kind == Step.Kind.L2TP_IN
                            ? recordings.byLocalSession(tunnel, session)
                            : recordings.byPeerSession(tunnel, session);
            if (recording != null) {
                add(recording, kind, 0, local, peer, octets);
            }
            return;
        }
        int assigned = Recordings.assignedSession(octets);
        if (assigned > 0 && kind == Step.Kind.L2TP_OUT) {
            Recording recording = recordings.byLocalSession(tunnel, assigned);
            if (recording != null) {
                add(recording, kind, 0, local, peer, octets);
            }
            return;
        }
        for (Recording waiting : recordings.waitingFor(tunnel)) {
            add(waiting, kind, 0, local, peer, octets);
        }
    }

    @Override
    public void waits(long callId, int localTunnelId) {
        Recording recording = recordings.byCall(callId);
        if (recording != null) {
            recording.reached(Stage.TUNNEL);
            recordings.waits(recording, localTunnelId);
        }
    }

    @Override
    public void speaks(long callId, int localTunnelId, int localSessionId, int peerSessionId) {
        Recording recording = recordings.byCall(callId);
        if (recording != null) {
            recordings.speaks(recording, localTunnelId, localSessionId, peerSessionId);
        }
    }

    @Override
    public void decided(long callId, String lns, String outcome) {
        Recording recording = recordings.byCall(callId);
        if (recording != null) {
            recordings.waits(recording, 0);
            note(recording, "LNS " + lns + ": " + outcome);
        }
    }

    @Override
    public void ended(long callId, long upNanos) {
        ups.put(callId, upNanos);
    }

    /** A call is up: its messages have done their duty. */
    public void connected(Event.CallConnected call) {
        Recording recording = recordings.byCall(call.callId());
        if (recording != null) {
            drain(recording);
            note(recording, "the call is up");
            recording.reached(Stage.ESTABLISHED);
            recordings.connected(recording);
        }
    }

    /** A call is over. */
    public void ended(Event.CallEnded call) {
        Long upNanos = ups.remove(call.callId());
        Duration up = upNanos == null ? Duration.ZERO : Duration.ofNanos(upNanos);
        Recording recording = recordings.byCall(call.callId());
        GoneCause gone = recording != null ? recording.gone : recordings.left(call.callId());
        if (!isOn || call.facts().dialled() != null) {
            return;
        }
        boolean wasUp = call.end().setup() != null;
        Stage stage =
                wasUp ? Stage.ESTABLISHED : recording == null ? Stage.LOOKUP : recording.stage;
        String reason = Explanation.ended(call, gone, stage, up);
        String lns = call.facts().candidate() == null ? "" : call.facts().candidate().name();
        if (recording == null) {
            Line line = call.facts().line();
            long took = up.plus(wasUp ? call.end().setup() : Duration.ZERO).toNanos();
            history.add(
                    attempt(
                            line,
                            call.facts().userName(),
                            nowNanos - took,
                            took,
                            stage.label(),
                            wasUp ? up : Duration.ofSeconds(-1),
                            reason,
                            lns),
                    null);
            return;
        }
        recording.line = call.facts().line();
        over(recording, stage.label(), wasUp ? up : Duration.ofSeconds(-1), reason, lns);
        if (gone == GoneCause.LCP_RESTARTED) {
            again(recording);
        }
    }

    private void over(Recording recording, String stage, Duration up, String reason, String lns) {
        drain(recording);
        note(recording, reason);
        Line line = recording.line;
        if (line != null) {
            long took = nowNanos - recording.startNanos;
            Ladder kept = up.isNegative() ? recording.ladder : null;
            history.add(
                    attempt(
                            line,
                            recording.user,
                            recording.startNanos,
                            took,
                            stage,
                            up,
                            reason,
                            lns),
                    kept);
        }
        recordings.over(recording, nowNanos);
    }

    /** The same session tries once more. */
    private void again(Recording former) {
        Recording next = new Recording(former.key, former.mac, nowNanos, ladder());
        next.line = former.line;
        next.tracers = former.tracers;
        next.reached(Stage.LCP);
        recordings.open(next);
        note(next, "the modem negotiates LCP anew in the same session");
    }

    private static Attempt attempt(
            Line line,
            String user,
            long atNanos,
            long took,
            String stage,
            Duration up,
            String reason,
            String lns) {
        long seconds = up.isNegative() ? -1 : up.toSeconds();
        return new Attempt(
                atNanos,
                took,
                line.macText(),
                line.portText(),
                line.circuitId(),
                user,
                stage,
                seconds,
                reason,
                lns,
                1);
    }

    // --- RADIUS

    /** Sees the packets of a call's question. */
    public PacketWitness witness(long callId) {
        Recording recording = recordings.byCall(callId);
        if (recording == null || !isOn) {
            return PacketWitness.NONE;
        }
        PacketQueue queue = recording.packets;
        if (queue == null) {
            boolean isWatched = !recording.tracers.isEmpty();
            queue = new PacketQueue(clock, vendors, isWatched ? soon : () -> {});
            recording.packets = queue;
        }
        return queue;
    }

    /** The packets of a call's question are taken into its ladder; the answer is there. */
    public void answered(long callId) {
        Recording recording = recordings.byCall(callId);
        if (recording != null) {
            drain(recording);
        }
    }

    /** Takes what has come for traced calls. */
    public void pump(long present) {
        now(present);
        recordings.forEachWatched(this::drain);
    }

    private void drain(Recording recording) {
        PacketQueue queue = recording.packets;
        if (queue == null) {
            return;
        }
        for (PacketQueue.Packet packet = queue.take(); packet != null; packet = queue.take()) {
            Step.Kind kind = packet.isSent() ? Step.Kind.RADIUS_OUT : Step.Kind.RADIUS_IN;
            InetSocketAddress own = Packets.nowhere(packet.address());
            ByteBuffer octets = ByteBuffer.wrap(packet.octets());
            if (recording.ladder != null) {
                recording.ladder.add(kind, packet.atNanos(), 0, own, packet.address(), octets);
            }
            Step step =
                    new Step(
                            kind,
                            packet.atNanos(),
                            0,
                            own,
                            packet.address(),
                            packet.octets(),
                            packet.length());
            recording.tracers.forEach(it -> it.show(step));
        }
    }

    // --- traces

    /** Watches from now on; the calls that are up already are told by {@code watch}. */
    void begin(Tracer tracer) {
        tracers.add(tracer);
        recordings.forEach(
                recording -> {
                    if (!recording.isOver) {
                        watch(recording);
                    }
                });
    }

    int traces() {
        return tracers.size();
    }

    void end(Tracer tracer) {
        tracers.remove(tracer);
        recordings.forEach(recording -> recording.remove(tracer));
        recordings.dropUnwatched();
    }

    /** A call that is up and perhaps meant by {@code tracer}. */
    void watch(CallView call, Tracer tracer) {
        Event.CallFacts facts = call.facts();
        if (call.setup() == null || facts.dialled() != null || !tracer.match.fits(facts)) {
            return;
        }
        Recording recording = recordings.byCall(facts.callId());
        if (recording == null) {
            Line line = facts.line();
            long key =
                    Recordings.session(
                            Recordings.line(line.accessPort(), line.outerVlan(), line.innerVlan()),
                            line.pppoeSessionId());
            recording = new Recording(key, line.mac(), nowNanos, null);
            recording.line = line;
            recording.user = facts.userName();
            recording.reached(Stage.ESTABLISHED);
            recordings.open(recording);
            recordings.named(recording, facts.callId());
            Event.TunnelFacts tunnel = facts.tunnel();
            if (tunnel != null) {
                recordings.speaks(
                        recording,
                        tunnel.localTunnelId(),
                        facts.localSessionId(),
                        facts.peerSessionId());
            }
        }
        if (!recording.tracers.contains(tracer)) {
            recording.add(tracer);
            note(List.of(tracer), "the call of " + Lines.name(facts) + " is up already");
        }
    }

    private void watch(Callers.Place place) {
        LineTag tag = null;
        for (Tracer tracer : tracers) {
            if (place.tracers.contains(tracer)) {
                continue;
            }
            if (tag == null) {
                PppoeTags tags = PppoeTags.in(frame.payload());
                tag = tags == null ? LineTag.ABSENT : LineTag.in(tags);
            }
            if (Lines.fits(tracer.match, place.mac, tag.circuitId())) {
                List<Tracer> more = new ArrayList<>(place.tracers);
                more.add(tracer);
                place.tracers = List.copyOf(more);
            }
        }
    }

    /** Shows what is kept to those who watch from now on. */
    private void watch(Recording recording) {
        for (Tracer tracer : tracers) {
            Line line = recording.line;
            boolean isMeant =
                    line == null
                            ? Lines.fits(tracer.match, recording.mac, null)
                            : Lines.fits(tracer.match, line, recording.user, recording.callId);
            if (!isMeant || recording.tracers.contains(tracer)) {
                continue;
            }
            if (recording.ladder != null) {
                recording.ladder.steps().forEach(tracer::show);
            }
            recording.add(tracer);
        }
    }

    // --- steps

    private void add(
            Recording recording,
            Step.Kind kind,
            int port,
            @Nullable InetSocketAddress local,
            @Nullable InetSocketAddress peer,
            ByteBuffer octets) {
        Ladder ladder = recording.ladder;
        if (ladder != null) {
            int room = ladder.room();
            int at = ladder.add(kind, nowNanos, port, local, peer, octets);
            if (at >= 0) {
                mask(kind, ladder.octets(), at, ladder.end());
            }
            if (!recording.isOver) {
                recordings.grew(ladder.room() - room);
            }
        }
        if (!recording.tracers.isEmpty()) {
            Step step = step(kind, port, local, peer, octets);
            recording.tracers.forEach(it -> it.show(step));
        }
    }

    private void note(Recording recording, String text) {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        add(recording, Step.Kind.NOTE, 0, null, null, octets);
    }

    private void note(List<Tracer> watching, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Step step = new Step(Step.Kind.NOTE, nowNanos, 0, null, null, octets, octets.length);
        watching.forEach(it -> it.show(step));
    }

    private void show(List<Tracer> watching, Step.Kind kind, int port, ByteBuffer octets) {
        if (!watching.isEmpty()) {
            Step step = step(kind, port, null, null, octets);
            watching.forEach(it -> it.show(step));
        }
    }

    private Step step(
            Step.Kind kind,
            int port,
            @Nullable InetSocketAddress local,
            @Nullable InetSocketAddress peer,
            ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(octets.position(), copy);
        mask(kind, copy, 0, copy.length);
        return new Step(kind, nowNanos, port, local, peer, copy, copy.length);
    }

    private static void mask(Step.Kind kind, byte[] octets, int from, int to) {
        switch (kind) {
            case FRAME_IN, FRAME_OUT -> FrameMask.frame(octets, from, to);
            case L2TP_IN, L2TP_OUT -> Mask.datagram(octets, from, to);
            case PPP_IN, PPP_OUT -> FrameMask.ppp(octets, from, to);
            case RADIUS_IN, RADIUS_OUT, NOTE -> {} // masked where it comes from
        }
    }

    private long line(int port) {
        return Recordings.line(
                port, AccessFrame.vlan(frame.outerTag()), AccessFrame.vlan(frame.innerTag()));
    }

    // --- explanations

    /** Sessions of which something is kept: those in set-up, and those that are watched. */
    public int watched() {
        return recordings.size();
    }

    History history() {
        return history;
    }

    Callers callers() {
        return callers;
    }

    VendorTable vendors() {
        return vendors;
    }
}
