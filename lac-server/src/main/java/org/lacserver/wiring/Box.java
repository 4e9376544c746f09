package org.lacserver.wiring;

import org.lacserver.call.CallerTexts;
import org.lacserver.engine.Engine;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane;
import org.lacserver.port.Event;
import org.lacserver.port.Outbox;
import org.lacserver.pppoe.AccessLine;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.FrontendOrder;
import org.lacserver.pppoe.FrontendOutbox;
import org.lacserver.pppoe.PortState;
import org.lacserver.pppoe.modem.ModemPool;
import org.lacserver.radius.vendor.VendorTable;
import org.lacserver.wiring.trace.FlightRecorder;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/**
 * The whole box without I/O: access side, core and data plane in one thread. Frames, datagrams,
 * commands and deadlines go in with the present time; what comes out goes to the {@link World}. The
 * daemon runs one on its engine thread, a simulation runs one under virtual time.
 */
public final class Box {
    private static final long LOOK_NANOS = 200_000_000L;

    private final Frontend frontend;
    private final Engine engine;
    private final DataPlane dataPlane;
    private final World world;
    private final Bearers bearers;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final FrontendOutbox fromFrontend = new FromFrontend();
    private final Outbox fromEngine = new FromEngine();
    private final FlightRecorder recorder;
    private boolean settling;
    private boolean hasLooked;
    private long lookedNanos;
    private int tunnelPercent;
    private int radiusPercent;

    /** A box without modems. */
    public Box(Frontend frontend, Engine engine, DataPlane dataPlane, World world) {
        this(frontend, engine, dataPlane, new ModemPool(List.of()), world);
    }

    /** With a recorder of its own, whose calls have no RADIUS packets. */
    public Box(
            Frontend frontend, Engine engine, DataPlane dataPlane, ModemPool modems, World world) {
        this(
                frontend,
                engine,
                dataPlane,
                modems,
                new FlightRecorder(() -> 0, VendorTable.builtIn()),
                world);
    }

    public Box(
            Frontend frontend,
            Engine engine,
            DataPlane dataPlane,
            ModemPool modems,
            FlightRecorder recorder,
            World world) {
        this.frontend = frontend;
        this.recorder = recorder;
        this.engine = engine;
        this.dataPlane = dataPlane;
        this.world = world;
        this.bearers = new Bearers(modems, world, new Ways());
        engine.tellTo(recorder);
    }

    /** A whole Ethernet frame from an access port, VLAN tags inline. */
    public void onFrame(long nowNanos, int accessPort, ByteBuffer frame) {
        recorder.now(nowNanos);
        recorder.frameIn(accessPort, frame);
        frontend.onFrame(nowNanos, accessPort, frame, fromFrontend);
        recorder.frameDone(frontend);
        settle(nowNanos);
    }

    /** An L2TP control datagram. */
    public void onDatagram(
            long nowNanos, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        recorder.now(nowNanos);
        recorder.datagramIn(local, peer, octets);
        engine.onDatagram(nowNanos, local, peer, octets, fromEngine);
        settle(nowNanos);
    }

    /** A command for the core; from within a {@link World} call it is carried out right after. */
    public void onCommand(long nowNanos, Command command) {
        pending.add(new Pending.ForEngine(command));
        settle(nowNanos);
    }

    /** An access port's interface has changed. */
    public void onPortChanged(long nowNanos, FrontendOrder.PortChanged change) {
        if (change.state() != PortState.ABSENT) {
            dataPlane.portChanged(change.port(), change.mac(), change.mtu());
        }
        pending.add(new Pending.ForFrontend(change));
        settle(nowNanos);
    }

    /** An operator's limit, for new calls. */
    public void onLimit(long nowNanos, FrontendOrder.SetLimit order) {
        pending.add(new Pending.ForFrontend(order));
        settle(nowNanos);
    }

    /** A further EAP Request from RADIUS for a caller whose lookup is open (RFC 3579 §2.2). */
    public void onChallenge(long nowNanos, long callId, byte[] eap) {
        pending.add(new Pending.ForFrontend(new FrontendOrder.Challenge(callId, eap)));
        settle(nowNanos);
    }

    /** A frame of an LNS for a call whose access leg is a modem. */
    public void onCallFrame(long nowNanos, long callId, ByteBuffer pppFrame) {
        bearers.frame(callId, pppFrame);
        settle(nowNanos);
    }

    /** What a modem or its line says. */
    public void onModemOctets(long nowNanos, int modem, ByteBuffer octets) {
        bearers.octets(nowNanos, modem, octets);
        settle(nowNanos);
    }

    /** What became of a modem's device. */
    public void onModemNews(long nowNanos, int modem, ModemNews news) {
        bearers.news(nowNanos, modem, news);
        settle(nowNanos);
    }

    public void onDeadline(long nowNanos) {
        recorder.now(nowNanos);
        if (bearers.nextDeadlineNanos() <= nowNanos) {
            bearers.onDeadline(nowNanos);
            settle(nowNanos);
        }
        if (frontend.nextDeadlineNanos() <= nowNanos) {
            frontend.onDeadline(nowNanos, fromFrontend);
            settle(nowNanos);
        }
        if (engine.nextDeadlineNanos() <= nowNanos) {
            engine.onDeadline(nowNanos, fromEngine);
            settle(nowNanos);
        }
    }

    /** {@link Long#MAX_VALUE} when nothing is due. */
    public long nextDeadlineNanos() {
        return Math.min(
                Math.min(frontend.nextDeadlineNanos(), bearers.nextDeadlineNanos()),
                engine.nextDeadlineNanos());
    }

    /**
     * Ends the box in order: no new callers, StopCCN to every LNS, PADT to every caller, modems
     * hung up. {@link #isQuiet} tells when all of it is said and acknowledged.
     */
    public void shutDown(long nowNanos, String reason) {
        pending.add(new Pending.ForFrontend(new FrontendOrder.StopAccepting()));
        pending.add(new Pending.ForEngine(new Command.ShutDown(reason)));
        pending.add(new Pending.ForFrontend(new FrontendOrder.HangUpAll(reason)));
        settle(nowNanos);
    }

    public boolean isQuiet() {
        return engine.isQuiet() && frontend.sessions() == 0 && bearers.isQuiet();
    }

    public Map<String, Long> modemCounters() {
        return bearers.counters();
    }

    public Frontend frontend() {
        return frontend;
    }

    public Engine engine() {
        return engine;
    }

    public FlightRecorder recorder() {
        return recorder;
    }

    public DataPlane dataPlane() {
        return dataPlane;
    }

    /** One side's event is carried to the other only when the side that spoke has finished. */
    private void settle(long nowNanos) {
        if (settling) {
            return;
        }
        settling = true;
        recorder.now(nowNanos);
        try {
            lookAtLoad(nowNanos);
            for (Pending next = pending.poll(); next != null; next = pending.poll()) {
                switch (next) {
                    case Pending.FromFrontend(FrontendEvent event) -> carry(nowNanos, event);
                    case Pending.FromEngine(Event event) -> carry(nowNanos, event);
                    case Pending.ForFrontend(FrontendOrder order) ->
                            frontend.onOrder(nowNanos, order, fromFrontend);
                    case Pending.ForEngine(Command command) ->
                            engine.onCommand(nowNanos, command, fromEngine);
                }
            }
        } finally {
            settling = false;
        }
    }

    /** The access side is told how busy the rest is, when that has changed; now and then. */
    private void lookAtLoad(long nowNanos) {
        if (hasLooked && nowNanos - lookedNanos < LOOK_NANOS) {
            return;
        }
        hasLooked = true;
        lookedNanos = nowNanos;
        int tunnels = engine.waitingPercent();
        int radius = world.radiusPercent();
        if (tunnels != tunnelPercent || radius != radiusPercent) {
            tunnelPercent = tunnels;
            radiusPercent = radius;
            pending.add(new Pending.ForFrontend(new FrontendOrder.Load(tunnels, radius)));
        }
    }

    private void carry(long nowNanos, FrontendEvent event) {
        switch (event) {
            case FrontendEvent.CallerNamed named -> {
                recorder.arrived(named);
                world.arrived(nowNanos, named.callId());
                pending.add(new Pending.ForEngine(Translation.callArrived(named)));
            }
            case FrontendEvent.LineSeen seen -> {
                recorder.arrived(seen);
                world.arrived(nowNanos, seen.callId());
                pending.add(new Pending.ForEngine(Translation.callArrived(seen)));
            }
            case FrontendEvent.CallerReplied replied ->
                    world.callerReplied(nowNanos, replied.callId(), replied.eap());
            case FrontendEvent.CallerGone gone -> {
                bearers.gone(gone.callId());
                recorder.gone(gone);
                pending.add(new Pending.ForEngine(Translation.callerLeft(gone)));
            }
            case FrontendEvent.DialAnswered answered -> bearers.answered(answered);
            case FrontendEvent.DialFailed failed -> bearers.failed(failed);
            case FrontendEvent.HeldFrame held ->
                    dataPlane.sendToLns(held.callId(), held.pppFrame());
            case FrontendEvent.AttemptFailed failed -> {
                recorder.failed(failed);
                world.attemptFailed(nowNanos, failed.line(), failed.reason());
            }
        }
    }

    private void carry(long nowNanos, Event event) {
        switch (event) {
            case Event.LookupWanted wanted -> world.lookup(nowNanos, wanted);
            case Event.NameWanted(long callId) ->
                    pending.add(new Pending.ForFrontend(new FrontendOrder.AskName(callId)));
            case Event.CallConnected connected -> {
                bearers.connected(connected);
                recorder.connected(connected);
                world.connected(nowNanos, connected);
            }
            case Event.CallRehomed rehomed -> world.rehomed(nowNanos, rehomed);
            case Event.CallStayed stayed -> world.stayed(nowNanos, stayed);
            case Event.CallEnded ended -> {
                recorder.ended(ended);
                boolean served = ended.facts().dialled() == null;
                if (!served) {
                    bearers.ended(nowNanos, ended);
                } else if (ended.end().by() != Event.By.CALLER) { // else the access side knows
                    pending.addFirst(new Pending.ForFrontend(farewell(ended)));
                    if (isCallersDoing(ended)) {
                        FrontendOrder blame = new FrontendOrder.Blame(ended.callId());
                        pending.addFirst(new Pending.ForFrontend(blame));
                    }
                }
                world.ended(nowNanos, ended);
            }
            case Event.DialWanted wanted -> world.dial(nowNanos, wanted);
            case Event.PlaceCall call -> bearers.place(nowNanos, call);
            case Event.LinkInfo info -> bearers.linkInfo(info);
            case Event.TunnelUp(Event.TunnelFacts tunnel) -> world.tunnelUp(tunnel);
            case Event.TunnelDown(Event.TunnelFacts tunnel, String reason) ->
                    world.tunnelDown(tunnel, reason);
            case Event.TunnelFailed(Event.TunnelFacts tunnel, String reason) ->
                    world.tunnelFailed(tunnel, reason);
            case Event.LinkFailed failed -> world.linkFailed(failed);
            case Event.Alarm alarm -> world.alarm(alarm);
        }
    }

    /**
     * Refused by the lookup, or hung up by an LNS that had taken him; not what fails for want of an
     * LNS.
     */
    private static boolean isCallersDoing(Event.CallEnded ended) {
        return switch (ended.end().cause()) {
            case USER_ERROR -> true;
            case NAS_REQUEST -> ended.end().setup() != null;
            default -> false;
        };
    }

    /** A caller still waiting for his answer hears it as such; any other is hung up. */
    private static FrontendOrder farewell(Event.CallEnded ended) {
        boolean waiting = ended.end().setup() == null;
        String text =
                ended.message().isEmpty()
                        ? CallerTexts.of(ended.end().cause()) // the reason may name LNSs
                        : ended.message();
        byte[] failure = ended.failure().length() == 0 ? null : ended.failure().toByteArray();
        return waiting
                ? new FrontendOrder.Refuse(ended.callId(), text, failure)
                : new FrontendOrder.HangUp(ended.callId(), text);
    }

    /** What lies around the box. Called in order, on the box's thread; nothing here may block. */
    public interface World extends ModemDevices {
        /** Whole, tags inline; the buffer is the receiver's until the next call. */
        void frame(int accessPort, ByteBuffer frame);

        /** {@link Outbox#datagram}. */
        void datagram(InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets);

        /** A caller waits: his line is known, or his name, or at last his name too. */
        void arrived(long nowNanos, long callId);

        /** How much of what RADIUS can be asked at once is being asked. */
        default int radiusPercent() {
            return 0;
        }

        /** To be answered by {@link Command.LookupAnswered}, now or later. */
        void lookup(long nowNanos, Event.LookupWanted question);

        /**
         * A caller's EAP Response to {@link Box#onChallenge}; the question asked by {@link #lookup}
         * is still open.
         */
        void callerReplied(long nowNanos, long callId, byte[] eap);

        /** To be answered by {@link Command.DialAnswered}, now or later. */
        void dial(long nowNanos, Event.DialWanted question);

        void connected(long nowNanos, Event.CallConnected call);

        /** A call goes on with another LNS. */
        void rehomed(long nowNanos, Event.CallRehomed call);

        /** A call that was to be moved stays where it is. */
        void stayed(long nowNanos, Event.CallStayed call);

        void ended(long nowNanos, Event.CallEnded call);

        /** A PPPoE session ended before its caller had named himself. */
        void attemptFailed(long nowNanos, AccessLine line, String reason);

        void tunnelUp(Event.TunnelFacts tunnel);

        void tunnelDown(Event.TunnelFacts tunnel, String reason);

        /** A tunnel never came up; once for each lockout. */
        void tunnelFailed(Event.TunnelFacts tunnel, String reason);

        /** An LNS did not take a call into a tunnel that is up; another one may yet. */
        void linkFailed(Event.LinkFailed failed);

        /** Something needs people, or no longer does. */
        void alarm(Event.Alarm alarm);
    }

    private sealed interface Pending {
        record FromFrontend(FrontendEvent event) implements Pending {}

        record FromEngine(Event event) implements Pending {}

        record ForFrontend(FrontendOrder order) implements Pending {}

        record ForEngine(Command command) implements Pending {}
    }

    private final class Ways implements Bearers.Way {
        @Override
        public void toCore(Command command) {
            pending.add(new Pending.ForEngine(command));
        }

        @Override
        public void toFrontend(FrontendOrder order) {
            pending.addFirst(new Pending.ForFrontend(order));
        }

        @Override
        public void toLns(long callId, ByteBuffer pppFrame) {
            dataPlane.sendToLns(callId, pppFrame);
        }
    }

    private final class FromFrontend implements FrontendOutbox {
        @Override
        public void frame(int accessPort, ByteBuffer frame) {
            recorder.frameOut(accessPort, frame);
            world.frame(accessPort, frame);
        }

        @Override
        public void event(FrontendEvent event) {
            pending.add(new Pending.FromFrontend(event));
        }
    }

    private final class FromEngine implements Outbox {
        @Override
        public void datagram(
                InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets) {
            world.datagram(local, peer, dscp, octets);
        }

        @Override
        public void event(Event event) {
            pending.add(new Pending.FromEngine(event));
        }
    }
}
