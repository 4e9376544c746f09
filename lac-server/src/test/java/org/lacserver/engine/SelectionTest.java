package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.CallSettings;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.LnsProfile.Choosing;
import org.lacserver.call.Policies;
import org.lacserver.call.Policies.Failover;
import org.lacserver.call.Policies.Policy;
import org.lacserver.call.Policies.Share;
import org.lacserver.call.Profiles;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Event;
import org.lacserver.port.LnsAction;
import org.lacserver.port.LnsView;
import org.lacserver.port.Secret;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How calls are shared out, and what a failure costs those who come after it. */
class SelectionTest {
    private static final String ONE = "10.0.0.2";
    private static final String TWO = "10.0.0.3";
    private static final String THREE = "10.0.0.4";
    private static final String FOUR = "10.0.0.5";

    private static World world(Policy policy, int groupLimit, LnsProfile.Allowance allowance) {
        LnsProfile usual = LnsProfile.defaults("lac1");
        World world =
                new World(
                        new EngineSettings(
                                new Profiles(usual.with(allowance), List.of()),
                                CallSettings.defaults(World.LAC),
                                new Policies(
                                        Policy.USUAL,
                                        Map.of("g", new Policies.Group(policy, groupLimit)))),
                        1);
        List.of(ONE, TWO, THREE, FOUR).forEach(world::lns);
        return world;
    }

    private static World world(Share share, Failover failover, int maxAttempts) {
        return world(new Policy(share, failover, maxAttempts), 0, LnsProfile.Allowance.DEFAULT);
    }

    private static World world(Choosing choosing) {
        return world(Policy.USUAL, 0, LnsProfile.Allowance.DEFAULT.with(choosing));
    }

    private static World world() {
        return world(Choosing.USUAL);
    }

    private static Candidate to(String address, int preference, int weight, int limit) {
        return new Candidate(
                0,
                preference,
                "lns-" + address,
                World.address(address),
                null,
                Secret.NONE,
                null,
                null,
                null,
                null,
                "g",
                weight,
                limit,
                Map.of());
    }

    private static Candidate to(String address) {
        return to(address, 10, 0, 0);
    }

    private static List<String> outcomes(World world, long callId) {
        return world.connected(callId).facts().decisions().stream()
                .map(Event.Decision::outcome)
                .toList();
    }

    private static List<String> order(World world, long callId) {
        return world.connected(callId).facts().decisions().stream()
                .map(decision -> decision.candidate().server().getHostAddress())
                .toList();
    }

    private static LnsView lns(World world, String address) {
        return world.engine.lnses(world.now).stream()
                .filter(lns -> lns.address().equals(World.address(address)))
                .findFirst()
                .orElseThrow();
    }

    private static void order(World world, LnsAction action) {
        world.command(new Command.SetLns(World.address(ONE), "lns-" + ONE, action, "because"));
    }

    // ---- shares

    @Test
    @DisplayName("RFC 2868 §3.9: equal preferences share by weight, exactly")
    void weightsAreKeptExactly() {
        World world = world();
        for (int i = 0; i < 60; i++) {
            world.calls(to(ONE, 10, 3, 0), to(TWO, 10, 2, 0), to(THREE, 10, 1, 0));
            world.passes(ofMillis(1));
        }
        assertThat(world.lns(ONE).sessions()).isEqualTo(30);
        assertThat(world.lns(TWO).sessions()).isEqualTo(20);
        assertThat(world.lns(THREE).sessions()).isEqualTo(10);
    }

    @Test
    void withoutAWeightTheLimitIsIt() {
        World world = world();
        for (int i = 0; i < 40; i++) {
            world.calls(to(ONE, 10, 0, 300), to(TWO, 10, 0, 100));
            world.passes(ofMillis(1));
        }
        assertThat(world.lns(ONE).sessions()).isEqualTo(30);
        assertThat(world.lns(TWO).sessions()).isEqualTo(10);
    }

    @Test
    void chanceFollowsTheWeights() {
        World world = world(Share.RANDOM, Failover.WITHIN, 0);
        for (int i = 0; i < 2000; i++) {
            world.calls(to(ONE, 10, 3, 0), to(TWO, 10, 1, 0));
            world.passes(ofMillis(1));
        }
        assertThat(world.lns(ONE).sessions()).isBetween(1430L, 1570L).isNotEqualTo(1500);
    }

    @Test
    void aTunnelThatIsOpenIsFilledBeforeAnotherIsOpened() {
        World world = world(Share.EXISTING_FIRST, Failover.WITHIN, 0);
        for (int i = 0; i < 5; i++) {
            world.calls(to(ONE, 10, 1, 4), to(TWO, 10, 9, 0));
            world.passes(ofMillis(1));
        }
        assertThat(world.lns(TWO).sessions()).isEqualTo(5);
        assertThat(world.lns(ONE).heard).isEmpty();
    }

    // ---- failover

    private static Candidate[] twoLevels() {
        return new Candidate[] {to(ONE), to(TWO), to(THREE, 20, 0, 0), to(FOUR, 20, 0, 0)};
    }

    private static void refuse(World world, String... addresses) {
        for (String address : addresses) {
            world.lns(address).refusesCalls = new ResultCode(4, 0, "full");
        }
    }

    @Test
    void withinALevelTheOthersComeFirst() {
        World world = world(Share.WEIGHTED, Failover.WITHIN, 0);
        refuse(world, ONE, TWO, THREE);
        long call = world.calls(twoLevels());
        world.passes(ofMillis(1));
        assertThat(order(world, call)).containsExactly(ONE, TWO, THREE, FOUR);
    }

    @Test
    void betweenLevelsTheNextComesAtOnceAndTheRestLast() {
        World world = world(Share.WEIGHTED, Failover.BETWEEN, 0);
        refuse(world, ONE, THREE, TWO);
        long call = world.calls(twoLevels());
        world.passes(ofMillis(1));
        assertThat(order(world, call)).containsExactly(ONE, THREE, TWO, FOUR);
    }

    @Test
    void attemptsAreCounted() {
        World world = world(Share.WEIGHTED, Failover.WITHIN, 2);
        refuse(world, ONE, TWO);
        long call = world.calls(twoLevels());
        world.passes(ofMillis(1));
        assertThat(world.ended(call).end().reason()).contains("full");
        assertThat(world.lns(THREE).heard).isEmpty();
    }

    // ---- limits

    @Test
    void aFullTunnelIsFollowedByAnotherUpToTheLimit() {
        LnsProfile.Allowance usual = LnsProfile.Allowance.DEFAULT;
        LnsProfile.Allowance small =
                new LnsProfile.Allowance(
                        usual.calls(),
                        2,
                        usual.icrqsInFlight(),
                        usual.candidateTimeout(),
                        usual.lockout(),
                        usual.refusedLockout(),
                        0,
                        List.of(),
                        new Choosing(0, 2, Duration.ofMillis(500), true));
        World world = world(Policy.USUAL, 0, small);
        long first = world.calls(to(ONE));
        for (int i = 0; i < 3; i++) {
            world.calls(to(ONE));
            world.passes(ofMillis(1));
        }
        assertThat(world.lns(ONE).heard(Sccrq.class)).hasSize(2);
        long fifth = world.calls(to(ONE), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, fifth))
                .containsExactly("skipped: all 2 tunnels are full", "used");

        // the first tunnel is filled up again, so that the second runs empty
        world.leaves(first);
        long sixth = world.calls(to(ONE));
        world.passes(ofMillis(1));
        assertThat(world.connected(sixth).binding().localTunnelId())
                .isEqualTo(world.connected(first).binding().localTunnelId());
    }

    @Test
    void aGroupHasALimitOfItsOwn() {
        World world = world(Policy.USUAL, 2, LnsProfile.Allowance.DEFAULT);
        long first = world.calls(to(ONE));
        world.calls(to(TWO));
        Candidate elsewhere =
                new Candidate(
                        0,
                        20,
                        "lns-" + THREE,
                        World.address(THREE),
                        null,
                        Secret.NONE,
                        null,
                        null,
                        null,
                        null);
        long third = world.calls(to(ONE), elsewhere);
        world.passes(ofMillis(1));
        assertThat(outcomes(world, third))
                .containsExactly("skipped: as many calls of group g as allowed", "used");
        assertThat(world.count("limit-calls-per-group")).isEqualTo(1);

        world.leaves(first);
        long fourth = world.calls(to(ONE), elsewhere);
        world.passes(ofMillis(1));
        assertThat(outcomes(world, fourth)).containsExactly("used");
    }

    @Test
    void theLookupsLimitCountsBeforeTheConfigured() {
        World world = world();
        world.calls(to(ONE, 10, 0, 1));
        long second = world.calls(to(ONE, 10, 0, 1), to(TWO, 20, 0, 0));
        world.passes(ofMillis(1));
        assertThat(outcomes(world, second))
                .containsExactly("skipped: as many calls there as allowed", "used");
    }

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
