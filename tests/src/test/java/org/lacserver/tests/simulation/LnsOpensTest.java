package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.port.Event;
import org.lacserver.port.TunnelView;
import org.lacserver.tests.peer.AcCall;
import org.lacserver.tests.peer.DatagramSink;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.OutgoingCall;
import org.lacserver.tests.peer.Subscriber;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An LNS that opens tunnels, at times when the box opens one too, and places calls in whatever
 * tunnel there is; over a link that loses a fifth, doubles and reorders. {@code
 * -Dlac.simulation.seeds=N} and {@code -Dlac.simulation.first=S} choose other seeds.
 */
final class LnsOpensTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A fifth lost, a tenth doubled; up to 300 ms late, so that what follows overtakes. */
    private static final Link.Quality WORST = new Link.Quality(0.2, 0.1, 1_000_000, 300_000_000);

    /** Longer than a Hello interval with all its retransmissions, and than a tombstone. */
    private static final long SETTLE = 250 * SECOND;

    /** What the seeds came to, so that a test of nothing is seen. */
    private static final class Figures {
        private int opened;
        private long ties;
        private int answered;
        private int callers;
    }

    @Test
    @DisplayName("§4.4.3, §5.8, §7.2.1, §7.5: tunnels of either side, ties, OCRQ over a bad link")
    void everyTunnelAndCallIsThereOnBothSidesOrOnNone() {
        long first = Long.getLong("lac.simulation.first", 1);
        long seeds = Long.getLong("lac.simulation.seeds", 300);
        Figures figures = new Figures();
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                play(seed, figures);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (-Dlac.simulation.first=" + seed + "): " + e, e);
            }
        }
        if (seeds >= 100) {
            assertThat(figures.opened).as("tunnels of the LNS").isGreaterThan((int) seeds);
            assertThat(figures.ties).as("ties").isGreaterThan(seeds / 10);
            assertThat(figures.answered).as("calls placed").isGreaterThan((int) seeds);
            assertThat(figures.callers).as("callers").isGreaterThan((int) seeds);
        }
    }

    private static void play(long seed, Figures figures) {
        RandomGenerator choice = new SplittableRandom(seed);
        Site site =
                new Site(
                        seed,
                        Link.Quality.GOOD,
                        WORST,
                        List.of(
                                Site.lnsProfile("lns1")
                                        .options(false, true, 1 + choice.nextInt(6))
                                        .client("lns1", Site.PASSWORD)));
        InetSocketAddress at = site.lnses.keySet().iterator().next();
        Lns lns = site.lns(0);
        arrange(site, choice, lns, toLac(site, at));
        site.time.runUntil(site.time.now() + 60 * SECOND);
        figures.answered += up(lns, true);
        figures.callers += up(lns, false);
        figures.opened += opened(lns);

        part(site, choice, lns, toLac(site, at));
        site.time.runUntil(site.time.now() + 60 * SECOND);
        // either side may have given the other up a moment ago: now it can find out
        site.heal();
        site.time.runUntil(site.time.now() + SETTLE);
        assertTunnelsAgree(site, lns);
        assertCallsAgree(site, lns);
        site.watch.assertHeardInOrder(at, lns);
        figures.ties += lns.counters().tiesWon + lns.counters().tiesLost;

        site.box.shutDown(site.time.now(), "end");
        site.time.runUntil(site.time.now() + SETTLE);
        assertThat(site.remote.liveCalls()).as("calls of the far end").isZero();
        assertThat(lns.counters().callsEnded)
                .as("each call of the LNS has one end")
                .isEqualTo(lns.calls().size());
        WholeBoxTest.assertNothingIsLeft(site, seed);
    }

    private static DatagramSink toLac(Site site, InetSocketAddress at) {
        return (to, octets) -> site.toLac(at, octets);
    }

    private static int up(Lns lns, boolean placed) {
        return (int)
                lns.calls().stream()
                        .filter(call -> (call.order() != null) == placed)
                        .filter(call -> call.state() == LnsCall.State.UP)
                        .count();
    }

    private static int opened(Lns lns) {
        return (int)
                lns.tunnels().stream()
                        .filter(tunnel -> tunnel.established() && tunnel.sccrq().isEmpty())
                        .count();
    }

    /** Callers, tunnels and calls, within the same few seconds. */
    private static void arrange(Site site, RandomGenerator choice, Lns lns, DatagramSink out) {
        for (int i = 1; i <= 3; i++) {
            Subscriber subscriber = site.subscriber(WholeBoxTest.profile(i, "user" + i + "@isp"));
            site.time.after(choice.nextLong(4 * SECOND), now -> subscriber.dial(now, site.toLac()));
            WholeBoxTest.keepAlive(site, subscriber, 20 * SECOND);
        }
        for (int i = 0; i < 2; i++) {
            Long tie = tieBreaker(choice);
            long after = choice.nextLong(10 * SECOND);
            site.time.after(after, now -> lns.open(now, Site.LAC, tie, out));
            lns.dialWhenUp(OutgoingCall.to(Site.NUMBER));
        }
        for (int i = 0; i < 4; i++) {
            String number = choice.nextInt(5) == 0 ? "1" : Site.NUMBER;
            site.time.after(
                    choice.nextLong(30 * SECOND),
                    now ->
                            lns.tunnels().stream()
                                    .filter(LnsTunnel::established)
                                    .findAny()
                                    .ifPresent(
                                            t -> lns.dial(now, t, OutgoingCall.to(number), out)));
        }
    }

    private static @Nullable Long tieBreaker(RandomGenerator choice) {
        return switch (choice.nextInt(4)) {
            case 0 -> null;
            case 1 -> 0L;
            case 2 -> -1L;
            default -> choice.nextLong();
        };
    }

    /** Some calls end, by either side or the far end; now and then a whole tunnel does. */
    private static void part(Site site, RandomGenerator choice, Lns lns, DatagramSink out) {
        for (LnsCall call : List.copyOf(lns.calls())) {
            switch (choice.nextInt(4)) {
                case 0 -> lns.hangUp(site.time.now(), call, out);
                case 1 -> lns.clear(site.time.now(), call, 3, 0, "cleared", out);
                default -> {}
            }
        }
        for (AcCall call : site.remote.calls()) {
            if (choice.nextInt(3) == 0) {
                site.remote.padt(call, site.toLac());
            }
        }
        for (Subscriber subscriber : site.subscribers) {
            site.time.after(
                    choice.nextLong(30 * SECOND),
                    now -> WholeBoxTest.leave(site, choice, subscriber, now));
        }
        if (choice.nextInt(3) == 0) {
            lns.tunnels().stream()
                    .filter(LnsTunnel::established)
                    .findAny()
                    .ifPresent(t -> lns.stop(site.time.now(), t, 6, 0, "maintenance", out));
        }
    }

    private static void assertTunnelsAgree(Site site, Lns lns) {
        List<Integer> here =
                site.box.engine().tunnels().stream()
                        .filter(tunnel -> !tunnel.state().equals("closed"))
                        .map(TunnelView::facts)
                        .map(Event.TunnelFacts::peerTunnelId)
                        .sorted()
                        .toList();
        List<Integer> there =
                lns.tunnels().stream()
                        .filter(LnsTunnel::established)
                        .map(LnsTunnel::localId)
                        .sorted()
                        .toList();
        assertThat(here).as("tunnels of the box, and of the LNS").isEqualTo(there);
    }

    private record Ids(int lnsTunnel, int lnsSession, int lacSession) {}

    private static void assertCallsAgree(Site site, Lns lns) {
        List<Ids> here =
                site.box.engine().calls().stream()
                        .map(
                                call ->
                                        new Ids(
                                                Objects.requireNonNull(call.facts().tunnel())
                                                        .peerTunnelId(),
                                                call.facts().peerSessionId(),
                                                call.facts().localSessionId()))
                        .toList();
        List<Ids> there =
                lns.tunnels().stream()
                        .flatMap(tunnel -> tunnel.calls().stream())
                        .map(
                                call ->
                                        new Ids(
                                                call.tunnel().localId(),
                                                call.localSessionId(),
                                                call.peerSessionId()))
                        .toList();
        assertThat(here)
                .as("calls of the box, and of the LNS")
                .containsExactlyInAnyOrderElementsOf(there);
        long placed =
                lns.tunnels().stream()
                        .flatMap(tunnel -> tunnel.calls().stream())
                        .filter(call -> call.order() != null)
                        .count();
        assertThat(site.remote.liveCalls()).as("calls of the far end").isEqualTo(placed);
    }
}
