package org.lacserver.wiring.trace;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.port.Event;
import org.lacserver.port.Tap;
import org.lacserver.pppoe.AccessLine;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.radius.client.PacketWitness;
import org.lacserver.radius.vendor.VendorTable;
import org.lacserver.wiring.trace.Recording.Stage;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Keeps the messages of every call in set-up, so that a failure can be explained after it happened,
 * and shows those of traced lines as they come. On the engine's thread; nothing here throws at what
 * strangers send, and everything has a bound.
 */
public final class FlightRecorder implements Tap {
    private static final Logger LOG = LogManager.getLogger(FlightRecorder.class);

    private final LongSupplier clock;
    private final VendorTable vendors;
    private final Recordings recordings = new Recordings();
    private final Watchers watchers = new Watchers(recordings);
    private final FrameWatch frames = new FrameWatch(recordings, watchers);
    private final Outcomes outcomes = new Outcomes(recordings, watchers);
    private Runnable soon = () -> {};
    private long nowNanos;
    private boolean isOn = true;
    private long failures;

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
        watchers.now(present);
    }

    // --- the access side

    /** A frame came; {@link #frameDone} follows. */
    public void frameIn(int port, ByteBuffer octets) {
        try {
            if (isOn) {
                frames.in(port, octets, nowNanos);
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** The frame was worked off; what the access side counted last says why without an answer. */
    public void frameDone(Frontend frontend) {
        frames.done(frontend, nowNanos);
    }

    /** A frame goes out. */
    public void frameOut(int port, ByteBuffer octets) {
        try {
            if (isOn) {
                frames.out(port, octets, nowNanos);
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** What is written down about a frame must not cost the frame. */
    private void failed(RuntimeException e) {
        if (failures++ == 0) {
            LOG.error("the flight recorder failed; later failures are only counted", e);
        }
    }

    /** Messages that could not be written down, by a fault of ours. */
    public long failures() {
        return failures;
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
        watchers.join(recording);
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
        if (recording != null) {
            recording.line = Lines.of(failed.line());
            watchers.join(recording);
            drain(recording);
            outcomes.failed(failed, recording, nowNanos);
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
        try {
            if (isOn) {
                write(kind, tunnel, session, local, peer, octets);
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void write(
            Step.Kind kind,
            int tunnel,
            int session,
            InetSocketAddress local,
            InetSocketAddress peer,
            ByteBuffer octets) {
        if (session != 0) {
            Recording recording =
                    kind == Step.Kind.L2TP_IN
                            ? recordings.byLocalSession(tunnel, session)
                            : recordings.byPeerSession(tunnel, session);
            if (recording != null) {
                recordings.waits(recording, 0); // its turn has come
                watchers.add(recording, kind, 0, local, peer, octets);
            }
            return;
        }
        int assigned = Recordings.assignedSession(octets);
        if (assigned > 0 && kind == Step.Kind.L2TP_OUT) {
            Recording recording = recordings.byLocalSession(tunnel, assigned);
            if (recording != null) {
                recordings.waits(recording, 0); // its turn has come
                watchers.add(recording, kind, 0, local, peer, octets);
            }
            return;
        }
        for (Recording waiting : recordings.waitingFor(tunnel)) {
            watchers.add(waiting, kind, 0, local, peer, octets);
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
            watchers.note(recording, "LNS " + lns + ": " + outcome);
        }
    }

    @Override
    public void ended(long callId, long upNanos) {
        outcomes.wasUp(callId, upNanos);
    }

    /** A call is up: its messages have done their duty. */
    public void connected(Event.CallConnected call) {
        Recording recording = recordings.byCall(call.callId());
        if (recording != null) {
            drain(recording);
            watchers.note(recording, "the call is up");
            recording.reached(Stage.ESTABLISHED);
            recordings.connected(recording);
        }
    }

    /** A call is over. */
    public void ended(Event.CallEnded call) {
        Recording recording = recordings.byCall(call.callId());
        if (recording != null) {
            drain(recording);
        }
        if (isOn && call.facts().dialled() == null) {
            outcomes.ended(call, recording, nowNanos);
        } else {
            outcomes.forget(call.callId());
        }
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
        watchers.sweep();
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
            Ladder ladder = recording.ladder;
            if (ladder != null) {
                int room = ladder.room();
                ladder.add(kind, packet.atNanos(), 0, own, packet.address(), octets);
                if (!recording.isOver) {
                    recordings.grew(ladder.room() - room);
                }
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

    // --- traces and explanations

    Watchers watchers() {
        return watchers;
    }

    /** Sessions of which something is kept: those in set-up, and those that are watched. */
    public int watched() {
        return recordings.size();
    }

    History history() {
        return outcomes.history();
    }

    Callers callers() {
        return frames.callers();
    }

    VendorTable vendors() {
        return vendors;
    }
}
