package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallPhase.Connected;
import org.lacserver.call.CallPhase.Over;
import org.lacserver.call.CallPhase.Placing;
import org.lacserver.port.Binding;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Octets;
import org.lacserver.port.PppCause;
import org.lacserver.port.ProxyLcp;
import org.lacserver.port.Secret;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Moves established calls from one LNS to another. While a call stays where it is, a second one
 * takes the way of every call to an LNS, its {@link Call#replaces} set; once its ICCN is out it
 * becomes the call, and the former session is cleared. Whatever else happens to either of the two
 * leaves one session or none: the second never outlives the first without taking its place.
 */
final class Rehoming {
    /** A RADIUS client waits for the outcome, and people may. */
    private static final long TIMEOUT_NANOS = Duration.ofSeconds(20).toNanos();

    private final Core core;
    private final CallControl control;
    private final Placement placement;
    private int underWay;

    Rehoming(Core core, CallControl control, Placement placement) {
        this.core = core;
        this.control = control;
        this.placement = placement;
    }

    void begin(long nowNanos, @Nullable Call call, Command.Rehome order) {
        String obstacle = obstacle(call);
        if (call == null || obstacle != null) {
            core.count(call == null ? Count.COMMANDS_FOR_UNKNOWN_CALLS : Count.REHOMES_REFUSED);
            core.emit(Event.CallStayed.refused(order.callId(), String.valueOf(obstacle)));
            return;
        }
        if (isWellPlaced(call, order.candidates())) {
            core.count(Count.REHOMES_NOT_NEEDED);
            core.emit(
                    new Event.CallStayed(
                            order.callId(), true, "the call is there already", List.of()));
            return;
        }
        core.count(Count.REHOMES_BEGUN);
        // no password is kept of an established call; the new LNS asks the caller himself
        Caller caller =
                new Caller(
                        Caller.Method.NONE, call.userName, call.name, 0, Octets.EMPTY, Secret.NONE);
        long deadline = nowNanos + Math.min(TIMEOUT_NANOS, core.calls.setupTimeout().toNanos());
        Placing placing =
                new Placing(caller, ProxyLcp.NONE, order.candidates(), List.of(), deadline);
        Call next = call.successor(placing, order.reason());
        call.rehoming = next;
        underWay++;
        placement.place(nowNanos, next, placing);
    }

    /** Nobody is moved from one LNS to another that is just as good. */
    private static boolean isWellPlaced(Call call, List<Candidate> candidates) {
        int best = candidates.stream().mapToInt(Candidate::preference).min().orElse(0);
        Tunnel tunnel = call.tunnel;
        return tunnel != null
                && tunnel.lns.bar == Lns.Bar.NONE
                && candidates.stream()
                        .anyMatch(each -> each.preference() == best && isPresent(call, each));
    }

    private static boolean isPresent(Call call, Candidate candidate) {
        Candidate present = call.candidate;
        return present != null
                && present.server().equals(candidate.server())
                && Objects.equals(present.assignmentId(), candidate.assignmentId());
    }

    private @Nullable String obstacle(@Nullable Call call) {
        if (call == null) {
            return "no such call";
        }
        if (!call.isEstablished()) {
            return "the call is not established";
        }
        if (call.isOutgoing()) {
            return "an outgoing call belongs to the LNS that asked for it";
        }
        if (call.rehoming != null) {
            return "the call is moving already";
        }
        if (underWay >= core.calls.maxHalfOpenCalls()) {
            core.count(Count.LIMIT_REHOMES);
            return "as many calls moving as allowed";
        }
        return null;
    }

    /** Whether {@code next} was about to join the very tunnel that its call is in. */
    boolean isThere(long nowNanos, Call next, Tunnel tunnel) {
        Call present = next.replaces;
        if (present == null || present.tunnel != tunnel) {
            return false;
        }
        core.count(Count.REHOMES_NOT_NEEDED);
        drop(nowNanos, next);
        core.emit(
                new Event.CallStayed(
                        next.callId, true, "the call is there already", next.facts().decisions()));
        return true;
    }

    /** ICCN is on its way to the new LNS: {@code next} is the call from now on. */
    void arrived(long nowNanos, Call next, Call former, Tunnel tunnel) {
        if (!(former.phase instanceof Connected connected)) {
            return;
        }
        Event.CallFacts before = former.facts();
        underWay--;
        former.rehoming = null;
        next.replaces = null;
        next.inherit(former, connected, nowNanos);
        Binding binding = Sessions.binding(next, tunnel, Binding.Access.SERVED);
        Counters counters = core.dataPlane.rebind(binding);
        control.succeeds(next);
        control.terms().begin(nowNanos, next);
        // RFC 2661 §4.4.2: administrative reasons; RFC 3145 §2.1 tells the same of its PPP
        placement
                .sessions()
                .sayGoodbye(
                        nowNanos,
                        former,
                        Farewell.moved("moved to " + tunnel.name + ": " + next.rehomeReason));
        control.notices().release(former);
        placement.release(nowNanos, former);
        core.timers.cancel(former);
        former.enter(new Over(), nowNanos);
        core.count(Count.CALLS_REHOMED);
        core.emit(
                new Event.CallRehomed(
                        next.callId, next.rehomeReason, before, next.facts(), binding, counters));
    }

    /**
     * {@code call} is about to end.
     *
     * @return whether it was to take another's place, so that its own end is nobody's business
     */
    boolean ended(long nowNanos, Call call, CallControl.End end) {
        if (call.replaces != null) {
            failed(nowNanos, call, end);
            return true;
        }
        abandon(nowNanos, call, end.reason());
        return false;
    }

    /** No LNS took {@code next}: its call stays where it is. */
    private void failed(long nowNanos, Call next, CallControl.End end) {
        core.count(Count.REHOMES_FAILED);
        drop(nowNanos, next);
        core.emit(new Event.CallStayed(next.callId, false, end.reason(), next.facts().decisions()));
    }

    /** {@code call} ends: what was to take its place goes with it. */
    private void abandon(long nowNanos, Call call, String why) {
        Call next = call.rehoming;
        if (next == null) {
            return;
        }
        core.count(Count.REHOMES_ABANDONED);
        placement
                .sessions()
                .sayGoodbye(nowNanos, next, Farewell.of(EndCause.ADMIN_RESET, why, PppCause.NONE));
        drop(nowNanos, next);
    }

    private void drop(long nowNanos, Call next) {
        Call present = next.replaces;
        if (present != null) {
            present.rehoming = null;
        }
        underWay--;
        placement.release(nowNanos, next);
        core.timers.cancel(next);
        next.enter(new Over(), nowNanos);
    }
}
