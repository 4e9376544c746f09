package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.Test;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.port.Candidate;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** What happens where a bound is reached: an answer at once, a counter, and nothing else harmed. */
class LimitsTest {
    private static final Candidate FIRST = preferred("10.0.0.2");
    private static final Candidate SECOND = World.to("10.0.0.3");

    /** The bounds, as far as a test changes them. */
    private record Bounds(
            int icrqsInFlight,
            int queuePerTunnel,
            int calls,
            int halfOpen,
            int tunnels,
            int callsPerLns,
            Map<InetAddress, Integer> ofLns,
            int sessionsPerTunnel) {
        static final Bounds NONE = new Bounds(64, 4096, 9999, 9999, 99, 9999, Map.of(), 9999);

        World world() {
            EngineSettings d = EngineSettings.defaults("lac1", World.LAC);
            CallSettings c = d.call();
            CallSettings calls =
                    new CallSettings(
                            c.localAddress(),
                            null,
                            c.localAddresses(),
                            c.localPort(),
                            c.lnsPort(),
                            c.lookupTimeout(),
                            c.setupTimeout(),
                            queuePerTunnel,
                            this.calls,
                            halfOpen,
                            tunnels,
                            c.dials());
            Profiles profiles =
                    new Profiles(
                            profile("", callsPerLns),
                            ofLns.entrySet().stream()
                                    .map(
                                            own ->
                                                    new Profiles.Known(
                                                            own.getKey(),
                                                            profile("own", own.getValue())))
                                    .toList());
            World world = new World(new EngineSettings(profiles, calls), 1);
            world.lns("10.0.0.2");
            world.lns("10.0.0.3");
            return world;
        }

        private LnsProfile profile(String name, int calls) {
            LnsProfile d = LnsProfile.defaults("lac1");
            LnsProfile.Allowance a = d.allowance();
            return new LnsProfile(
                    name,
                    d.tunnel(),
                    d.session(),
                    d.data(),
                    new LnsProfile.Allowance(
                            calls,
                            sessionsPerTunnel,
                            icrqsInFlight,
                            a.candidateTimeout(),
                            a.lockout(),
                            a.refusedLockout(),
                            a.setupRate(),
                            a.codes()));
        }

        Bounds calls(int most) {
            return new Bounds(64, 4096, most, halfOpen, tunnels, 9999, Map.of(), 9999);
        }

        Bounds halfOpen(int most) {
            return new Bounds(64, 4096, calls, most, tunnels, 9999, Map.of(), 9999);
        }

        Bounds tunnels(int most) {
            return new Bounds(64, 4096, calls, halfOpen, most, 9999, Map.of(), 9999);
        }

        Bounds perLns(int most, Map<InetAddress, Integer> own) {
            return new Bounds(64, 4096, calls, halfOpen, tunnels, most, own, 9999);
        }

        Bounds perTunnel(int sessions, int inFlight, int waiting) {
            return new Bounds(
                    inFlight, waiting, calls, halfOpen, tunnels, 9999, Map.of(), sessions);
        }
    }

    private static Candidate preferred(String address) {
        Candidate usual = World.to(address);
        return new Candidate(
                usual.tag(),
                usual.preference() - 1,
                usual.name(),
                usual.server(),
                usual.client(),
                usual.secret(),
                usual.assignmentId(),
                usual.clientAuthId(),
                usual.serverAuthId(),
                usual.privateGroupId());
    }

    private static List<String> outcomes(Event.CallFacts facts) {
        return facts.decisions().stream().map(Event.Decision::outcome).toList();
    }

    private static void endsAtOnce(World world, long call, String why) {
        Event.CallEnded ended = world.ended(call);
        assertThat(ended.end().cause()).isEqualTo(EndCause.SERVICE_UNAVAILABLE);
        assertThat(ended.end().reason()).contains(why);
        assertThat(ended.message()).isNotEmpty();
    }

    @Test
    void oneCallTooManyIsAnsweredAtOnceAndRoomIsGivenBack() {
        World world = Bounds.NONE.calls(2).world();
        long first = world.calls(FIRST);
        world.calls(FIRST);
        world.passes(ofMillis(1));
        endsAtOnce(world, world.arrives("late@isp"), "as many calls as allowed");
        assertThat(world.count("limit-calls")).isEqualTo(1);

        world.leaves(first);
        long next = world.calls(FIRST);
        world.passes(ofMillis(1));
        assertThat(world.state(next)).isEqualTo("established");
    }

    @Test
    void callsInSetUpAreBoundedAndEstablishedOnesDoNotCount() {
        World world = Bounds.NONE.halfOpen(2).world();
        long first = world.arrives("a@isp");
        world.arrives("b@isp");
        endsAtOnce(world, world.arrives("c@isp"), "as many calls in set-up as allowed");
        assertThat(world.count("limit-half-open-calls")).isEqualTo(1);

        world.answer(first, FIRST);
        world.passes(ofMillis(1));
        assertThat(world.state(first)).isEqualTo("established");
        assertThat(world.isOver(world.arrives("d@isp"))).isFalse();
    }

    @Test
    void withoutRoomForATunnelTheCallGoesWhereOneIsOpen() {
        World world = Bounds.NONE.tunnels(1).world();
        world.calls(SECOND);
        world.passes(ofMillis(1));
        long call = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(world.connected(call).facts()))
                .containsExactly("skipped: as many tunnels as allowed", "used");
        endsAtOnce(world, world.calls(FIRST), "as many tunnels as allowed");
        assertThat(world.count("limit-tunnels")).isEqualTo(2);
    }

    @Test
    void anLnsGetsNoMoreCallsThanItMay() {
        World world = Bounds.NONE.perLns(5, Map.of(World.address("10.0.0.2"), 1)).world();
        world.calls(FIRST);
        world.passes(ofMillis(1));
        long second = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(world.connected(second).facts()))
                .containsExactly("skipped: as many calls there as allowed", "used");
        assertThat(world.count("limit-calls-per-lns")).isEqualTo(1);

        for (int i = 0; i < 4; i++) {
            world.calls(SECOND);
        }
        world.passes(ofMillis(1));
        endsAtOnce(world, world.calls(SECOND), "as many calls there as allowed");
    }

    @Test
    void aFullTunnelIsSaidToBeFullAndNoSecondOneIsOpened() {
        World world = Bounds.NONE.perTunnel(1, 64, 9).world();
        world.calls(FIRST);
        world.passes(ofMillis(1));
        long second = world.calls(FIRST, SECOND);
        world.passes(ofMillis(1));
        assertThat(outcomes(world.connected(second).facts()))
                .containsExactly(
                        "skipped: the tunnel is full with 1 sessions, and no second one is opened",
                        "used");
        assertThat(world.count("limit-sessions-per-tunnel")).isEqualTo(1);
    }

    @Test
    void callsThatWaitForATunnelFillItToo() {
        World world = Bounds.NONE.perTunnel(1, 64, 9).world();
        long first = world.arrives("a@isp");
        long second = world.arrives("b@isp");
        world.lns("10.0.0.2").dead = true; // both wait for the tunnel
        world.answer(first, FIRST, SECOND);
        world.answer(second, FIRST, SECOND);
        world.lns("10.0.0.2").dead = false;
        world.passes(ofSeconds(2));
        assertThat(outcomes(world.connected(first).facts())).containsExactly("used");
        assertThat(outcomes(world.connected(second).facts()))
                .containsExactly(
                        "skipped: the tunnel is full with 0 sessions, and no second one is opened",
                        "used");
    }

    @Test
    void theQueueOfATunnelIsBounded() {
        World world = Bounds.NONE.perTunnel(99, 1, 2).world();
        world.lns("10.0.0.2").answersCalls = false;
        world.calls(FIRST);
        world.passes(ofMillis(1));
        world.calls(FIRST);
        world.calls(FIRST);
        endsAtOnce(world, world.calls(FIRST), "too many calls wait for the tunnel");
        assertThat(world.count("limit-tunnel-queue")).isEqualTo(1);
    }

    @Test
    void aCallWithoutATurnInTheTunnelIsAnsweredWithinTheSetUpTime() {
        World world = Bounds.NONE.perTunnel(99, 1, 9).world();
        world.lns("10.0.0.2").answersCalls = false;
        Candidate only = World.to("10.0.0.2", Secret.NONE, null, null);
        long first = world.calls(only);
        world.passes(ofMillis(1));
        long second = world.calls(only);
        world.passes(ofSeconds(30));
        assertThat(world.isOver(first)).isTrue();
        assertThat(world.isOver(second)).isTrue();
        assertThat(world.engine.calls()).isEmpty();
    }
}
