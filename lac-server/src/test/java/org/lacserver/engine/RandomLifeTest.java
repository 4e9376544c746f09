package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Secret;
import org.lacserver.port.TunnelView;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Whatever happens, in whatever order: every call ends exactly once and nothing is left over. */
class RandomLifeTest {
    private static final int SEEDS = 300;

    @Test
    void everyCallEndsOnceAndNothingLeaks() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                life(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void life(int seed) {
        Random random = new Random(seed);
        World world = new World(EngineSettings.defaults("lac1", World.LAC), seed);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 2; i < 5; i++) {
            ScriptedLns lns = world.lns("10.0.0." + i);
            lns.challenges = random.nextBoolean();
            lns.secret = random.nextInt(5) == 0 ? Secret.of("other") : Secret.of("s");
            for (String name : new String[] {null, "a"}) {
                candidates.add(World.to("10.0.0." + i, Secret.of("s"), name, null));
            }
        }
        int loss = random.nextInt(4) * 10;
        world.losesFromLac = _ -> random.nextInt(100) < loss;
        world.losesToLac = _ -> random.nextInt(100) < loss;
        List<Long> calls = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            act(world, random, candidates, calls);
            world.passes(Duration.ofMillis(random.nextInt(10) == 0 ? 20_000 : random.nextInt(300)));
        }
        world.command(new Command.ShutDown("end"));
        world.passes(Duration.ofMinutes(3));

        assertThat(world.engine.calls()).isEmpty();
        assertThat(world.engine.tunnels()).isEmpty();
        assertThat(world.engine.isQuiet()).isTrue();
        assertThat(world.engine.nextDeadlineNanos()).isEqualTo(Engine.NEVER);
        assertThat(world.dataPlane.joined).isEmpty();
        assertThat(world.engine.lnses(world.now))
                .allSatisfy(
                        lns -> {
                            assertThat(lns.sessions()).isZero();
                            assertThat(lns.tunnels()).isZero();
                        });
        Set<Long> ended = new HashSet<>();
        world.events(Event.CallEnded.class)
                .forEach(event -> assertThat(ended.add(event.callId())).isTrue());
        assertThat(ended).containsExactlyInAnyOrderElementsOf(calls);
        Set<Long> connected = new HashSet<>();
        world.events(Event.CallConnected.class)
                .forEach(event -> assertThat(connected.add(event.callId())).isTrue());
    }

    private static void act(
            World world, Random random, List<Candidate> candidates, List<Long> calls) {
        ScriptedLns lns = List.copyOf(world.lnses.values()).get(random.nextInt(world.lnses.size()));
        Long call = calls.isEmpty() ? null : calls.get(random.nextInt(calls.size()));
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5, 6 -> {
                long id = world.arrives("user@isp");
                calls.add(id);
                if (random.nextInt(5) != 0) {
                    Candidate[] some = {
                        candidates.get(random.nextInt(candidates.size())),
                        candidates.get(random.nextInt(candidates.size()))
                    };
                    world.answer(id, some);
                }
            }
            case 7, 8 -> {
                if (call != null) {
                    world.leaves(call);
                }
            }
            case 9 -> {
                if (call != null) {
                    world.command(new Command.ClearCall(call, EndCause.ADMIN_RESET, "cleared"));
                }
            }
            case 10 -> {
                if (call != null) {
                    world.command(
                            new Command.LookupAnswered(
                                    call, new LookupAnswer.Refused("local", "no")));
                }
            }
            case 11 -> lns.dead = !lns.dead;
            case 12 -> lns.answersCalls = !lns.answersCalls;
            case 13 ->
                    lns.refusesCalls =
                            lns.refusesCalls == null
                                    ? new ResultCode(1 + random.nextInt(12))
                                    : null;
            case 14 ->
                    lns.refusesTunnels =
                            lns.refusesTunnels == null
                                    ? new ResultCode(1 + random.nextInt(8))
                                    : null;
            default -> {
                List<TunnelView> tunnels = world.engine.tunnels();
                if (!tunnels.isEmpty()) {
                    int id = tunnels.get(random.nextInt(tunnels.size())).facts().localTunnelId();
                    world.command(new Command.ClearTunnel(id, "cleared"));
                }
            }
        }
    }
}
