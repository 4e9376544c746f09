package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.BoxLoop;
import org.lacserver.io.CoreSockets;
import org.lacserver.io.EngineThread;
import org.lacserver.port.Command;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.pppoe.AccessLine;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PortLook;
import org.lacserver.pppoe.modem.serial.SerialModems;
import org.lacserver.wiring.trace.TraceDesk;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The box between real ports, sockets and servers: what its thread calls, and what lies around it.
 * All of it runs on the engine thread, {@link #box} set before that starts.
 */
final class Daemon implements BoxLoop, Box.World, Inquiry.Ear {
    private final List<AccessPort> ports;
    private final CoreSockets sockets;
    private final LookupDesk lookups;
    private final DialDesk numbers;
    private final AccountingDesk accounting;
    private final CallLog log = new CallLog();
    private final PortDesk portDesk;
    private @Nullable Box box;
    private @Nullable SerialModems modems;
    private @Nullable EngineThread thread;
    private @Nullable DynamicDesk dynamic;
    private @Nullable TraceDesk traces;
    private @Nullable DataPlanes planes;
    private final Moves moves =
            new Moves((nowNanos, command) -> box().onCommand(nowNanos, command));

    Daemon(
            List<AccessPort> ports,
            CoreSockets sockets,
            LookupDesk lookups,
            DialDesk numbers,
            AccountingDesk accounting) {
        this.ports = List.copyOf(ports);
        this.portDesk = new PortDesk(ports);
        this.sockets = sockets;
        this.lookups = lookups;
        this.numbers = numbers;
        this.accounting = accounting;
    }

    void owns(Box theBox, EngineThread theThread, SerialModems theModems) {
        box = theBox;
        modems = theModems;
        thread = theThread;
    }

    /** Hears what becomes of calls; set before the engine thread starts. */
    void tells(DynamicDesk desk) {
        dynamic = desk;
    }

    /** Answers about what happened; set before the engine thread starts. */
    void tells(TraceDesk desk) {
        traces = desk;
    }

    /** Looks after itself now and then; set before the engine thread starts. */
    void tells(DataPlanes dataPlanes) {
        planes = dataPlanes;
    }

    TraceDesk traces() {
        TraceDesk owned = traces;
        if (owned == null) {
            throw new IllegalStateException("the engine thread runs before its traces are there");
        }
        return owned;
    }

    Box box() {
        Box owned = box;
        if (owned == null) {
            throw new IllegalStateException("the engine thread runs before its box is there");
        }
        return owned;
    }

    Moves moves() {
        return moves;
    }

    AccountingDesk accounting() {
        return accounting;
    }

    PortDesk ports() {
        return portDesk;
    }

    /** Of {@link org.lacserver.io.PortWatch}; false when the engine is too busy. */
    boolean portChanged(int port, PortLook look) {
        EngineThread engineThread = thread;
        return engineThread != null
                && engineThread.execute(
                        now ->
                                box().onPortChanged(
                                                now,
                                                portDesk.changed(now, port, look, log::alarm)));
    }

    @Override
    public void onFrame(long nowNanos, int port, ByteBuffer frame) {
        if (planes == null || !planes.owns(port, frame)) {
            box().onFrame(nowNanos, port, frame);
        }
    }

    @Override
    public void onDatagram(
            long nowNanos, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        box().onDatagram(nowNanos, local, peer, octets);
    }

    @Override
    public void onCallFrame(long nowNanos, long callId, ByteBuffer pppFrame) {
        box().onCallFrame(nowNanos, callId, pppFrame);
    }

    @Override
    public void onDeadline(long nowNanos) {
        box().onDeadline(nowNanos);
        if (accounting.nextDeadlineNanos() <= nowNanos) {
            accounting.onDeadline(nowNanos, box().dataPlane()::counters);
        }
        if (planes != null) {
            planes.onDeadline(nowNanos);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        long next = Math.min(box().nextDeadlineNanos(), accounting.nextDeadlineNanos());
        return planes == null ? next : Math.min(next, planes.nextDeadlineNanos());
    }

    @Override
    public void frame(int accessPort, ByteBuffer frame) {
        ports.get(accessPort).send(frame); // a refusal is counted there; PPPoE and PPP repeat
    }

    @Override
    public void datagram(
            InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets) {
        sockets.send(local, peer, dscp, octets); // a refusal is counted there; the channel repeats
    }

    @Override
    public void modemOctets(int modem, ByteBuffer octets) {
        devices().octets(modem, octets);
    }

    @Override
    public void modemDtr(int modem, boolean high) {
        devices().setDtr(modem, high);
    }

    private SerialModems devices() {
        SerialModems owned = modems;
        if (owned == null) {
            throw new IllegalStateException("the engine thread runs before its modems are there");
        }
        return owned;
    }

    @Override
    public void arrived(long nowNanos, long callId) {}

    @Override
    public int radiusPercent() {
        return lookups.radiusPercent();
    }

    @Override
    public void lookup(long nowNanos, Event.LookupWanted question) {
        lookups.ask(nowNanos, question, this);
    }

    @Override
    public void answered(long nowNanos, Inquiry inquiry, LookupAnswer answer) {
        box().onCommand(nowNanos, new Command.LookupAnswered(inquiry.callId, answer));
    }

    @Override
    public void challenged(long nowNanos, long callId, byte[] eap) {
        box().onChallenge(nowNanos, callId, eap);
    }

    @Override
    public void later(LongConsumer task) {
        EngineThread engineThread = thread;
        if (engineThread != null) { // nobody has called before it runs
            engineThread.execute(task); // where it does not fit, the core's own deadline answers
        }
    }

    LookupDesk lookups() {
        return lookups;
    }

    @Override
    public void callerReplied(long nowNanos, long callId, byte[] eap) {
        lookups.replied(nowNanos, callId, eap);
    }

    @Override
    public void dial(long nowNanos, Event.DialWanted question) {
        long callId = question.callId();
        numbers.ask(
                question, answer -> answered(nowNanos, new Command.DialAnswered(callId, answer)));
    }

    /** On the engine thread, and at once, for a local answer; else on the RADIUS client's. */
    private void answered(long askedNanos, Command command) {
        EngineThread engineThread = thread;
        if (engineThread == null || engineThread.isCurrent()) {
            box().onCommand(askedNanos, command);
        } else {
            engineThread.execute(nowNanos -> box().onCommand(nowNanos, command));
        }
    }

    @Override
    public void connected(long nowNanos, Event.CallConnected call) {
        accounting.connected(nowNanos, call);
        if (dynamic != null) {
            dynamic.connected(call);
        }
    }

    @Override
    public void rehomed(long nowNanos, Event.CallRehomed call) {
        accounting.rehomed(nowNanos, call.callId(), call.facts(), call.counters());
        log.rehomed(nowNanos, call);
        moves.rehomed(nowNanos, call);
    }

    @Override
    public void stayed(long nowNanos, Event.CallStayed call) {
        log.stayed(nowNanos, call);
        moves.stayed(nowNanos, call);
    }

    @Override
    public void ended(long nowNanos, Event.CallEnded call) {
        lookups.forget(call.callId());
        log.ended(nowNanos, call, accounting.ended(nowNanos, call));
        if (dynamic != null) {
            dynamic.ended(call);
        }
        moves.ended(nowNanos, call);
    }

    @Override
    public void attemptFailed(long nowNanos, AccessLine line, String reason) {
        log.attemptFailed(nowNanos, line, reason);
    }

    @Override
    public void tunnelUp(Event.TunnelFacts tunnel) {
        log.tunnelUp(tunnel);
        accounting.tunnels().up(tunnel);
    }

    @Override
    public void tunnelDown(Event.TunnelFacts tunnel, String reason) {
        log.tunnelDown(tunnel, reason);
        accounting.tunnels().down(tunnel);
    }

    @Override
    public void tunnelFailed(Event.TunnelFacts tunnel, String reason) {
        log.tunnelFailed(tunnel, reason);
        accounting.tunnels().failed(tunnel);
    }

    @Override
    public void linkFailed(Event.LinkFailed failed) {
        accounting.tunnels().linkFailed(failed.facts());
    }

    @Override
    public void alarm(Event.Alarm alarm) {
        log.alarm(alarm);
    }
}
