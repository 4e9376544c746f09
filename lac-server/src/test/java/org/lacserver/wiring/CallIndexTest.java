package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lacserver.port.Caller;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.radius.dynauth.Identification;

import java.util.List;

class CallIndexTest {
    private final CallIndex index = new CallIndex(new NasIdentity(1, 32));

    private static CallFacts call(long id, String user) {
        Line line = new Line(0, "eth1", 0, 0, 0x020000000000L + id, 7, null, null, 0, 0, "");
        return new CallFacts(
                id,
                0,
                line,
                user,
                Octets.EMPTY,
                Caller.Method.PAP,
                "local",
                LookupAnswer.Terms.NONE,
                null,
                null,
                null,
                0,
                0,
                List.of());
    }

    private static Identification who(@Nullable String user, @Nullable String port) {
        return new Identification(user, null, null, null, null, null, port, null, null);
    }

    @Test
    void theRarestKeyGivenIsGoneBy() {
        for (int id = 1; id <= 100; id++) {
            index.add(call(id, "u" + id));
        }
        assertThat(index.find(who("u7", "eth1"))).containsExactly(7L);
        assertThat(index.find(who(null, "eth1"))).hasSize(100);
        assertThat(index.find(who("nobody", "eth1"))).isEmpty();
        index.remove(call(7, "u7"));
        assertThat(index.find(who("u7", "eth1"))).isEmpty();
        assertThat(index.find(who(null, "eth1"))).hasSize(99).doesNotContain(7L);
        assertThat(index.find(who(null, null))).isNull();
    }
}
