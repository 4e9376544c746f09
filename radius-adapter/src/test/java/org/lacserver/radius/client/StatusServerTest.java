package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerView.State;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Status-Server over UDP, in virtual time. */
class StatusServerTest {
    private static final String SECRET = VirtualWire.SECRET;
    private static final int STATUS_SERVER = 12;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration DEAD_TIME = RadiusSettings.DEFAULT_DEAD_TIME;

    private final VirtualWire wire = new VirtualWire();
    private final List<String> answers = new ArrayList<>();

    private Exchanges exchanges(Exchanges.Kind kind) {
        return wire.attach(new Exchanges(kind, settings(), new Random(7), wire, wire));
    }

    /** r1 is asked by Status-Server, r2 is not. */
    private static RadiusSettings settings() {
        List<Server> two = VirtualWire.settings(2, Require.YES).servers();
        return RadiusSettings.of(
                "lac1", List.of(VirtualWire.withStatus(two.get(0), INTERVAL), two.get(1)));
    }

    private void ask(Exchanges exchanges, String name) {
        exchanges.ask(new NamedQuestion(name, answers), wire.nowNanos);
    }

    private static boolean isStatus(Sent sent) {
        return sent.request().code() == STATUS_SERVER;
    }

    private List<Sent> statuses() {
        return wire.sent.stream().filter(StatusServerTest::isStatus).toList();
    }

    private static byte @Nullable [] byR2(Sent sent) {
        return sent.server().equals("r2") ? accept(sent) : null;
    }

    private static byte[] accept(Sent sent) {
        return RadiusPackets.accept().signed().to(sent.request(), SECRET);
    }

    private ServerView r1(Exchanges exchanges) {
        return exchanges.views(wire.nowNanos).getFirst();
    }

    private void r1Dies(Exchanges exchanges) {
        ask(exchanges, "first");
        wire.passesAnswering(Duration.ofSeconds(3), StatusServerTest::byR2);
        assertThat(wire.events).contains("r1 died after 3");
        wire.sent.clear();
    }

    @Test
    @DisplayName("RFC 5997 §4.1: a probe is signed, has nothing else, and is never sent twice")
    void probesAreSignedAndNew() {
        Exchanges exchanges = exchanges(Exchanges.Kind.AUTHENTICATION);
        r1Dies(exchanges);
        wire.passes(DEAD_TIME.plus(INTERVAL.multipliedBy(4)));
        assertThat(statuses()).hasSizeGreaterThanOrEqualTo(4);
        Set<List<Byte>> authenticators = new HashSet<>();
        Set<Integer> slots = new HashSet<>();
        for (Sent sent : statuses()) {
            Request request = sent.request();
            assertThat(request.isSignedFirst(SECRET)).isTrue();
            assertThat(request.octets()).hasSize(20 + 18);
            slots.add(sent.port() * 256 + request.id());
            List<Byte> authenticator = new ArrayList<>();
            for (byte octet : request.authenticator()) {
                authenticator.add(octet);
            }
            authenticators.add(authenticator);
        }
        assertThat(authenticators).hasSameSizeAs(statuses());
        assertThat(slots).hasSameSizeAs(statuses());
    }

    @Test
    @DisplayName("RFC 5997 §4.3: a dead server is probed after its dead time, no caller is spent")
    void aProbeRevives() {
        Exchanges exchanges = exchanges(Exchanges.Kind.AUTHENTICATION);
        r1Dies(exchanges);
        wire.passes(DEAD_TIME.minusMillis(1));
        assertThat(statuses()).isEmpty();
        wire.passes(Duration.ofMillis(1));
        assertThat(statuses()).hasSize(1);
        assertThat(r1(exchanges).state()).isEqualTo(State.PROBING);
        ask(exchanges, "b");
        assertThat(wire.last().server()).isEqualTo("r2");
        Sent probe = statuses().getFirst();
        wire.deliver(probe, RadiusPackets.accept().signed().to(probe.request(), SECRET));
        assertThat(wire.events).contains("r1 returned");
        ask(exchanges, "c");
        assertThat(wire.last().server()).isEqualTo("r1");
        assertThat(r1(exchanges).count(Counter.STATUS_ANSWERED)).isEqualTo(1);
        assertThat(r1(exchanges).count(Counter.ACCEPTS)).isZero();
    }

    @Test
    @DisplayName("RFC 5997 §4.1: Accounting-Response and Access-Accept both answer, a reject not")
    void eitherCodeAnswers() {
        Exchanges exchanges = exchanges(Exchanges.Kind.ACCOUNTING);
        r1Dies(exchanges);
        wire.passes(DEAD_TIME);
        Sent probe = statuses().getFirst();
        assertThat(probe.to().getPort()).isEqualTo(1813);
        wire.deliver(probe, RadiusPackets.reject().to(probe.request(), SECRET));
        assertThat(r1(exchanges).alive()).isFalse();
        wire.deliver(probe, RadiusPackets.accounted().to(probe.request(), "other"));
        assertThat(r1(exchanges).alive()).isFalse();
        assertThat(r1(exchanges).count(Counter.REPLY_BAD_AUTHENTICATOR)).isEqualTo(1);
        wire.deliver(probe, RadiusPackets.accounted().to(probe.request(), SECRET));
        assertThat(r1(exchanges).alive()).isTrue();
    }

    @Test
    @DisplayName("A server that does not know Status-Server is tried by one request after three")
    void theUnknowingComeBack() {
        Exchanges exchanges = exchanges(Exchanges.Kind.AUTHENTICATION);
        r1Dies(exchanges);
        wire.passes(DEAD_TIME.plus(INTERVAL.multipliedBy(2)));
        ask(exchanges, "early");
        assertThat(wire.last().server()).isEqualTo("r2");
        wire.deliver(wire.last(), accept(wire.last()));
        wire.passes(INTERVAL.multipliedBy(2));
        wire.sent.clear();
        ask(exchanges, "tries");
        ask(exchanges, "other");
        assertThat(wire.servers()).containsExactly("r1", "r2");
        Sent tried = wire.sent.getFirst();
        wire.deliver(tried, RadiusPackets.accept().signed().to(tried.request(), SECRET));
        assertThat(r1(exchanges).alive()).isTrue();
        assertThat(answers).contains("tries 2 by r1");
    }

    @Test
    @DisplayName("A live one that never answered is left alone after three; its requests go on")
    void theUnknowingAreLeftAlone() {
        Exchanges exchanges = exchanges(Exchanges.Kind.AUTHENTICATION);
        exchanges.onDeadline(wire.nowNanos);
        wire.passes(INTERVAL.multipliedBy(20));
        assertThat(statuses()).hasSize(StatusProbes.FEW);
        assertThat(wire.events).containsExactly("r1 does not know Status-Server");
        assertThat(r1(exchanges).alive()).isTrue();
        assertThat(r1(exchanges).inFlight()).isZero();
    }

    @Test
    @DisplayName("RFC 5080 §2.2.1: a live server is asked only while nothing else is heard of it")
    void watchesTheQuiet() {
        Exchanges exchanges = exchanges(Exchanges.Kind.AUTHENTICATION);
        for (int i = 0; i < 10; i++) {
            ask(exchanges, "u" + i);
            byte[] accept = RadiusPackets.accept().signed().to(wire.last().request(), SECRET);
            wire.deliver(wire.last(), accept);
            wire.passes(INTERVAL.minusMillis(1));
        }
        assertThat(statuses()).isEmpty();
        wire.passes(Duration.ofMillis(1));
        assertThat(statuses()).hasSize(1);
    }

    @Test
    @DisplayName("A live server known to answer that falls silent is dead before a caller asks it")
    void findsTheDeadBeforeACaller() {
        Exchanges exchanges = exchanges(Exchanges.Kind.AUTHENTICATION);
        exchanges.onDeadline(wire.nowNanos);
        wire.passes(INTERVAL);
        Sent probe = wire.last();
        wire.deliver(probe, RadiusPackets.accept().signed().to(probe.request(), SECRET));
        wire.passes(INTERVAL.plus(SECOND.multipliedBy(3)));
        assertThat(wire.events).containsExactly("r1 died after 3");
        ask(exchanges, "a");
        assertThat(wire.last().server()).isEqualTo("r2");
    }

    @Test
    @DisplayName("RFC 5997 §4.1: no identifier is shared with a request that waits")
    void identifiersAreItsOwn() {
        Exchanges exchanges = exchanges(Exchanges.Kind.AUTHENTICATION);
        exchanges.onDeadline(wire.nowNanos);
        wire.passes(INTERVAL);
        Sent probe = wire.last();
        int room = RadiusSettings.DEFAULT_SOURCE_PORTS * 256;
        for (int i = 0; i < room - 1; i++) {
            ask(exchanges, "u" + i);
        }
        Set<Integer> slots = new HashSet<>();
        for (Sent sent : wire.sent) {
            if (sent.server().equals("r1")) {
                slots.add(sent.port() * 256 + sent.request().id());
            }
        }
        assertThat(slots).hasSize(room);
        assertThat(isStatus(probe)).isTrue();
    }
}
