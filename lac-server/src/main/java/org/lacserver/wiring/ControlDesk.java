package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.Effective;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LocalTable;
import org.lacserver.engine.Engine;
import org.lacserver.io.EngineThread;
import org.lacserver.ops.AccountingState;
import org.lacserver.ops.CallDetail;
import org.lacserver.ops.CallMatch;
import org.lacserver.ops.ControlHandler;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.ops.Views;
import org.lacserver.port.CallView;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LnsView;
import org.lacserver.port.TunnelView;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers show and clear on the engine's thread, where all that they are about lives. */
final class ControlDesk implements ControlHandler {
    private static final int NAMED = 20;
    private static final Response BUSY =
            new Response.Refusal("the box is too busy to answer; ask again");

    private final EngineThread thread;
    private final Daemon daemon;
    private final DataPlanes planes;
    private final Supplier<Map<String, Long>> counters;
    private final LongFunction<List<Reply.PortRow>> ports;
    private final Supplier<List<Reply.RadiusRow>> radius;
    private final Supplier<@Nullable AccountingState> accountingState;
    private final LacConfig config;
    private final boolean isAccounting;
    private final Runnable end;
    private final Map<InetAddress, Integer> limits = new HashMap<>();

    /**
     * @param end has the box end, at once or later
     */
    ControlDesk(
            EngineThread thread,
            Daemon daemon,
            LacConfig config,
            DataPlanes planes,
            Supplier<Map<String, Long>> counters,
            LongFunction<List<Reply.PortRow>> ports,
            Supplier<List<Reply.RadiusRow>> radius,
            Supplier<@Nullable AccountingState> accountingState,
            Runnable end) {
        this.thread = thread;
        this.daemon = daemon;
        this.planes = planes;
        this.counters = counters;
        this.ports = ports;
        this.radius = radius;
        this.accountingState = accountingState;
        this.config = config;
        this.end = end;
        this.isAccounting = config.accounting().enabled();
        config.allLns().forEach(lns -> limits.merge(lns.address(), lns.limit(), Math::max));
    }

    @Override
    public void handle(Request request, Consumer<Response> answer) {
        if (!thread.execute(now -> answer(request, now, answer))) {
            answer.accept(BUSY);
        }
    }

    private void answer(Request request, long now, Consumer<Response> answer) {
        switch (request) {
            case Request.ShowCalls() -> {
                List<Reply> rows = new ArrayList<>();
                walk(
                        now,
                        (call, at) -> rows.add(Views.call(call, counted(call), at)),
                        () -> rows,
                        answer);
            }
            case Request.ShowCall(CallMatch match) -> {
                List<Reply> rows = new ArrayList<>();
                walk(
                        now,
                        (call, at) -> {
                            if (match.fits(call.facts())) {
                                rows.add(detail(call, at));
                            }
                        },
                        () -> rows,
                        answer);
            }
            case Request.Explain explain -> answer.accept(daemon.traces().explain(explain));
            case Request.TraceLine trace ->
                    daemon.traces()
                            .trace(
                                    trace,
                                    answer,
                                    visitor ->
                                            new CallWalk(
                                                            thread::execute,
                                                            engine()::call,
                                                            visitor::accept,
                                                            (_, _) -> {})
                                                    .begin(engine().callIds(), now));
            case Request.ClearCall(CallMatch match, String reason, boolean dryRun) ->
                    clearCalls(match, reason, dryRun, now, answer);
            case Request.SetSpeed set -> setSpeed(set, now, answer);
            case Request.MoveCall move -> moveCall(move, now, answer);
            case Request.TestLookup test ->
                    LookupRehearsal.begin(
                            test,
                            config.access().ports(),
                            daemon.lookups(),
                            engine()::explain,
                            daemon::later,
                            now,
                            answer);
            case Request.SetLns order ->
                    answer.accept(
                            new SteeringDesk(
                                            () -> withUnused(engine().lnses(now), config.allLns()),
                                            command -> daemon.box().onCommand(now, command))
                                    .answer(order));
            case Request.ShowTunnels() ->
                    answer.accept(
                            rows(
                                    engine().tunnels().stream()
                                            .map(tunnel -> Views.tunnel(tunnel, now))
                                            .toList()));
            case Request.ShowLns() ->
                    answer.accept(
                            rows(
                                    withUnused(engine().lnses(now), config.allLns()).stream()
                                            .map(lns -> row(lns, now))
                                            .toList()));
            case Request.ShowKnobs(String lns) ->
                    answer.accept(about(lns, found -> rows(Views.knobs(found))));
            case Request.ShowCodes(String lns) ->
                    answer.accept(
                            lns == null
                                    ? rows(CodeRows.of(config.l2tp().usual()))
                                    : about(lns, found -> rows(CodeRows.of(found))));
            case Request.ShowRadius() -> answer.accept(rows(radius.get()));
            case Request.ShowPorts() -> answer.accept(rows(ports.apply(now)));
            case Request.ShowCounters() -> answer.accept(rows(Views.counters(counters.get())));
            case Request.ShowAccounting() -> {
                AccountingState state = accountingState.get();
                answer.accept(
                        state == null
                                ? new Response.Refusal("accounting.enabled is no")
                                : rows(List.of(state)));
            }
            case Request.ShowPppoe(boolean held) ->
                    answer.accept(admission().show(now, held, counters.get()));
            case Request.ShowData(boolean calls) -> {
                if (calls) {
                    List<Reply> rows = new ArrayList<>();
                    walk(
                            now,
                            (call, _) -> rows.add(Views.data(call, planes.way(call))),
                            () -> rows,
                            answer);
                } else {
                    answer.accept(rows(List.of(planes.state())));
                }
            }
            case Request.StopBox() -> {
                answer.accept(rows(List.of(new Reply.Stopping(ProcessHandle.current().pid()))));
                end.run();
            }
            case Request.SetLimit set -> answer.accept(admission().set(now, set));
            case Request.ClearHold(String line) -> answer.accept(admission().release(now, line));
            case Request.ClearTunnel(String which, String reason, boolean dryRun) ->
                    answer.accept(clearTunnels(which, reason, dryRun, now));
        }
    }

    private AdmissionDesk admission() {
        return new AdmissionDesk(daemon.box(), daemon.lookups().realms(), config);
    }

    private Response about(String name, Function<Effective, Response> then) {
        return config.allLns().stream()
                .filter(lns -> lns.name().equals(name))
                .findFirst()
                .map(lns -> then.apply(lns.effective()))
                .orElseGet(() -> new Response.Refusal(noLns(name)));
    }

    private String noLns(String name) {
        List<String> names = config.allLns().stream().map(LacConfig.Lns::name).toList();
        String more = names.size() > NAMED ? ", " + (names.size() - NAMED) + " more" : "";
        return names.isEmpty()
                ? "no LNS " + name + ": the configuration names none"
                : "no LNS "
                        + name
                        + ": expected one of "
                        + names.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + more;
    }

    private void walk(
            long now,
            CallWalk.Visitor visitor,
            Supplier<List<? extends Reply>> rows,
            Consumer<Response> answer) {
        new CallWalk(
                        thread::execute,
                        engine()::call,
                        visitor,
                        (isDone, _) -> answer.accept(isDone ? rows(rows.get()) : BUSY))
                .begin(engine().callIds(), now);
    }

    private void moveCall(Request.MoveCall move, long now, Consumer<Response> answer) {
        List<Candidate> candidates = LocalTable.candidates(config, move.to());
        if (candidates.isEmpty()) {
            answer.accept(new Response.Refusal("no LNS and no group is named " + move.to()));
            return;
        }
        OneCall one = new OneCall(move.match());
        CallWalk.End then =
                (isDone, at) -> {
                    Response refusal = isDone ? one.refusal() : BUSY;
                    if (refusal != null) {
                        answer.accept(refusal);
                        return;
                    }
                    long callId = one.callId();
                    daemon.moves()
                            .begin(
                                    at,
                                    callId,
                                    candidates,
                                    move.reason(),
                                    outcome -> answer.accept(moved(callId, outcome)));
                };
        new CallWalk(thread::execute, engine()::call, one, then).begin(engine().callIds(), now);
    }

    private Response moved(long callId, Moves.Outcome outcome) {
        CallView call = engine().call(callId);
        Candidate lns = call == null ? null : call.facts().candidate();
        return switch (outcome.result()) {
            case GONE -> new Response.Refusal("the call has ended: " + outcome.text());
            case FAILED -> new Response.Refusal("the call stays where it is: " + outcome.text());
            case MOVED, THERE ->
                    call == null || lns == null
                            ? OneCall.GONE
                            : rows(
                                    List.of(
                                            new Reply.Moved(
                                                    callId,
                                                    OneCall.name(call),
                                                    lns.name(),
                                                    outcome.result() == Moves.Result.THERE)));
        };
    }

    private void setSpeed(Request.SetSpeed set, long now, Consumer<Response> answer) {
        OneCall one = new OneCall(set.match());
        CallWalk.End then =
                (isDone, at) ->
                        answer.accept(isDone ? one.then(id -> setSpeed(set, id, at)) : BUSY);
        new CallWalk(thread::execute, engine()::call, one, then).begin(engine().callIds(), now);
    }

    private Response setSpeed(Request.SetSpeed set, long callId, long now) {
        daemon.box().onCommand(now, new Command.SpeedChanged(callId, set.downBps(), set.upBps()));
        CallView call = engine().call(callId);
        return call == null ? OneCall.GONE : rows(List.of(detail(call, now)));
    }

    /** Those of the core first, then those of the configuration that no call has led to so far. */
    static List<LnsView> withUnused(List<LnsView> used, List<LacConfig.Lns> configured) {
        Map<InetAddress, LnsView> all = new LinkedHashMap<>();
        used.forEach(view -> all.put(view.address(), view));
        for (LacConfig.Lns lns : configured) {
            all.computeIfAbsent(
                    lns.address(),
                    address ->
                            new LnsView(lns.name(), address, LnsView.State.IDLE, 0, 0, null, 0, 0));
        }
        return List.copyOf(all.values());
    }

    private Reply.LnsRow row(LnsView lns, long now) {
        return Views.lns(lns, limits.getOrDefault(lns.address(), 0), now);
    }

    private void clearCalls(
            CallMatch match, String reason, boolean dryRun, long now, Consumer<Response> answer) {
        List<String> names = new ArrayList<>();
        AtomicInteger cleared = new AtomicInteger();
        walk(
                now,
                (call, at) -> {
                    if (!match.fits(call.facts())) {
                        return;
                    }
                    if (cleared.getAndIncrement() < NAMED) {
                        names.add(OneCall.name(call));
                    }
                    if (!dryRun) {
                        long callId = call.facts().callId();
                        daemon.box()
                                .onCommand(
                                        at,
                                        new Command.ClearCall(
                                                callId, EndCause.ADMIN_RESET, reason));
                    }
                },
                () -> List.of(new Reply.Cleared(cleared.get(), 0, dryRun, names)),
                answer);
    }

    private Response clearTunnels(String which, String reason, boolean dryRun, long now) {
        List<TunnelView> tunnels =
                engine().tunnels().stream()
                        .filter(view -> !view.state().equals("closed") && isMeant(view, which))
                        .toList();
        int calls = tunnels.stream().mapToInt(TunnelView::sessions).sum();
        if (!dryRun) {
            for (TunnelView view : tunnels) {
                daemon.box()
                        .onCommand(
                                now, new Command.ClearTunnel(view.facts().localTunnelId(), reason));
            }
        }
        List<String> names =
                tunnels.stream().limit(NAMED).map(view -> view.facts().name()).toList();
        return rows(List.of(new Reply.Cleared(calls, tunnels.size(), dryRun, names)));
    }

    private static boolean isMeant(TunnelView view, String which) {
        Event.TunnelFacts facts = view.facts();
        return which.equals(Integer.toString(facts.localTunnelId()))
                || which.equalsIgnoreCase(facts.name())
                || which.equalsIgnoreCase(facts.peerHostName())
                || which.equals(facts.peer().getAddress().getHostAddress());
    }

    private CallDetail detail(CallView call, long now) {
        return Views.detail(call, counted(call), planes.way(call), accounting(call, now), now);
    }

    private DataPlane.Counters counted(CallView call) {
        return daemon.box().dataPlane().counters(call.facts().callId());
    }

    private String accounting(CallView call, long now) {
        if (!isAccounting) {
            return "off";
        }
        AccountingDesk.Progress progress = daemon.accounting().progress(call.facts().callId(), now);
        if (!progress.started()) {
            return "not started";
        }
        String next =
                progress.nextInterimSeconds() > 0
                        ? ", next in " + progress.nextInterimSeconds() + " s"
                        : "";
        return "started, " + progress.interims() + " interim" + next;
    }

    private Engine engine() {
        return daemon.box().engine();
    }

    private static Response rows(List<? extends Reply> rows) {
        return new Response.Rows(rows);
    }
}
