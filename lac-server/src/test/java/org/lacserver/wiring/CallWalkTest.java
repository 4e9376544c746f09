package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.port.CallView;
import org.lacserver.port.Caller;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** A full box is shown in pieces. */
class CallWalkTest {
    private static final int CALLS = 2 * CallWalk.PIECE + 7;
    private static final List<Long> IDS = LongStream.range(0, CALLS).boxed().toList();

    private final ArrayDeque<LongConsumer> tasks = new ArrayDeque<>();
    private final List<Long> visited = new ArrayList<>();
    private final List<Boolean> ends = new ArrayList<>();

    private static CallView view(long callId) {
        Line line = new Line(0, "eth1", 0, 0, callId, 1, null, null, 0, 0, "");
        Event.CallFacts facts =
                new Event.CallFacts(
                        callId,
                        0,
                        line,
                        "",
                        Octets.EMPTY,
                        Caller.Method.NONE,
                        "",
                        LookupAnswer.Terms.NONE,
                        null,
                        null,
                        null,
                        0,
                        0,
                        List.of());
        return new CallView(facts, "lookup", 0, null);
    }

    private CallWalk walk(int room) {
        return new CallWalk(
                task -> tasks.size() < room && tasks.add(task),
                id -> id == 3 ? null : view(id),
                (call, now) -> visited.add(call.facts().callId()),
                (isDone, _) -> ends.add(isDone));
    }

    @Test
    void aPieceATaskAndEveryCallOnce() {
        walk(9).begin(IDS, 0);
        assertThat(visited).hasSize(CallWalk.PIECE - 1); // call 3 has ended
        int pieces = 1;
        for (LongConsumer next = tasks.poll(); next != null; next = tasks.poll()) {
            assertThat(ends).isEmpty();
            next.accept(pieces++);
        }
        assertThat(pieces).isEqualTo(3);
        assertThat(visited).hasSize(CALLS - 1).doesNotHaveDuplicates();
        assertThat(ends).containsExactly(true);
    }

    @Test
    void anEmptyBoxIsDoneAtOnce() {
        walk(9).begin(List.of(), 0);
        assertThat(ends).containsExactly(true);
    }

    @Test
    void aThreadThatTakesNoMoreEndsTheWalk() {
        walk(0).begin(IDS, 0);
        assertThat(ends).containsExactly(false);
    }
}
