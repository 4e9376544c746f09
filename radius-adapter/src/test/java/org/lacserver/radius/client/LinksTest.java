package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerView.State;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** RADIUS over TLS without TLS: what connections do, in virtual time. */
class LinksTest {
    private static final String SECRET = VirtualWire.SECRET;
    private static final int STATUS_SERVER = 12;
    private static final Duration INTERVAL = Server.DEFAULT_STATUS_INTERVAL;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final TlsSettings TLS =
            new TlsSettings(Path.of("/ca"), Path.of("/crt"), Path.of("/key"), null, null, false);

    private final VirtualWire wire = new VirtualWire();
    private final List<String> answers = new ArrayList<>();

    /** All over TLS: one second, two retries. */
    private Exchanges exchanges(int servers) {
        List<Server> all =
                VirtualWire.settings(servers, Require.YES).servers().stream()
                        .map(server -> VirtualWire.withTls(server, TLS))
                        .toList();
        Exchanges exchanges =
                wire.attach(
                        new Exchanges(
                                Exchanges.Kind.AUTHENTICATION,
                                RadiusSettings.of("lac1", all),
                                new Random(7),
                                wire,
                                wire));
        exchanges.onDeadline(wire.nowNanos);
        return exchanges;
    }

    private Exchanges connected(int servers) {
        Exchanges exchanges = exchanges(servers);
        for (int i = 1; i <= servers; i++) {
            opens("r" + i);
        }
        wire.events.clear();
        return exchanges;
    }

    private void opens(String server) {
        wire.tells(server, 0, new Link.News.Opened());
    }

    private void ask(Exchanges exchanges, String name) {
        exchanges.ask(new NamedQuestion(name, answers), wire.nowNanos);
    }

    private static byte[] accept(Sent sent) {
        return RadiusPackets.accept().to(sent.request(), SECRET);
    }

    private ServerView r1(Exchanges exchanges) {
        return exchanges.views(wire.nowNanos).getFirst();
    }

    private static boolean isStatus(Sent sent) {
        return sent.request().code() == STATUS_SERVER;
    }

    @Test
    @DisplayName("What is asked before the connection is there waits for it; replies need no sign")
    void waitsForTheConnection() {
        Exchanges exchanges = exchanges(1);
        assertThat(r1(exchanges).state()).isEqualTo(State.CONNECTING);
        ask(exchanges, "a");
        assertThat(wire.sent).isEmpty();
        opens("r1");
        assertThat(wire.sent).hasSize(1);
        assertThat(wire.last().request().isSignedFirst(SECRET)).isTrue();
        wire.deliverOver(wire.last(), accept(wire.last()));
        assertThat(answers).containsExactly("a 2 by r1");
        assertThat(wire.events).containsExactly("r1/0 connects", "r1 connected");
        assertThat(r1(exchanges).count(Counter.CONNECTS)).isEqualTo(1);
    }

    @Test
    @DisplayName("A Message-Authenticator that is there has to be right over TLS too")
    void checksWhatIsThere() {
        Exchanges exchanges = connected(1);
        ask(exchanges, "a");
        Sent sent = wire.last();
        byte[] wrong = RadiusPackets.accept().octets(80, new byte[16]).to(sent.request(), SECRET);
        wire.deliverOver(sent, wrong);
        assertThat(answers).isEmpty();
        assertThat(wire.events).contains("r1/0 closed by us");
    }

    @Test
    @DisplayName("RFC 6613 §2.6.1: nothing is sent again; what goes unanswered goes on elsewhere")
    void nothingIsRepeated() {
        Exchanges exchanges = connected(2);
        ask(exchanges, "a");
        wire.passes(PATIENCE.minusMillis(1));
        assertThat(wire.servers()).containsExactly("r1");
        wire.passes(Duration.ofMillis(1));
        List<Sent> requests = wire.sent.stream().filter(s -> !isStatus(s)).toList();
        assertThat(requests).extracting(Sent::server).containsExactly("r1", "r2");
        wire.deliverOver(requests.getLast(), accept(requests.getLast()));
        assertThat(answers).containsExactly("a 2 by r2");
        assertThat(r1(exchanges).count(Counter.RETRANSMITTED)).isZero();
        assertThat(r1(exchanges).count(Counter.TIMEOUTS)).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 6613 §2.4: an unanswered request kills no server, Status-Server decides")
    void theWatchdogDecides() {
        Exchanges exchanges = connected(2);
        ask(exchanges, "a");
        wire.passes(PATIENCE);
        Sent watchdog = wire.sent.stream().filter(LinksTest::isStatus).findFirst().orElseThrow();
        assertThat(r1(exchanges).state()).isEqualTo(State.PROBING);
        ask(exchanges, "b");
        assertThat(wire.last().server()).isEqualTo("r2"); // RFC 3539 §3.4.1: suspected
        wire.deliverOver(watchdog, accept(watchdog));
        assertThat(r1(exchanges).state()).isEqualTo(State.ALIVE);
        ask(exchanges, "c");
        assertThat(wire.last().server()).isEqualTo("r1");
        assertThat(wire.events).isEmpty();
    }

    @Test
    @DisplayName("RFC 3539 §3.4: an idle connection is watched; silence closes and opens it anew")
    void watchesIdleConnections() {
        Exchanges exchanges = connected(1);
        wire.passes(INTERVAL);
        assertThat(wire.sent).hasSize(1).allMatch(LinksTest::isStatus);
        // RFC 6613 §2.6.5: identifier 0 is kept for it
        assertThat(wire.last().request().id()).isZero();
        wire.deliverOver(wire.last(), accept(wire.last()));
        wire.passes(INTERVAL);
        assertThat(wire.sent).hasSize(2);
        wire.passes(PATIENCE);
        assertThat(wire.events)
                .containsExactly(
                        "r1/0 closed by us", "r1 disconnected: no answer to Status-Server");
        assertThat(r1(exchanges).count(Counter.CLOSES)).isEqualTo(1);
        wire.passes(Duration.ofSeconds(1));
        assertThat(wire.events).endsWith("r1/0 connects");
    }

    @Test
    @DisplayName("A server that answers requests and not Status-Server keeps its connection")
    void theUnknowingKeepTheirConnection() {
        Exchanges exchanges = connected(1);
        ask(exchanges, "a");
        wire.deliverOver(wire.last(), accept(wire.last()));
        wire.passes(INTERVAL.multipliedBy(20));
        assertThat(wire.events).containsExactly("r1 does not know Status-Server");
        assertThat(wire.sent.stream().filter(LinksTest::isStatus)).hasSize(StatusProbes.FEW);
        ask(exchanges, "b");
        wire.passes(PATIENCE);
        assertThat(wire.events).contains("r1 disconnected: requests go unanswered");
    }

    @Test
    @DisplayName("RFC 6613 §2.6.5: 255 identifiers a connection; the next opens another")
    void opensMoreConnections() {
        Exchanges exchanges = connected(1);
        for (int i = 0; i < 300; i++) {
            ask(exchanges, "u" + i);
        }
        assertThat(wire.sent).hasSize(255).noneMatch(s -> s.request().id() == 0);
        assertThat(wire.events).containsExactly("r1/1 connects");
        wire.tells("r1", 1, new Link.News.Opened());
        assertThat(wire.sent).hasSize(300);
        Set<Integer> slots = new HashSet<>();
        wire.sent.forEach(s -> slots.add(s.port() * 256 + s.request().id()));
        assertThat(slots).hasSize(300);
        for (Sent sent : List.copyOf(wire.sent)) {
            wire.deliverOver(sent, accept(sent));
        }
        assertThat(answers).hasSize(300).allMatch(a -> a.endsWith(" 2 by r1"));
        assertThat(r1(exchanges).inFlight()).isZero();
    }

    @Test
    @DisplayName("RFC 6613 §2.6.1: what was on a connection that ends goes over the next, once")
    void goesOverTheNext() {
        Exchanges exchanges = connected(1);
        ask(exchanges, "a");
        Sent first = wire.last();
        wire.tells("r1", 0, new Link.News.Closed("the server closed it"));
        assertThat(answers).isEmpty();
        wire.passes(Duration.ofSeconds(1));
        opens("r1");
        assertThat(wire.sent).hasSize(2);
        assertThat(wire.last().request().authenticator())
                .isNotEqualTo(first.request().authenticator());
        wire.tells("r1", 0, new Link.News.Closed("the server closed it"));
        assertThat(answers)
                .containsExactly("a: no answer from RADIUS server r1 (the server closed it)");
        assertThat(r1(exchanges).inFlight()).isZero();
    }

    @Test
    @DisplayName("With another server there, a lost connection costs its requests no time")
    void failsOverAtOnce() {
        Exchanges exchanges = connected(2);
        ask(exchanges, "a");
        wire.tells("r1", 0, new Link.News.Closed("reset"));
        assertThat(wire.servers()).containsExactly("r1", "r2");
        ask(exchanges, "b");
        assertThat(wire.last().server()).isEqualTo("r2");
    }

    @Test
    @DisplayName("Each failure to connect doubles the pause, to a minute; its reason is told once")
    void backsOff() {
        Exchanges exchanges = exchanges(1);
        for (int i = 0; i < 12; i++) {
            wire.tells("r1", 0, new Link.News.Failed("certificate unknown", true));
            wire.passes(Duration.ofNanos(Links.LONGEST_PAUSE_NANOS));
        }
        assertThat(wire.events.stream().filter(e -> e.contains("disconnected")))
                .containsExactly("r1 disconnected: certificate unknown");
        assertThat(r1(exchanges).count(Counter.HANDSHAKE_FAILURES)).isEqualTo(12);
        wire.tells("r1", 0, new Link.News.Failed("connection refused", false));
        assertThat(exchanges.nextDeadlineNanos() - wire.nowNanos)
                .isEqualTo(Links.LONGEST_PAUSE_NANOS);
        assertThat(r1(exchanges).linkFailure()).isEqualTo("connection refused");
        ask(exchanges, "a");
        wire.passes(PATIENCE);
        assertThat(answers)
                .containsExactly("a: no connection to RADIUS server r1 (connection refused)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "attribute", "authenticator", "cut"})
    @DisplayName("RFC 6613 §2.6.4: malformed or forged packets end the connection")
    void badPacketsEndIt(String fault) {
        Exchanges exchanges = connected(1);
        ask(exchanges, "a");
        Sent sent = wire.last();
        byte[] octets = RadiusPackets.accept().text(25, "class").to(sent.request(), SECRET);
        switch (fault) {
            case "length" -> octets[3] = 19; // less than a header
            case "attribute" -> octets[21] = 1; // shorter than its own header
            case "authenticator" -> octets[4] ^= 1;
            default -> octets = Arrays.copyOf(octets, 4);
        }
        wire.deliverOver(sent, octets);
        assertThat(wire.events).contains("r1/0 closed by us");
        assertThat(answers).isEmpty();
    }

    @Test
    @DisplayName("RFC 6613 §2.6.4: a code or identifier nobody waits for is dropped, no more")
    void strayPacketsDoNot() {
        Exchanges exchanges = connected(1);
        ask(exchanges, "a");
        Sent sent = wire.last();
        byte[] unexpected = accept(sent);
        unexpected[1]++;
        wire.deliverOver(sent, unexpected);
        wire.deliverOver(sent, RadiusPackets.accounted().to(sent.request(), SECRET));
        assertThat(wire.events).isEmpty();
        assertThat(r1(exchanges).count(Counter.REPLY_UNEXPECTED)).isEqualTo(1);
        assertThat(r1(exchanges).count(Counter.REPLY_WRONG_CODE)).isEqualTo(1);
        wire.deliverOver(sent, accept(sent));
        assertThat(answers).containsExactly("a 2 by r1");
    }

    @Test
    @DisplayName("Abandoning closes every connection and nothing is due afterwards")
    void abandons() {
        Exchanges exchanges = connected(2);
        ask(exchanges, "a");
        exchanges.abandon("closed");
        assertThat(answers).containsExactly("a: closed");
        assertThat(wire.links).isEmpty();
        assertThat(exchanges.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
