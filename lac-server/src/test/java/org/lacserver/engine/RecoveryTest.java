package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.LnsProfile.Choosing;
import org.lacserver.call.Policies;
import org.lacserver.call.Profiles;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Event;
import org.lacserver.port.LnsAction;
import org.lacserver.port.Secret;

import java.util.List;

/** What calls find when LNSs come back, and when operators change their minds. */
class RecoveryTest {
    private static final String ONE = "10.0.0.2";
    private static final String TWO = "10.0.0.3";

    /** Of the configuration. */
    private static final String KNOWN = "10.0.0.9";

    private final World world = world(true);

    private static World world(boolean probe) {
        LnsProfile usual = LnsProfile.defaults("lac1");
        Choosing choosing = new Choosing(0, 1, ofMillis(500), probe);
        World world =
                new World(
                        new EngineSettings(
                                new Profiles(
                                        usual.with(LnsProfile.Allowance.DEFAULT.with(choosing)),
                                        List.of(new Profiles.Known(World.address(KNOWN), usual))),
                                CallSettings.defaults(World.LAC),
                                Policies.USUAL),
                        1);
        world.lns(ONE);
        world.lns(TWO);
        world.lns(KNOWN);
        return world;
    }

    private static Candidate second() {
        return new Candidate(
                0, 20, "lns-" + TWO, World.address(TWO), null, Secret.NONE, null, null, null, null);
    }

    private static List<String> outcomes(World world, long callId) {
        return world.connected(callId).facts().decisions().stream()
                .map(Event.Decision::outcome)
                .toList();
    }

    private void says(LnsAction action) {
        world.command(new Command.SetLns(World.address(ONE), "lns-" + ONE, action, "because"));
    }

    @Test
    void anLnsThatWasLeftAndHasFailedSinceIsStillBetterThanNone() {
        world.calls(World.to(ONE));
        world.calls(second());
        world.passes(ofSeconds(1));
        world.lns(ONE).answersCalls = false;
        world.lns(TWO).answersCalls = false;
        world.calls(World.to(ONE), second()); // stays with the first, which is locked out for it
        long call = world.calls(World.to(ONE), second());
        world.passes(ofMillis(10_200));
        assertThat(world.state(call)).isEqualTo("wait-reply");
        world.lns(ONE).answersCalls = true;
        world.passes(ofSeconds(1)); // the second has failed too
        assertThat(world.connected(call).facts().candidate()).isEqualTo(World.to(ONE));
    }

    @ParameterizedTest
    @EnumSource(
            value = LnsAction.class,
            names = {"DRAIN", "LOCK"})
    void whoWaitsInVainGoesToAnLnsThatAnOperatorGivesBack(LnsAction action) {
        says(action);
        world.lns(TWO).dead = true;
        long call = world.calls(World.to(ONE), second());
        world.passes(ofSeconds(1));
        assertThat(world.state(call)).isEqualTo("wait-tunnel");
        says(action == LnsAction.DRAIN ? LnsAction.UNDRAIN : LnsAction.UNLOCK);
        world.passes(ofMillis(1));
        assertThat(world.connected(call).facts().candidate()).isEqualTo(World.to(ONE));
    }

    @Test
    void aTunnelAloneDoesNotProveThatCallsAreAnsweredAgain() {
        World without = world(false);
        without.calls(World.to(ONE));
        without.passes(ofSeconds(1));
        without.lns(ONE).answersCalls = false;
        without.calls(World.to(ONE), second());
        without.passes(ofSeconds(11));
        without.command(
                new Command.ClearTunnel(
                        without.engine.tunnels().getFirst().facts().localTunnelId(), "because"));
        without.passes(ofSeconds(60));
        long trier = without.calls(World.to(ONE), second());
        without.passes(ofMillis(1));
        assertThat(without.state(trier)).isEqualTo("wait-reply"); // in a new tunnel
        long other = without.calls(World.to(ONE), second());
        without.passes(ofMillis(1));
        assertThat(outcomes(without, other).getFirst())
                .startsWith("skipped: tried by another call");
    }

    @Test
    void whoWaitsInVainGoesToAnLnsWhoseHelloIsAnsweredAgain() {
        world.calls(World.to(ONE));
        world.calls(second());
        world.passes(ofSeconds(1));
        world.lns(ONE).answersCalls = false;
        world.lns(TWO).answersCalls = false;
        world.calls(World.to(ONE), second()); // stays with the first, which is locked out for it
        long call = world.calls(World.to(ONE), second());
        world.passes(ofMillis(10_050));
        assertThat(world.state(call)).isEqualTo("wait-reply");
        world.lns(ONE).answersCalls = true;
        says(LnsAction.PROBE);
        world.passes(ofMillis(300)); // before the second is given up
        assertThat(world.connected(call).facts().candidate()).isEqualTo(World.to(ONE));
        assertThat(world.count("candidate-timeouts")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2661 §4.4.2: an OCRQ of an LNS that is drained or locked gets CDN 4")
    void anLnsThatIsKeptFreeOfCallsGetsNoOutgoingOnes() {
        for (LnsAction action : List.of(LnsAction.DRAIN, LnsAction.LOCK)) {
            World fresh = world(true);
            fresh.calls(World.to(ONE));
            fresh.passes(ofMillis(1));
            fresh.command(new Command.SetLns(World.address(ONE), "lns-" + ONE, action, "because"));
            fresh.lns(ONE).dials("5551234");
            fresh.passes(ofMillis(1));
            assertThat(fresh.events(Event.DialWanted.class)).isEmpty();
            assertThat(fresh.lns(ONE).heard(Cdn.class))
                    .singleElement()
                    .satisfies(cdn -> assertThat(cdn.result().result()).isEqualTo(4));
            assertThat(fresh.count("outgoing-calls-barred")).isEqualTo(1);
        }
    }

    @Test
    void nobodyIsProbedAfterTheEnd() {
        world.calls(World.to(ONE));
        world.passes(ofMillis(1));
        world.command(new Command.ShutDown("end"));
        world.passes(ofSeconds(1));
        world.command(
                new Command.SetLns(World.address(KNOWN), "known", LnsAction.PROBE, "because"));
        says(LnsAction.PROBE);
        world.passes(ofSeconds(1));
        assertThat(world.lns(KNOWN).heard).isEmpty();
        assertThat(world.engine.isQuiet()).isTrue();
        assertThat(world.count("probes-sent")).isZero();
    }
}
