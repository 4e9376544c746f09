package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.ops.CallMatch;
import org.lacserver.ops.Response;
import org.lacserver.port.CallView;
import org.lacserver.port.Event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Looks for the one call that an operator means. */
final class OneCall implements CallWalk.Visitor {
    static final Response GONE = new Response.Refusal("no such call");

    private static final int NAMED = 5;

    private final CallMatch match;
    private final List<String> names = new ArrayList<>();
    private int found;
    private long callId;

    OneCall(CallMatch match) {
        this.match = match;
    }

    @Override
    public void visit(CallView call, long nowNanos) {
        if (!match.fits(call.facts())) {
            return;
        }
        callId = call.facts().callId();
        if (found++ < NAMED) {
            names.add(name(call) + " id " + callId);
        }
    }

    /** What {@code action} says to the call's id; a refusal when there is none, or several. */
    Response then(LongFunction<Response> action) {
        Response refusal = refusal();
        return refusal == null ? action.apply(callId) : refusal;
    }

    /** Null when exactly one was found. */
    @Nullable Response refusal() {
        return switch (found) {
            case 0 -> GONE;
            case 1 -> null;
            default ->
                    new Response.Refusal(
                            found
                                    + " calls are meant, expected one: "
                                    + String.join(", ", names)
                                    + (found > NAMED ? ", " + (found - NAMED) + " more" : ""));
        };
    }

    long callId() {
        return callId;
    }

    /** The caller's name, the number that was called, or the caller's MAC address. */
    static String name(CallView call) {
        Event.CallFacts facts = call.facts();
        if (facts.dialled() != null && facts.userName().isEmpty()) {
            return facts.dialled();
        }
        return facts.userName().isEmpty() ? facts.line().macText() : facts.userName();
    }
}
