package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.RadiusPackets.Attr;
import org.lacserver.radius.RadiusPackets.Reply;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.LineAttributes;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.lacserver.radius.vendor.VendorTable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How a caller's proof travels, and what comes back for him. */
class CredentialsTest {
    private static final String SECRET = VirtualWire.SECRET;
    private static final Charset UTF = StandardCharsets.UTF_8;
    private static final long NOW = 1_700_000_000;
    private static final byte[] CHALLENGE = sequence(16, 1);
    private static final byte[] VALUE = sequence(49, 0x40);

    private final VirtualWire wire = new VirtualWire();
    private final RadiusSettings settings = VirtualWire.settings(2, Require.YES);
    private final Exchanges exchanges =
            wire.attach(
                    new Exchanges(
                            Exchanges.Kind.AUTHENTICATION, settings, new Random(3), wire, wire));
    private final List<LookupReply> replies = new ArrayList<>();

    private static byte[] sequence(int length, int from) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (from + i);
        }
        return octets;
    }

    private static byte[] eap(int code, int id, int length) {
        byte[] packet = sequence(length, 0);
        ByteBuffer.wrap(packet).put((byte) code).put((byte) id).putShort((short) length);
        return packet;
    }

    private Request ask(LookupRequest request, LineAttributes lines) {
        LookupSettings lookup = new LookupSettings(lines, VendorTable.builtIn());
        assertThat(LookupQuestion.faultOf(request)).isNull();
        exchanges.ask(
                new LookupQuestion(settings, lookup, request, NOW, replies::add), wire.nowNanos);
        return wire.last().request();
    }

    private Request ask(Auth auth) {
        return ask(RadiusLookupTest.request("u@isp", auth), LineAttributes.TR_101);
    }

    private LookupReply answer(Reply reply) {
        wire.deliver(wire.last(), reply.to(wire.last().request(), SECRET));
        assertThat(replies).hasSize(1);
        return replies.removeFirst();
    }

    private static Reply tunnel() {
        return RadiusPackets.accept().signed().tagged(64, 1, 3).tagged(67, 1, "192.0.2.1");
    }

    private static byte[] sub(Request request, int vendor, int type) {
        for (Attr attr : request.all(26)) {
            ByteBuffer value = ByteBuffer.wrap(attr.value());
            if (value.getInt() == vendor && (value.get() & 0xff) == type) {
                byte[] sub = new byte[(value.get() & 0xff) - 2];
                value.get(sub);
                assertThat(value.hasRemaining()).isFalse();
                return sub;
            }
        }
        throw new AssertionError("no attribute " + type + " of " + vendor);
    }

    private static byte[] joined(Request request) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        request.all(79).forEach(each -> joined.writeBytes(each.value()));
        return joined.toByteArray();
    }

    @Test
    @DisplayName("RFC 2548 §2.3.2: MS-CHAPv2 with Ident and Flags first, the challenge beside")
    void msChap() {
        Request request = ask(new Auth.MsChapV2(0xc7, CHALLENGE, VALUE));
        assertThat(sub(request, 311, 11)).isEqualTo(CHALLENGE);
        byte[] response = sub(request, 311, 25);
        assertThat(response).hasSize(50).startsWith(0xc7, 0, 0x40, 0x41);
        assertThat(response[49]).isEqualTo(VALUE[47]);
        assertThat(request.has(2)).isFalse();
        assertThat(request.text(1)).isEqualTo("u@isp");
    }

    @Test
    @DisplayName("RFC 2548 §2.3.3, §2.1.5: the texts of success and error come without their Ident")
    void msChapTexts() {
        ask(new Auth.MsChapV2(7, CHALLENGE, VALUE));
        LookupReply reply = answer(tunnel().vendor(311, 26, "\u0007S=0123 M=hi".getBytes(UTF)));
        assertThat(((LookupReply.Tunnels) reply).terms().success())
                .isEqualTo("S=0123 M=hi".getBytes(UTF));
        ask(new Auth.MsChapV2(8, CHALLENGE, VALUE));
        byte[] error = "\u0008E=691 R=1 C=00 V=3 M=no".getBytes(UTF);
        reply = answer(RadiusPackets.reject().signed().vendor(311, 2, error));
        assertThat(((LookupReply.Refused) reply).failure())
                .isEqualTo("E=691 R=1 C=00 V=3 M=no".getBytes(UTF));
    }

    @Test
    @DisplayName("RFC 2759 §4: what is no MS-CHAPv2 response is not sent")
    void msChapLengths() {
        for (Auth auth :
                List.of(
                        new Auth.MsChapV2(1, CHALLENGE, sequence(48, 0)),
                        new Auth.MsChapV2(1, sequence(15, 0), VALUE),
                        new Auth.Eap(eap(1, 1, 5)),
                        new Auth.Eap(sequence(3, 2)),
                        new Auth.Eap(sequence(5, 2)),
                        new Auth.Outbound(""))) {
            assertThat(LookupQuestion.faultOf(RadiusLookupTest.request("u", auth))).isNotNull();
        }
    }

    @Test
    @DisplayName("RFC 3579 §3.1: EAP in pieces of 253 octets, signed, with the State it got")
    void eapPieces() {
        for (int length : List.of(4, 253, 254, 506, 1_500, 3_000)) {
            byte[] packet = eap(2, 9, length);
            Request request = ask(new Auth.Eap(packet, new byte[] {1, 2, 3}, ""));
            assertThat(joined(request)).isEqualTo(packet);
            assertThat(request.all(79)).hasSize((length + 252) / 253);
            assertThat(request.only(24).value()).containsExactly(1, 2, 3);
            assertThat(request.isSignedFirst(SECRET)).isTrue();
            assertThat(request.text(1)).isEqualTo("u@isp");
        }
        assertThat(ask(new Auth.Eap(eap(2, 1, 9))).has(24)).isFalse();
    }

    @Test
    @DisplayName(
            "RFC 3579 §2.1: a challenge brings the EAP Request, State and how long it may take")
    void challenge() {
        byte[] request = eap(1, 3, 300);
        ask(new Auth.Eap(eap(2, 2, 9)));
        Reply reply = RadiusPackets.challenge().signed();
        reply.octets(79, Arrays.copyOf(request, 253)).octets(24, (byte) 7, (byte) 8);
        reply.octets(79, Arrays.copyOfRange(request, 253, 300)).number(27, 30);
        LookupReply.Challenge challenge = (LookupReply.Challenge) answer(reply);
        assertThat(challenge.eap()).isEqualTo(request);
        assertThat(challenge.state()).containsExactly(7, 8);
        assertThat(challenge.timeoutSeconds()).isEqualTo(30);
        assertThat(challenge.server()).isEqualTo("r1");
    }

    @Test
    @DisplayName("RFC 3579 §2.2: a challenge without a whole EAP Request counts as a reject")
    void badChallenge() {
        for (byte[] packet : List.of(eap(2, 1, 9), eap(1, 1, 4), new byte[] {1, 1, 0})) {
            ask(new Auth.Eap(eap(2, 2, 9)));
            byte[] sent = packet.length == 4 ? Arrays.copyOf(packet, 5) : packet;
            assertThat(answer(RadiusPackets.challenge().signed().octets(79, sent)))
                    .isInstanceOf(LookupReply.Unusable.class);
        }
        ask(RadiusLookupTest.pap("p"));
        assertThat(answer(RadiusPackets.challenge().signed().octets(79, eap(1, 1, 9))))
                .isInstanceOf(LookupReply.Unusable.class);
    }

    @Test
    @DisplayName("RFC 3579 §2.6.3: Accept brings EAP Success, Reject EAP Failure, not the other")
    void eapEnds() {
        byte[] success = {3, 9, 0, 4};
        byte[] failure = {4, 9, 0, 4};
        ask(new Auth.Eap(eap(2, 9, 9)));
        LookupReply reply = answer(tunnel().octets(79, success));
        assertThat(((LookupReply.Tunnels) reply).terms().success()).isEqualTo(success);
        ask(new Auth.Eap(eap(2, 9, 9)));
        reply = answer(RadiusPackets.reject().signed().octets(79, failure).text(18, "no"));
        assertThat(((LookupReply.Refused) reply).failure()).isEqualTo(failure);
        assertThat(((LookupReply.Refused) reply).replyMessage()).isEqualTo("no");
        ask(new Auth.Eap(eap(2, 9, 9)));
        reply = answer(tunnel().octets(79, failure));
        assertThat(((LookupReply.Tunnels) reply).terms().success()).isEmpty();
    }

    @Test
    @DisplayName("A conversation goes on with the server that sent the challenge")
    void sameServer() {
        ask(new Auth.Eap(eap(2, 9, 9), new byte[] {1}, "r2"));
        assertThat(wire.last().server()).isEqualTo("r2");
        ask(new Auth.Eap(eap(2, 9, 9), new byte[] {1}, "gone"));
        assertThat(wire.last().server()).isEqualTo("r1");
    }

    @Test
    @DisplayName("RFC 2865 §5.1: a name that is not UTF-8 goes out octet for octet")
    void rawName() {
        byte[] raw = {'m', (byte) 0xfc, 'l', 'l', 'e', 'r', 0, (byte) 0xff};
        AccessLine line = new AccessLine("", "", "", -1, -1, null, null, 0, 0);
        String text = new String(raw, UTF);
        LookupRequest request = new LookupRequest(text, raw, RadiusLookupTest.pap("p"), line, "");
        assertThat(ask(request, LineAttributes.ALL).only(1).value()).isEqualTo(raw);
    }

    @Test
    @DisplayName("RFC 4679 §3.3: characteristics of the line, as many as are wanted; Connect-Info")
    void lines() {
        Map<Integer, Long> more =
                Map.of(0x83, 500L, 0x85, 9_000L, 0x8b, 8L, 0x90, 0x10203L, 0xfe, 0L, 0x81, 7L);
        AccessLine line = new AccessLine("", "", "", -1, -1, "c1", "r1", 10_000, 100_000, more);
        LookupRequest asked = new LookupRequest("u", RadiusLookupTest.pap("p"), line, "");
        Request all = ask(asked, LineAttributes.ALL);
        assertThat(all.all(26)).hasSize(9);
        assertThat(sub(all, 3561, 0x83)).isEqualTo(ByteBuffer.allocate(4).putInt(500_000).array());
        assertThat(sub(all, 3561, 0x85))
                .isEqualTo(ByteBuffer.allocate(4).putInt(9_000_000).array());
        assertThat(sub(all, 3561, 0x8b)).containsExactly(0, 0, 0, 8);
        assertThat(sub(all, 3561, 0x90)).containsExactly(1, 2, 3);
        assertThat(sub(all, 3561, 0xfe)).isEmpty();
        assertThat(all.text(77)).isEqualTo("100000000/10000000");
        assertThat(all.number(55)).isEqualTo(NOW);
        Request some = ask(asked, LineAttributes.TR_101);
        assertThat(some.all(26)).hasSize(6);
        assertThat(sub(some, 3561, 0x83)).hasSize(4);
        Request ids = ask(asked, LineAttributes.IDS);
        assertThat(ids.all(26)).hasSize(2);
        assertThat(ids.has(77)).isFalse();
    }
}
