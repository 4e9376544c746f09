package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.GoneCause;
import org.lacserver.wiring.trace.Recording.Stage;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What became of attempts and calls, into the history. */
final class Outcomes {
    private static final Duration NEVER = Duration.ofSeconds(-1);

    private final Recordings recordings;
    private final Watchers watchers;
    private final History history = new History();

    /** How long calls were up whose end is about to be told. */
    private final Map<Long, Long> ups = new HashMap<>();

    Outcomes(Recordings recordings, Watchers watchers) {
        this.recordings = recordings;
        this.watchers = watchers;
    }

    History history() {
        return history;
    }

    void wasUp(long callId, long upNanos) {
        ups.put(callId, upNanos);
    }

    /** Nothing is kept of a call that ended. */
    void forget(long callId) {
        ups.remove(callId);
        recordings.left(callId);
    }

    /** A session ended before its caller had named himself. */
    void failed(FrontendEvent.AttemptFailed failed, Recording recording, long nowNanos) {
        String reason =
                Explanation.nameless(
                        failed.cause(),
                        failed.reason(),
                        recording.stage,
                        recording.asked,
                        recording.answered);
        over(recording, recording.stage, NEVER, reason, "", nowNanos);
    }

    /**
     * A call is over.
     *
     * @param recording what was kept of it; null for most calls that were up
     */
    void ended(Event.CallEnded call, @Nullable Recording recording, long nowNanos) {
        Long upNanos = ups.remove(call.callId());
        Duration setup = call.end().setup();
        Duration up = upNanos == null || setup == null ? NEVER : Duration.ofNanos(upNanos);
        boolean wasUp = !up.isNegative();
        GoneCause gone = recording != null ? recording.gone : recordings.left(call.callId());
        Stage stage =
                wasUp ? Stage.ESTABLISHED : recording == null ? Stage.LOOKUP : recording.stage;
        String reason = Explanation.ended(call, gone, stage, wasUp ? up : Duration.ZERO);
        Candidate candidate = call.facts().candidate();
        String lns = candidate == null ? "" : candidate.name();
        if (recording != null) {
            recording.line = call.facts().line();
            over(recording, stage, up, reason, lns, nowNanos);
            if (gone == GoneCause.LCP_RESTARTED) {
                again(recording, nowNanos);
            }
            return;
        }
        long took = wasUp && setup != null ? up.plus(setup).toNanos() : 0;
        Line line = call.facts().line();
        String user = call.facts().userName();
        history.add(attempt(line, user, nowNanos - took, took, stage, up, reason, lns), null);
    }

    private void over(
            Recording recording,
            Stage stage,
            Duration up,
            String reason,
            String lns,
            long nowNanos) {
        watchers.note(recording, reason);
        Line line = recording.line;
        if (line != null) {
            long took = nowNanos - recording.startNanos;
            Ladder kept = up.isNegative() ? recording.ladder : null;
            history.add(
                    attempt(
                            line,
                            recording.user,
                            recording.startNanos,
                            took,
                            stage,
                            up,
                            reason,
                            lns),
                    kept);
        }
        recordings.over(recording, nowNanos);
    }

    /** The same session tries once more. */
    private void again(Recording former, long nowNanos) {
        Recording next = new Recording(former.key, former.mac, nowNanos, recordings.ladder());
        next.line = former.line;
        next.tracers = former.tracers;
        next.reached(Stage.LCP);
        recordings.open(next);
        watchers.note(next, "the modem negotiates LCP anew in the same session");
    }

    private static Attempt attempt(
            Line line,
            String user,
            long atNanos,
            long took,
            Stage stage,
            Duration up,
            String reason,
            String lns) {
        return new Attempt(
                atNanos,
                took,
                line.macText(),
                line.portText(),
                line.circuitId(),
                user,
                stage.label(),
                up.isNegative() ? -1 : up.toSeconds(),
                reason,
                lns);
    }
}
