package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.port.Command;
import org.lacserver.port.LnsAction;
import org.lacserver.port.LnsView;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

class SteeringDeskTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.11");

    private final List<Command> done = new ArrayList<>();
    private LnsView.State state = LnsView.State.UP;
    private final SteeringDesk desk =
            new SteeringDesk(
                    () -> List.of(new LnsView("ispA1", ADDRESS, state, 4, 3912, null, 0, 0)),
                    command -> {
                        done.add(command);
                        state = LnsView.State.DRAINING;
                    });

    private Response drain(String lns, boolean dryRun) {
        return desk.answer(new Request.SetLns(lns, LnsAction.DRAIN, "because", dryRun, "root"));
    }

    private static Response says(String state, boolean dryRun) {
        return new Response.Rows(
                List.of(new Reply.Steered("ispA1", "192.0.2.11", state, 3912, 4, dryRun)));
    }

    @Test
    void anLnsIsKnownByNameAndByAddress() {
        assertThat(drain("ispA1", true)).isEqualTo(says("up", true));
        assertThat(drain("192.0.2.11", true)).isEqualTo(says("up", true));
        assertThat(done).isEmpty();
        assertThat(drain("ispA1", false)).isEqualTo(says("draining", false));
        assertThat(done)
                .containsExactly(new Command.SetLns(ADDRESS, "ispA1", LnsAction.DRAIN, "because"));
    }

    @Test
    void anLnsThatNobodyKnowsIsRefused() {
        assertThat(drain("other", false))
                .isEqualTo(
                        new Response.Refusal(
                                "no LNS other: expected the name or address of one in show lns"));
        assertThat(done).isEmpty();
    }
}
