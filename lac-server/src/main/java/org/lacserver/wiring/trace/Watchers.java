package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.Mask;
import org.lacserver.port.CallView;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.LineTag;
import org.lacserver.pppoe.discovery.PppoeTags;
import org.lacserver.pppoe.view.FrameMask;
import org.lacserver.wiring.trace.Recording.Stage;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Who watches which line, and the way of each message into ladders and to those who watch. */
final class Watchers {
    private final Recordings recordings;
    private final List<Tracer> tracers = new ArrayList<>();
    private long nowNanos;

    Watchers(Recordings recordings) {
        this.recordings = recordings;
    }

    void now(long present) {
        nowNanos = present;
    }

    int count() {
        return tracers.size();
    }

    /** Watches from now on; calls that are up are brought by {@link #join(CallView, Tracer)}. */
    void begin(Tracer tracer) {
        tracers.add(tracer);
        byte[] text = ("watching " + tracer.match.key()).getBytes(StandardCharsets.UTF_8);
        tracer.greet(new Step(Step.Kind.NOTE, nowNanos, 0, null, null, text, text.length));
        recordings.forEach(
                recording -> {
                    if (!recording.isOver) {
                        join(recording);
                    }
                });
    }

    /** Those of {@code some} who watch still. */
    List<Tracer> living(List<Tracer> some) {
        return some.isEmpty() ? some : some.stream().filter(tracers::contains).toList();
    }

    /** Lets go of those who have ended without a word. */
    void sweep() {
        for (Tracer tracer : List.copyOf(tracers)) {
            if (tracer.hasEnded()) {
                end(tracer);
            }
        }
    }

    void end(Tracer tracer) {
        tracers.remove(tracer);
        recordings.forEach(recording -> recording.remove(tracer));
        recordings.dropUnwatched();
    }

    /** A call that is up and perhaps meant by {@code tracer}. */
    void join(CallView call, Tracer tracer) {
        Event.CallFacts facts = call.facts();
        if (call.setup() == null || facts.dialled() != null || !tracer.match.fits(facts)) {
            return;
        }
        Recording known = recordings.byCall(facts.callId());
        Recording recording = known == null ? established(facts) : known;
        if (!recording.tracers.contains(tracer)) {
            recording.add(tracer);
            note(List.of(tracer), "the call of " + Lines.name(facts) + " is up already");
        }
    }

    private Recording established(Event.CallFacts facts) {
        Line line = facts.line();
        long at = Recordings.line(line.accessPort(), line.outerVlan(), line.innerVlan());
        long key = Recordings.session(at, line.pppoeSessionId());
        Recording recording = new Recording(key, line.mac(), nowNanos, null);
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
        return recording;
    }

    /** Whoever watches the line of {@code frame}, a PADI or PADR, sees it. */
    void join(Callers.Place place, AccessFrame frame) {
        if (tracers.isEmpty()) {
            return;
        }
        PppoeTags tags = PppoeTags.in(frame.payload());
        LineTag tag = tags == null ? LineTag.ABSENT : LineTag.in(tags);
        for (Tracer tracer : tracers) {
            if (!place.tracers.contains(tracer)
                    && Lines.fits(tracer.match, place.mac, tag.circuitId())) {
                List<Tracer> more = new ArrayList<>(place.tracers);
                more.add(tracer);
                place.tracers = List.copyOf(more);
            }
        }
    }

    /** Shows what is kept to those who watch from now on. */
    void join(Recording recording) {
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

    void add(
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

    void note(Recording recording, String text) {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        add(recording, Step.Kind.NOTE, 0, null, null, octets);
    }

    void note(List<Tracer> watching, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Step step = new Step(Step.Kind.NOTE, nowNanos, 0, null, null, octets, octets.length);
        watching.forEach(it -> it.show(step));
    }

    void show(List<Tracer> watching, Step.Kind kind, int port, ByteBuffer octets) {
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
            case RADIUS_IN, RADIUS_OUT, NOTE -> {} // masked where it comes from
        }
    }
}
