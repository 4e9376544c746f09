package org.lacserver.call;

import org.lacserver.call.CallPhase.Placing;
import org.lacserver.l2tp.session.IncomingCall;
import org.lacserver.l2tp.session.Proxy;
import org.lacserver.l2tp.session.SessionEvent;
import org.lacserver.l2tp.session.SessionState;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;
import org.lacserver.port.Event.Decision;
import org.lacserver.port.PppCause;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Brings calls into tunnels, candidate by candidate. */
final class Placement {
    private static final long UNSIGNED_32 = 0xffff_ffffL;

    private final Core core;
    private final LnsBook book;
    private final TunnelTable tunnels;
    private final Selection selection;
    private final CallControl control;
    private final Sessions sessions;
    private final Pacing pacing;

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
        tunnels.usedBy(new TunnelEvents(core, book, control, this, sessions));
        this.pacing = new Pacing(core, this);
        // §4.4.3: progressive, and as unlikely as possible to repeat after a restart
        this.lastSerial = core.random.nextInt() & UNSIGNED_32;
    }

    List<Candidate> inOrder(List<Candidate> candidates) {
        return selection.inOrder(candidates);
    }

    List<Decision> explain(List<Candidate> candidates, long nowNanos) {
        return selection.explain(candidates, nowNanos);
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
        LnsProfile profile = core.profiles.of(candidate);
        call.toldSpeeds = call.speeds(profile.session());
        call.updatesSpeeds = profile.session().connectSpeedUpdate();
        IncomingCall incoming =
                IncomingCall.of(
                        profile.session(),
                        new IncomingCall.Particulars(
                                proxy(placing.caller(), candidate, profile),
                                call.serial,
                                candidate.privateGroupId(),
                                call.toldSpeeds,
                                profile.data().sequencing() == Sequencing.REQUIRE,
                                profile.sessionDs()),
                        call.line,
                        placing.caller(),
                        placing.lcp());
        sessions.step(nowNanos, call, new SessionEvent.Ring(incoming));
    }

    // §4.4.5: the password in AVP 33 should be hidden, and what cannot be hidden is not sent. PAP
    // is nothing without it, so AVPs 29 to 32 stay out too: the LNS asks the caller himself.
    private Proxy proxy(Caller caller, Candidate candidate, LnsProfile profile) {
        Proxy wanted = profile.session().proxy();
        boolean isBare =
                caller.method() == Caller.Method.PAP
                        && wanted == Proxy.FULL
                        && profile.tunnel().hide() != HidePolicy.NONE
                        && !candidate.secret().isPresent();
        if (!isBare) {
            return wanted;
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
        Tunnel tunnel = key == null ? null : tunnels.find(key);
        if (key != null && tunnel == null) {
            tunnel = tunnels.open(key, candidate, nowNanos);
        }
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
        Candidate candidate = call.candidate;
        LnsProfile profile =
                candidate == null ? core.profiles.defaults() : core.profiles.of(candidate);
        long own = nowNanos + profile.allowance().candidateTimeout().toNanos();
        core.timers.set(call, Math.min(own, placing.deadlineNanos()));
    }

    /** Sends ICRQs for the calls that wait, as many as may be unanswered. */
    private void serve(long nowNanos, Tunnel tunnel) {
        int most = tunnel.profile.allowance().icrqsInFlight();
        while (tunnel.isEstablished() && tunnel.awaitingReply() < most) {
            if (tunnel.waiting() == 0 || !pacing.allows(tunnel, nowNanos)) {
                return;
            }
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
            tunnel.asked();
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

    Sessions sessions() {
        return sessions;
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
        tunnel.release(call, !call.isOutgoing() && !call.isEstablished(), nowNanos);
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
            book.failed(tunnel, failure, nowNanos);
            core.emit(new Event.LinkFailed(call.callId, call.facts(), failure.text()));
        }
        RetryPolicy.Verdict verdict = RetryPolicy.of(failure, call.codes());
        call.lastText = verdict.text();
        release(nowNanos, call);
        if (verdict.next()) {
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
                PppCause.NONE);
    }
}
