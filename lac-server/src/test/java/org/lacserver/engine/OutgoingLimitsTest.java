package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.Test;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.port.Command;
import org.lacserver.port.Event;

import java.util.List;

/** What bounds the calls that LNSs ask for. */
class OutgoingLimitsTest extends OutgoingCalls {
    @Test
    void aRuleHasOnlySoManyCallsAtATime() {
        long first = dials();
        world.command(new Command.DialAnswered(first, route(1)));
        long second = dials();
        world.command(new Command.DialAnswered(second, route(1)));
        world.passes(ofMillis(1));
        assertThat(onlyCdn().result().result()).isEqualTo(4);
        assertThat(world.count("limit-calls-per-dial-rule")).isEqualTo(1);
        answers(first, 0, 0);
        world.leaves(first);
        long third = dials();
        world.command(new Command.DialAnswered(third, route(1)));
        world.passes(ofMillis(1));
        assertThat(world.state(third)).isEqualTo("wait-cs-answer");
    }

    private static World bounded(int calls, int perTunnel, int perBox, int perLns) {
        CallSettings c = CallSettings.defaults(World.LAC);
        LnsProfile p = LnsProfile.defaults("lac1");
        LnsProfile.Allowance a = p.allowance();
        return new World(
                new EngineSettings(
                        new Profiles(
                                p.with(
                                        new LnsProfile.Allowance(
                                                perLns,
                                                a.sessionsPerTunnel(),
                                                a.icrqsInFlight(),
                                                a.candidateTimeout(),
                                                a.lockout(),
                                                a.refusedLockout(),
                                                a.setupRate(),
                                                a.codes())),
                                List.of()),
                        new CallSettings(
                                c.localAddress(),
                                null,
                                c.localAddresses(),
                                c.localPort(),
                                c.lnsPort(),
                                c.lookupTimeout(),
                                c.setupTimeout(),
                                c.queuePerTunnel(),
                                calls,
                                c.maxHalfOpenCalls(),
                                c.maxTunnels(),
                                new CallSettings.Dials(ofSeconds(60), perTunnel, perBox))),
                1);
    }

    @Test
    void beyondALimitAnOcrqGetsCdn4AndNobodyIsAsked() {
        for (World full :
                List.of(
                        bounded(2, 9, 9, 9),
                        bounded(9, 1, 9, 9),
                        bounded(9, 9, 1, 9),
                        bounded(9, 9, 9, 2))) {
            in(full);
            long first = dials();
            lns.dials("5559");
            world.passes(ofMillis(1));
            assertThat(onlyCdn().result().result()).isEqualTo(4);
            assertThat(world.events(Event.DialWanted.class)).hasSize(1);
            assertThat(world.count("refused-calls")).isEqualTo(1);
            world.leaves(first);
            dials();
            assertThat(world.events(Event.DialWanted.class)).hasSize(2);
        }
    }
}
