package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Binding;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Secret;
import org.lacserver.port.TunnelView;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Whatever happens, in whatever order: every call ends exactly once and nothing is left over. */
class RandomLifeTest {
    private static final int SEEDS = 300;
    private static final List<String> SECRETS = List.of("s", "s", "s", "former", "other");

    private long accepted;
    private long rehomed;

    @Test
    void everyCallEndsOnceAndNothingLeaks() {
        int outgoing = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                outgoing += life(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(outgoing).isGreaterThan(SEEDS / 10);
        assertThat(accepted).isGreaterThan(SEEDS);
        assertThat(rehomed).isGreaterThan(SEEDS / 3);
    }

    private int life(int seed) {
        Random random = new Random(seed);
        World world = new World(settings(random), seed);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 2; i < 5; i++) {
            ScriptedLns lns = world.lns("10.0.0." + i);
            lns.challenges = random.nextBoolean();
            lns.secret = Secret.of(SECRETS.get(random.nextInt(SECRETS.size())));
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
        accepted += world.count("tunnels-accepted");
        rehomed += world.count("calls-rehomed");
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
        world.events(Event.DialWanted.class).forEach(event -> calls.add(event.callId()));
        assertThat(ended).containsExactlyInAnyOrderElementsOf(calls);
        Set<Long> connected = new HashSet<>();
        world.events(Event.CallConnected.class)
                .forEach(event -> assertThat(connected.add(event.callId())).isTrue());
        return (int) connected.stream().filter(id -> id > 1L << 62).count();
    }

    /** All LNSs may open tunnels; one secret gives way to another. */
    private static EngineSettings settings(Random random) {
        OneLns lns = new OneLns();
        lns.tunnel.acceptsTunnels = true;
        lns.tunnel.challenge = random.nextBoolean();
        lns.secret = Secret.of("s");
        lns.old = Secret.of("former");
        return lns.settings("10.0.0.2", "10.0.0.3", "10.0.0.4");
    }

    private static void act(
            World world, Random random, List<Candidate> candidates, List<Long> calls) {
        ScriptedLns lns = List.copyOf(world.lnses.values()).get(random.nextInt(world.lnses.size()));
        Long call = calls.isEmpty() ? null : calls.get(random.nextInt(calls.size()));
        switch (random.nextInt(26)) {
            case 0, 1, 2, 3, 4, 5, 6 -> {
                long id = world.arrives("user@isp");
                calls.add(id);
                if (random.nextInt(5) != 0) {
                    world.answer(id, some(random, candidates).toArray(new Candidate[0]));
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
            case 15, 16, 17 -> {
                if (lns.tunnels.values().stream().anyMatch(tunnel -> tunnel.up)) {
                    lns.dials("555");
                }
            }
            case 18, 19 -> dial(world, random);
            case 23, 24, 25 -> {
                if (call != null) {
                    world.command(new Command.Rehome(call, some(random, candidates), "move"));
                }
            }
            case 20, 21 -> {
                lns.tieBreaker = random.nextBoolean() ? random.nextLong() : null;
                lns.opens(new InetSocketAddress(World.LAC, 1701));
            }
            default -> {
                List<TunnelView> tunnels = world.engine.tunnels();
                if (!tunnels.isEmpty()) {
                    int id = tunnels.get(random.nextInt(tunnels.size())).facts().localTunnelId();
                    world.command(new Command.ClearTunnel(id, "cleared"));
                }
            }
        }
    }

    private static List<Candidate> some(Random random, List<Candidate> candidates) {
        return List.of(
                candidates.get(random.nextInt(candidates.size())),
                candidates.get(random.nextInt(candidates.size())));
    }

    /** Something happens to the outgoing call that was asked for last, in whatever order. */
    private static void dial(World world, Random random) {
        List<Event.DialWanted> asked = world.events(Event.DialWanted.class);
        if (asked.isEmpty()) {
            return;
        }
        long call =
                asked.get(asked.size() - 1 - random.nextInt(Math.min(3, asked.size()))).callId();
        DialTarget target = new DialTarget.Pppoe(0, 7, 0, 0, "", null);
        int what = random.nextInt(7);
        if (what < 4) {
            world.command(
                    new Command.DialAnswered(
                            call, new DialAnswer.Route("local", "r", target, 2, 0, 1_000_000)));
        }
        switch (what) {
            case 0, 1, 4 ->
                    world.command(
                            new Command.FarEndAnswered(
                                    call, Binding.Access.DIALLED, World.line(call), 0, 0));
            case 5 -> world.command(new Command.FarEndFailed(call, DialFailure.BUSY, "busy"));
            case 6 -> world.leaves(call);
            default -> {}
        }
    }
}
