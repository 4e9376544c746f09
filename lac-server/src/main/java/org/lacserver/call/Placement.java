package org.lacserver.call;

import org.lacserver.call.CallPhase.Connected;
import org.lacserver.call.CallPhase.LookingUp;
import org.lacserver.call.CallPhase.Over;
import org.lacserver.call.CallPhase.Placing;
import org.lacserver.l2tp.session.IncomingCall;
import org.lacserver.l2tp.session.SessionAction;
import org.lacserver.l2tp.session.SessionEvent;
import org.lacserver.l2tp.session.SessionMachine;
import org.lacserver.l2tp.session.SessionState;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.tunnel.Ending;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Binding;
import org.lacserver.port.Candidate;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Brings calls into tunnels, candidate by candidate, and runs their sessions there. */
final class Placement implements TunnelUser {
    private static final int NO_FACILITIES = 5;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long UNSIGNED_32 = 0xffff_ffffL;

    private final Core core;
    private final LnsBook book;
    private final TunnelTable tunnels;
    private final Selection selection;
    private final CallControl control;

    // what came up while something else was done; settle() works it off
    private final ArrayDeque<Call> toPlace = new ArrayDeque<>();
    private final Set<Tunnel> toServe = new LinkedHashSet<>();
    private long lastSerial;

    Placement(Core core, LnsBook book, TunnelTable tunnels, CallControl control) {
        this.core = core;
        this.book = book;
        this.tunnels = tunnels;
        this.selection = new Selection(core, book, tunnels);
        this.control = control;
        // §4.4.3: progressive, and as unlikely as possible to repeat after a restart
        this.lastSerial = core.random.nextInt() & UNSIGNED_32;
    }

    List<Candidate> inOrder(List<Candidate> candidates) {
        return selection.inOrder(candidates);
    }

    void place(long nowNanos, Call call, Placing placing) {
        call.enter(placing, nowNanos);
        core.timers.cancel(call);
        toPlace.add(call);
    }

    /** Does what is left to do, until nothing is. */
    void settle(long nowNanos) {
        do {
            for (Call call = toPlace.poll(); call != null; call = toPlace.poll()) {
                if (call.phase instanceof Placing placing && call.tunnel == null) {
                    tryNext(nowNanos, call, placing);
                }
            }
            while (!toServe.isEmpty()) {
                List<Tunnel> due = List.copyOf(toServe);
                toServe.clear();
                due.forEach(tunnel -> serve(nowNanos, tunnel));
            }
        } while (!toPlace.isEmpty() || tunnels.settle(nowNanos) || !toServe.isEmpty());
    }

    private void tryNext(long nowNanos, Call call, Placing placing) {
        Selection.Choice choice = selection.next(call, placing, nowNanos);
        Candidate candidate = choice.candidate();
        if (candidate == null) {
            call.enter(placing.trying(List.of()), nowNanos);
            nobodyLeft(nowNanos, call);
            return;
        }
        core.count(Count.CANDIDATES_TRIED);
        call.enter(placing.trying(choice.rest()), nowNanos);
        call.candidate = candidate;
        call.localSessionId = 0;
        call.peerSessionId = 0;
        lastSerial = lastSerial == UNSIGNED_32 ? 1 : lastSerial + 1;
        call.serial = lastSerial;
        IncomingCall incoming =
                IncomingCall.of(
                        core.sessions,
                        call.line,
                        placing.caller(),
                        placing.lcp(),
                        call.serial,
                        candidate.privateGroupId());
        step(nowNanos, call, new SessionEvent.Ring(incoming));
    }

    /** Has the call wait for its candidate's tunnel, which is opened if need be. */
    private void join(long nowNanos, Call call, Candidate candidate, Placing placing) {
        TunnelKey key = selection.keyOf(candidate);
        Tunnel found = tunnels.find(key);
        Tunnel tunnel = found != null ? found : tunnels.open(key, candidate, this, nowNanos);
        if (tunnel == null) {
            candidateFailed(nowNanos, call, new Failure.Limit("no tunnel can be opened"));
            return;
        }
        call.tunnel = tunnel;
        call.tunnelFacts = tunnel.facts();
        tunnel.lns.calls++;
        tunnel.enqueue(call);
        tunnels.touch(tunnel);
        toServe.add(tunnel);
        allowTime(nowNanos, call, placing);
    }

    private void allowTime(long nowNanos, Call call, Placing placing) {
        long own = nowNanos + core.calls.candidateTimeout().toNanos();
        core.timers.set(call, Math.min(own, placing.deadlineNanos()));
    }

    /** Sends ICRQs for the calls that wait, as many as may be unanswered. */
    private void serve(long nowNanos, Tunnel tunnel) {
        while (tunnel.isEstablished() && tunnel.awaitingReply() < core.calls.icrqsInFlight()) {
            Call call = tunnel.pollQueue();
            if (call == null) {
                return;
            }
            int id = tunnel.takeSessionId(call, nowNanos);
            if (id == IdPool.NONE) {
                core.count(Count.LIMIT_SESSIONS_PER_TUNNEL);
                candidateFailed(nowNanos, call, new Failure.Limit("the tunnel is full"));
                continue;
            }
            call.localSessionId = id;
            call.tunnelFacts = tunnel.facts();
            step(nowNanos, call, new SessionEvent.TunnelOpen(id));
            if (call.phase instanceof Placing placing) {
                allowTime(nowNanos, call, placing);
            }
        }
    }

    // --- sessions

    private void step(long nowNanos, Call call, SessionEvent event) {
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
            case SessionAction.OpenTunnel _ -> {
                Candidate candidate = call.candidate;
                if (candidate != null && call.phase instanceof Placing placing) {
                    join(nowNanos, call, candidate, placing);
                }
            }
            case SessionAction.Send(int peerSessionId, var message) ->
                    send(call, peerSessionId, message);
            case SessionAction.Connected(int localId, int peerId) ->
                    connected(nowNanos, call, localId, peerId);
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
        long ticket = tunnel.connection().send(peerSessionId, message);
        if (message instanceof Icrq) {
            call.requestTicket = ticket;
        }
        tunnels.touch(tunnel);
    }

    private void connected(long nowNanos, Call call, int localId, int peerId) {
        Tunnel tunnel = call.tunnel;
        Candidate candidate = call.candidate;
        if (tunnel == null || candidate == null) {
            return;
        }
        tunnel.replied();
        toServe.add(tunnel);
        call.peerSessionId = peerId;
        call.requestTicket = ReliableChannel.REFUSED;
        call.lastFailure = null;
        call.decided(candidate, "used");
        call.enter(new Connected(Duration.ofNanos(nowNanos - call.arrivedNanos)), nowNanos);
        long sessionTimeout = call.terms.sessionTimeoutSeconds();
        core.timers.set(
                call,
                sessionTimeout == 0 ? Timers.NEVER : nowNanos + sessionTimeout * NANOS_PER_SECOND);
        control.connected();
        Binding binding =
                new Binding(
                        call.callId,
                        call.line,
                        tunnel.connection().local(),
                        tunnel.connection().peer(),
                        tunnel.localId(),
                        tunnel.facts().peerTunnelId(),
                        localId,
                        peerId,
                        false);
        core.dataPlane.join(binding);
        core.emit(new Event.CallConnected(call.callId, binding, call.facts()));
    }

    private void cleared(long nowNanos, Call call, Cdn cdn) {
        ResultCode result = cdn.result();
        Failure.Cdn failure = new Failure.Cdn(result.result(), result.error(), result.text());
        if (!call.isEstablished()) {
            candidateFailed(nowNanos, call, failure);
            return;
        }
        var disconnect = cdn.disconnectCause();
        control.end(
                nowNanos,
                call,
                new CallControl.End(
                        By.LNS,
                        EndCause.NAS_REQUEST,
                        failure.text(),
                        result.result(),
                        result.error(),
                        disconnect == null ? 0 : disconnect.code()),
                "");
    }

    private void faulted(long nowNanos, Call call, String fault) {
        if (call.isEstablished()) {
            control.end(
                    nowNanos,
                    call,
                    new CallControl.End(
                            By.LAC, EndCause.NAS_ERROR, fault, ResultCode.GENERAL_ERROR, 0, 0),
                    "");
        } else {
            candidateFailed(nowNanos, call, new Failure.PeerFault(fault));
        }
    }

    /** Sends a CDN if an LNS may know of the call; its result code, or 0 when none was sent. */
    int sayGoodbye(long nowNanos, Call call, SessionEvent.LocalClose goodbye) {
        boolean known =
                call.session instanceof SessionState.WaitReply
                        || call.session instanceof SessionState.Established;
        step(nowNanos, call, goodbye);
        return known ? goodbye.result().result() : 0;
    }

    /** Gives back what the call holds of its tunnel. */
    void release(long nowNanos, Call call) {
        Tunnel tunnel = call.tunnel;
        call.session = new SessionState.Idle();
        if (tunnel == null) {
            return;
        }
        call.tunnel = null;
        tunnel.lns.calls--;
        tunnel.release(call, !call.isEstablished(), nowNanos);
        call.localSessionId = 0;
        call.requestTicket = ReliableChannel.REFUSED;
        toServe.add(tunnel);
    }

    // --- failure

    /** The set-up time or the candidate's share of it is over. */
    void expired(long nowNanos, Call call, Placing placing) {
        boolean asked = call.session instanceof SessionState.WaitReply;
        sayGoodbye(nowNanos, call, Farewell.notInTime());
        if (nowNanos >= placing.deadlineNanos()) {
            core.count(Count.SETUP_TIMEOUTS);
            control.failed(
                    nowNanos,
                    call,
                    CallControl.End.of(
                            By.LAC, EndCause.SERVICE_UNAVAILABLE, "no LNS took the call in time"));
            return;
        }
        core.count(Count.CANDIDATE_TIMEOUTS);
        candidateFailed(
                nowNanos,
                call,
                asked
                        ? new Failure.NoReply("ICRQ was not answered in time")
                        : new Failure.Limit("no turn in the tunnel in time"));
    }

    /** One candidate is done with; the next one's turn, if the failure allows. */
    private void candidateFailed(long nowNanos, Call call, Failure failure) {
        Tunnel tunnel = call.tunnel;
        Candidate candidate = call.candidate;
        core.count(Count.CANDIDATES_FAILED);
        call.lastFailure = failure;
        if (candidate != null) {
            call.decided(candidate, failure.text());
        }
        if (tunnel != null && tunnel.isEstablished()) {
            book.failed(tunnel.lns, tunnel.key, failure, nowNanos);
        }
        release(nowNanos, call);
        if (RetryPolicy.of(failure).next()) {
            core.timers.cancel(call);
            toPlace.add(call);
        } else {
            nobodyLeft(nowNanos, call);
        }
    }

    private void nobodyLeft(long nowNanos, Call call) {
        Failure last = call.lastFailure;
        control.failed(
                nowNanos,
                call,
                switch (last) {
                    case null ->
                            CallControl.End.of(
                                    By.LAC,
                                    EndCause.SERVICE_UNAVAILABLE,
                                    "every LNS was passed over");
                    case Failure.StopCcn stop -> refused(last, stop.result(), stop.error());
                    case Failure.Cdn cdn -> refused(last, cdn.result(), cdn.error());
                    case Failure.NoTunnel _,
                            Failure.NoReply _,
                            Failure.PeerRefused _,
                            Failure.PeerFault _,
                            Failure.Limit _ ->
                            CallControl.End.of(
                                    By.LAC,
                                    EndCause.SERVICE_UNAVAILABLE,
                                    "no LNS took the call: " + last.text());
                });
    }

    private static CallControl.End refused(Failure failure, int result, int error) {
        return new CallControl.End(
                By.LNS,
                EndCause.SERVICE_UNAVAILABLE,
                "no LNS took the call: " + failure.text(),
                result,
                error,
                0);
    }

    // --- tunnels

    @Override
    public void opened(Tunnel tunnel, long nowNanos) {
        core.count(Count.TUNNELS_ESTABLISHED);
        book.succeeded(tunnel.lns, tunnel.key);
        core.emit(new Event.TunnelUp(tunnel.facts()));
        toServe.add(tunnel);
    }

    @Override
    public void closed(Tunnel tunnel, Ending ending, long nowNanos) {
        boolean wasUp = tunnel.facts().peerTunnelId() != 0;
        Tunnel.Closing closing = tunnel.closing;
        Failure failure = failure(ending);
        if (closing == null && ending.cause() != Ending.Cause.TIE_LOST) {
            core.count(wasUp ? Count.TUNNELS_LOST : Count.TUNNELS_FAILED);
            book.failed(tunnel.lns, tunnel.key, failure, nowNanos);
        } else {
            core.count(Count.TUNNELS_CLOSED);
        }
        if (wasUp) {
            String reason = closing != null ? closing.reason() : failure.text();
            core.emit(new Event.TunnelDown(tunnel.facts(), reason));
        }
        for (Call call : tunnel.calls()) {
            if (closing != null) {
                lose(nowNanos, call, closing, ending);
            } else {
                lose(nowNanos, call, failure, ending);
            }
        }
    }

    private void lose(long nowNanos, Call call, Tunnel.Closing closing, Ending ending) {
        control.end(
                nowNanos,
                call,
                new CallControl.End(
                        closing.by(), closing.cause(), closing.reason(), ending.result(), 0, 0),
                closing.reason());
    }

    private void lose(long nowNanos, Call call, Failure failure, Ending ending) {
        switch (call.phase) {
            case Connected _ ->
                    control.end(
                            nowNanos,
                            call,
                            new CallControl.End(
                                    failure instanceof Failure.StopCcn ? By.LNS : By.LAC,
                                    EndCause.SERVICE_UNAVAILABLE,
                                    failure.text(),
                                    ending.result(),
                                    ending.error(),
                                    0),
                            "");
            case Placing placing -> {
                Candidate candidate = call.candidate;
                if (ending.cause() == Ending.Cause.TIE_LOST && candidate != null) {
                    // §7.2.1: the open request is queued again for the idle state
                    release(nowNanos, call);
                    place(nowNanos, call, placing.again(candidate));
                } else {
                    candidateFailed(nowNanos, call, failure);
                }
            }
            case LookingUp _, Over _ -> {}
        }
    }

    private static Failure failure(Ending ending) {
        String text = ending.text();
        return switch (ending.cause()) {
            case PEER_STOPPED -> new Failure.StopCcn(ending.result(), ending.error(), text);
            case NO_ANSWER, PEER_LOST -> new Failure.NoTunnel(text);
            case PEER_REFUSED -> new Failure.PeerRefused(text);
            case PEER_FAULT, TIE_LOST -> new Failure.PeerFault(text);
            case LOCAL -> new Failure.Limit(text);
        };
    }

    @Override
    public void received(Tunnel tunnel, int localSessionId, ControlMessage message, long nowNanos) {
        Call call = tunnel.session(localSessionId);
        if (call == null && message instanceof Cdn cdn && cdn.assignedSessionId() != 0) {
            // §4.4.3, Assigned Session ID: a CDN is matched by it when the header cannot
            call = localSessionId == 0 ? tunnel.sessionByPeerId(cdn.assignedSessionId()) : null;
        }
        if (call != null) {
            step(nowNanos, call, new SessionEvent.Received(message));
        } else {
            withoutSession(tunnel, localSessionId, message);
        }
    }

    private void withoutSession(Tunnel tunnel, int localSessionId, ControlMessage message) {
        core.count(Count.MESSAGES_FOR_UNKNOWN_SESSIONS);
        switch (message) {
            // the call ended while its ICRP was under way: the LNS must not keep it
            case Icrp(int peerSessionId) ->
                    refuse(
                            tunnel,
                            localSessionId,
                            peerSessionId,
                            new ResultCode(
                                    ResultCode.GENERAL_ERROR,
                                    ResultCode.ERROR_SESSION_ID,
                                    "the call is gone"));
            case Icrq icrq -> refuseCall(tunnel, icrq.assignedSessionId());
            case Ocrq ocrq -> refuseCall(tunnel, ocrq.assignedSessionId());
            default -> {} // counted; nothing of the peer's waits for an answer
        }
    }

    private void refuseCall(Tunnel tunnel, int peerSessionId) {
        core.count(Count.REFUSED_CALLS);
        String why = "this LAC takes no calls from an LNS";
        refuse(tunnel, IdPool.NOBODYS, peerSessionId, new ResultCode(NO_FACILITIES, 0, why));
    }

    private void refuse(Tunnel tunnel, int localSessionId, int peerSessionId, ResultCode result) {
        core.count(Count.CDN_SENT);
        tunnel.connection().send(peerSessionId, SessionMachine.cdn(localSessionId, result, null));
        tunnels.touch(tunnel);
    }

    // §7.1: a message of a session that cannot be read ends the session
    @Override
    public void unreadable(Tunnel tunnel, Fault fault, long nowNanos) {
        var header = fault.header();
        int localSessionId = header == null ? 0 : header.sessionId();
        Call call = tunnel.session(localSessionId);
        if (call == null) {
            core.count(Count.MESSAGES_FOR_UNKNOWN_SESSIONS);
            if (fault.assignedSessionId() != 0) {
                int id = localSessionId == 0 ? IdPool.NOBODYS : localSessionId;
                refuse(tunnel, id, fault.assignedSessionId(), fault.result());
            }
            return;
        }
        sayGoodbye(nowNanos, call, new SessionEvent.LocalClose(fault.result(), null));
        faulted(nowNanos, call, fault.text());
    }
}
