package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.RadiusPackets.Reply;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How RADIUS is asked about a called number, and where its answer leads. */
class DialQuestionTest {
    private static final DialRequest CALLED = new DialRequest("5551234", "7", "lns1", "192.0.2.11");

    private final VirtualWire wire = new VirtualWire();
    private final RadiusSettings settings = VirtualWire.settings(1, Require.YES);
    private final Exchanges exchanges =
            wire.attach(
                    new Exchanges(
                            Exchanges.Kind.AUTHENTICATION, settings, new Random(3), wire, wire));
    private final List<DialReply> replies = new ArrayList<>();

    private Request asks() {
        exchanges.ask(new DialQuestion(settings, CALLED, replies::add), wire.nowNanos);
        return wire.last().request();
    }

    private DialReply answered(Reply reply) {
        Request sent = asks();
        wire.deliver(wire.last(), reply.signed().to(sent, VirtualWire.SECRET));
        assertThat(replies).hasSize(1);
        return replies.getFirst();
    }

    private DialReply accepted(String... pairs) {
        Reply reply = RadiusPackets.accept();
        for (String pair : pairs) {
            reply = reply.vendor(9, 1, pair.getBytes(StandardCharsets.UTF_8));
        }
        return answered(reply);
    }

    @Test
    @DisplayName("RFC 2865 §5.6: the number is the user, the service Outbound, the LNS is named")
    void theNumberIsTheUser() {
        Request request = asks();
        assertThat(request.isSignedFirst(VirtualWire.SECRET)).isTrue();
        assertThat(request.text(1)).isEqualTo("5551234");
        assertThat(request.userPassword(VirtualWire.SECRET)).isNotEmpty();
        assertThat(request.number(6)).isEqualTo(5);
        assertThat(request.text(30)).isEqualTo("5551234:7");
        assertThat(request.text(67)).isEqualTo("192.0.2.11");
        assertThat(request.text(91)).isEqualTo("lns1");
    }

    @Test
    void anAnswerLeadsToAPppoeSession() {
        DialReply reply =
                accepted(
                        "ip:dns-servers=192.0.2.1",
                        "dial:port=eth1",
                        "dial:vlan=200.17",
                        "dial:mac=02:00:5e:10:00:0A",
                        "dial:service=gold",
                        "dial:ac-name=ac7",
                        "dial:limit=3",
                        "dial:min-bps=64000",
                        "dial:max-bps=4294967295",
                        "dial:port=eth2");
        assertThat(reply)
                .isEqualTo(
                        new DialReply.Route(
                                "r1",
                                ((DialReply.Route) reply).rtt(),
                                "eth1",
                                200,
                                17,
                                0x02005e10000aL,
                                "gold",
                                "ac7",
                                null,
                                "5551234",
                                3,
                                64_000,
                                4_294_967_295L));
    }

    @Test
    void anAnswerLeadsToAModemThatDialsAnotherNumber() {
        DialReply.Route route = (DialReply.Route) accepted("dial:modem=any", "dial:number=0,777");
        assertThat(route.modem()).isEqualTo("any");
        assertThat(route.number()).isEqualTo("0,777");
        assertThat(route.port()).isNull();
        assertThat(route.outerVlan()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dial:vlan=0",
                "dial:vlan=4095",
                "dial:vlan=1.2.3",
                "dial:vlan=99999",
                "dial:vlan=",
                "dial:mac=02005e10000a",
                "dial:mac=",
                "dial:limit=-1",
                "dial:limit=2147483648",
                "dial:max-bps=4294967296",
                "dial:max-bps=fast",
                "dial:modem=m1",
                "dial:colour=red"
            })
    void aPairThatSaysNothingSensibleIsNamed(String pair) {
        assertThat(accepted("dial:port=eth1", pair))
                .isInstanceOfSatisfying(
                        DialReply.Unusable.class,
                        it -> assertThat(it.reason()).contains("dial:").contains("expected"));
    }

    @Test
    void anAcceptThatLeadsNowhereIsUnusable() {
        assertThat(accepted("shell:priv-lvl=15")).isInstanceOf(DialReply.Unusable.class);
    }

    @Test
    void aRejectIsARefusal() {
        DialReply reply = answered(RadiusPackets.reject().text(18, "not here"));
        assertThat(reply)
                .isInstanceOfSatisfying(
                        DialReply.Refused.class,
                        it -> assertThat(it.message()).isEqualTo("not here"));
    }

    @Test
    void aMalformedVendorAttributeIsPassedOver() {
        Reply reply =
                RadiusPackets.accept()
                        .octets(26, (byte) 0, (byte) 0, (byte) 0)
                        .octets(26, new byte[] {0, 0, 0, 9, 1, 1, 'x'})
                        .octets(26, new byte[] {0, 0, 0, 9, 1, 99, 'x'})
                        .vendor(9, 1, "dial:port=eth1".getBytes(StandardCharsets.UTF_8));
        assertThat(answered(reply)).isInstanceOf(DialReply.Route.class);
    }

    @Test
    @DisplayName("RFC 2865 §5.1: a number that fits no User-Name is not asked about")
    void aNumberThatFitsNoUserNameIsNotAskedAbout() {
        DialRequest request = new DialRequest("5".repeat(254), "", "lns1", "192.0.2.11");
        assertThat(DialQuestion.faultOf(request)).isNotNull();
        assertThat(DialQuestion.faultOf(new DialRequest("", "", "l", "192.0.2.1"))).isNotNull();
        assertThat(DialQuestion.faultOf(CALLED)).isNull();
    }
}
