package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.port.CallView;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.TunnelView;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The box and one LNS, back to back over a link that loses a fifth, doubles and reorders. `-
 * Dlac.simulation.seeds=N` and `-Dlac.simulation.first=S` choose other seeds.
 */
final class BackToBackTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A fifth lost, a tenth doubled; up to 300 ms late, so that what follows overtakes. */
    private static final Link.Quality WORST = new Link.Quality(0.2, 0.1, 1_000_000, 300_000_000);

    private static final long SETTLE = 200 * SECOND;

    /** RFC 2661 §5.8. */
    @Test
    void controlMessagesArriveOnceInOrderAndWithinTheWindow() {
        long first = Long.getLong("lac.simulation.first", 1);
        long seeds = Long.getLong("lac.simulation.seeds", 1000);
        int connected = 0;
        int mostInFlight = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                Site site = play(seed);
                connected += site.connected;
                mostInFlight = Math.max(mostInFlight, site.watch.mostInFlight());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (-Dlac.simulation.first=" + seed + "): " + e, e);
            }
        }
        assertThat(connected).as("calls that connected in all seeds").isGreaterThan((int) seeds);
        assertThat(mostInFlight).as("the window was used").isGreaterThan(1);
    }

    private static Site play(long seed) {
        RandomGenerator choice = new SplittableRandom(seed);
        int window = 1 + choice.nextInt(6);
        LnsProfile profile = Site.lnsProfile("lns1").options(false, true, window);
        Site site = new Site(seed, Link.Quality.GOOD, WORST, List.of(profile));
        for (int i = 1; i <= 8; i++) {
            Subscriber subscriber = site.subscriber(WholeBoxTest.profile(i, "user" + i + "@isp"));
            // all at once: the window is what they have to share
            site.time.after(choice.nextLong(SECOND), now -> subscriber.dial(now, site.toLac()));
            WholeBoxTest.keepAlive(site, subscriber, 20 * SECOND);
            site.time.after(
                    choice.nextLong(30 * SECOND, 90 * SECOND),
                    now -> WholeBoxTest.leave(site, choice, subscriber, now));
        }
        InetSocketAddress at = site.lnses.keySet().iterator().next();
        Lns lns = site.lns(0);
        site.time.after(
                choice.nextLong(20 * SECOND, 90 * SECOND),
                now -> {
                    for (LnsCall call : List.copyOf(lns.calls())) {
                        if (choice.nextBoolean()) {
                            lns.clear(now, call, 3, 0, "cleared", (to, o) -> site.toLac(at, o));
                        }
                    }
                });
        site.time.runUntil(site.time.now() + 90 * SECOND + SETTLE);
        WholeBoxTest.assertBothSidesAgree(site);
        assertNumbersAgree(site, at);

        for (CallView call : site.box.engine().calls()) {
            site.command(
                    new Command.ClearCall(call.facts().callId(), EndCause.ADMIN_RESET, "cleared"));
        }
        site.time.runUntil(site.time.now() + SETTLE);
        WholeBoxTest.assertNothingIsLeft(site, seed);
        site.watch.assertHeardInOrder(at, lns);
        return site;
    }

    /** The LAC processed each message of the LNS once: it counted as many as there were. */
    private static void assertNumbersAgree(Site site, InetSocketAddress at) {
        for (TunnelView tunnel : site.box.engine().tunnels()) {
            if (tunnel.state().equals("established")) {
                ControlWatch.Connection wire =
                        Objects.requireNonNull(
                                site.watch.ofLac(at, tunnel.facts().localTunnelId()));
                assertThat(tunnel.statistics().messagesReceived()).isEqualTo(wire.messagesOfLns());
            }
        }
        site.watch.assertHeardInOrder(at, site.lns(0));
    }
}
