package org.lacserver.wiring;

import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Calls on their way from one LNS to another, and who waits for the outcome. */
final class Moves {
    /** What became of a move. */
    enum Result {
        MOVED,
        /** It was there already. */
        THERE,
        /** It stays where it was. */
        FAILED,
        /** The call ended. */
        GONE
    }

    /**
     * How a move ended.
     *
     * @param text for people
     */
    record Outcome(long nowNanos, Result result, String text) {}

    /** The core's ear. */
    @FunctionalInterface
    interface Core {
        void command(long nowNanos, Command command);
    }

    private final Core core;
    private final Map<Long, Consumer<Outcome>> waiting = new HashMap<>();

    Moves(Core core) {
        this.core = core;
    }

    boolean isMoving(long callId) {
        return waiting.containsKey(callId);
    }

    /** {@code then} is called once, now or later. */
    void begin(
            long nowNanos,
            long callId,
            List<Candidate> candidates,
            String reason,
            Consumer<Outcome> then) {
        if (isMoving(callId)) {
            then.accept(new Outcome(nowNanos, Result.FAILED, "the call is moving already"));
            return;
        }
        waiting.put(callId, then);
        core.command(nowNanos, new Command.Rehome(callId, candidates, reason));
    }

    void rehomed(long nowNanos, Event.CallRehomed call) {
        finish(call.callId(), new Outcome(nowNanos, Result.MOVED, call.reason()));
    }

    void stayed(long nowNanos, Event.CallStayed call) {
        Result result = call.isThere() ? Result.THERE : Result.FAILED;
        finish(call.callId(), new Outcome(nowNanos, result, call.reason()));
    }

    void ended(long nowNanos, Event.CallEnded call) {
        finish(call.callId(), new Outcome(nowNanos, Result.GONE, call.end().reason()));
    }

    private void finish(long callId, Outcome outcome) {
        Consumer<Outcome> then = waiting.remove(callId);
        if (then != null) {
            then.accept(outcome);
        }
    }
}
