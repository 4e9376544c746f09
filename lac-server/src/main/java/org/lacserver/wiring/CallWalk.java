package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.CallView;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Goes through the calls of a full box in pieces, a task of the engine's thread each, so that
 * whatever keeps calls alive gets its turn in between. Calls that end meanwhile are left out.
 */
final class CallWalk {
    static final int PIECE = 500;

    private final Predicate<LongConsumer> thread;
    private final LongFunction<@Nullable CallView> calls;
    private final Visitor visitor;
    private final End then;

    /** Gets each call on the engine's thread. */
    @FunctionalInterface
    interface Visitor {
        void visit(CallView call, long nowNanos);
    }

    /** Hears once, on the engine's thread, whether all calls were visited. */
    @FunctionalInterface
    interface End {
        void ended(boolean isDone, long nowNanos);
    }

    /**
     * A walk that has yet to begin.
     *
     * @param thread takes a task for the engine's thread; false when it cannot
     * @param calls a call by its id, or null
     * @param then hears that all calls were visited, or that the thread was too busy
     */
    CallWalk(
            Predicate<LongConsumer> thread,
            LongFunction<@Nullable CallView> calls,
            Visitor visitor,
            End then) {
        this.thread = thread;
        this.calls = calls;
        this.visitor = visitor;
        this.then = then;
    }

    /** On the engine's thread. */
    void begin(List<Long> callIds, long nowNanos) {
        piece(callIds.iterator(), nowNanos);
    }

    private void piece(Iterator<Long> left, long nowNanos) {
        for (int i = 0; i < PIECE && left.hasNext(); i++) {
            CallView call = calls.apply(left.next());
            if (call != null) {
                visitor.visit(call, nowNanos);
            }
        }
        if (!left.hasNext()) {
            then.ended(true, nowNanos);
        } else if (!thread.test(now -> piece(left, now))) {
            then.ended(false, nowNanos);
        }
    }
}
