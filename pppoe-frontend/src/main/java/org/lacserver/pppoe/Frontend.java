package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.admission.Admission;
import org.lacserver.pppoe.admission.AdmissionRules;
import org.lacserver.pppoe.admission.Arrival;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.admission.KnownCallers;
import org.lacserver.pppoe.discovery.AccessConcentrator;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.Cookies;
import org.lacserver.pppoe.discovery.FrameFault;
import org.lacserver.pppoe.discovery.FrameWriter;
import org.lacserver.pppoe.discovery.HostDiscovery;
import org.lacserver.pppoe.discovery.HostHeard;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.discovery.PppoeTags;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The access side of the LAC: PPPoE discovery, then LCP and the caller's name, up to hand-over; and
 * the calls dialled to remote Access Concentrators, whose PPP it leaves alone. It takes frames,
 * orders and deadlines with the present time and gives frames and events; one thread.
 */
public final class Frontend {
    private static final long SECOND = 1_000_000_000L;
    private static final int REMINDERS_A_SECOND = 1000;

    private final Tally tally = new Tally();
    private final FrameWriter writer;
    private final PortBook ports;
    private final AccessFrame frame = new AccessFrame();
    private final DiscoveryStage discovery;
    private final SessionTable sessions;
    private final CallDriver calls;
    private final Dialler dialler;
    private final PortStage portStage;
    private final @Nullable Gate gate;
    private final Admission admission;
    private final LinePolicies policies;
    private long reminderSecond = Long.MIN_VALUE / 2;
    private int reminders;

    /**
     * With a {@link Gate} of its own.
     *
     * @param random makes cookie keys, Host-Uniqs, magic numbers and challenges: a cryptographic
     *     one outside tests
     */
    public Frontend(FrontendSettings settings, RandomGenerator random) {
        this(settings, random, new KnownCallers(random.nextLong(), random.nextLong()), true);
    }

    /**
     * Behind a {@link Gate} that another thread keeps.
     *
     * @param known what that gate is told of callers
     */
    public Frontend(FrontendSettings settings, RandomGenerator random, KnownCallers known) {
        this(settings, random, known, false);
    }

    private Frontend(
            FrontendSettings settings,
            RandomGenerator random,
            KnownCallers known,
            boolean hasGate) {
        gate = hasGate ? new Gate(settings.box().gate(), settings.ports().size(), known) : null;
        admission =
                new Admission(
                        settings.box(), settings.ports().size(), settings.halfOpenLimit(), known);
        Cookies cookies = new Cookies(random, settings.cookieLifeNanos());
        sessions =
                new SessionTable(
                        settings.ports().size(), settings.sessionsPerPort(), random.nextLong());
        ports = new PortBook(settings.ports());
        writer = new FrameWriter(settings.priority());
        SessionFrames frames = new SessionFrames(ports, writer, tally);
        policies = new LinePolicies(settings);
        calls = new CallDriver(settings, random, sessions, policies, frames, tally);
        dialler = new Dialler(settings, ports, random, writer, frames, tally);
        discovery =
                new DiscoveryStage(
                        ports,
                        policies,
                        new AccessConcentrator(cookies, ports::mtu),
                        sessions,
                        calls,
                        dialler,
                        admission,
                        writer,
                        tally);
        portStage = new PortStage(settings, ports, sessions, calls, dialler, tally);
    }

    /**
     * A frame from an access port.
     *
     * @param accessPort index into {@link FrontendSettings#ports()}
     * @param octets a whole Ethernet frame from position to limit, VLAN tags (TPID 8100, 88a8,
     *     9100) inline; left as it is
     */
    public void onFrame(long nowNanos, int accessPort, ByteBuffer octets, FrontendOutbox out) {
        if (accessPort < 0 || accessPort >= ports.count()) {
            tally.add(Count.FRAME_UNKNOWN_PORT);
            return;
        }
        FrameFault fault = frame.read(octets);
        if (fault != null) {
            tally.add(fault);
            return;
        }
        if (frame.source() == ports.mac(accessPort)) {
            tally.add(Count.FRAME_OUR_OWN);
            return;
        }
        if (!ports.isUp(accessPort)) {
            portStage.heard(nowNanos, accessPort);
        }
        boolean isPadi = frame.isDiscovery() && frame.code() == PppoeCode.PADI;
        if (!isPadi && frame.destination() != ports.mac(accessPort)) {
            tally.add(Count.FRAME_NOT_FOR_US);
            return;
        }
        if (gate != null && isRefused(gate, nowNanos, accessPort)) {
            return;
        }
        admission.at(nowNanos);
        if (isPadi) {
            discovery.onPadi(nowNanos, accessPort, frame, octets, out);
            return;
        }
        if (!frame.isDiscovery()) {
            onSessionFrame(nowNanos, accessPort, out);
            return;
        }
        switch (frame.code()) {
            case PppoeCode.PADR -> discovery.onPadr(nowNanos, accessPort, frame, out);
            case PppoeCode.PADT -> onPadt(accessPort, out);
            case PppoeCode.PADO -> dialler.onPado(nowNanos, accessPort, frame, out);
            case PppoeCode.PADS -> onPads(nowNanos, accessPort, out);
            default -> tally.add(Count.DISCOVERY_UNEXPECTED_CODE);
        }
    }

    /** Frames of joined calls do not come here; in tests they do, and count as the others. */
    private boolean isRefused(Gate at, long nowNanos, int port) {
        Arrival what =
                !frame.isDiscovery()
                        ? Arrival.SESSION
                        : switch (frame.code()) {
                            case PppoeCode.PADI -> Arrival.PADI;
                            case PppoeCode.PADR -> Arrival.PADR;
                            default -> Arrival.SESSION;
                        };
        int outer = AccessFrame.vlan(frame.outerTag());
        int inner = AccessFrame.vlan(frame.innerTag());
        return at.refusal(nowNanos, what, port, outer, inner, frame.source()) != null;
    }

    private void onPads(long nowNanos, int port, FrontendOutbox out) {
        PppoeSession served = sessions.byId(port, frame);
        boolean isServed = served != null && served.isOf(frame);
        HostHeard heard = dialler.onPads(nowNanos, port, frame, isServed, out);
        if (heard == HostHeard.PADS_FOR_NOBODY && frame.sessionId() != 0) {
            sayGone(nowNanos, port, out);
        }
    }

    private void onPadt(int port, FrontendOutbox out) {
        tally.add(Count.PADT_RECEIVED);
        DialledCall dialled = dialler.callOf(port, frame);
        PppoeSession session = sessions.byId(port, frame);
        PppoeTags tags = PppoeTags.in(frame.payload());
        HostDiscovery.Refusal told = tags == null ? null : HostDiscovery.refusal(tags);
        String text = told == null ? "" : told.text();
        if (tags == null) {
            tally.add(Count.PADT_BAD_TAGS); // §5.5: it needs none to be obeyed
        }
        if (dialled != null) {
            dialler.onPadt(dialled, text, out);
        } else if (session == null) {
            tally.add(Count.PADT_UNKNOWN_SESSION);
        } else if (!session.isOf(frame)) {
            tally.add(Count.PADT_WRONG_LINE);
        } else {
            calls.ends().gone(session, GoneCause.PADT, text, out);
        }
    }

    private void onSessionFrame(long nowNanos, int port, FrontendOutbox out) {
        DialledCall dialled = dialler.callOf(port, frame);
        PppoeSession session = sessions.byId(port, frame);
        if (frame.code() != PppoeCode.SESSION_DATA) {
            tally.add(Count.SESSION_UNEXPECTED_CODE);
        } else if (dialled != null) {
            dialler.onSessionFrame(dialled, frame.payload(), out);
        } else if (session == null) {
            tally.add(Count.SESSION_UNKNOWN);
            sayGone(nowNanos, port, out);
        } else if (!session.isOf(frame)) {
            tally.add(Count.SESSION_WRONG_LINE);
            sayGone(nowNanos, port, out); // what was his session is another caller's now
        } else if (session.setUp == null) {
            if (frame.payload().remaining() < 2) {
                tally.add(Count.PPP_TRUNCATED);
            } else {
                tally.add(Count.SESSION_HANDED_OVER);
                HeldFrames.late(session.callId, frame.payload(), out);
            }
        } else {
            calls.onPpp(nowNanos, session, session.setUp, frame.payload(), out);
        }
    }

    /**
     * A caller whose PADT was lost, or who outlived a restart of ours, speaks on in a session that
     * is not there: he is told, in measure (RFC 2516 §5.5).
     */
    private void sayGone(long nowNanos, int port, FrontendOutbox out) {
        if (nowNanos - reminderSecond >= SECOND) {
            reminderSecond = nowNanos;
            reminders = 0;
        }
        if (reminders < REMINDERS_A_SECOND) {
            reminders++;
            long ownMac = ports.mac(port);
            writer.reply(frame, ownMac).pppoe(PppoeCode.PADT, frame.sessionId());
            writer.tag(PppoeCode.GENERIC_ERROR, "no such session");
            out.frame(port, writer.end());
            tally.add(Count.PADT_SENT_FOR_UNKNOWN_SESSION);
        }
    }

    public void onOrder(long nowNanos, FrontendOrder order, FrontendOutbox out) {
        admission.at(nowNanos);
        switch (order) {
            case FrontendOrder.Dial dial ->
                    dialler.dial(nowNanos, dial, discovery.isAccepting(), out);
            case FrontendOrder.AskName(long callId) -> {
                PppoeSession session = ordered(callId);
                if (session != null) {
                    calls.askName(nowNanos, session, out);
                }
            }
            case FrontendOrder.Challenge(long callId, byte[] eap) -> {
                PppoeSession session = ordered(callId);
                if (session != null) {
                    calls.challenge(nowNanos, session, eap, out);
                }
            }
            case FrontendOrder.Refuse(long callId, String text, byte[] _)
                    when callId > FrontendOrder.DIALLED ->
                    hangUpDialled(callId, text, out);
            case FrontendOrder.Refuse refuse -> {
                PppoeSession session = ordered(refuse.callId());
                if (session != null) {
                    calls.ends().refuse(nowNanos, session, refuse.message(), refuse.failure(), out);
                }
            }
            case FrontendOrder.HandOver(long callId, byte[] _)
                    when callId > FrontendOrder.DIALLED -> {
                if (!dialler.handOver(callId, out)) {
                    tally.add(Count.ORDER_UNKNOWN_CALL);
                }
            }
            case FrontendOrder.HandOver handOver -> {
                PppoeSession session = ordered(handOver.callId());
                if (session != null) {
                    calls.handOver(session, handOver.success(), out);
                }
            }
            case FrontendOrder.HangUp(long callId, String text)
                    when callId > FrontendOrder.DIALLED ->
                    hangUpDialled(callId, text, out);
            case FrontendOrder.HangUp(long callId, String text) -> {
                PppoeSession session = ordered(callId);
                if (session != null) {
                    calls.ends().hangUp(nowNanos, session, text, out);
                }
            }
            case FrontendOrder.PortChanged change -> portStage.changed(nowNanos, change, out);
            case FrontendOrder.Blame(long callId) -> {
                PppoeSession session = ordered(callId);
                if (session != null) {
                    session.blame();
                }
            }
            case FrontendOrder.Load(int tunnelPercent, int radiusPercent) ->
                    admission.heard(tunnelPercent, radiusPercent);
            case FrontendOrder.SetLimit(var scope, var name, var limit) ->
                    admission.limits().set(scope, name, limit);
            case FrontendOrder.StopAccepting() -> discovery.stopAccepting();
            case FrontendOrder.HangUpAll(String text) -> {
                for (int port = 0; port < ports.count(); port++) {
                    sessions.forEach(port, it -> calls.ends().hangUpNow(nowNanos, it, text, out));
                }
                dialler.hangUpAll(text, out);
            }
        }
    }

    private void hangUpDialled(long callId, String text, FrontendOutbox out) {
        if (!dialler.hangUp(callId, text, out)) {
            tally.add(Count.ORDER_UNKNOWN_CALL);
        }
    }

    /** The session of a call that can take an order, or null. */
    private @Nullable PppoeSession ordered(long callId) {
        PppoeSession session = sessions.byCall(callId);
        if (session == null || !session.isCall()) {
            tally.add(Count.ORDER_UNKNOWN_CALL);
            return null;
        }
        return session;
    }

    public void onDeadline(long nowNanos, FrontendOutbox out) {
        admission.at(nowNanos);
        discovery.onDeadline(nowNanos, out);
        calls.onDeadline(nowNanos, out);
        dialler.onDeadline(nowNanos, out);
        portStage.onDeadline(nowNanos, out);
    }

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE}: never. */
    public long nextDeadlineNanos() {
        long ofPorts = Math.min(portStage.nextDeadlineNanos(), discovery.nextDeadlineNanos());
        return Math.min(ofPorts, Math.min(calls.nextDeadlineNanos(), dialler.nextDeadlineNanos()));
    }

    /** All counters by stable names, in a fixed order. */
    public Map<String, Long> counters() {
        Map<String, Long> all = tally.read();
        if (gate != null) {
            all.putAll(gate.counters());
        }
        return all;
    }

    /** Who is let in, and what keeps others out; to be read and, for lines, released. */
    public Admission admission() {
        return admission;
    }

    /** PADOs that wait for their time. */
    public int delayedPados() {
        return discovery.delayed();
    }

    /** Limits and their use: of the box, each port and each profile. */
    public List<Admission.Use> limitUses() {
        Map<String, AdmissionRules> profiles = new LinkedHashMap<>();
        for (LineProfile profile : policies.profiles()) {
            profiles.put(profile.name(), profile.admission());
        }
        List<String> names = new ArrayList<>();
        for (int port = 0; port < ports.count(); port++) {
            names.add(ports.name(port));
        }
        return admission.uses(names, profiles);
    }

    /** Sessions of one access port that we gave. */
    public int sessions(int port) {
        return sessions.count(port);
    }

    /** Those of them that are not handed over. */
    public int halfOpen(int port) {
        return calls.halfOpen(port);
    }

    /** The counter of what was decided last, by its stable name: why a PADI got no answer. */
    public String lastVerdict() {
        return tally.last();
    }

    /** PPPoE sessions that exist, those that were dialled included. */
    public int sessions() {
        return sessions.size() + dialler.sessions();
    }
}
