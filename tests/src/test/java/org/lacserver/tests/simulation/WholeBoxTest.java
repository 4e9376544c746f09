package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.port.CallView;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.tests.peer.DatagramSink;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.Script;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The whole box in one thread under virtual time. Whatever the links lose and whatever the peers
 * do, every call ends up established on both sides or cleared on both sides.
 */
final class WholeBoxTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Longer than a Hello interval with all its retransmissions, and than a tombstone. */
    private static final long SETTLE = 200 * SECOND;

    private static final List<String> REALMS =
            List.of("@isp", "@isp", "@isp", "@refused", "@silence");

    @Test
    void aCallerReachesHisLnsAndPingsBothWays() {
        Site site = new Site(1, Link.Quality.GOOD, Link.Quality.GOOD);
        Subscriber alice = site.subscriber(profile(1, "alice@isp").vlans(200, 17));
        alice.dial(site.time.now(), site.toLac());
        site.time.runUntil(site.time.now() + 10 * SECOND);

        assertThat(alice.state()).isEqualTo(Subscriber.State.UP);
        alice.ping(site.time.now(), 1492, site.toLac());
        Lns lns = site.lns(0);
        lns.ping(
                site.time.now(),
                lns.calls().getFirst(),
                64,
                (to, octets) -> site.toLac(addressOf(site, lns), octets));
        site.time.runUntil(site.time.now() + SECOND);

        assertThat(alice.pings().answered()).isEqualTo(1);
        assertThat(lns.calls().getFirst().pings().answered()).isEqualTo(1);
        assertThat(alice.lcpRestarts()).as("the LNS accepted the proxy LCP").isZero();
    }

    @Test
    void aRefusedCallerHearsWhy() {
        Site site = new Site(2, Link.Quality.GOOD, Link.Quality.GOOD);
        Subscriber mallory = site.subscriber(profile(1, "mallory@refused"));
        mallory.dial(site.time.now(), site.toLac());
        site.time.runUntil(site.time.now() + 20 * SECOND);

        assertThat(mallory.state()).isEqualTo(Subscriber.State.ENDED);
        assertThat(mallory.authMessage()).isEqualTo("not welcome");
        assertNothingIsLeft(site, 2);
    }

    @Test
    void theAccessSideIsNotToldWhatItHasJustReported() {
        Site site = new Site(2, Link.Quality.GOOD, Link.Quality.GOOD);
        Subscriber alice = site.subscriber(profile(1, "alice@isp"));
        alice.dial(site.time.now(), site.toLac());
        site.time.runUntil(site.time.now() + 10 * SECOND);
        alice.hangUp(site.time.now(), site.toLac());
        site.time.runUntil(site.time.now() + 10 * SECOND);

        assertThat(site.ended).hasSize(1);
        assertThat(site.box.frontend().counters()).containsEntry("order-unknown-call", 0L);
    }

    @Test
    void whenTheFirstLnsIsDeadTheCallLandsOnTheSecond() {
        Site site = new Site(3, Link.Quality.GOOD, Link.Quality.GOOD);
        site.lns(0).script(new Script.Silent());
        Subscriber alice = site.subscriber(profile(1, "alice@isp"));
        alice.dial(site.time.now(), site.toLac());
        site.time.runUntil(site.time.now() + 60 * SECOND);

        assertThat(alice.state()).isEqualTo(Subscriber.State.UP);
        assertThat(site.lns(1).liveCalls()).isEqualTo(1);
        assertThat(site.callOf(alice))
                .isNotNull()
                .satisfies(facts -> assertThat(facts.decisions()).hasSizeGreaterThanOrEqualTo(2));
    }

    @Test
    void aShutDownTellsEveryLnsAndEveryCaller() {
        Site site = new Site(4, Link.Quality.GOOD, Link.Quality.GOOD);
        for (int i = 1; i <= 5; i++) {
            site.subscriber(profile(i, "user" + i + "@isp")).dial(site.time.now(), site.toLac());
        }
        site.time.runUntil(site.time.now() + 20 * SECOND);
        assertThat(site.lns(0).liveCalls()).isEqualTo(5);

        site.box.shutDown(site.time.now(), "maintenance");
        site.time.runUntil(site.time.now() + 5 * SECOND);

        assertThat(site.box.isQuiet()).isTrue();
        assertThat(site.lns(0).liveTunnels()).isZero();
        assertThat(site.subscribers)
                .allSatisfy(s -> assertThat(s.state()).isEqualTo(Subscriber.State.ENDED));
        assertThat(site.ended).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {17, 4711})
    void aSeedPlaysTheSameTwice(long seed) {
        assertThat(play(seed).ends).isEqualTo(play(seed).ends);
    }

    /** `-Dlac.simulation.seeds=N` and `-Dlac.simulation.first=S` choose others. */
    @Test
    void everyCallEndsEstablishedOrClearedOnBothSides() {
        long first = Long.getLong("lac.simulation.first", 1);
        long seeds = Long.getLong("lac.simulation.seeds", 2000);
        int connected = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                connected += play(seed).connected;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + " (-Dlac.simulation.first="
                                + seed
                                + "): "
                                + e.getMessage(),
                        e);
            }
        }
        assertThat(connected).as("calls that connected in all seeds").isGreaterThan((int) seeds);
    }

    /**
     * Bad links, subscribers that come, go and vanish, LNSs that fail: then silence, then truth.
     */
    private static Site play(long seed) {
        Site site = new Site(seed, Link.Quality.BAD, Link.Quality.BAD);
        RandomGenerator random = site.random;
        for (int i = 1; i <= 4; i++) {
            String user = "user" + i + REALMS.get(random.nextInt(REALMS.size()));
            Subscriber subscriber =
                    site.subscriber(profile(i, user).vlans(random.nextInt(2) * i, 0));
            site.time.after(
                    random.nextLong(20 * SECOND), now -> subscriber.dial(now, site.toLac()));
            keepAlive(site, subscriber, 20 * SECOND);
            site.time.after(
                    random.nextLong(20 * SECOND, 120 * SECOND),
                    now -> leave(site, random, subscriber, now));
        }
        for (Map.Entry<InetSocketAddress, Lns> lns : site.lnses.entrySet()) {
            if (random.nextInt(3) == 0) {
                lns.getValue().script(misbehaviour(random));
            }
            site.time.after(
                    random.nextLong(10 * SECOND, 90 * SECOND),
                    now -> trouble(site, random, lns.getKey(), lns.getValue(), now));
        }
        site.time.runUntil(site.time.now() + 120 * SECOND + SETTLE);
        assertBothSidesAgree(site);

        for (CallView call : site.box.engine().calls()) {
            site.command(
                    new Command.ClearCall(call.facts().callId(), EndCause.ADMIN_RESET, "cleared"));
        }
        site.time.runUntil(site.time.now() + SETTLE);
        assertNothingIsLeft(site, seed);
        return site;
    }

    /** Modems ask for LCP echoes: whose PADT was lost hears of it this way. */
    static void keepAlive(Site site, Subscriber subscriber, long nanos) {
        site.time.after(
                nanos,
                now -> {
                    if (subscriber.state() == Subscriber.State.UP) {
                        subscriber.echo(site.toLac());
                    }
                    if (now < 600 * SECOND) {
                        keepAlive(site, subscriber, nanos);
                    }
                });
    }

    static void leave(Site site, RandomGenerator random, Subscriber subscriber, long now) {
        switch (random.nextInt(4)) {
            case 0 -> subscriber.hangUp(now, site.toLac());
            case 1 -> subscriber.drop(site.toLac());
            case 2 -> subscriber.vanish();
            default -> subscriber.ping(now, 100, site.toLac());
        }
    }

    private static Script misbehaviour(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Script.Silent();
            case 1 -> new Script.RefuseTunnels(2, 4, "no room");
            case 2 -> new Script.RefuseCalls(4, 0, "busy");
            default -> new Script.ForgetCalls();
        };
    }

    private static void trouble(
            Site site, RandomGenerator random, InetSocketAddress at, Lns lns, long now) {
        switch (random.nextInt(5)) {
            case 0 -> lns.crash();
            case 1 -> {
                for (LnsTunnel tunnel : List.copyOf(lns.tunnels())) {
                    DatagramSink out = (to, octets) -> site.toLac(at, octets);
                    lns.stop(now, tunnel, 6, 0, "maintenance", out);
                }
            }
            case 2 -> {
                for (LnsCall call : List.copyOf(lns.calls())) {
                    lns.clear(now, call, 3, 0, "cleared", (to, octets) -> site.toLac(at, octets));
                }
            }
            case 3 -> lns.script(Script.HONEST);
            default -> lns.script(misbehaviour(random));
        }
    }

    static void assertBothSidesAgree(Site site) {
        for (CallView call : site.box.engine().calls()) {
            assertThat(call.state()).as("long after everything").isEqualTo("established");
            Event.CallFacts facts = call.facts();
            Lns lns =
                    Objects.requireNonNull(
                            site.lnses.get(Objects.requireNonNull(facts.tunnel()).peer()));
            assertThat(lns.calls())
                    .as("the LNS has call %s", facts)
                    .anyMatch(
                            there ->
                                    there.localSessionId() == facts.peerSessionId()
                                            && there.peerSessionId() == facts.localSessionId());
        }
        long here = site.box.engine().calls().size();
        long there = site.lnses.values().stream().mapToLong(Lns::liveCalls).sum();
        assertThat(there - forgotten(site)).as("calls on the LNSs, and in the box").isEqualTo(here);
        for (Subscriber subscriber : site.subscribers) {
            if (subscriber.state() == Subscriber.State.UP) {
                assertThat(site.callOf(subscriber))
                        .as("call of %s", subscriber.profile())
                        .isNotNull();
            }
        }
    }

    /**
     * Calls of tunnels that the box gave up without being heard (RFC 2661 §5.8): an LNS finds out
     * by its own Hello (§5.5), which these do not send.
     */
    private static long forgotten(Site site) {
        if (site.box.engine().counters().getOrDefault("tunnels-lost", 0L) == 0) {
            return 0;
        }
        Set<Integer> alive = new HashSet<>();
        site.box.engine().tunnels().forEach(one -> alive.add(one.facts().localTunnelId()));
        return site.lnses.values().stream()
                .flatMap(lns -> lns.tunnels().stream())
                .filter(tunnel -> !alive.contains(tunnel.peerId()))
                .flatMap(tunnel -> tunnel.calls().stream())
                .filter(call -> call.state() == LnsCall.State.UP)
                .count();
    }

    static void assertNothingIsLeft(Site site, long seed) {
        assertThat(site.box.engine().calls()).as("calls, seed %d", seed).isEmpty();
        assertThat(site.box.frontend().sessions()).as("PPPoE sessions").isZero();
        assertThat(site.lnses.values()).allSatisfy(l -> assertThat(l.liveCalls()).isZero());
        assertThat(site.ended).as("every arrival has one end").isEqualTo(site.arrived);
        assertThat(site.arrived.values()).allMatch(times -> times == 1);
    }

    static SubscriberProfile profile(int number, String user) {
        return SubscriberProfile.of(0x0200_5e10_0000L + number, user, Site.PASSWORD);
    }

    private static InetSocketAddress addressOf(Site site, Lns lns) {
        return site.lnses.entrySet().stream()
                .filter(entry -> entry.getValue().equals(lns))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Test
    void anEmptyFrameChangesNothing() {
        Site site = new Site(5, Link.Quality.GOOD, Link.Quality.GOOD);
        site.box.onFrame(site.time.now(), 0, ByteBuffer.allocate(0));
        assertThat(site.box.frontend().sessions()).isZero();
    }
}
