package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallPhase.Asking;
import org.lacserver.call.CallPhase.Calling;
import org.lacserver.l2tp.session.LinkOptions;
import org.lacserver.l2tp.session.OutgoingEvent;
import org.lacserver.l2tp.session.OutgoingState;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.session.Speeds;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Occn;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Caller;
import org.lacserver.port.Command.FarEndAnswered;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialAnswer.Route;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.port.PppCause;
import org.lacserver.port.Secret;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Outgoing calls from OCRQ to OCCN (§7.5.1): asks the dial plan, has the far end called, and brings
 * what becomes of it to the LNS. Every {@link Event.DialWanted} gets its one {@link
 * Event.CallEnded}.
 */
final class Dialling {
    /** Call ids of outgoing calls start here, far from those the access side gives. */
    private static final long FIRST_ID = 1L << 62;

    private static final Line NO_LINE = new Line(0, "", 0, 0, 0, 0, null, null, 0, 0, "");
    private static final Caller NOBODY =
            new Caller(Caller.Method.NONE, "", 0, Octets.EMPTY, Secret.NONE);

    private final Core core;
    private final CallControl control;
    private final Sessions sessions;
    private final Map<Tunnel, Integer> inSetUp = new LinkedHashMap<>();
    private final Map<String, Integer> byRule = new LinkedHashMap<>();
    private int inSetUpOfAll;
    private long lastId = FIRST_ID;

    Dialling(Core core, CallControl control, Sessions sessions) {
        this.core = core;
        this.control = control;
        this.sessions = sessions;
    }

    /** An LNS wants an outgoing call. */
    void requested(long nowNanos, Tunnel tunnel, Ocrq request) {
        core.count(Count.OUTGOING_CALLS_ASKED);
        Call call = new Call(control, ++lastId, NO_LINE, NOBODY, new Asking(request), nowNanos);
        call.outgoing = new OutgoingState.Idle();
        call.dialled = request.calledNumber();
        call.serial = request.callSerial();
        call.peerSessionId = request.assignedSessionId();
        call.tunnelFacts = tunnel.facts();
        String full = full(tunnel);
        if (full == null) {
            full = control.begin(call);
            if (full == null) {
                call.localSessionId = tunnel.takeSessionId(call, nowNanos);
                if (call.localSessionId == IdPool.NONE) {
                    core.count(Count.LIMIT_SESSIONS_PER_TUNNEL);
                    full = "the tunnel is full";
                }
            }
            if (full != null) {
                control.forget(call);
            }
        }
        if (full != null) {
            sessions.refuse(
                    tunnel,
                    request.assignedSessionId(),
                    new ResultCode(ResultCode.CDN_NO_FACILITIES_NOW, 0, full));
            return;
        }
        call.tunnel = tunnel;
        tunnel.lns.calls++;
        inSetUp.merge(tunnel, 1, Integer::sum);
        inSetUpOfAll++;
        sessions.step(nowNanos, call, new OutgoingEvent.Requested(call.localSessionId, request));
    }

    /** Why there is no room for one more, or null. */
    private @Nullable String full(Tunnel tunnel) {
        if (tunnel.lns.bar != Lns.Bar.NONE) {
            core.count(Count.OUTGOING_CALLS_BARRED);
            return "no new calls: " + tunnel.lns.barReason;
        }
        if (inSetUpOfAll >= core.calls.dials().perBox()) {
            core.count(Count.LIMIT_DIALS);
            return "as many outgoing calls in set-up as allowed";
        }
        if (inSetUp.getOrDefault(tunnel, 0) >= core.calls.dials().perTunnel()) {
            core.count(Count.LIMIT_DIALS_PER_TUNNEL);
            return "as many outgoing calls in set-up as allowed for the tunnel";
        }
        if (tunnel.lns.calls >= tunnel.profile.allowance().calls()) {
            core.count(Count.LIMIT_CALLS_PER_LNS);
            return "as many calls as allowed";
        }
        return null;
    }

    void ask(long nowNanos, Call call, Ocrq request) {
        Tunnel tunnel = call.tunnel;
        if (tunnel == null) {
            return;
        }
        core.timers.set(call, nowNanos + core.calls.lookupTimeout().toNanos());
        String subAddress = request.subAddress();
        core.emit(
                new Event.DialWanted(
                        call.callId,
                        tunnel.facts(),
                        request.calledNumber(),
                        subAddress == null ? "" : subAddress,
                        request.minimumBps(),
                        request.maximumBps(),
                        request.bearerType(),
                        request.framingType()));
    }

    void answered(long nowNanos, @Nullable Call call, DialAnswer answer) {
        if (call == null || !(call.phase instanceof Asking(var request))) {
            core.count(Count.DIAL_ANSWERS_TOO_LATE);
            return;
        }
        call.lookupSource = answer.source();
        switch (answer) {
            case DialAnswer.Refused(_, var failure, var text) -> {
                core.count(Count.DIALS_REFUSED);
                fail(nowNanos, call, By.LAC, failure, text);
            }
            case Route route -> {
                String taken = taken(route);
                if (taken != null) {
                    core.count(Count.LIMIT_CALLS_PER_DIAL_RULE);
                    fail(nowNanos, call, By.LAC, DialFailure.NO_FACILITIES, taken);
                } else if (!route.target().serves(request.bearerType(), request.framingType())) {
                    String text = "the target has another bearer or framing than was asked for";
                    fail(nowNanos, call, By.LAC, DialFailure.NOT_CAPABLE, text);
                } else {
                    accept(nowNanos, call, request, route);
                }
            }
        }
    }

    private @Nullable String taken(Route route) {
        return byRule.getOrDefault(route.rule(), 0) < route.limit()
                ? null
                : "as many calls as allowed by " + route.rule();
    }

    private void accept(long nowNanos, Call call, Ocrq request, Route route) {
        call.enter(new Calling(request, route), nowNanos);
        call.dialRule = route.rule();
        byRule.merge(route.rule(), 1, Integer::sum);
        Tunnel tunnel = call.tunnel;
        // RFC 3308 §4.1: an AVP that was not sent is not answered; else with what we are willing to
        int sessionDs =
                tunnel == null || request.sessionDs() == ControlMessage.ABSENT
                        ? ControlMessage.ABSENT
                        : tunnel.profile.sessionDs();
        Ocrp reply =
                new Ocrp(call.localSessionId, physicalChannel(route.target()), sessionDs, null);
        sessions.step(nowNanos, call, new OutgoingEvent.Accepted(reply));
    }

    private static long physicalChannel(DialTarget target) {
        return switch (target) {
            case DialTarget.Pppoe to ->
                    Line.portNumber(to.accessPort(), to.outerVlan(), to.innerVlan());
            case DialTarget.Modem to -> to.modem() < 0 ? ControlMessage.ABSENT : to.modem();
        };
    }

    void openBearer(long nowNanos, Call call) {
        if (call.phase instanceof Calling(_, var route)) {
            core.count(Count.OUTGOING_CALLS_PLACED);
            var timeout = core.calls.dials().timeout();
            core.timers.set(call, nowNanos + timeout.toNanos());
            core.emit(new Event.PlaceCall(call.callId, route.target(), timeout));
        }
    }

    void farEndAnswered(long nowNanos, @Nullable Call call, FarEndAnswered answered) {
        Tunnel tunnel = call == null ? null : call.tunnel;
        if (call == null
                || tunnel == null
                || !(call.phase instanceof Calling(var request, var route))) {
            core.count(Count.COMMANDS_FOR_UNKNOWN_CALLS);
            return;
        }
        long told = answered.txBps();
        if (told > 0 && told < request.minimumBps()) {
            // §4.4.4, Minimum BPS: "the lowest acceptable line speed"
            String text = "the line has " + told + " bit/s, which is too slow";
            fail(nowNanos, call, By.LAC, DialFailure.NOT_CAPABLE, text);
            return;
        }
        SessionSettings settings = tunnel.profile.session();
        long tx = speed(told, request, route, settings);
        long rx = speed(answered.rxBps(), request, route, settings);
        call.line = answered.line();
        call.access = answered.access();
        call.toldSpeeds = new Speeds(tx, rx);
        LinkOptions options = LinkOptions.of(settings, answered.access());
        Occn connected =
                new Occn(
                        tx,
                        route.target().framing(),
                        settings.rxAlways() || rx != tx ? rx : ControlMessage.ABSENT,
                        tunnel.profile.data().sequencing() == Sequencing.REQUIRE,
                        options.want(),
                        options.allow());
        sessions.step(nowNanos, call, new OutgoingEvent.BearerAnswered(connected));
    }

    /** What the line told, else the most the target has; never more than the LNS asked for. */
    private static long speed(long told, Ocrq request, Route route, SessionSettings settings) {
        long known = told > 0 ? told : route.maximumBps();
        long speed = known > 0 ? known : settings.defaultDownBps();
        long most = request.maximumBps() > 0 ? request.maximumBps() : ControlMessage.MAX_UNSIGNED;
        return Math.min(Math.min(speed, most), settings.maxBps());
    }

    /** OCCN is on its way. */
    void connected(long nowNanos, Call call) {
        Tunnel tunnel = call.tunnel;
        if (tunnel != null) {
            leaveSetUp(tunnel);
            sessions.join(nowNanos, call, tunnel, call.access);
        }
    }

    void farEndFailed(long nowNanos, @Nullable Call call, DialFailure failure, String text) {
        if (call == null || !(call.phase instanceof Calling)) {
            core.count(Count.COMMANDS_FOR_UNKNOWN_CALLS);
            return;
        }
        fail(nowNanos, call, By.CALLER, failure, text);
    }

    /** Nobody has answered: the dial plan, or the far end. */
    void expired(long nowNanos, Call call) {
        if (call.phase instanceof Asking) {
            core.count(Count.DIAL_ANSWERS_TIMED_OUT);
            String text = "the dial plan was not answered";
            fail(nowNanos, call, By.LAC, DialFailure.NO_FACILITIES, text);
        } else {
            core.count(Count.DIALS_UNANSWERED);
            // §4.4.2: "Call was not established within time allotted by LAC"
            fail(nowNanos, call, By.LAC, DialFailure.NO_ANSWER, "no answer in time");
        }
    }

    private void fail(long nowNanos, Call call, By by, DialFailure failure, String text) {
        core.count(Count.OUTGOING_CALLS_FAILED);
        int result = sessions.sayGoodbye(nowNanos, call, Farewell.of(failure, text));
        CallControl.End end =
                new CallControl.End(by, cause(failure), text, result, 0, PppCause.NONE);
        control.end(nowNanos, call, end, text);
    }

    private static EndCause cause(DialFailure failure) {
        return switch (failure) {
            case INVALID_DESTINATION, NOT_ALLOWED -> EndCause.USER_ERROR;
            case NOT_CAPABLE, NO_FACILITIES, BUSY, NO_ANSWER -> EndCause.SERVICE_UNAVAILABLE;
            case NO_CARRIER, NO_FRAMING -> EndCause.LOST_CARRIER;
            case NO_DIAL_TONE -> EndCause.PORT_ERROR;
        };
    }

    /** Gives back what an outgoing call holds beside its session. */
    void release(Call call) {
        Tunnel tunnel = call.tunnel;
        if (!call.isOutgoing() || tunnel == null) {
            return;
        }
        if (!call.isEstablished()) {
            leaveSetUp(tunnel);
        }
        String rule = call.dialRule;
        if (rule != null) {
            byRule.computeIfPresent(rule, (_, calls) -> calls == 1 ? null : calls - 1);
        }
    }

    private void leaveSetUp(Tunnel tunnel) {
        inSetUpOfAll--;
        inSetUp.computeIfPresent(tunnel, (_, calls) -> calls == 1 ? null : calls - 1);
    }
}
