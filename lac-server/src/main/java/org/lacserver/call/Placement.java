package org.lacserver.call;

import org.jspecify.annotations.Nullable;
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
    private final Fill fill;
    private final Selection selection;
    private final CallControl control;
    private final Sessions sessions;
    private final Pacing pacing;

    // what came up while something else was done; settle() works it off
    private final ArrayDeque<Call> toPlace = new ArrayDeque<>();
    private final Set<Tunnel> toServe = new LinkedHashSet<>();

    /** Calls that wait for an LNS that says nothing, for want of another. */
    private final Set<Call> stuck = new LinkedHashSet<>();

    private long lastSerial;

    Placement(Core core, LnsBook book, TunnelTable tunnels, CallControl control) {
        this.core = core;
        this.book = book;
        this.tunnels = tunnels;
        this.fill = new Fill(core, book, tunnels);
        this.selection = new Selection(core, book, fill);
        this.control = control;
        this.sessions = new Sessions(core, tunnels, control, this);
        tunnels.usedBy(new TunnelEvents(core, book, control, this, sessions));
        this.pacing = new Pacing(core, this);
        // §4.4.3: progressive, and as unlikely as possible to repeat after a restart
        this.lastSerial = core.random.nextInt() & UNSIGNED_32;
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
        Candidate candidate = selection.next(call, placing, nowNanos);
        if (candidate == null) {
            nobodyLeft(nowNanos, call);
            return;
        }
        core.count(Count.CANDIDATES_TRIED);
        call.enter(placing, nowNanos);
        call.triedNanos = nowNanos;
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
        Tunnel tunnel = tunnelFor(candidate, nowNanos);
        if (tunnel == null) {
            candidateFailed(nowNanos, call, new Failure.Limit("no tunnel can be opened"));
            return;
        }
        if (control.rehoming().isThere(nowNanos, call, tunnel)) {
            return;
        }
        call.tunnel = tunnel;
        call.tunnelFacts = tunnel.facts();
        fill.took(call, tunnel);
        tunnel.lns.recent.tried(nowNanos);
        book.health().tries(call, tunnel.key, tunnel.isEstablished());
        tunnel.enqueue(call);
        core.tap().waits(call.callId, tunnel.localId());
        tunnels.touch(tunnel);
        toServe.add(tunnel);
        allowTime(nowNanos, call, tunnel, placing);
    }

    private @Nullable Tunnel tunnelFor(Candidate candidate, long nowNanos) {
        TunnelKey key = fill.keyOf(candidate);
        if (key == null) {
            return null;
        }
        return switch (fill.roomFor(candidate, key)) {
            case Fill.Room.In(var tunnel) -> tunnel;
            case Fill.Room.New _ -> tunnels.open(key, candidate, nowNanos);
            case Fill.Room.Full _ -> null;
        };
    }

    private void allowTime(long nowNanos, Call call, Tunnel tunnel, Placing placing) {
        long own = nowNanos + tunnel.profile.allowance().candidateTimeout().toNanos();
        call.giveUpNanos = Math.min(own, placing.deadlineNanos());
        waits(nowNanos, call, tunnel, placing);
    }

    /** Sets the call's timer to when it will look around for another LNS, or give this one up. */
    private void waits(long nowNanos, Call call, Tunnel tunnel, Placing placing) {
        long until = call.giveUpNanos;
        if (placing.untried().size() > 1 && !stuck.contains(call) && tunnel.witness != call) {
            long patience = tunnel.patienceNanos();
            long owes = tunnel.owesSinceNanos();
            boolean isOld = owes == Timers.NEVER || nowNanos - owes >= patience;
            until = Math.min(until, (isOld ? nowNanos : owes) + patience);
        }
        core.timers.set(call, until);
    }

    /**
     * The call has waited for a while. If its LNS owes an answer and another one could take the
     * call, it goes there; of those with an ICRQ out one stays, to find out.
     */
    private void looksAround(long nowNanos, Call call, Tunnel tunnel, Placing placing) {
        if (tunnel.isSilent(nowNanos)) {
            if (!selection.hasOther(call, placing, nowNanos)) {
                stuck.add(call);
            } else if (isWitness(call, tunnel)) {
                tunnel.witness = call;
                call.wasWitness = true;
            } else {
                leave(nowNanos, call, placing, "no word in time, left for another");
                return;
            }
        }
        waits(nowNanos, call, tunnel, placing);
    }

    /** Nobody has to find out twice. */
    private static boolean isWitness(Call call, Tunnel tunnel) {
        return tunnel.witness == null
                && !call.wasWitness
                && call.session instanceof SessionState.WaitReply;
    }

    private void leave(long nowNanos, Call call, Placing placing, String why) {
        Candidate candidate = call.candidate;
        if (candidate != null) {
            call.decided(candidate, why, nowNanos);
            call.leftWaiting(candidate);
        }
        core.count(Count.CANDIDATES_LEFT_WAITING);
        sessions.sayGoodbye(nowNanos, call, Farewell.notInTime());
        release(nowNanos, call);
        place(nowNanos, call, placing);
    }

    /** An LNS answers again: calls that wait elsewhere in vain, and may go there, do. */
    void recovered(Tunnel tunnel, long nowNanos) {
        for (Call call : List.copyOf(stuck)) {
            if (call.tunnel != tunnel) {
                mayLeaveFor(tunnel.lns, nowNanos, call);
            }
        }
    }

    /** An operator lets an LNS have calls again. */
    void givenBack(Lns lns, long nowNanos) {
        for (Call call : List.copyOf(stuck)) {
            if (call.tunnel != null && call.tunnel.lns != lns) {
                mayLeaveFor(lns, nowNanos, call);
            }
        }
    }

    private void mayLeaveFor(Lns lns, long nowNanos, Call call) {
        if (call.phase instanceof Placing placing
                && placing.untried().stream().anyMatch(each -> each.server().equals(lns.address))) {
            leave(nowNanos, call, placing, "no word, left for another that may have it now");
        }
    }

    /** An LNS has answered an ICRQ with ICRP. */
    void answered(Call call, Tunnel tunnel) {
        stuck.remove(call);
        book.health().left(call);
        book.health().answered(tunnel.key);
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
            tunnel.asked(call, nowNanos);
            call.localSessionId = id;
            call.tunnelFacts = tunnel.facts();
            sessions.step(nowNanos, call, new SessionEvent.TunnelOpen(id));
            if (call.phase instanceof Placing placing) {
                allowTime(nowNanos, call, tunnel, placing);
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
        stuck.remove(call);
        book.health().left(call);
        fill.gave(call, tunnel);
        tunnel.release(call, nowNanos);
        call.localSessionId = 0;
        call.requestTicket = ReliableChannel.REFUSED;
        toServe.add(tunnel);
    }

    // --- failure

    /** The set-up time or the candidate's share of it is over. */
    void expired(long nowNanos, Call call, Placing placing) {
        Tunnel tunnel = call.tunnel;
        if (tunnel != null && nowNanos < call.giveUpNanos) {
            looksAround(nowNanos, call, tunnel, placing);
            return;
        }
        Failure late = Unplaced.late(call);
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

    /** One candidate is done with; the next one's turn, if the failure allows. */
    void candidateFailed(long nowNanos, Call call, Failure failure) {
        Tunnel tunnel = call.tunnel;
        Candidate candidate = call.candidate;
        core.count(Count.CANDIDATES_FAILED);
        call.lastFailure = failure;
        if (candidate != null) {
            call.decided(candidate, failure.text(), nowNanos);
            if (call.phase instanceof Placing placing) {
                call.enter(placing.failed(candidate), nowNanos);
            }
        }
        if (tunnel != null) {
            tunnel.lns.recent.failed(nowNanos);
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
        control.failed(nowNanos, call, Unplaced.end(call));
    }
}
