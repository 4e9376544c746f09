package org.lacserver.wiring;

import static org.lacserver.radius.dynauth.ErrorCause.ADMINISTRATIVELY_PROHIBITED;
import static org.lacserver.radius.dynauth.ErrorCause.INVALID_ATTRIBUTE_VALUE;
import static org.lacserver.radius.dynauth.ErrorCause.INVALID_REQUEST;
import static org.lacserver.radius.dynauth.ErrorCause.MULTIPLE_SESSION_SELECTION_UNSUPPORTED;
import static org.lacserver.radius.dynauth.ErrorCause.RESOURCES_UNAVAILABLE;
import static org.lacserver.radius.dynauth.ErrorCause.SESSION_CONTEXT_NOT_FOUND;
import static org.lacserver.radius.dynauth.ErrorCause.SESSION_CONTEXT_NOT_REMOVABLE;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.CallView;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer.Terms;
import org.lacserver.port.Octets;
import org.lacserver.radius.dynauth.DynamicAnswer;
import org.lacserver.radius.dynauth.DynamicRequest;
import org.lacserver.radius.dynauth.DynamicRequest.Changes;
import org.lacserver.radius.dynauth.DynamicRequest.Origin;
import org.lacserver.radius.dynauth.ErrorCause;
import org.lacserver.radius.dynauth.Identification;
import org.lacserver.radius.lookup.TunnelSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Does what RADIUS clients ask of calls (RFC 5176): finds those that are meant, and ends, changes
 * or moves them. All but {@link #handle} is the engine thread's.
 */
final class DynamicDesk {
    /**
     * RFC 5176 §3: a request applies to all sessions that fit; §2.3: or to none, where there are
     * more than a NAS supports at once. No single datagram clears the box.
     */
    static final int MOST_AT_ONCE = 64;

    /** The calls, on the engine's thread. */
    interface Calls {
        @Nullable CallView call(long callId);

        List<Long> callIds();

        void command(long nowNanos, Command command);

        /**
         * Something of the call is another from now on, for accounting.
         *
         * @param isInterim whether the time between interim records is
         */
        void termsChanged(long nowNanos, CallFacts facts, boolean isInterim);

        /** The LNSs of tunnel sets; empty when one of them cannot be used. */
        List<Candidate> candidates(List<TunnelSet> sets);

        /** Runs {@code step} on the engine's thread; false when that is too busy. Any thread's. */
        boolean execute(LongConsumer step);
    }

    private final NasIdentity nas;
    private final Calls calls;
    private final CallIndex index;
    private final Moves moves;

    DynamicDesk(NasIdentity nas, Calls calls, Moves moves) {
        this.nas = nas;
        this.calls = calls;
        this.moves = moves;
        this.index = new CallIndex(nas);
    }

    /** On any thread; {@code then} is called on the engine's, or at once when that is too busy. */
    void handle(DynamicRequest request, Consumer<DynamicAnswer> then) {
        if (!calls.execute(nowNanos -> find(nowNanos, request, then))) {
            then.accept(new DynamicAnswer.Refused(RESOURCES_UNAVAILABLE));
        }
    }

    // --- what happens to calls

    void connected(Event.CallConnected call) {
        index.add(call.facts());
    }

    void ended(Event.CallEnded call) {
        if (call.end().setup() != null) {
            index.remove(call.facts());
        }
    }

    // --- requests

    private void find(long nowNanos, DynamicRequest request, Consumer<DynamicAnswer> then) {
        List<CallView> found = new ArrayList<>();
        CallWalk.Visitor visitor =
                (call, _) -> {
                    if (found.size() <= MOST_AT_ONCE && fits(call.facts(), request.who())) {
                        found.add(call);
                    }
                };
        CallWalk.End end =
                (isDone, at) -> {
                    if (isDone) {
                        act(at, request, found, then);
                    } else {
                        then.accept(new DynamicAnswer.Refused(RESOURCES_UNAVAILABLE));
                    }
                };
        List<Long> known = index.find(request.who());
        new CallWalk(calls::execute, calls::call, visitor, end)
                .begin(known == null ? calls.callIds() : known, nowNanos);
    }

    private boolean fits(CallFacts facts, Identification who) {
        Line line = facts.line();
        return isGiven(who.userName(), facts.userName())
                && isGiven(who.nasPort(), line.portNumber())
                && isGiven(who.calledStationId(), line.serviceName())
                && (who.callingStationId() == null
                        || who.callingStationId().equalsIgnoreCase(line.macText()))
                && (who.acctSessionId() == null
                        || nas.callOf(who.acctSessionId()) == facts.callId())
                && isGiven(who.acctMultiSessionId(), nas.acctSessionId(facts.callId()))
                && isGiven(who.nasPortId(), line.portText())
                && isGiven(who.circuitId(), line.circuitId())
                && isGiven(who.remoteId(), line.remoteId());
    }

    private static boolean isGiven(@Nullable Object asked, @Nullable Object is) {
        return asked == null || asked.equals(is);
    }

    private void act(
            long nowNanos,
            DynamicRequest request,
            List<CallView> found,
            Consumer<DynamicAnswer> then) {
        ErrorCause fault = fault(request, found);
        if (fault != null) {
            then.accept(new DynamicAnswer.Refused(fault));
            return;
        }
        switch (request) {
            case DynamicRequest.Disconnect disconnect -> {
                boolean isDone = disconnect(nowNanos, disconnect, found);
                then.accept(
                        isDone
                                ? new DynamicAnswer.Done()
                                : new DynamicAnswer.Refused(SESSION_CONTEXT_NOT_REMOVABLE));
            }
            case DynamicRequest.Change(var origin, _, var changes) -> {
                List<TunnelSet> tunnels = changes.tunnels();
                if (tunnels != null) {
                    move(nowNanos, origin, found.getFirst().facts().callId(), changes, then);
                    return;
                }
                found.forEach(call -> change(nowNanos, call.facts().callId(), changes));
                then.accept(new DynamicAnswer.Done());
            }
        }
    }

    /** What else is asked is done once the call has another LNS, or not at all. */
    private void move(
            long nowNanos,
            Origin origin,
            long callId,
            Changes changes,
            Consumer<DynamicAnswer> then) {
        List<TunnelSet> tunnels = Objects.requireNonNullElse(changes.tunnels(), List.of());
        moves.begin(
                nowNanos,
                callId,
                calls.candidates(tunnels),
                "CoA of " + origin.address(),
                outcome -> {
                    switch (outcome.result()) {
                        case MOVED, THERE -> {
                            // later: what has moved the call is still at work
                            LongConsumer rest =
                                    at -> {
                                        change(at, callId, changes);
                                        then.accept(new DynamicAnswer.Done());
                                    };
                            if (!calls.execute(rest)) {
                                rest.accept(outcome.nowNanos());
                            }
                        }
                        case FAILED ->
                                then.accept(new DynamicAnswer.Refused(RESOURCES_UNAVAILABLE));
                        case GONE ->
                                then.accept(new DynamicAnswer.Refused(SESSION_CONTEXT_NOT_FOUND));
                    }
                });
    }

    /** Why nothing is done: looked at as a whole before anything is (RFC 5176 §2.3). */
    private @Nullable ErrorCause fault(DynamicRequest request, List<CallView> found) {
        if (found.isEmpty()) {
            return SESSION_CONTEXT_NOT_FOUND;
        }
        if (found.size() > MOST_AT_ONCE) {
            return MULTIPLE_SESSION_SELECTION_UNSUPPORTED;
        }
        // §6.1: some may ask of the users of some realms only
        List<String> realms = request.origin().realms();
        if (!realms.isEmpty()
                && found.stream().anyMatch(call -> !realms.contains(realm(call.facts())))) {
            return ADMINISTRATIVELY_PROHIBITED;
        }
        return switch (request) {
            case DynamicRequest.Disconnect disconnect ->
                    cause(disconnect) == null ? INVALID_ATTRIBUTE_VALUE : null;
            case DynamicRequest.Change change -> fault(change.changes(), found);
        };
    }

    private @Nullable ErrorCause fault(Changes changes, List<CallView> found) {
        if (found.stream().anyMatch(call -> call.setup() == null)) {
            return SESSION_CONTEXT_NOT_FOUND; // it may become one
        }
        List<TunnelSet> tunnels = changes.tunnels();
        if (tunnels == null) {
            return null;
        }
        if (found.size() > 1) {
            return MULTIPLE_SESSION_SELECTION_UNSUPPORTED; // one may find an LNS, another not
        }
        CallFacts facts = found.getFirst().facts();
        if (facts.dialled() != null) {
            return INVALID_REQUEST; // its LNS has asked for it
        }
        if (moves.isMoving(facts.callId())) {
            return RESOURCES_UNAVAILABLE;
        }
        return calls.candidates(tunnels).isEmpty() ? INVALID_ATTRIBUTE_VALUE : null;
    }

    private static String realm(CallFacts facts) {
        int at = facts.userName().lastIndexOf('@');
        return at < 0 ? "" : facts.userName().substring(at + 1).toLowerCase(Locale.ROOT);
    }

    // --- what is done

    private boolean disconnect(
            long nowNanos, DynamicRequest.Disconnect request, List<CallView> found) {
        String message = request.message();
        String reason =
                message.isEmpty() ? "Disconnect-Request of " + request.origin().address() : message;
        EndCause cause = Objects.requireNonNullElse(cause(request), EndCause.ADMIN_RESET);
        for (CallView call : found) {
            CallFacts facts = call.facts();
            Terms terms = facts.terms();
            // §3.6, note 4: to the accounting server in the stop record, with those there were
            List<Octets> classes = new ArrayList<>(terms.accountingClass());
            request.classes().stream()
                    .map(Octets::of)
                    .filter(each -> !classes.contains(each))
                    .forEach(classes::add);
            calls.command(
                    nowNanos,
                    new Command.TermsChanged(
                            facts.callId(),
                            new Terms(
                                    classes,
                                    terms.interimSeconds(),
                                    terms.sessionTimeoutSeconds(),
                                    terms.idleTimeoutSeconds(),
                                    terms.txBps(),
                                    terms.rxBps(),
                                    terms.success(),
                                    terms.voucher())));
            calls.command(nowNanos, new Command.ClearCall(facts.callId(), cause, reason, message));
        }
        return found.stream().allMatch(call -> calls.call(call.facts().callId()) == null);
    }

    /** Null for one that only the caller's own side can bring about. */
    private static @Nullable EndCause cause(DynamicRequest.Disconnect request) {
        if (request.terminateCause() == 0) {
            return EndCause.ADMIN_RESET;
        }
        for (EndCause cause : EndCause.values()) {
            if (cause.acctTerminateCause() == request.terminateCause() && !cause.isCallersSide()) {
                return cause;
            }
        }
        return null;
    }

    private void change(long nowNanos, long callId, Changes changes) {
        CallView call = calls.call(callId);
        if (call == null) {
            return;
        }
        Terms old = call.facts().terms();
        List<byte[]> classes = changes.classes();
        Terms terms =
                new Terms(
                        classes == null
                                ? old.accountingClass()
                                : classes.stream().map(Octets::of).toList(),
                        either(changes.interimSeconds(), old.interimSeconds()),
                        either(changes.sessionTimeoutSeconds(), old.sessionTimeoutSeconds()),
                        either(changes.idleTimeoutSeconds(), old.idleTimeoutSeconds()),
                        either(changes.reported().txBps(), old.txBps()),
                        either(changes.reported().rxBps(), old.rxBps()),
                        old.success(),
                        old.voucher());
        if (!terms.equals(old)) {
            calls.command(nowNanos, new Command.TermsChanged(callId, terms));
        }
        // whatever the LNS's speeds are taken from, it is told of either
        long txBps = either(changes.line().txBps(), changes.reported().txBps());
        long rxBps = either(changes.line().rxBps(), changes.reported().rxBps());
        if (txBps != 0 || rxBps != 0) {
            calls.command(nowNanos, new Command.SpeedChanged(callId, txBps, rxBps));
        }
        CallView after = calls.call(callId);
        if (after != null) {
            calls.termsChanged(nowNanos, after.facts(), changes.interimSeconds() > 0);
        }
    }

    private static int either(int changed, int old) {
        return changed == 0 ? old : changed;
    }

    private static long either(long changed, long old) {
        return changed == 0 ? old : changed;
    }
}
