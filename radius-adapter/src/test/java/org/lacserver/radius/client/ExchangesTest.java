package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Matching, retry, failover and verification, in virtual time. */
class ExchangesTest {
    private static final String SECRET = VirtualWire.SECRET;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualWire wire = new VirtualWire();
    private final List<String> answers = new ArrayList<>();

    private Exchanges exchanges(RadiusSettings settings) {
        return wire.attach(
                new Exchanges(Exchanges.Kind.AUTHENTICATION, settings, new Random(7), wire, wire));
    }

    private Exchanges exchanges(int servers) {
        return exchanges(VirtualWire.settings(servers, Require.YES));
    }

    private void ask(Exchanges exchanges, String name) {
        exchanges.ask(new NamedQuestion(name, answers), wire.nowNanos);
    }

    private static byte[] accept(Request request) {
        return RadiusPackets.accept().signed().to(request, SECRET);
    }

    private long count(Exchanges exchanges, int server, Counter counter) {
        return exchanges.views(wire.nowNanos).get(server).count(counter);
    }

    @Test
    @DisplayName("RFC 2865 §2.5: a retry is the same octets; Message-Authenticator comes first")
    void retriesTheSame() {
        Exchanges exchanges = exchanges(1);
        ask(exchanges, "a");
        wire.passes(SECOND);
        assertThat(wire.sent).hasSize(2);
        assertThat(wire.sent.get(1).request().octets())
                .isEqualTo(wire.sent.get(0).request().octets());
        assertThat(wire.last().request().isSignedFirst(SECRET)).isTrue();
        wire.deliver(wire.last(), accept(wire.last().request()));
        assertThat(answers).containsExactly("a 2 by r1");
        assertThat(exchanges.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(exchanges.views(0).getFirst().inFlight()).isZero();
    }

    @Test
    @DisplayName("After its retries the next server is asked, with another authenticator")
    void failsOver() {
        Exchanges exchanges = exchanges(2);
        ask(exchanges, "a");
        wire.passes(Duration.ofSeconds(3));
        assertThat(wire.servers()).containsExactly("r1", "r1", "r1", "r2");
        assertThat(wire.last().request().authenticator())
                .isNotEqualTo(wire.sent.getFirst().request().authenticator());
        wire.deliver(wire.last(), accept(wire.last().request()));
        assertThat(answers).containsExactly("a 2 by r2");
        assertThat(wire.events).containsExactly("r1 died after 3");
        assertThat(count(exchanges, 0, Counter.TIMEOUTS)).isEqualTo(3);
        assertThat(exchanges.views(wire.nowNanos).getFirst().deadFor())
                .isEqualTo(RadiusSettings.DEFAULT_DEAD_TIME);
    }

    @Test
    @DisplayName("A dead server is passed over, then probed by one request while others avoid it")
    void restsAndProbes() {
        Exchanges exchanges = exchanges(2);
        ask(exchanges, "a");
        wire.passes(Duration.ofSeconds(3));
        wire.deliver(wire.last(), accept(wire.last().request()));
        wire.passes(Duration.ofSeconds(30).minusMillis(1));
        wire.sent.clear();
        ask(exchanges, "b");
        wire.deliver(wire.last(), accept(wire.last().request()));
        assertThat(wire.servers()).containsExactly("r2");
        wire.sent.clear();
        wire.passes(Duration.ofMillis(1));
        ask(exchanges, "c");
        ask(exchanges, "d");
        assertThat(wire.servers()).containsExactly("r1", "r2");
        wire.deliver(wire.sent.getFirst(), accept(wire.sent.getFirst().request()));
        ask(exchanges, "e");
        assertThat(wire.last().server()).isEqualTo("r1");
        assertThat(wire.events).contains("r1 returned");
    }

    @Test
    @DisplayName("One lost request does not kill a server that answers others")
    void staysAliveWhileAnswering() {
        Exchanges exchanges = exchanges(2);
        ask(exchanges, "lost");
        wire.passes(Duration.ofMillis(2_500));
        ask(exchanges, "b");
        wire.deliver(wire.last(), accept(wire.last().request()));
        wire.passes(Duration.ofMillis(500));
        assertThat(wire.events).isEmpty();
        assertThat(wire.last().server()).isEqualTo("r2");
    }

    @Test
    @DisplayName("What waits at a server found dead moves on without waiting for all its retries")
    void movesOnFromTheDead() {
        Exchanges exchanges = exchanges(2);
        ask(exchanges, "a");
        wire.passes(Duration.ofMillis(2_900));
        ask(exchanges, "b");
        wire.passes(SECOND);
        assertThat(wire.last().server()).isEqualTo("r2");
        assertThat(wire.last().request().text(1)).isEqualTo("b");
    }

    @Test
    @DisplayName("A late reply of a server given up still answers, and revives it")
    void takesLateReplies() {
        Exchanges exchanges = exchanges(2);
        ask(exchanges, "a");
        Sent first = wire.last();
        wire.passes(Duration.ofMillis(3_500));
        wire.deliver(first, accept(first.request()));
        wire.deliver(wire.last(), accept(wire.last().request()));
        assertThat(answers).containsExactly("a 2 by r1");
        assertThat(wire.events).containsExactly("r1 died after 3", "r1 returned");
        assertThat(count(exchanges, 1, Counter.REPLY_UNEXPECTED)).isEqualTo(1);
    }

    @Test
    @DisplayName("A probe answered elsewhere leaves its server to the next probe")
    void probeEndsElsewhere() {
        Exchanges exchanges = exchanges(2);
        ask(exchanges, "a");
        wire.passes(Duration.ofSeconds(6)); // r1, then r2 dead
        assertThat(answers).containsExactly("a: no answer from RADIUS servers r1, r2");
        wire.passes(Duration.ofSeconds(30));
        wire.sent.clear();
        ask(exchanges, "b"); // probes r1, then r2
        Sent toR1 = wire.last();
        wire.passes(Duration.ofMillis(3_100));
        assertThat(wire.last().server()).isEqualTo("r2");
        wire.deliver(toR1, accept(toR1.request()));
        assertThat(answers).contains("b 2 by r1");
        assertThat(exchanges.views(wire.nowNanos).get(1).deadFor()).isZero();
        // r1 falls silent: the next request goes to r2 as a probe
        wire.sent.clear();
        ask(exchanges, "c");
        wire.passes(Duration.ofSeconds(3));
        assertThat(wire.servers()).endsWith("r2");
    }

    @Test
    @DisplayName("When all are dead, all are asked all the same, and silence is told")
    void asksTheDeadWhenAllAre() {
        Exchanges exchanges = exchanges(2);
        ask(exchanges, "a");
        wire.passes(Duration.ofSeconds(6));
        wire.sent.clear();
        answers.clear();
        ask(exchanges, "b");
        wire.passes(Duration.ofSeconds(6));
        assertThat(wire.servers()).containsExactly("r1", "r1", "r1", "r2", "r2", "r2");
        assertThat(answers).containsExactly("b: no answer from RADIUS servers r1, r2");
        assertThat(exchanges.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("RFC 2865 §3: 256 identifiers a source port; more wait and go as others end")
    void usesAllIdentifiers() {
        Exchanges exchanges = exchanges(1);
        for (int i = 0; i < 2_100; i++) {
            ask(exchanges, "u" + i);
        }
        assertThat(wire.sent).hasSize(2_048);
        Set<Integer> slots = new HashSet<>();
        wire.sent.forEach(s -> slots.add(s.port() * 256 + s.request().id()));
        assertThat(slots).hasSize(2_048);
        assertThat(exchanges.views(0).getFirst().inFlight()).isEqualTo(2_048);
        wire.answerFrom(0, s -> accept(s.request()));
        assertThat(answers).hasSize(2_100).allMatch(a -> a.endsWith(" 2 by r1"));
        assertThat(exchanges.views(0).getFirst().inFlight()).isZero();
    }

    @Test
    @DisplayName("Who waits for an identifier too long, or finds too many waiting, is told")
    void waitingIsBounded() {
        RadiusSettings base = VirtualWire.settings(1, Require.YES);
        Exchanges exchanges =
                exchanges(
                        new RadiusSettings("lac1", null, base.servers(), SECOND, 1, null, 1, "x"));
        for (int i = 0; i < 258; i++) {
            ask(exchanges, "u" + i);
        }
        assertThat(answers).containsExactly("u257: too many RADIUS requests wait");
        wire.passes(Duration.ofSeconds(3));
        assertThat(answers)
                .hasSize(258)
                .contains("u256: no free RADIUS identifier in time")
                .contains("u0: no answer from RADIUS server r1");
        assertThat(exchanges.views(0).getFirst().inFlight()).isZero();
    }

    @Test
    @DisplayName("Abandoning answers each open question once, in the order of asking")
    void abandons() {
        Exchanges exchanges = exchanges(1);
        for (int i = 0; i < 2_050; i++) {
            ask(exchanges, "u" + i);
        }
        exchanges.abandon("closed");
        assertThat(answers).hasSize(2_050).startsWith("u0: closed").endsWith("u2049: closed");
        assertThat(exchanges.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("Settings and servers print no secret")
    void masksSecrets() {
        RadiusSettings settings =
                RadiusSettings.of(
                        "lac1",
                        List.of(Server.of("r1", InetAddress.getLoopbackAddress(), "hush-hush")));
        assertThat(settings.toString() + settings.servers()).doesNotContain("hush-hush");
    }
}
