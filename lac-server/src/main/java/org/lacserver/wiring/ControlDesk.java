package org.lacserver.wiring;

import org.lacserver.config.LacConfig;
import org.lacserver.engine.Engine;
import org.lacserver.io.EngineThread;
import org.lacserver.ops.CallMatch;
import org.lacserver.ops.ControlHandler;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.ops.Views;
import org.lacserver.port.CallView;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.TunnelView;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers show and clear on the engine's thread, where all that they are about lives. */
final class ControlDesk implements ControlHandler {
    private static final int NAMED = 20;

    private final EngineThread thread;
    private final Daemon daemon;
    private final Supplier<Map<String, Long>> counters;
    private final Map<InetAddress, Integer> limits = new HashMap<>();

    ControlDesk(
            EngineThread thread,
            Daemon daemon,
            LacConfig config,
            Supplier<Map<String, Long>> counters) {
        this.thread = thread;
        this.daemon = daemon;
        this.counters = counters;
        config.allLns().forEach(lns -> limits.merge(lns.address(), lns.limit(), Math::max));
    }

    @Override
    public void handle(Request request, Consumer<Response> answer) {
        if (!thread.execute(now -> answer.accept(answer(request, now)))) {
            answer.accept(new Response.Refusal("the box is too busy to answer; ask again"));
        }
    }

    private Response answer(Request request, long now) {
        return switch (request) {
            case Request.ShowCalls() ->
                    rows(
                            engine().calls().stream()
                                    .map(call -> Views.call(call, counted(call), now))
                                    .toList());
            case Request.ShowTunnels() ->
                    rows(
                            engine().tunnels().stream()
                                    .map(tunnel -> Views.tunnel(tunnel, now))
                                    .toList());
            case Request.ShowLns() ->
                    rows(
                            engine().lnses(now).stream()
                                    .map(
                                            lns ->
                                                    Views.lns(
                                                            lns,
                                                            limits.getOrDefault(lns.address(), 0),
                                                            now))
                                    .toList());
            case Request.ShowCounters() -> rows(Views.counters(counters.get()));
            case Request.ShowCall(CallMatch match) ->
                    rows(
                            matching(match).stream()
                                    .map(
                                            call ->
                                                    Views.detail(
                                                            call,
                                                            counted(call),
                                                            accounting(call, now),
                                                            now))
                                    .toList());
            case Request.ClearCall(CallMatch match, String reason, boolean dryRun) ->
                    clearCalls(matching(match), reason, dryRun, now);
            case Request.ClearTunnel(String which, String reason, boolean dryRun) ->
                    clearTunnels(which, reason, dryRun, now);
        };
    }

    private Response clearCalls(List<CallView> calls, String reason, boolean dryRun, long now) {
        if (!dryRun) {
            for (CallView call : calls) {
                daemon.box()
                        .onCommand(
                                now,
                                new Command.ClearCall(
                                        call.facts().callId(), EndCause.ADMIN_RESET, reason));
            }
        }
        List<String> names = calls.stream().limit(NAMED).map(ControlDesk::name).toList();
        return rows(List.of(new Reply.Cleared(calls.size(), 0, dryRun, names)));
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

    private List<CallView> matching(CallMatch match) {
        return engine().calls().stream().filter(call -> match.fits(call.facts())).toList();
    }

    private org.lacserver.port.DataPlane.Counters counted(CallView call) {
        return daemon.box().dataPlane().counters(call.facts().callId());
    }

    private String accounting(CallView call, long now) {
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

    private static String name(CallView call) {
        Event.CallFacts facts = call.facts();
        return facts.userName().isEmpty() ? facts.line().macText() : facts.userName();
    }

    private Engine engine() {
        return daemon.box().engine();
    }

    private static Response rows(List<? extends Reply> rows) {
        return new Response.Rows(rows);
    }
}
