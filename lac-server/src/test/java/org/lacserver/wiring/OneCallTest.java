package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.ops.CallMatch;
import org.lacserver.ops.Response;
import org.lacserver.port.CallView;
import org.lacserver.port.Caller;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;

import java.util.ArrayList;
import java.util.List;

/** What is done to one call is done to the call that is meant, or to none. */
class OneCallTest {
    private final List<Long> done = new ArrayList<>();

    private static CallView view(long callId, String user) {
        Line line = new Line(0, "eth1", 0, 0, callId, 1, null, null, 0, 0, "");
        Event.CallFacts facts =
                new Event.CallFacts(
                        callId,
                        0,
                        line,
                        user,
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

    private String answer(CallMatch.By by, String key) {
        OneCall one = new OneCall(new CallMatch(by, key));
        for (int id = 1; id <= 8; id++) {
            one.visit(view(id, id < 8 ? "alice" : "bob"), 0);
        }
        Response response =
                one.then(
                        id -> {
                            done.add(id);
                            return new Response.Rows(List.of());
                        });
        return response instanceof Response.Refusal(String error) ? error : "";
    }

    @Test
    void theOneThatIsMeantIsTaken() {
        assertThat(answer(CallMatch.By.USER, "bob")).isEmpty();
        assertThat(answer(CallMatch.By.ID, "3")).isEmpty();
        assertThat(done).containsExactly(8L, 3L);
    }

    @Test
    void noneOrSeveralAreRefusedAndNamed() {
        assertThat(answer(CallMatch.By.USER, "carol")).isEqualTo("no such call");
        assertThat(answer(CallMatch.By.USER, "alice"))
                .isEqualTo(
                        "7 calls are meant, expected one: alice id 1, alice id 2, alice id 3,"
                                + " alice id 4, alice id 5, 2 more");
        assertThat(done).isEmpty();
    }
}
