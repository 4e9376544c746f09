package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.RadiusPackets.Attr;
import org.lacserver.radius.RadiusPackets.Reply;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.lookup.LookupRequest.Auth;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/** What an Access-Request holds and what its reply means. */
class LookupQuestionTest {
    private static final String SECRET = VirtualWire.SECRET;

    private static final long NOW = 1_700_000_000;

    private final VirtualWire wire = new VirtualWire();
    private final RadiusSettings settings = settings();
    private final Exchanges exchanges =
            wire.attach(
                    new Exchanges(
                            Exchanges.Kind.AUTHENTICATION, settings, new Random(3), wire, wire));

    private static RadiusSettings settings() {
        RadiusSettings base = VirtualWire.settings(1, Require.YES);
        return new RadiusSettings(
                "lac1",
                InetAddress.ofLiteral("192.0.2.100"),
                base.servers(),
                base.deadTime(),
                base.sourcePorts(),
                null,
                base.waitingLimit(),
                "dummy");
    }

    private Request sent(LookupRequest request) {
        exchanges.ask(
                new LookupQuestion(settings, LookupSettings.DEFAULT, request, NOW, _ -> {}),
                wire.nowNanos);
        return wire.last().request();
    }

    private LookupReply reply(BiFunction<Reply, Request, Reply> filling, Reply start) {
        List<LookupReply> replies = new ArrayList<>();
        LookupRequest request = RadiusLookupTest.request("a", RadiusLookupTest.pap("p"));
        exchanges.ask(
                new LookupQuestion(settings, LookupSettings.DEFAULT, request, NOW, replies::add),
                wire.nowNanos);
        Request sent = wire.last().request();
        wire.nowNanos += 5_000_000;
        wire.deliver(wire.last(), filling.apply(start.signed(), sent).to(sent, SECRET));
        assertThat(replies).hasSize(1);
        return replies.getFirst();
    }

    private LookupReply accepted(BiFunction<Reply, Request, Reply> filling) {
        return reply(filling, RadiusPackets.accept());
    }

    private static Reply tunnel(Reply reply) {
        return reply.tagged(64, 1, 3).tagged(65, 1, 1).tagged(67, 1, "192.0.2.1");
    }

    @Test
    @DisplayName("RFC 2865: PAP, with the NAS's attributes and the line's (RFC 4679)")
    void pap() {
        String password = "a password of more than sixteen octets";
        Request request = sent(RadiusLookupTest.request("u@isp", RadiusLookupTest.pap(password)));
        assertThat(request.isSignedFirst(SECRET)).isTrue();
        assertThat(request.text(1)).isEqualTo("u@isp");
        assertThat(request.userPassword(SECRET)).isEqualTo(password);
        assertThat(request.text(32)).isEqualTo("lac1");
        assertThat(request.only(4).value()).containsExactly(192, 0, 2, 100);
        assertThat(request.number(5)).isEqualTo(13_107_217);
        assertThat(request.number(6)).isEqualTo(2);
        assertThat(request.number(7)).isEqualTo(1);
        assertThat(request.number(61)).isEqualTo(34);
        assertThat(request.text(87)).isEqualTo("eth1:200.17");
        assertThat(request.text(31)).isEqualTo("02:00:5e:10:00:01");
        assertThat(request.text(30)).isEqualTo("isp");
        assertThat(request.text(44)).isEqualTo("0a1b2c3d");
        List<Attr> vendor = request.all(26);
        assertThat(vendor).hasSize(4).allMatch(a -> ByteBuffer.wrap(a.value()).getInt() == 3561);
        assertThat(vendor.get(0).value()[4]).isEqualTo((byte) 1);
        assertThat(vendor.get(0).text()).endsWith("dslam1 eth 1/1");
        assertThat(vendor.get(1).value()[4]).isEqualTo((byte) 2);
        assertThat(vendor.get(2).value()[4]).isEqualTo((byte) 129);
        assertThat(ByteBuffer.wrap(vendor.get(2).value()).getInt(6)).isEqualTo(10_000_000);
        assertThat(ByteBuffer.wrap(vendor.get(3).value()).getInt(6)).isEqualTo(100_000_000);
    }

    @Test
    @DisplayName("RFC 2865 §5.2: empty and 128-octet passwords; a longer one is not sent")
    void passwordLengths() {
        for (String password : List.of("", "p", "0123456789abcdef", "x".repeat(128))) {
            LookupRequest request = RadiusLookupTest.request("u", RadiusLookupTest.pap(password));
            assertThat(LookupQuestion.faultOf(request)).isNull();
            assertThat(sent(request).userPassword(SECRET)).isEqualTo(password);
        }
        assertThat(
                        LookupQuestion.faultOf(
                                RadiusLookupTest.request(
                                        "u", RadiusLookupTest.pap("x".repeat(129)))))
                .isNotNull();
        assertThat(
                        LookupQuestion.faultOf(
                                RadiusLookupTest.request(
                                        "u".repeat(254), RadiusLookupTest.pap("p"))))
                .isNotNull();
    }

    @Test
    @DisplayName("RFC 2865 §5.3: CHAP carries identifier and response, and the challenge beside")
    void chap() {
        byte[] challenge = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};
        byte[] response = new byte[16];
        Arrays.fill(response, (byte) 0xaa);
        Request request =
                sent(RadiusLookupTest.request("u", new Auth.Chap(0x7f, challenge, response)));
        assertThat(request.has(2)).isFalse();
        assertThat(request.only(3).value()).hasSize(17).startsWith(0x7f, 0xaa).endsWith(0xaa);
        assertThat(request.only(60).value()).isEqualTo(challenge);
        assertThat(request.isSignedFirst(SECRET)).isTrue();
        assertThat(
                        LookupQuestion.faultOf(
                                RadiusLookupTest.request(
                                        "u", new Auth.Chap(1, challenge, new byte[15]))))
                .isNotNull();
    }

    @Test
    @DisplayName("RFC 2809: a line without a user goes with a dummy password, as Outbound")
    void lineOnly() {
        Request request = sent(RadiusLookupTest.request("", new Auth.Outbound("lac")));
        assertThat(request.text(1)).isEqualTo("02:00:5e:10:00:01");
        assertThat(request.userPassword(SECRET)).isEqualTo("lac");
        assertThat(request.number(6)).isEqualTo(5);
    }

    @Test
    @DisplayName("What is unknown is left out; what is too long is cut between characters")
    void leavesOut() {
        LookupRequest bare =
                new LookupRequest(
                        "u",
                        RadiusLookupTest.pap("p"),
                        new AccessLine("", "ü".repeat(200), "", -1, -1, null, "", 0, 0xffff_ffffL),
                        "");
        Request request = sent(bare);
        assertThat(request.attributes().stream().map(Attr::type))
                .containsExactly(80, 1, 2, 32, 4, 6, 7, 55, 30, 26, 77);
        assertThat(request.text(30)).isEqualTo("ü".repeat(126));
        assertThat(ByteBuffer.wrap(request.only(26).value()).getInt(6)).isEqualTo(-1);
    }

    @Test
    @DisplayName("Class, Acct-Interim-Interval and Session-Timeout come with the tunnels")
    void terms() {
        LookupReply reply =
                accepted(
                        (r, _) ->
                                tunnel(r)
                                        .text(25, "gold")
                                        .octets(25, (byte) 0, (byte) 0xff)
                                        .number(85, 30)
                                        .number(27, 0xffff_fff0L));
        LookupReply.Tunnels tunnels = (LookupReply.Tunnels) reply;
        assertThat(tunnels.server()).isEqualTo("r1");
        assertThat(tunnels.rtt()).hasMillis(5);
        assertThat(tunnels.terms().classes()).hasSize(2);
        assertThat(tunnels.terms().classes().get(1)).containsExactly(0, 0xff);
        // RFC 2869 §5.16: never below 60
        assertThat(tunnels.terms().interimSeconds()).isEqualTo(60);
        assertThat(tunnels.terms().sessionTimeoutSeconds()).isEqualTo(0xffff_fff0L);
    }

    @Test
    @DisplayName("A Session-Timeout of the wrong length is none")
    void malformedTerms() {
        LookupReply.Tunnels tunnels =
                (LookupReply.Tunnels)
                        accepted((r, _) -> tunnel(r).octets(27, (byte) 1).octets(85, (byte) 1));
        assertThat(tunnels.terms().interimSeconds()).isZero();
        assertThat(tunnels.terms().sessionTimeoutSeconds()).isZero();
    }

    @Test
    @DisplayName("RFC 2865 §5.18: several Reply-Messages, in order, fit to be shown")
    void rejects() {
        LookupReply reply =
                reply(
                        (r, _) ->
                                r.text(18, "not\nwelcome").text(18, "x".repeat(253)).text(18, "y"),
                        RadiusPackets.reject());
        assertThat(((LookupReply.Refused) reply).replyMessage())
                .isEqualTo("not welcome " + "x".repeat(253) + "y");
    }

    @Test
    @DisplayName("RFC 2865 §4.4: an Access-Challenge counts as a reject")
    void challenged() {
        LookupReply reply = reply((r, _) -> r.text(18, "PIN?"), RadiusPackets.challenge());
        LookupReply.Unusable unusable = (LookupReply.Unusable) reply;
        assertThat(unusable.reason()).startsWith("Access-Challenge");
        assertThat(unusable.replyMessage()).isEqualTo("PIN?");
    }

    @Test
    @DisplayName("RFC 2868 §3.1: an Access-Accept without a tunnel we can open counts as a reject")
    void nothingUsable() {
        LookupReply.Unusable pptp =
                (LookupReply.Unusable)
                        accepted((r, _) -> r.tagged(64, 1, 1).tagged(67, 1, "192.0.2.1"));
        assertThat(pptp.reason())
                .isEqualTo(
                        "Access-Accept names no tunnel that can be used: Tunnel-Type 1 of tag 1");
        assertThat(pptp.skipped().getFirst().reason()).isEqualTo("Tunnel-Type 1 is not L2TP");
    }

    @Test
    @DisplayName("RFC 2865 §5.25, §5.27: an Access-Accept without a tunnel still has its terms")
    void noTunnel() {
        LookupReply.NoTunnel local =
                (LookupReply.NoTunnel)
                        accepted(
                                (r, _) ->
                                        r.number(6, 2)
                                                .text(18, "nowhere")
                                                .text(25, "k")
                                                .number(27, 900)
                                                .number(85, 120));
        assertThat(local.replyMessage()).isEqualTo("nowhere");
        assertThat(local.terms().classes()).containsExactly(new byte[] {'k'});
        assertThat(local.terms().sessionTimeoutSeconds()).isEqualTo(900);
        assertThat(local.terms().interimSeconds()).isEqualTo(120);
    }

    @Test
    @DisplayName("Rightly signed replies of any content give an answer and no exception")
    void survivesAnyContent() {
        Random random = new Random(5);
        int[] types = {18, 25, 27, 64, 65, 66, 67, 69, 81, 82, 83, 85, 90, 91, 26};
        for (int i = 0; i < 5_000; i++) {
            int count = random.nextInt(12);
            @Nullable LookupReply reply =
                    accepted(
                            (r, _) -> {
                                for (int n = 0; n < count; n++) {
                                    int type = types[random.nextInt(types.length)];
                                    byte[] value = new byte[random.nextInt(type == 26 ? 5 : 0, 60)];
                                    random.nextBytes(value);
                                    if (value.length > 0 && random.nextBoolean()) {
                                        value[0] = (byte) random.nextInt(4);
                                    }
                                    r.octets(type, value);
                                }
                                return r;
                            });
            assertThat(reply)
                    .isInstanceOfAny(
                            LookupReply.Unusable.class,
                            LookupReply.NoTunnel.class,
                            LookupReply.Tunnels.class);
        }
    }

    @Test
    @DisplayName("No request prints its password")
    void masksPasswords() {
        LookupRequest request = RadiusLookupTest.request("u", RadiusLookupTest.pap("hush-hush"));
        assertThat(request.toString()).doesNotContain("hush-hush");
    }

    @Test
    void theConnectSpeedsOfErxAndRtBrickAreRead() {
        byte[] fast = {(byte) 0xff, 0, 0, 0};
        byte[] slow = {0, 1, 0, 0};
        LookupReply.Tunnels erx =
                (LookupReply.Tunnels)
                        accepted(
                                (reply, _) ->
                                        tunnel(reply)
                                                .vendor(4874, 162, fast)
                                                .vendor(4874, 163, slow));
        assertThat(erx.terms().txBps()).isEqualTo(0xff000000L);
        assertThat(erx.terms().rxBps()).isEqualTo(0x10000);
        LookupReply.Tunnels rtbrick =
                (LookupReply.Tunnels)
                        accepted(
                                (reply, _) ->
                                        tunnel(reply)
                                                .vendor(50058, 42, slow)
                                                .vendor(50058, 43, new byte[] {1}));
        assertThat(rtbrick.terms().txBps()).isEqualTo(0x10000);
        assertThat(rtbrick.terms().rxBps()).isZero();
    }
}
