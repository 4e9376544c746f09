package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.engine.FourLnses.FOUR;
import static org.lacserver.engine.FourLnses.ONE;
import static org.lacserver.engine.FourLnses.THREE;
import static org.lacserver.engine.FourLnses.TWO;
import static org.lacserver.engine.FourLnses.order;
import static org.lacserver.engine.FourLnses.outcomes;
import static org.lacserver.engine.FourLnses.to;
import static org.lacserver.engine.FourLnses.world;

import static java.time.Duration.ofMillis;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.LnsProfile.Choosing;
import org.lacserver.call.Policies.Failover;
import org.lacserver.call.Policies.Policy;
import org.lacserver.call.Policies.Share;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.Secret;

import java.time.Duration;
import java.util.List;

/** How calls are shared out, and what limits them. */
class SelectionTest {
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
}
