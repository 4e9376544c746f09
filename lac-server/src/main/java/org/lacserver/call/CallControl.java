package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallPhase.Asking;
import org.lacserver.call.CallPhase.Calling;
import org.lacserver.call.CallPhase.Connected;
import org.lacserver.call.CallPhase.LookingUp;
import org.lacserver.call.CallPhase.Naming;
import org.lacserver.call.CallPhase.Over;
import org.lacserver.call.CallPhase.Placing;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.CallView;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Command.CallArrived;
import org.lacserver.port.Command.CallerLeft;
import org.lacserver.port.Command.ClearCall;
import org.lacserver.port.Command.ClearTunnel;
import org.lacserver.port.Command.DialAnswered;
import org.lacserver.port.Command.FarEndAnswered;
import org.lacserver.port.Command.FarEndFailed;
import org.lacserver.port.Command.LineErrors;
import org.lacserver.port.Command.LookupAnswered;
import org.lacserver.port.Command.Rehome;
import org.lacserver.port.Command.SetLns;
import org.lacserver.port.Command.ShutDown;
import org.lacserver.port.Command.SpeedChanged;
import org.lacserver.port.Command.TermsChanged;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;
import org.lacserver.port.LnsView;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.PppCause;
import org.lacserver.port.TunnelView;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls from arrival to end: asks where they belong, has them placed, and tells everyone when they
 * end. Every call that arrives gets exactly one {@link Event.CallEnded}.
 */
public final class CallControl {
    private final Core core;
    private final LnsBook book;
    private final TunnelTable tunnels;
    private final Placement placement;
    private final Dialling dialling;
    private final Notices notices;
    private final Steering steering;
    private final Rehoming rehoming;
    private final CallTerms terms;
    private final Map<Long, Call> calls = new LinkedHashMap<>();
    private int halfOpen;

    /** Last counters of calls that were parted and have not ended yet. */
    private final Map<Long, Counters> parted = new HashMap<>();

    private @Nullable String shutDown;

    public CallControl(Core core) {
        this.core = core;
        this.book = new LnsBook(core);
        this.tunnels = new TunnelTable(core, book);
        this.placement = new Placement(core, book, tunnels, this);
        this.notices = new Notices(core, tunnels);
        this.steering = new Steering(core, book, tunnels, placement);
        this.terms = new CallTerms(core, notices);
        this.rehoming = new Rehoming(core, this, placement);
        this.dialling = new Dialling(core, this, placement.sessions());
    }

    Core core() {
        return core;
    }

    Notices notices() {
        return notices;
    }

    Rehoming rehoming() {
        return rehoming;
    }

    CallTerms terms() {
        return terms;
    }

    Dialling dialling() {
        return dialling;
    }

    public void onDatagram(
            long nowNanos, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        tunnels.onDatagram(nowNanos, local, peer, octets);
        placement.settle(nowNanos);
    }

    public void onDeadline(long nowNanos) {
        core.timers.run(nowNanos);
        placement.settle(nowNanos);
    }

    public void onCommand(long nowNanos, Command command) {
        switch (command) {
            case CallArrived arrived -> arrived(nowNanos, arrived);
            case LookupAnswered(long callId, var answer) -> answered(nowNanos, callId, answer);
            case CallerLeft(long callId, var cause, var text, var ppp) -> {
                End end = End.of(By.CALLER, cause, text);
                hangUp(nowNanos, calls.get(callId), end, text, ppp);
            }
            case ClearCall(long callId, var cause, var reason, var message) -> {
                End end = End.of(By.OPERATOR, cause, reason);
                hangUp(nowNanos, calls.get(callId), end, message, PppCause.NONE);
            }
            case ClearTunnel(int localTunnelId, var reason) ->
                    tunnels.clear(nowNanos, localTunnelId, reason);
            case SetLns order -> steering.obey(nowNanos, order);
            case DialAnswered(long callId, var answer) ->
                    dialling.answered(nowNanos, calls.get(callId), answer);
            case FarEndAnswered answered ->
                    dialling.farEndAnswered(nowNanos, calls.get(answered.callId()), answered);
            case FarEndFailed(long callId, var failure, var text) ->
                    dialling.farEndFailed(nowNanos, calls.get(callId), failure, text);
            case SpeedChanged(long callId, long txBps, long rxBps) ->
                    notices.speedChanged(nowNanos, calls.get(callId), txBps, rxBps);
            case LineErrors errors ->
                    notices.lineErrors(nowNanos, calls.get(errors.callId()), errors);
            case Rehome order -> rehoming.begin(nowNanos, calls.get(order.callId()), order);
            case TermsChanged(long callId, var told) ->
                    terms.changed(nowNanos, calls.get(callId), told);
            case ShutDown(var reason) -> shutDown(nowNanos, reason);
        }
        placement.settle(nowNanos);
    }

    private void arrived(long nowNanos, CallArrived arrived) {
        long callId = arrived.callId();
        Call known = calls.get(callId);
        if (known != null && known.phase instanceof Naming) {
            named(nowNanos, known, arrived);
            return;
        }
        if (known != null) {
            throw new IllegalArgumentException("call id " + callId + " is in use");
        }
        core.count(Count.CALLS_ARRIVED);
        LookingUp phase = new LookingUp(arrived.caller(), arrived.lcp());
        Call call = new Call(this, callId, arrived.line(), arrived.caller(), phase, nowNanos);
        String full = begin(call);
        if (full != null) {
            unavailable(nowNanos, call, full);
            return;
        }
        askAbout(nowNanos, call, arrived.caller());
    }

    private void askAbout(long nowNanos, Call call, Caller caller) {
        core.count(Count.LOOKUPS_ASKED);
        core.timers.set(call, nowNanos + core.calls.lookupTimeout().toNanos());
        core.emit(new Event.LookupWanted(call.callId, call.line, caller));
    }

    /** A caller whose line did not tell enough has named himself. */
    private void named(long nowNanos, Call call, CallArrived arrived) {
        call.line = arrived.line();
        call.name(arrived.caller());
        call.enter(new LookingUp(arrived.caller(), arrived.lcp()), nowNanos);
        askAbout(nowNanos, call, arrived.caller());
    }

    /** Counts {@code call} among the others; why that is too many, or null. */
    @Nullable String begin(Call call) {
        calls.put(call.callId, call);
        halfOpen++;
        if (shutDown != null) {
            return "shutting down: " + shutDown;
        }
        if (calls.size() > core.calls.maxCalls()) {
            core.count(Count.LIMIT_CALLS);
            return "as many calls as allowed";
        }
        if (halfOpen > core.calls.maxHalfOpenCalls()) {
            core.count(Count.LIMIT_HALF_OPEN_CALLS);
            return "as many calls in set-up as allowed";
        }
        return null;
    }

    private void answered(long nowNanos, long callId, LookupAnswer answer) {
        Call call = calls.get(callId);
        if (call == null || !(call.phase instanceof LookingUp(var caller, var lcp))) {
            core.count(Count.LOOKUP_ANSWERS_TOO_LATE);
            return;
        }
        call.lookupSource = answer.source();
        switch (answer) {
            case LookupAnswer.Tunnels(_, var candidates, var asked) -> {
                call.terms = asked;
                long deadline = nowNanos + core.calls.setupTimeout().toNanos();
                placement.place(
                        nowNanos, call, new Placing(caller, lcp, candidates, List.of(), deadline));
            }
            case LookupAnswer.NameFirst _ -> {
                core.count(Count.LOOKUPS_NAME_FIRST);
                call.enter(new Naming(), nowNanos);
                core.timers.cancel(call);
                core.emit(new Event.NameWanted(callId));
            }
            case LookupAnswer.Refused(_, var message, var failure) -> {
                call.failure = failure;
                core.count(Count.LOOKUPS_REFUSED);
                String reason = message.isEmpty() ? "refused by the lookup" : "refused: " + message;
                end(nowNanos, call, End.of(By.LAC, EndCause.USER_ERROR, reason), message);
            }
            case LookupAnswer.Unavailable(_, var reason) -> {
                core.count(Count.LOOKUPS_UNAVAILABLE);
                unavailable(nowNanos, call, "lookup failed: " + reason);
            }
        }
    }

    private void unavailable(long nowNanos, Call call, String why) {
        end(
                nowNanos,
                call,
                End.of(By.LAC, EndCause.SERVICE_UNAVAILABLE, why),
                CallerTexts.UNAVAILABLE);
    }

    /** Tells the LNS, if one knows of the call, and ends it. */
    private void hangUp(
            long nowNanos, @Nullable Call call, End end, String message, PppCause told) {
        if (call == null) {
            core.count(Count.COMMANDS_FOR_UNKNOWN_CALLS);
            return;
        }
        if (end.by() == By.CALLER && !call.isEstablished()) {
            core.count(Count.CALLS_LEFT_IN_SETUP);
        }
        var words = Farewell.of(end.cause(), end.reason(), told);
        int result = placement.sessions().sayGoodbye(nowNanos, call, words);
        PppCause ppp = result == 0 ? PppCause.NONE : Farewell.pppCause(end.cause(), told);
        end(nowNanos, call, new End(end.by(), end.cause(), end.reason(), result, 0, ppp), message);
    }

    /** {@code call} stands for its id from now on. */
    void succeeds(Call call) {
        calls.put(call.callId, call);
    }

    private void shutDown(long nowNanos, String reason) {
        shutDown = reason;
        tunnels.shutDown();
        Tunnel.Closing closing = new Tunnel.Closing(By.OPERATOR, EndCause.ADMIN_REBOOT, reason);
        for (Tunnel tunnel : tunnels.all()) {
            tunnels.close(tunnel, closing, ResultCode.STOP_SHUTTING_DOWN, nowNanos);
        }
        part(calls.values());
        for (Call call : List.copyOf(calls.values())) {
            End end = End.of(By.OPERATOR, EndCause.ADMIN_REBOOT, reason);
            hangUp(nowNanos, call, end, reason, PppCause.NONE);
        }
    }

    /** A call's timer: it waits for the lookup, for an LNS, or for the end of its time. */
    void expired(Call call, long nowNanos) {
        switch (call.phase) {
            case LookingUp _ -> {
                core.count(Count.LOOKUPS_TIMED_OUT);
                unavailable(nowNanos, call, "the lookup was not answered");
            }
            case Placing placing -> placement.expired(nowNanos, call, placing);
            case Connected _ -> {
                End over = terms.expired(nowNanos, call);
                if (over != null) {
                    hangUp(nowNanos, call, over, over.reason(), PppCause.NONE);
                }
            }
            case Asking _, Calling _ -> dialling.expired(nowNanos, call);
            case Naming _, Over _ -> {} // the access side keeps the time of a caller
        }
    }

    /** Forgets a call that nobody was told of. */
    void forget(Call call) {
        calls.remove(call.callId);
        halfOpen--;
    }

    /** {@code call} goes from set-up to established. */
    void connected() {
        halfOpen--;
        core.count(Count.CALLS_CONNECTED);
    }

    /** No LNS took the call. */
    void failed(long nowNanos, Call call, End end) {
        if (call.replaces == null) {
            core.count(Count.CALLS_FAILED);
        }
        end(nowNanos, call, end, call.lastText.isEmpty() ? CallerTexts.UNAVAILABLE : call.lastText);
    }

    /** How a call ends, before the counters are known. */
    record End(By by, EndCause cause, String reason, int resultCode, int errorCode, PppCause ppp) {
        static End of(By by, EndCause cause, String reason) {
            return new End(by, cause, reason, 0, 0, PppCause.NONE);
        }
    }

    /** Parts the calls that will end next: the data plane is waited for once, not once for each. */
    void part(Collection<Call> ending) {
        parted.putAll(
                core.dataPlane.partAll(
                        ending.stream()
                                .filter(Call::isEstablished)
                                .map(call -> call.callId)
                                .toList()));
    }

    /** The one way out for every call. */
    void end(long nowNanos, Call call, End end, String message) {
        if (call.phase instanceof Over || rehoming.ended(nowNanos, call, end)) {
            return;
        }
        Counters counters = Counters.ZERO;
        Duration setup = null;
        if (call.phase instanceof Connected connected) {
            Counters early = parted.remove(call.callId);
            counters = early != null ? early : core.dataPlane.part(call.callId);
            setup = connected.setup();
            core.tap().ended(call.callId, nowNanos - call.arrivedNanos - setup.toNanos());
        } else {
            halfOpen--;
        }
        Event.CallFacts facts = call.facts();
        dialling.release(call);
        notices.release(call);
        placement.release(nowNanos, call);
        core.timers.cancel(call);
        calls.remove(call.callId);
        call.enter(new Over(), nowNanos);
        core.count(Count.CALLS_ENDED);
        core.emit(
                new Event.CallEnded(
                        call.callId,
                        facts,
                        new Event.End(
                                end.by(),
                                end.cause(),
                                end.reason(),
                                end.resultCode(),
                                end.errorCode(),
                                end.ppp(),
                                setup),
                        counters,
                        message,
                        call.failure));
    }

    // --- views

    public List<CallView> calls() {
        List<CallView> views = new ArrayList<>(calls.size());
        calls.values().forEach(call -> views.add(call.view()));
        return views;
    }

    public List<Long> callIds() {
        return List.copyOf(calls.keySet());
    }

    public @Nullable CallView call(long callId) {
        Call call = calls.get(callId);
        return call == null ? null : call.view();
    }

    public List<TunnelView> tunnels() {
        return tunnels.all().stream().map(TunnelViews::of).toList();
    }

    /** Calls that wait for tunnels, or for answers in them, in percent of the tunnels' room. */
    public int waitingPercent() {
        long waiting = 0;
        long room = 0;
        for (Tunnel tunnel : tunnels.all()) {
            if (!tunnel.isClosed()) {
                waiting += tunnel.waiting() + tunnel.awaitingReply();
                room += core.calls.queuePerTunnel();
            }
        }
        return room == 0 ? 0 : (int) (100 * waiting / room);
    }

    public List<LnsView> lnses(long nowNanos) {
        return book.views(nowNanos);
    }

    /** What would become of {@code candidates} if a call came for them now; changes nothing. */
    public List<Event.Decision> explain(List<Candidate> candidates, long nowNanos) {
        return placement.explain(candidates, nowNanos);
    }

    /** After {@link ShutDown}: every call is over and every LNS that can be told was told. */
    public boolean isQuiet() {
        return calls.isEmpty()
                && tunnels.all().stream().allMatch(tunnel -> tunnel.connection().isQuiet());
    }
}
