package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallPhase.Connected;
import org.lacserver.l2tp.session.OutgoingEvent;
import org.lacserver.l2tp.session.OutgoingMachine;
import org.lacserver.l2tp.session.OutgoingState;
import org.lacserver.l2tp.session.SessionAction;
import org.lacserver.l2tp.session.SessionEvent;
import org.lacserver.l2tp.session.SessionMachine;
import org.lacserver.l2tp.session.SessionState;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Csurq;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Binding;
import org.lacserver.port.CallView;
import org.lacserver.port.Candidate;
import org.lacserver.port.CodeRule;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;
import org.lacserver.port.Octets;
import org.lacserver.port.PppCause;

import java.time.Duration;

/** Runs the sessions of calls in their tunnels, and answers for those that are not there. */
final class Sessions {
    private final Core core;
    private final TunnelTable tunnels;
    private final CallControl control;
    private final Placement placement;

    Sessions(Core core, TunnelTable tunnels, CallControl control, Placement placement) {
        this.core = core;
        this.tunnels = tunnels;
        this.control = control;
        this.placement = placement;
    }

    void step(long nowNanos, Call call, OutgoingEvent event) {
        OutgoingState state = call.outgoing;
        if (state == null) {
            return;
        }
        OutgoingMachine.Step step = OutgoingMachine.step(state, event);
        if (!step.next().equals(state)) {
            call.enter(step.next(), nowNanos);
        }
        for (SessionAction action : step.actions()) {
            perform(nowNanos, call, action);
        }
    }

    void step(long nowNanos, Call call, SessionEvent event) {
        SessionMachine.Step step = SessionMachine.step(call.session, event);
        if (!step.next().equals(call.session)) {
            call.enter(step.next(), nowNanos);
        }
        for (SessionAction action : step.actions()) {
            perform(nowNanos, call, action);
        }
    }

    private void perform(long nowNanos, Call call, SessionAction action) {
        switch (action) {
            case SessionAction.OpenTunnel _ -> placement.join(nowNanos, call);
            case SessionAction.Send(int peerSessionId, var message) ->
                    send(call, peerSessionId, message);
            case SessionAction.Connected(_, int peerId) -> {
                if (call.isOutgoing()) {
                    control.dialling().connected(nowNanos, call);
                } else {
                    connected(nowNanos, call, peerId);
                }
            }
            case SessionAction.AskDialPlan(var request) ->
                    control.dialling().ask(nowNanos, call, request);
            case SessionAction.OpenBearer _ -> control.dialling().openBearer(nowNanos, call);
            case SessionAction.LinkInfo(var told) -> linkInfo(call, told);
            case SessionAction.Ignore _ -> core.count(Count.MESSAGES_IGNORED);
            case SessionAction.CleanUp(var cdn, var fault) -> {
                if (cdn != null) {
                    core.count(Count.CDN_RECEIVED);
                    cleared(nowNanos, call, cdn);
                } else if (fault != null) {
                    core.count(Count.MESSAGES_OF_WRONG_STATE);
                    faulted(nowNanos, call, fault);
                }
            }
        }
    }

    private void send(Call call, int peerSessionId, ControlMessage message) {
        Tunnel tunnel = call.tunnel;
        if (tunnel == null) {
            return;
        }
        if (message instanceof Cdn) {
            // an ICRQ that was not sent yet must not follow its CDN, and needs none
            if (peerSessionId == 0 && tunnel.connection().withdraw(call.requestTicket)) {
                tunnels.touch(tunnel);
                return;
            }
            core.count(Count.CDN_SENT);
        }
        core.tap().speaks(call.callId, tunnel.localId(), call.localSessionId, peerSessionId);
        long ticket = tunnel.connection().send(peerSessionId, message);
        if (message instanceof Icrq) {
            call.requestTicket = ticket;
        }
        tunnels.touch(tunnel);
    }

    private void connected(long nowNanos, Call call, int peerId) {
        Tunnel tunnel = call.tunnel;
        Candidate candidate = call.candidate;
        if (tunnel == null || candidate == null) {
            return;
        }
        tunnel.replied(call);
        placement.hasRoom(tunnel);
        placement.answered(call, tunnel);
        call.peerSessionId = peerId;
        call.requestTicket = ReliableChannel.REFUSED;
        call.lastFailure = null;
        call.decided(candidate, "used", nowNanos);
        call.placed();
        Call former = call.replaces;
        if (former == null) {
            join(nowNanos, call, tunnel, Binding.Access.SERVED);
        } else {
            control.rehoming().arrived(nowNanos, call, former, tunnel);
        }
        control.notices().connected(nowNanos, call);
    }

    /** Both legs are there: frames flow from now on. */
    void join(long nowNanos, Call call, Tunnel tunnel, Binding.Access access) {
        call.enter(new Connected(Duration.ofNanos(nowNanos - call.arrivedNanos)), nowNanos);
        control.terms().begin(nowNanos, call);
        control.connected();
        core.alarms.over(tunnel.name, Alarms.Scope.CALL, "a call is up");
        Binding binding = binding(call, tunnel, access);
        core.dataPlane.join(binding);
        Octets success = tunnel.profile.acknowledge().words(call.method, call.terms.success());
        call.terms = call.terms.withoutSuccess(); // nobody needs it for as long as the call is up
        core.emit(new Event.CallConnected(call.callId, binding, call.facts(), success));
    }

    static Binding binding(Call call, Tunnel tunnel, Binding.Access access) {
        return new Binding(
                call.callId,
                access,
                call.line,
                tunnel.connection().local(),
                tunnel.connection().peer(),
                tunnel.localId(),
                tunnel.facts().peerTunnelId(),
                call.localSessionId,
                call.peerSessionId,
                tunnel.profile.data());
    }

    private void linkInfo(Call call, ControlMessage.Sli told) {
        core.count(Count.LINK_INFO_RECEIVED);
        call.link =
                new CallView.Link(
                        told.sendAccm(),
                        told.receiveAccm(),
                        orElse(told.lnsLastSentConfreq(), call.link.lnsLastSent()),
                        orElse(told.lnsLastReceivedConfreq(), call.link.lnsLastReceived()));
        core.emit(new Event.LinkInfo(call.callId, told.sendAccm(), told.receiveAccm()));
    }

    private static Octets orElse(@Nullable Octets told, Octets known) {
        return told == null ? known : told;
    }

    private void cleared(long nowNanos, Call call, Cdn cdn) {
        ResultCode result = cdn.result();
        Failure.Cdn failure = new Failure.Cdn(result.result(), result.error(), result.text());
        if (!call.isEstablished() && !call.isOutgoing()) {
            placement.candidateFailed(nowNanos, call, failure);
            return;
        }
        CodeTable codes = call.codes();
        CodeTable.Row row = codes.row(CodeRule.Message.CDN, result.result(), result.error());
        if (row.alarm() && call.tunnel != null) {
            core.alarms.raise(call.tunnel.name, failure);
        }
        PppCause ppp = pppCause(cdn.disconnectCause());
        // RFC 3145 §2: it tells more than the Result Code can
        CodeTable.Row better =
                ppp.isKnown() ? codes.row(CodeRule.Message.PPP, ppp.code(), ppp.direction()) : row;
        CallControl.End end =
                new CallControl.End(
                        By.LNS,
                        better.cause(),
                        failure.text(),
                        result.result(),
                        result.error(),
                        ppp);
        control.end(nowNanos, call, end, better.text().isEmpty() ? row.text() : better.text());
    }

    private static PppCause pppCause(@Nullable DisconnectCause told) {
        return told == null
                ? PppCause.NONE
                : new PppCause(told.code(), told.controlProtocol(), told.direction(), told.text());
    }

    private void faulted(long nowNanos, Call call, String fault) {
        if (call.isEstablished() || call.isOutgoing()) {
            control.end(
                    nowNanos,
                    call,
                    new CallControl.End(
                            By.LAC,
                            EndCause.NAS_ERROR,
                            fault,
                            ResultCode.GENERAL_ERROR,
                            0,
                            PppCause.NONE),
                    "");
        } else {
            placement.candidateFailed(nowNanos, call, new Failure.PeerFault(fault));
        }
    }

    /** Sends a CDN if an LNS may know of the call; its result code, or 0 when none was sent. */
    int sayGoodbye(long nowNanos, Call call, SessionEvent.LocalClose goodbye) {
        OutgoingState state = call.outgoing;
        if (state != null) {
            step(
                    nowNanos,
                    call,
                    new OutgoingEvent.LocalClose(goodbye.result(), goodbye.disconnectCause()));
            return state instanceof OutgoingState.Idle ? 0 : goodbye.result().result();
        }
        boolean known =
                call.session instanceof SessionState.WaitReply
                        || call.session instanceof SessionState.Established;
        step(nowNanos, call, goodbye);
        return known ? goodbye.result().result() : 0;
    }

    void received(Tunnel tunnel, int localSessionId, ControlMessage message, long nowNanos) {
        if (message instanceof Csurq(var sessionIds)) {
            // RFC 5515 §4.2: of the sessions it lists, whichever its header names
            control.notices().asked(tunnel, sessionIds);
            return;
        }
        Call call = tunnel.session(localSessionId);
        if (call == null && localSessionId == 0) {
            call = byPeerId(tunnel, message);
        }
        if (call == null) {
            withoutSession(tunnel, localSessionId, message, nowNanos);
        } else if (call.isOutgoing()) {
            step(nowNanos, call, new OutgoingEvent.Received(message));
        } else {
            if (call.session instanceof SessionState.WaitReply) {
                tunnel.answered(nowNanos);
            }
            step(nowNanos, call, new SessionEvent.Received(message));
        }
    }

    /** The session of a message whose header names none. */
    private static @Nullable Call byPeerId(Tunnel tunnel, ControlMessage message) {
        int peerSessionId =
                switch (message) {
                    // §4.4.3, Assigned Session ID: a CDN is matched by it when the header cannot
                    case Cdn cdn -> cdn.assignedSessionId();
                    // a second OCRQ for the same session
                    case Ocrq ocrq -> ocrq.assignedSessionId();
                    default -> 0;
                };
        return peerSessionId == 0 ? null : tunnel.sessionByPeerId(peerSessionId);
    }

    private void withoutSession(
            Tunnel tunnel, int localSessionId, ControlMessage message, long nowNanos) {
        if (localSessionId == 0 && message instanceof Ocrq ocrq) {
            control.dialling().requested(nowNanos, tunnel, ocrq);
            return;
        }
        core.count(Count.MESSAGES_FOR_UNKNOWN_SESSIONS);
        switch (message) {
            // the call ended while its ICRP was under way: the LNS must not keep it
            case Icrp icrp -> refuseGone(tunnel, localSessionId, icrp.assignedSessionId());
            // §7.5.1, idle: OCRP is answered with CDN
            case Ocrp ocrp -> refuseGone(tunnel, localSessionId, ocrp.assignedSessionId());
            case Icrq icrq -> refuseCall(tunnel, icrq.assignedSessionId());
            case Ocrq ocrq -> refuseGone(tunnel, localSessionId, ocrq.assignedSessionId());
            default -> {} // counted; nothing of the peer's waits for an answer
        }
    }

    private void refuseGone(Tunnel tunnel, int localSessionId, int peerSessionId) {
        refuse(
                tunnel,
                ours(localSessionId),
                peerSessionId,
                new ResultCode(
                        ResultCode.GENERAL_ERROR, ResultCode.ERROR_SESSION_ID, "the call is gone"));
    }

    /** What stands for our id in a CDN: no AVP 14 may be 0. */
    private static int ours(int localSessionId) {
        return localSessionId == 0 ? IdPool.NOBODYS : localSessionId;
    }

    private void refuseCall(Tunnel tunnel, int peerSessionId) {
        String why = "this LAC takes no incoming calls";
        refuse(tunnel, peerSessionId, new ResultCode(ResultCode.CDN_NO_FACILITIES, 0, why));
    }

    /** Says no to a call that has no session. */
    void refuse(Tunnel tunnel, int peerSessionId, ResultCode result) {
        core.count(Count.REFUSED_CALLS);
        refuse(tunnel, IdPool.NOBODYS, peerSessionId, result);
    }

    private void refuse(Tunnel tunnel, int localSessionId, int peerSessionId, ResultCode result) {
        core.count(Count.CDN_SENT);
        tunnel.connection().send(peerSessionId, SessionMachine.cdn(localSessionId, result, null));
        tunnels.touch(tunnel);
    }

    // §7.1: a message of a session that cannot be read ends the session
    void unreadable(Tunnel tunnel, Fault fault, long nowNanos) {
        var header = fault.header();
        int localSessionId = header == null ? 0 : header.sessionId();
        Call call = tunnel.session(localSessionId);
        if (call == null) {
            core.count(Count.MESSAGES_FOR_UNKNOWN_SESSIONS);
            if (fault.assignedSessionId() != 0) {
                refuse(tunnel, ours(localSessionId), fault.assignedSessionId(), fault.result());
            }
            return;
        }
        sayGoodbye(
                nowNanos,
                call,
                new SessionEvent.LocalClose(fault.result(), null, fault.assignedSessionId()));
        faulted(nowNanos, call, fault.text());
    }
}
