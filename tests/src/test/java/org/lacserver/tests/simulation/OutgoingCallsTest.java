package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.DatagramSink;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.OutgoingCall;
import org.lacserver.tests.peer.Subscriber;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * RFC 2661 §5.2.2 and §7.5: an LNS has the box call a remote access concentrator, in the tunnel of
 * an incoming call.
 */
final class OutgoingCallsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A site whose one LNS has a tunnel with the box. */
    private static Site withTunnel(long seed, Link.Quality access, Link.Quality core) {
        Site site =
                new Site(
                        seed,
                        access,
                        core,
                        List.of(Site.lnsProfile("lns1").client("lns1", Site.PASSWORD)));
        Subscriber alice = site.subscriber(WholeBoxTest.profile(1, "alice@isp"));
        alice.dial(site.time.now(), site.toLac());
        site.time.runUntil(site.time.now() + 60 * SECOND);
        return site;
    }

    private static DatagramSink fromLns(Site site) {
        InetSocketAddress at = site.lnses.keySet().iterator().next();
        return (to, octets) -> site.toLac(at, octets);
    }

    private static LnsCall dial(Site site, String number) {
        Lns lns = site.lns(0);
        LnsTunnel tunnel =
                lns.tunnels().stream().filter(LnsTunnel::established).findFirst().orElseThrow();
        return lns.dial(site.time.now(), tunnel, OutgoingCall.to(number), fromLns(site));
    }

    @Test
    void theCallIsAnsweredAndPingsPassBothWays() {
        Site site = withTunnel(1, Link.Quality.GOOD, Link.Quality.GOOD);
        LnsCall call = dial(site, Site.NUMBER);
        site.time.runUntil(site.time.now() + 10 * SECOND);
        assertThat(call.state()).as(call.ending()).isEqualTo(LnsCall.State.UP);
        site.lns(0).ping(site.time.now(), call, 1400, fromLns(site));
        site.remote.ping(site.time.now(), site.remote.calls().getFirst(), 100, site.toLac());
        site.time.runUntil(site.time.now() + SECOND);

        assertThat(call.pings().answered()).isEqualTo(1);
        assertThat(site.remote.calls().getFirst().link().pings().answered()).isEqualTo(1);
        assertThat(site.remote.calls().getFirst().link().judgedUser()).isEqualTo("lns1");

        site.lns(0).hangUp(site.time.now(), call, fromLns(site));
        site.time.runUntil(site.time.now() + 10 * SECOND);
        assertThat(site.remote.liveCalls()).isZero();
        assertThat(site.box.engine().calls()).as("the caller is still there").hasSize(1);
    }

    @Test
    void theFarEndHangsUpAndTheLnsIsTold() {
        Site site = withTunnel(2, Link.Quality.GOOD, Link.Quality.GOOD);
        LnsCall call = dial(site, Site.NUMBER);
        site.time.runUntil(site.time.now() + 10 * SECOND);
        site.remote.padt(site.remote.calls().getFirst(), site.toLac());
        site.time.runUntil(site.time.now() + 5 * SECOND);

        assertThat(call.state()).isEqualTo(LnsCall.State.ENDED);
        assertThat(call.ending()).startsWith("CDN 1");
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSES_SERVICE, 5551234",
        "SYSTEM_ERROR, 5551234",
        "SILENT, 5551234",
        "HONEST, 1"
    })
    void aCallThatCannotBeMadeEndsWithACdn(AccessConcentrator.Manner manner, String number) {
        Site site = withTunnel(3, Link.Quality.GOOD, Link.Quality.GOOD);
        site.remote.manner(manner);
        LnsCall call = dial(site, number);
        site.time.runUntil(site.time.now() + 100 * SECOND);

        assertThat(call.state()).isEqualTo(LnsCall.State.ENDED);
        assertThat(call.ending()).startsWith("CDN ");
        assertThat(site.remote.liveCalls()).isZero();
    }

    @Test
    void inATunnelThatTheLnsOpenedTheCallIsAnswered() {
        Site site =
                new Site(
                        4,
                        Link.Quality.GOOD,
                        Link.Quality.GOOD,
                        List.of(Site.lnsProfile("lns1").client("lns1", Site.PASSWORD)));
        Lns lns = site.lns(0);
        lns.dialWhenUp(OutgoingCall.to(Site.NUMBER));
        lns.open(site.time.now(), Site.LAC, null, fromLns(site));
        site.time.runUntil(site.time.now() + 10 * SECOND);

        assertThat(lns.liveTunnels()).isEqualTo(1);
        assertThat(lns.calls()).hasSize(1);
        assertThat(lns.calls().getFirst().state()).isEqualTo(LnsCall.State.UP);
    }

    /**
     * RFC 2661 §4.4.3: whoever wins the tie, the caller and the call that is placed come through.
     */
    @ParameterizedTest
    @CsvSource({"0", "-1", "none"})
    void bothSidesOpenATunnelAtOnce(String tieBreaker) {
        Site site =
                new Site(
                        5,
                        Link.Quality.GOOD,
                        Link.Quality.GOOD,
                        List.of(Site.lnsProfile("lns1").client("lns1", Site.PASSWORD)));
        Lns lns = site.lns(0);
        Long tie = tieBreaker.equals("none") ? null : Long.valueOf(tieBreaker);
        lns.dialWhenUp(OutgoingCall.to(Site.NUMBER));
        Subscriber alice = site.subscriber(WholeBoxTest.profile(1, "alice@isp"));
        alice.dial(site.time.now(), site.toLac());
        while (site.box.engine().tunnels().isEmpty()) {
            site.time.runUntil(site.time.now() + 100_000);
        }
        lns.open(site.time.now(), Site.LAC, tie, fromLns(site));
        site.time.runUntil(site.time.now() + 60 * SECOND);

        assertThat(alice.state()).isEqualTo(Subscriber.State.UP);
        assertThat(lns.calls())
                .anyMatch(call -> call.order() != null && call.state() == LnsCall.State.UP);
    }

    /** `-Dlac.simulation.seeds=N` and `-Dlac.simulation.first=S` choose others. */
    @Test
    void overABadLinkEveryCallEndsOnBothSides() {
        long first = Long.getLong("lac.simulation.first", 1);
        long seeds = Long.getLong("lac.simulation.seeds", 300);
        int up = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                up += play(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (-Dlac.simulation.first=" + seed + "): " + e, e);
            }
        }
        assertThat(up).as("calls that were answered").isGreaterThan((int) seeds);
    }

    private static int play(long seed) {
        Site site = withTunnel(seed, Link.Quality.BAD, Link.Quality.BAD);
        Lns lns = site.lns(0);
        if (lns.liveTunnels() == 0) {
            return 0;
        }
        RandomGenerator choice = new SplittableRandom(seed);
        for (int i = 0; i < 4; i++) {
            site.time.after(
                    choice.nextLong(10 * SECOND),
                    _ -> {
                        if (lns.liveTunnels() > 0) {
                            dial(site, Site.NUMBER);
                        }
                    });
        }
        site.time.runUntil(site.time.now() + 60 * SECOND);
        int up =
                (int)
                        lns.calls().stream()
                                .filter(c -> c.order() != null && c.state() == LnsCall.State.UP)
                                .count();
        for (LnsCall call : List.copyOf(lns.calls())) {
            if (call.order() != null && choice.nextBoolean()) {
                lns.hangUp(site.time.now(), call, fromLns(site));
            }
        }
        site.remote
                .calls()
                .forEach(
                        call -> {
                            if (choice.nextInt(3) == 0) {
                                site.remote.padt(call, site.toLac());
                            }
                        });
        site.time.runUntil(site.time.now() + 200 * SECOND);
        for (LnsCall call : lns.calls()) {
            boolean here =
                    site.box.engine().calls().stream()
                            .anyMatch(c -> c.facts().peerSessionId() == call.localSessionId());
            assertThat(here)
                    .as("%s %s", call.state(), call.ending())
                    .isEqualTo(call.state() != LnsCall.State.ENDED);
        }
        site.watch.assertHeardInOrder(site.lnses.keySet().iterator().next(), lns);
        site.box.shutDown(site.time.now(), "end");
        site.time.runUntil(site.time.now() + 200 * SECOND);
        assertThat(site.box.engine().calls()).isEmpty();
        assertThat(site.box.frontend().sessions()).isZero();
        assertThat(lns.liveCalls()).isZero();
        return up;
    }
}
