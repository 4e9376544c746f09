package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.engine.FourLnses.ONE;
import static org.lacserver.engine.FourLnses.THREE;
import static org.lacserver.engine.FourLnses.TWO;
import static org.lacserver.engine.FourLnses.lns;
import static org.lacserver.engine.FourLnses.order;
import static org.lacserver.engine.FourLnses.outcomes;
import static org.lacserver.engine.FourLnses.to;
import static org.lacserver.engine.FourLnses.world;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.LnsProfile.Choosing;
import org.lacserver.call.Policies.Failover;
import org.lacserver.call.Policies.Share;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.port.Event;
import org.lacserver.port.LnsAction;
import org.lacserver.port.LnsView;

import java.time.Duration;
import java.util.List;

/** What a failure costs those who come after it, and how operators keep calls off an LNS. */
class SilentLnsTest {
    // ---- what a dead LNS costs

    @Test
    void allWhoWaitForASilentLnsGoOnTogetherAndItsSccrqGoesOn() {
        World world = world();
        world.lns(ONE).dead = true;
        long first = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(400));
        long second = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(101));
        assertThat(world.state(first)).isEqualTo("established");
        assertThat(world.state(second)).isEqualTo("established");
        assertThat(world.count("candidates-left-waiting")).isEqualTo(2);

        world.lns(ONE).dead = false;
        world.passes(ofSeconds(2)); // the SCCRQ is repeated
        long third = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, third)).containsExactly("used");
    }

    @Test
    void withoutAnotherCandidateCallersWaitOn() {
        World world = world();
        world.lns(ONE).dead = true;
        long call = world.calls(to(ONE));
        world.passes(ofMillis(1500));
        assertThat(world.state(call)).isEqualTo("wait-tunnel");
        world.lns(ONE).dead = false;
        world.passes(ofSeconds(3));
        assertThat(outcomes(world, call)).containsExactly("used");
    }

    @Test
    void whoWaitsInVainGoesToTheFirstThatAnswersAgain() {
        World world = world();
        world.lns(ONE).dead = true;
        world.lns(TWO).dead = true;
        long call = world.calls(to(ONE), to(TWO));
        world.passes(ofMillis(1200)); // it has waited for both
        world.lns(ONE).dead = false;
        world.passes(ofSeconds(2)); // the SCCRQ to it is repeated
        assertThat(world.connected(call).facts().candidate()).isEqualTo(to(ONE));
    }

    @Test
    void theLacItselfProbesBeforeCallsGoBack() {
        World world = world();
        world.lns(ONE).dead = true;
        world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofSeconds(10));
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.LOCKED);
        world.passes(ofSeconds(60));
        assertThat(world.count("probes-sent")).isEqualTo(1);
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.PROBING);
        long during = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, during))
                .containsExactly("skipped: being probed (no SCCRP in time)", "used");

        world.passes(ofSeconds(10)); // in vain: locked out again
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.LOCKED);
        world.lns(ONE).dead = false;
        world.passes(ofSeconds(60));
        assertThat(world.count("probes-answered")).isEqualTo(1);
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.UP);
        long after = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, after)).containsExactly("used");
    }

    @Test
    void withoutProbesOneCallerAtATimeTries() {
        World world = world(new Choosing(0, 1, Duration.ofMillis(500), false));
        world.lns(ONE).dead = true;
        world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofSeconds(70));
        assertThat(world.count("probes-sent")).isZero();
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.DOWN);
        long trier = world.calls(to(ONE), to(TWO, 20, 0, 0));
        long other = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(100));
        assertThat(world.state(trier)).isEqualTo("wait-tunnel");
        assertThat(outcomes(world, other))
                .containsExactly("skipped: tried by another call (no SCCRP in time)", "used");

        world.lns(ONE).dead = false;
        world.passes(ofSeconds(3));
        long later = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, later)).containsExactly("used");
    }

    @Test
    @DisplayName("§5.8: a tunnel whose messages are not acknowledged gets no calls until they are")
    void aStalledTunnelIsPassedOver() {
        World world = world();
        world.calls(to(ONE));
        world.passes(ofSeconds(1));
        world.lns(ONE).dead = true;
        long witness = world.calls(to(ONE), to(TWO, 20, 0, 0));
        long mover = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(501));
        assertThat(world.state(witness)).isEqualTo("wait-reply");
        assertThat(outcomes(world, mover))
                .containsExactly("no word in time, left for another", "used");
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.STALLED);
        long next = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, next).getFirst()).startsWith("skipped: it owes an answer for");

        world.lns(ONE).dead = false;
        world.passes(ofSeconds(1));
        assertThat(outcomes(world, witness)).containsExactly("used");
        assertThat(world.lns(ONE).heard(Cdn.class))
                .first()
                .satisfies(cdn -> assertThat(cdn.result().result()).isEqualTo(10));
        long after = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, after)).containsExactly("used");
    }

    @Test
    void anLnsThatAcknowledgesButNeverAnswersCostsOneCaller() {
        World world = world();
        world.calls(to(ONE));
        world.passes(ofSeconds(1));
        world.lns(ONE).answersCalls = false;
        long witness = world.calls(to(ONE), to(TWO, 20, 0, 0));
        long mover = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(501));
        assertThat(world.state(mover)).isEqualTo("established");
        world.passes(ofSeconds(10));
        assertThat(outcomes(world, witness))
                .containsExactly("ICRQ was not answered in time", "used");

        world.passes(ofSeconds(60)); // its Hello is answered, its calls one caller tries
        assertThat(world.lns(ONE).heard(Hello.class)).isNotEmpty();
        long trier = world.calls(to(ONE), to(TWO, 20, 0, 0));
        long other = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, other).getFirst()).startsWith("skipped: tried by another call");
        assertThat(world.state(trier)).isEqualTo("wait-reply");
    }

    // ---- operators

    @Test
    void aDrainedLnsKeepsItsCallsAndClosesItsTunnelWithTheLast() {
        World world = world();
        long first = world.calls(to(ONE));
        world.passes(ofMillis(1));
        order(world, LnsAction.DRAIN);
        long second = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMinutes(5));
        assertThat(outcomes(world, second))
                .containsExactly("skipped: draining by an operator: because", "used");
        assertThat(world.state(first)).isEqualTo("established");
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.DRAINING);
        assertThat(lns(world, ONE).held()).isEqualTo("by an operator: because");

        world.leaves(first);
        world.passes(ofMillis(1));
        assertThat(lns(world, ONE).tunnels()).isZero();
        order(world, LnsAction.UNDRAIN);
        long third = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, third)).containsExactly("used");
    }

    @Test
    void aLockedLnsIsNotEvenALastResort() {
        World world = world();
        order(world, LnsAction.LOCK);
        long call = world.calls(to(ONE));
        assertThat(world.ended(call).end().reason()).contains("locked by an operator: because");
        order(world, LnsAction.UNLOCK);
        long next = world.calls(to(ONE));
        world.passes(ofMillis(1));
        assertThat(world.state(next)).isEqualTo("established");
    }

    @Test
    void unlockEndsALockoutAndProbeFindsOutAtOnce() {
        World world = world();
        world.lns(ONE).dead = true;
        world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofSeconds(10));
        order(world, LnsAction.UNLOCK);
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.IDLE);
        world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofSeconds(10));
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.LOCKED);

        world.lns(ONE).dead = false;
        order(world, LnsAction.PROBE);
        world.passes(ofMillis(1));
        assertThat(lns(world, ONE).state()).isEqualTo(LnsView.State.UP);
    }

    // ---- what is recorded

    @Test
    void eachDecisionHasItsTime() {
        World world = world();
        world.lns(ONE).dead = true;
        long call = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofSeconds(1));
        List<Event.Decision> decisions = world.connected(call).facts().decisions();
        assertThat(decisions)
                .extracting(Event.Decision::after)
                .containsExactly(ofMillis(500), ofMillis(500));
        assertThat(decisions)
                .extracting(Event.Decision::took)
                .containsExactly(ofMillis(500), Duration.ZERO);
        assertThat(lns(world, ONE).figures().attempts()).isEqualTo(1);
    }

    @Test
    void whatWouldBeDoneIsExplainedAndNothingIsDone() {
        World world = world(Share.RANDOM, Failover.WITHIN, 0);
        order(world, LnsAction.DRAIN);
        List<Event.Decision> decisions =
                world.engine.explain(
                        List.of(to(ONE), to(TWO, 10, 1, 0), to(THREE, 10, 2, 0)), world.now);
        assertThat(decisions)
                .extracting(decision -> decision.candidate().server().getHostAddress())
                .containsExactly(ONE, THREE, TWO);
        assertThat(decisions)
                .extracting(Event.Decision::outcome)
                .containsExactly(
                        "skipped: draining by an operator: because",
                        "tried first",
                        "next if it fails");
        assertThat(world.count("candidates-tried")).isZero();
        assertThat(world.lnses.values()).allMatch(lns -> lns.heard.isEmpty());
    }
}
