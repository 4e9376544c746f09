package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.port.Event;
import org.lacserver.port.LnsView;
import org.lacserver.tests.peer.Script;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Eight LNSs in three levels, some of which die, hang, refuse, and come back. */
class LnsChaosTest {
    private static final long SECOND = LnsChaos.SECOND;
    private static final long MILLI = SECOND / 1000;
    private static final Link.Quality GOOD = new Link.Quality(0, 0, 10 * MILLI, 0);
    private static final Link.Quality LOSSY = new Link.Quality(0.01, 0.01, 10 * MILLI, 0);

    /** §4.4.2: about the caller's line, so another LNS would say the same. */
    private static final Set<Integer> OF_THE_LINE = Set.of(7, 8, 9, 11);

    private static void matchesWeights(int[] taken, List<Integer> which) {
        double calls = which.stream().mapToInt(i -> taken[i]).sum();
        double weights = which.stream().mapToInt(LnsChaos.WEIGHTS::get).sum();
        for (int i : which) {
            assertThat(taken[i] / calls)
                    .as("lns%d", i + 1)
                    .isCloseTo(LnsChaos.WEIGHTS.get(i) / weights, within(0.02));
        }
    }

    private static List<String> outcomes(Event.CallConnected call) {
        return call.facts().decisions().stream().map(Event.Decision::outcome).toList();
    }

    @Test
    void halfOfTheLnssDeadCostsCallersNothingAndTheOthersShareByWeight() {
        LnsChaos chaos = new LnsChaos(7, GOOD);
        List<Long> before = chaos.callers(1500, 50 * MILLI, 0);
        matchesWeights(chaos.taken(before), List.of(0, 1, 2, 3));
        long[] alive = chaos.setUpNanos(before);
        assertThat(alive).hasSize(before.size());

        chaos.behaves(0, new Script.Silent());
        chaos.behaves(1, new Script.ForgetCalls());
        chaos.dies(4);
        chaos.dies(6);
        List<Long> during = chaos.callers(4000, 50 * MILLI, 0);
        chaos.passes(30 * SECOND);
        long[] halfDead = chaos.setUpNanos(during);
        assertThat(halfDead).as("every call found an LNS").hasSize(during.size());
        matchesWeights(chaos.taken(during), List.of(2, 3));

        long p99 = LnsChaos.percentile(alive, 99);
        long p99HalfDead = LnsChaos.percentile(halfDead, 99);
        System.out.printf(
                "set-up time p50/p99: all alive %d/%d us, half dead %d/%d us; slowest %d ms%n",
                LnsChaos.percentile(alive, 50) / 1000,
                p99 / 1000,
                LnsChaos.percentile(halfDead, 50) / 1000,
                p99HalfDead / 1000,
                halfDead[halfDead.length - 1] / MILLI);
        assertThat(p99HalfDead).isLessThanOrEqualTo(p99 * 12 / 10);
    }

    @Test
    void anLnsThatComesBackIsProbedByTheLacAndGetsCallsAgain() {
        LnsChaos chaos = new LnsChaos(8, GOOD);
        chaos.callers(200, 50 * MILLI, 0);
        chaos.dies(0);
        chaos.behaves(1, new Script.RefuseTunnels(6, 0, "maintenance"));
        chaos.callers(2000, 50 * MILLI, 0);
        assertThat(chaos.lns(0).state()).isIn(LnsView.State.LOCKED, LnsView.State.PROBING);

        chaos.returns(0);
        chaos.returns(1);
        List<Long> meanwhile = chaos.callers(2400, 50 * MILLI, 0);
        long[] took = chaos.setUpNanos(meanwhile);
        assertThat(took).hasSize(meanwhile.size());
        assertThat(took[took.length - 1]).as("nobody paid").isLessThan(100 * MILLI);
        for (long call : meanwhile) {
            assertThat(outcomes(chaos.call(call)))
                    .allMatch(text -> text.equals("used") || text.startsWith("skipped: "));
        }
        assertThat(chaos.lns(0).state()).isEqualTo(LnsView.State.UP);
        assertThat(chaos.taken(meanwhile)[0]).isPositive();
        assertThat(chaos.engine.counters().get("probes-answered")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("RFC 2661 §4.4.2: whatever code LNSs refuse with, no call is lost that one takes")
    void noCallIsLostThatSomeLnsWouldHaveTaken(long seed) {
        LnsChaos chaos = new LnsChaos(seed, LOSSY);
        int honest = chaos.random.nextInt(LnsChaos.LEVELS.size());
        int calls = 0;
        for (int round = 0; round < 30; round++) {
            int which = chaos.random.nextInt(LnsChaos.LEVELS.size());
            if (which != honest) {
                misbehaves(chaos, which);
            }
            calls += chaos.callers(40, 50 * MILLI, 60 * SECOND).size();
        }
        chaos.passes(40 * SECOND);
        int lost = 0;
        for (Event.CallEnded call : chaos.ended.values()) {
            if (!chaos.connected.containsKey(call.callId())) {
                lost++;
                assertThat(call.end().resultCode())
                        .as("%s: %s", call.end(), call.facts().decisions())
                        .isIn(OF_THE_LINE);
                assertThat(call.end().by()).isEqualTo(Event.By.LNS);
            }
        }
        assertThat(chaos.connected.size() + lost).isEqualTo(calls);
    }

    static Stream<Script> codes() {
        Stream<Script> cdn =
                Stream.concat(
                        IntStream.rangeClosed(1, 11)
                                .mapToObj(result -> new Script.RefuseCalls(result, 0, "no")),
                        IntStream.rangeClosed(1, 8)
                                .mapToObj(error -> new Script.RefuseCalls(2, error, "no")));
        Stream<Script> stop =
                Stream.concat(
                        IntStream.rangeClosed(1, 7)
                                .mapToObj(result -> new Script.RefuseTunnels(result, 0, "no")),
                        IntStream.rangeClosed(1, 8)
                                .mapToObj(error -> new Script.RefuseTunnels(2, error, "no")));
        return Stream.concat(cdn, stop);
    }

    @ParameterizedTest
    @MethodSource("codes")
    @DisplayName("RFC 2661 §4.4.2: each code leads to the next LNS, unless it is about the line")
    void eachCodeOnPurpose(Script refusal) {
        LnsChaos chaos = new LnsChaos(3, GOOD);
        int last = LnsChaos.LEVELS.size() - 1;
        for (int i = 0; i < last; i++) {
            chaos.behaves(i, refusal);
        }
        List<Long> calls = chaos.callers(20, 50 * MILLI, 0);
        chaos.passes(SECOND);
        if (refusal instanceof Script.RefuseCalls(int result, _, _)
                && OF_THE_LINE.contains(result)) {
            assertThat(chaos.connected).isEmpty();
            assertThat(chaos.ended.keySet()).containsExactlyElementsOf(calls);
            assertThat(chaos.ended.values())
                    .allSatisfy(call -> assertThat(call.end().resultCode()).isEqualTo(result));
            return;
        }
        assertThat(chaos.taken(calls)[last]).isEqualTo(calls.size());
        assertThat(chaos.ended).isEmpty();
        assertThat(outcomes(chaos.call(calls.getFirst())))
                .as("each of them was asked and refused")
                .hasSize(last + 1)
                .endsWith("used")
                .filteredOn(outcome -> outcome.contains("no"))
                .hasSize(last);
    }

    private static void misbehaves(LnsChaos chaos, int which) {
        switch (chaos.random.nextInt(6)) {
            case 0 -> chaos.dies(which);
            case 1 -> chaos.behaves(which, new Script.Silent());
            case 2 -> chaos.behaves(which, new Script.ForgetCalls());
            case 3 -> {
                int result = 1 + chaos.random.nextInt(8);
                int error = result == 2 ? 1 + chaos.random.nextInt(12) : 0;
                chaos.behaves(which, new Script.RefuseTunnels(result, error, "no"));
            }
            case 4 -> {
                int result = 1 + chaos.random.nextInt(16);
                int error = result == 2 ? 1 + chaos.random.nextInt(12) : 0;
                chaos.behaves(which, new Script.RefuseCalls(result, error, "no"));
            }
            default -> chaos.returns(which);
        }
    }
}
