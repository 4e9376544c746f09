package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.RadiusSettings.Share;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which server of a group gets a request. */
class SharingTest {
    private static final String SECRET = VirtualWire.SECRET;

    private final VirtualWire wire = new VirtualWire();
    private final List<String> answers = new ArrayList<>();

    private Exchanges exchanges(Share share, int... weights) {
        List<Server> servers = new ArrayList<>();
        List<Server> plain = VirtualWire.settings(weights.length, Require.YES).servers();
        for (int i = 0; i < weights.length; i++) {
            servers.add(VirtualWire.withWeight(plain.get(i), weights[i]));
        }
        return exchanges(RadiusSettings.of("lac1", servers).sharedBy(share));
    }

    private Exchanges exchanges(RadiusSettings settings) {
        return wire.attach(
                new Exchanges(Exchanges.Kind.AUTHENTICATION, settings, new Random(7), wire, wire));
    }

    private void ask(Exchanges exchanges, int times) {
        for (int i = 0; i < times; i++) {
            exchanges.ask(new NamedQuestion("u", answers), wire.nowNanos);
        }
    }

    private static byte[] accept(Sent sent) {
        return RadiusPackets.accept().signed().to(sent.request(), SECRET);
    }

    private int to(String server) {
        return Collections.frequency(wire.servers(), server);
    }

    @Test
    @DisplayName("failover: the first takes all")
    void failover() {
        ask(exchanges(Share.FAILOVER, 1, 9), 100);
        assertThat(to("r1")).isEqualTo(100);
    }

    @Test
    @DisplayName("round-robin: exactly as the weights say, and evenly spread")
    void roundRobin() {
        ask(exchanges(Share.ROUND_ROBIN, 5, 3, 2), 1_000);
        assertThat(to("r1")).isEqualTo(500);
        assertThat(to("r2")).isEqualTo(300);
        assertThat(to("r3")).isEqualTo(200);
        assertThat(wire.servers().subList(0, 10)).contains("r1", "r2", "r3");
        assertThat(wire.servers().subList(0, 3)).isNotEqualTo(List.of("r1", "r1", "r1"));
    }

    @Test
    @DisplayName("round-robin: a dead server's part goes to the others, by their weights")
    void roundRobinWithoutTheDead() {
        Exchanges exchanges = exchanges(Share.ROUND_ROBIN, 1, 2, 1);
        ask(exchanges, 4);
        wire.passesAnswering(
                Duration.ofSeconds(3), sent -> sent.server().equals("r1") ? null : accept(sent));
        assertThat(wire.events).containsExactly("r1 died after 3");
        wire.sent.clear();
        ask(exchanges, 300);
        assertThat(to("r1")).isZero();
        assertThat(to("r2")).isEqualTo(200);
        assertThat(to("r3")).isEqualTo(100);
    }

    @Test
    @DisplayName("least-loaded: a server that answers slowly gets less, weights count")
    void leastLoaded() {
        Exchanges exchanges = exchanges(Share.LEAST_LOADED, 1, 1);
        int seen = 0;
        for (int i = 0; i < 100; i++) {
            ask(exchanges, 1);
            seen = wire.answerFrom(seen, s -> s.server().equals("r2") ? accept(s) : null);
        }
        assertThat(to("r1")).isEqualTo(1);
        assertThat(to("r2")).isEqualTo(99);
        wire.sent.clear();
        ask(exchanges(Share.LEAST_LOADED, 3, 1), 400);
        assertThat(to("r1")).isEqualTo(300);
    }

    @Test
    @DisplayName("least-loaded: where nothing is under way they are asked in turn")
    void leastLoadedInTurn() {
        Exchanges exchanges = exchanges(Share.LEAST_LOADED, 1, 1);
        int seen = 0;
        for (int i = 0; i < 100; i++) {
            ask(exchanges, 1);
            seen = wire.answerFrom(seen, SharingTest::accept);
        }
        assertThat(to("r1")).isEqualTo(50);
    }

    @Test
    @DisplayName("A server has its own dead time and source ports of its own address")
    void aServersOwn() throws Exception {
        List<Server> plain = VirtualWire.settings(2, Require.YES).servers();
        Server first =
                VirtualWire.withOwn(
                        plain.get(0), Duration.ofSeconds(5), InetAddress.ofLiteral("192.0.2.77"));
        RadiusSettings settings = RadiusSettings.of("lac1", List.of(first, plain.get(1)));
        assertThat(settings.sources()).containsExactly(InetAddress.ofLiteral("192.0.2.77"), null);
        Exchanges exchanges = exchanges(settings);
        ask(exchanges, 1);
        assertThat(wire.last().port()).isZero();
        wire.passes(Duration.ofSeconds(3));
        assertThat(wire.last().server()).isEqualTo("r2");
        assertThat(wire.last().port()).isEqualTo(RadiusSettings.DEFAULT_SOURCE_PORTS);
        wire.deliver(wire.last(), accept(wire.last()));
        assertThat(answers).containsExactly("u 2 by r2");
        assertThat(exchanges.views(wire.nowNanos).getFirst().deadFor())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("Round trips and loss of the last minutes are known for each server")
    void measures() {
        Exchanges exchanges = exchanges(Share.FAILOVER, 1);
        for (int i = 1; i <= 100; i++) {
            ask(exchanges, 1);
            wire.passes(Duration.ofMillis(i));
            wire.deliver(wire.last(), accept(wire.last()));
        }
        ServerView view = exchanges.views(wire.nowNanos).getFirst();
        assertThat(view.rttP50()).isEqualTo(Duration.ofMillis(50));
        assertThat(view.rttP99()).isEqualTo(Duration.ofMillis(99));
        assertThat(view.rtt()).isBetween(Duration.ofMillis(85), Duration.ofMillis(100));
        assertThat(view.lossPerMille()).isZero();
        ask(exchanges, 1);
        wire.passes(Duration.ofSeconds(3));
        assertThat(exchanges.views(wire.nowNanos).getFirst().lossPerMille())
                .isEqualTo(3 * 1000 / 103);
        wire.passes(Duration.ofMinutes(6));
        assertThat(exchanges.views(wire.nowNanos).getFirst().lossPerMille()).isZero();
    }
}
