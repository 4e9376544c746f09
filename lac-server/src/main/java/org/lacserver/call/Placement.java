package org.lacserver.call;

import org.lacserver.call.CallPhase.Connected;
import org.lacserver.call.CallPhase.LookingUp;
import org.lacserver.call.CallPhase.Over;
import org.lacserver.call.CallPhase.Placing;
import org.lacserver.l2tp.session.IncomingCall;
import org.lacserver.l2tp.session.Proxy;
import org.lacserver.l2tp.session.SessionEvent;
import org.lacserver.l2tp.session.SessionState;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.tunnel.Ending;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Brings calls into tunnels, candidate by candidate. */
final class Placement implements TunnelUser {
    private static final int CLEARED = 1;
    private static final long UNSIGNED_32 = 0xffff_ffffL;

    private final Core core;
    private final LnsBook book;
    private final TunnelTable tunnels;
    private final Selection selection;
    private final CallControl control;
    private final Sessions sessions;

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
        this.sessions = new Sessions(core, tunnels, control, this);
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
                        proxy(placing.caller(), candidate),
                        call.line,
                        placing.caller(),
                        placing.lcp(),
                        call.serial,
                        candidate.privateGroupId());
        sessions.step(nowNanos, call, new SessionEvent.Ring(incoming));
    }

    // §4.4.5: the password in AVP 33 should be hidden, and what cannot be hidden is not sent. PAP
    // is nothing without it, so AVPs 29 to 32 stay out too: the LNS asks the caller himself.
    private Proxy proxy(Caller caller, Candidate candidate) {
        boolean isBare =
                caller.method() == Caller.Method.PAP
                        && core.sessions.proxy() == Proxy.FULL
                        && core.tunnels.hide() != HidePolicy.NONE
                        && !candidate.secret().isPresent();
        if (!isBare) {
            return core.sessions.proxy();
        }
        core.count(Count.PASSWORDS_WITHHELD);
        return Proxy.LCP;
    }

    /** Has the call wait for its candidate's tunnel, which is opened if need be. */
    void join(long nowNanos, Call call) {
        Candidate candidate = call.candidate;
        if (candidate == null || !(call.phase instanceof Placing placing)) {
            return;
        }
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
            sessions.step(nowNanos, call, new SessionEvent.TunnelOpen(id));
            if (call.phase instanceof Placing placing) {
                allowTime(nowNanos, call, placing);
            }
        }
    }

    /** The tunnel may have room for the next call. */
    void hasRoom(Tunnel tunnel) {
        toServe.add(tunnel);
    }

    /** {@link Sessions#sayGoodbye}. */
    int sayGoodbye(long nowNanos, Call call, SessionEvent.LocalClose goodbye) {
        return sessions.sayGoodbye(nowNanos, call, goodbye);
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
        Failure late = late(call);
        sessions.sayGoodbye(nowNanos, call, Farewell.notInTime());
        if (nowNanos >= placing.deadlineNanos()) {
            core.count(Count.SETUP_TIMEOUTS);
            control.failed(
                    nowNanos,
                    call,
                    CallControl.End.of(
                            By.LAC,
                            EndCause.SERVICE_UNAVAILABLE,
                            "no LNS took the call in time: " + late.text()));
            return;
        }
        core.count(Count.CANDIDATE_TIMEOUTS);
        candidateFailed(nowNanos, call, late);
    }

    /** What the call still waits for. */
    private static Failure late(Call call) {
        Tunnel tunnel = call.tunnel;
        if (call.session instanceof SessionState.WaitReply) {
            boolean othersWere = tunnel != null && tunnel.hasAnsweredSince(call.sinceNanos());
            return new Failure.NoReply("ICRQ was not answered in time", othersWere);
        }
        return tunnel != null && tunnel.isEstablished()
                ? new Failure.Limit("no turn in the tunnel in time")
                : new Failure.NoTunnel("the tunnel was not up in time");
    }

    /** One candidate is done with; the next one's turn, if the failure allows. */
    void candidateFailed(long nowNanos, Call call, Failure failure) {
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
                                    "every LNS was passed over: " + call.lastOutcome());
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
        boolean isNews = false;
        boolean isTie = ending.cause() == Ending.Cause.TIE_LOST && tunnel.lns.opensAgainAfterTie();
        Tunnel.Closing closing = tunnel.closing;
        Failure failure = failure(ending);
        if (wasUp && closing == null && isOrderly(ending)) {
            core.count(Count.TUNNELS_CLOSED_BY_LNS);
        } else if (closing == null && !isTie) {
            core.count(wasUp ? Count.TUNNELS_LOST : Count.TUNNELS_FAILED);
            isNews = book.failed(tunnel.lns, tunnel.key, failure, nowNanos);
        } else {
            core.count(Count.TUNNELS_CLOSED);
        }
        if (wasUp) {
            String reason = closing != null ? closing.reason() : failure.text();
            core.emit(new Event.TunnelDown(tunnel.facts(), reason));
        } else if (isNews) {
            core.emit(new Event.TunnelFailed(tunnel.facts(), failure.text()));
        }
        for (Call call : tunnel.calls()) {
            if (closing != null) {
                lose(nowNanos, call, closing, ending);
            } else if (isTie) {
                openAgain(nowNanos, call);
            } else {
                lose(nowNanos, call, failure, ending);
            }
        }
    }

    // §4.4.2: an LNS that clears a tunnel it has no more use for may have the next one
    private static boolean isOrderly(Ending ending) {
        return ending.cause() == Ending.Cause.PEER_STOPPED && ending.result() == CLEARED;
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
            case Placing _ -> candidateFailed(nowNanos, call, failure);
            case LookingUp _, Over _ -> {}
        }
    }

    // §7.2.1: the open request of a tunnel that lost a tie is queued again for the idle state
    private void openAgain(long nowNanos, Call call) {
        Candidate candidate = call.candidate;
        if (candidate != null && call.phase instanceof Placing placing) {
            release(nowNanos, call);
            place(nowNanos, call, placing.again(candidate));
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
        sessions.received(tunnel, localSessionId, message, nowNanos);
    }

    @Override
    public void unreadable(Tunnel tunnel, Fault fault, long nowNanos) {
        sessions.unreadable(tunnel, fault, nowNanos);
    }
}
