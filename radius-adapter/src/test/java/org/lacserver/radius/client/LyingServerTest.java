package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.RadiusPackets.Reply;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.client.RadiusSettings.Require;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Replies that are forged, crossed, damaged or from elsewhere. */
class LyingServerTest {
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
    @DisplayName("A forged reply is dropped and counted; the request goes on to a right one")
    void dropsForgedReplies() {
        Exchanges exchanges = exchanges(1);
        ask(exchanges, "a");
        Sent sent = wire.last();
        Request request = sent.request();
        wire.deliver(sent, RadiusPackets.accept().signed().to(request, "other"));
        byte[] wrongSignature = RadiusPackets.accept().octets(80, new byte[16]).to(request, SECRET);
        wire.deliver(sent, wrongSignature);
        wire.deliver(sent, RadiusPackets.accept().to(request, SECRET));
        wire.deliver(sent, RadiusPackets.accounted().signed().to(request, SECRET));
        wire.deliverFrom(new InetSocketAddress("192.0.2.9", 1812), 0, accept(request));
        wire.deliverFrom(sent.to(), sent.port() + 1, accept(request));
        assertThat(answers).isEmpty();
        assertThat(count(exchanges, 0, Counter.REPLY_BAD_AUTHENTICATOR)).isEqualTo(1);
        assertThat(count(exchanges, 0, Counter.REPLY_MESSAGE_AUTHENTICATOR_WRONG)).isEqualTo(1);
        assertThat(count(exchanges, 0, Counter.REPLY_MESSAGE_AUTHENTICATOR_MISSING)).isEqualTo(1);
        assertThat(count(exchanges, 0, Counter.REPLY_WRONG_CODE)).isEqualTo(1);
        assertThat(count(exchanges, 0, Counter.REPLY_UNEXPECTED)).isEqualTo(1);
        wire.passes(SECOND);
        wire.deliver(wire.last(), accept(wire.last().request()));
        assertThat(answers).containsExactly("a 2 by r1");
    }

    @Test
    @DisplayName("a server whose replies are all dropped is told from one that is silent")
    void saysWhyRepliesCountForNothing() {
        Exchanges exchanges = exchanges(VirtualWire.settings(1, Require.YES));
        ask(exchanges, "a");
        for (int copy = 0; copy < 3; copy++) {
            wire.deliver(wire.last(), RadiusPackets.accept().to(wire.last().request(), SECRET));
            wire.passes(SECOND);
        }
        assertThat(wire.events)
                .containsExactly("r1 sent reply-message-authenticator-missing", "r1 died after 3");
        assertThat(answers)
                .singleElement()
                .asString()
                .contains("r1 (reply-message-authenticator-missing)");
    }

    @Test
    @DisplayName("CVE-2024-3596: auto requires Message-Authenticator once a server has sent one")
    void autoLatches() {
        Exchanges exchanges = exchanges(VirtualWire.settings(1, Require.AUTO));
        ask(exchanges, "a");
        wire.deliver(wire.last(), RadiusPackets.accept().to(wire.last().request(), SECRET));
        ask(exchanges, "b");
        wire.deliver(wire.last(), accept(wire.last().request()));
        ask(exchanges, "c");
        wire.deliver(wire.last(), RadiusPackets.accept().to(wire.last().request(), SECRET));
        assertThat(answers).containsExactly("a 2 by r1", "b 2 by r1");
        assertThat(count(exchanges, 0, Counter.REPLY_MESSAGE_AUTHENTICATOR_MISSING)).isEqualTo(1);
    }

    @Test
    @DisplayName("CVE-2024-3596: an unsigned reply with a Proxy-State nobody sent is a forgery")
    void dropsStrayProxyState() {
        Exchanges exchanges = exchanges(VirtualWire.settings(1, Require.NO));
        ask(exchanges, "a");
        Reply reply = RadiusPackets.accept().text(33, "xyz");
        wire.deliver(wire.last(), reply.to(wire.last().request(), SECRET));
        assertThat(answers).isEmpty();
        assertThat(count(exchanges, 0, Counter.REPLY_STRAY_PROXY_STATE)).isEqualTo(1);
        byte[] wrong =
                RadiusPackets.reject().octets(80, new byte[16]).to(wire.last().request(), SECRET);
        wire.deliver(wire.last(), wrong);
        assertThat(answers).isEmpty();
        wire.deliver(wire.last(), RadiusPackets.reject().to(wire.last().request(), SECRET));
        assertThat(answers).containsExactly("a 3 by r1");
    }

    @Test
    @DisplayName("RFC 3579 §3.2: with EAP-Message a reply is signed, whatever the setting")
    void eapIsAlwaysSigned() {
        Exchanges exchanges = exchanges(VirtualWire.settings(1, Require.NO));
        ask(exchanges, "a");
        assertThat(wire.last().request().isSignedFirst(SECRET)).isTrue();
        Reply reply = RadiusPackets.challenge().octets(79, (byte) 1, (byte) 2, (byte) 0, (byte) 4);
        wire.deliver(wire.last(), reply.to(wire.last().request(), SECRET));
        assertThat(answers).isEmpty();
        assertThat(count(exchanges, 0, Counter.REPLY_MESSAGE_AUTHENTICATOR_MISSING)).isEqualTo(1);
        wire.deliver(wire.last(), reply.signed().to(wire.last().request(), SECRET));
        assertThat(answers).containsExactly("a 11 by r1");
    }

    @Test
    @DisplayName("RFC 2865 §3: a right reply from a wrong address or port is a stranger's")
    void countsStrangers() {
        Exchanges exchanges = exchanges(1);
        ask(exchanges, "a");
        Sent sent = wire.last();
        wire.deliverFrom(new InetSocketAddress("192.0.2.9", 1812), 0, accept(sent.request()));
        wire.deliverFrom(new InetSocketAddress("192.0.2.1", 1813), 0, accept(sent.request()));
        wire.deliverFrom(new InetSocketAddress("192.0.2.9", 1812), 0, new byte[3]);
        assertThat(answers).isEmpty();
        assertThat(exchanges.strangers()).isEqualTo(3);
        assertThat(count(exchanges, 0, Counter.REPLY_UNEXPECTED)).isZero();
    }

    @Test
    @DisplayName("RFC 2865 §3: a right reply under another identifier answers nobody's request")
    void dropsWrongIdentifiers() {
        Exchanges exchanges = exchanges(1);
        ask(exchanges, "a");
        ask(exchanges, "b");
        Sent a = wire.sent.get(0);
        Sent b = wire.sent.get(1);
        byte[] crossed = accept(a.request());
        crossed[1] = (byte) b.request().id();
        wire.deliverFrom(b.to(), b.port(), crossed);
        assertThat(answers).isEmpty();
        assertThat(count(exchanges, 0, Counter.REPLY_BAD_AUTHENTICATOR)).isEqualTo(1);
        byte[] unused = accept(a.request());
        unused[1] = (byte) 200;
        wire.deliver(a, unused);
        assertThat(count(exchanges, 0, Counter.REPLY_UNEXPECTED)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "A reply cut at any octet, or with any bit changed, answers nothing and throws not")
    void survivesDamage() {
        Exchanges exchanges = exchanges(VirtualWire.settings(1, Require.NO));
        ask(exchanges, "a");
        Sent sent = wire.last();
        byte[] good =
                RadiusPackets.accept()
                        .text(25, "class")
                        .tagged(64, 1, 3)
                        .tagged(67, 1, "192.0.2.1")
                        .octets(26, (byte) 0, (byte) 0, (byte) 13, (byte) 0xe9, (byte) 1, (byte) 2)
                        .to(sent.request(), SECRET);
        for (int length = 0; length < good.length; length++) {
            wire.deliver(sent, Arrays.copyOf(good, length));
        }
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] damaged = good.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            wire.deliver(sent, damaged);
        }
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(good, good.length + random.nextInt(8));
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                damaged[random.nextInt(2, good.length)] = (byte) random.nextInt();
            }
            boolean isSame = Arrays.equals(damaged, 0, good.length, good, 0, good.length);
            if (!isSame) {
                wire.deliver(sent, damaged);
            }
        }
        assertThat(answers).isEmpty();
        assertThat(count(exchanges, 0, Counter.REPLY_MALFORMED)).isPositive();
        // RFC 2865 §3: octets beyond Length are padding
        wire.deliver(sent, Arrays.copyOf(good, good.length + 5));
        assertThat(answers).containsExactly("a 2 by r1");
    }
}
