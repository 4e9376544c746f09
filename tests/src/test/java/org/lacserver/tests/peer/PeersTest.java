package org.lacserver.tests.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.ppp.Chap;
import org.lacserver.tests.peer.ppp.Icmp;
import org.lacserver.tests.peer.ppp.Ppp;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The two peers talk to each other through the least of a LAC. */
@Timeout(30)
class PeersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final SubscriberProfile ALICE =
            SubscriberProfile.of(0x02_00_5e_10_00_01L, "alice@isp", "wonder");

    private static TinyLac lac(SubscriberProfile subscriber, LnsProfile lns) {
        return new TinyLac(subscriber, lns, lns.secret());
    }

    private static LnsProfile lns() {
        return LnsProfile.accepting("lns1", "s3cret", "wonder").renegotiating(Ppp.CHAP);
    }

    private static TinyLac up(SubscriberProfile subscriber, LnsProfile lns) {
        TinyLac lac = lac(subscriber, lns);
        lac.subscriber.dial(lac.now, lac.access());
        lac.run(5 * SECOND);
        assertThat(lac.subscriber.state()).isEqualTo(Subscriber.State.UP);
        assertThat(lac.lns.calls().getFirst().state()).isEqualTo(LnsCall.State.UP);
        return lac;
    }

    @ParameterizedTest
    @CsvSource({"0,0,PAP", "0,0,CHAP", "100,0,EITHER", "200,17,PAP"})
    void aCallComesUpAndPingsPassBothWays(int outer, int inner, SubscriberProfile.Auth auth) {
        TinyLac lac = up(ALICE.vlans(outer, inner).auth(auth), lns());
        Subscriber subscriber = lac.subscriber;
        LnsCall call = lac.lns.calls().getFirst();
        subscriber.ping(lac.now, 100, lac.access());
        lac.lns.ping(lac.now, call, 1400, lac.core());
        lac.run(SECOND);

        assertThat(subscriber.pings().answered()).isEqualTo(1);
        assertThat(call.pings().answered()).isEqualTo(1);
        assertThat(Icmp.text(subscriber.ipAddress())).isEqualTo("10.69.0.1");
        assertThat(call.user()).isEqualTo("alice@isp");
        assertThat(call.proxyAccepted()).isFalse();
    }

    @Test
    void aCallComesUpThoughAQuarterOfAllMessagesIsLost() {
        TinyLac lac = lac(ALICE, lns());
        lac.losesPercent = 25;
        lac.subscriber.dial(lac.now, lac.access());
        lac.run(60 * SECOND);

        assertThat(lac.subscriber.failure()).isEmpty();
        assertThat(lac.subscriber.state()).isEqualTo(Subscriber.State.UP);
    }

    @ParameterizedTest
    @CsvSource({"true,false,-1,false,true", "true,true,-1,true,true", "false,true,3,false,false"})
    void anyDataHeaderCarriesTheCall(
            boolean length, boolean sequence, int offset, boolean priority, boolean ff03) {
        up(ALICE, lns().bits(new LnsProfile.DataBits(length, sequence, offset, priority, ff03)));
    }

    @Test
    void hiddenIdsAreReadBack() {
        up(ALICE, lns().options(true, true, 4));
    }

    @Test
    void theSubscriberFollowsWhenTheLnsNegotiatesAgain() {
        TinyLac lac = up(ALICE, lns());
        lac.lns.renegotiate(lac.now, lac.lns.calls().getFirst(), lac.core());
        lac.run(5 * SECOND);

        assertThat(lac.subscriber.lcpRestarts()).isEqualTo(1);
        assertThat(lac.subscriber.state()).isEqualTo(Subscriber.State.UP);
    }

    @Test
    void aHangUpOfTheSubscriberLeavesNothingAtTheLns() {
        TinyLac lac = up(ALICE, lns());
        lac.subscriber.hangUp(lac.now, lac.access());
        lac.run(SECOND);

        assertThat(lac.subscriber.state()).isEqualTo(Subscriber.State.ENDED);
        assertThat(lac.subscriber.failure()).isEqualTo("hung up");
        assertThat(lac.lns.liveCalls()).isZero();
    }

    @Test
    void aHangUpOfTheLnsEndsTheCaller() {
        TinyLac lac = up(ALICE, lns());
        lac.lns.hangUp(lac.now, lac.lns.calls().getFirst(), lac.core());
        lac.run(SECOND);

        assertThat(lac.subscriber.failure()).isEqualTo("LCP: terminated by the peer");
        assertThat(lac.lns.liveCalls()).isZero();
    }

    @Test
    void aPadtEndsTheCallWithItsText() {
        TinyLac lac = up(ALICE, lns());
        lac.lns.clear(lac.now, lac.lns.calls().getFirst(), 3, 0, "maintenance", lac.core());
        lac.run(SECOND);

        assertThat(lac.subscriber.padtText()).isEqualTo("Generic-Error LNS: 3/0 maintenance");
    }

    @Test
    void aWrongPasswordIsNamed() {
        TinyLac lac = lac(SubscriberProfile.of(2, "alice@isp", "wrong"), lns());
        lac.subscriber.dial(lac.now, lac.access());
        lac.run(20 * SECOND);

        assertThat(lac.subscriber.failure())
                .isEqualTo("authentication failed: authentication failed");
        assertThat(lac.lns.liveCalls()).isZero();
    }

    @Test
    void aRefusedPadsIsNamed() {
        TinyLac lac = lac(ALICE, lns());
        lac.refusal = "no room";
        lac.subscriber.dial(lac.now, lac.access());
        lac.run(SECOND);

        assertThat(lac.subscriber.failure()).isEqualTo("PADS Generic-Error no room");
    }

    @Test
    void withoutAnAnswerTheSubscriberGivesUp() {
        Subscriber subscriber = new Subscriber(ALICE);
        subscriber.dial(0, frame -> {});
        int sent = 0;
        while (subscriber.nextDeadlineNanos() != Long.MAX_VALUE) {
            subscriber.onDeadline(subscriber.nextDeadlineNanos(), frame -> {});
            sent++;
        }
        assertThat(subscriber.failure()).isEqualTo("no PADO");
        assertThat(sent).isEqualTo(6);
    }

    @Test
    void scriptsRefuseTunnelsAndCalls() {
        TinyLac lac = lac(ALICE, lns());
        lac.lns.script(new Script.RefuseTunnels(2, 4, "full"));
        lac.subscriber.dial(lac.now, lac.access());
        lac.run(SECOND);
        assertThat(lac.subscriber.padtText()).isEqualTo("Generic-Error tunnel: 2/4 full");

        lac = lac(ALICE, lns());
        lac.lns.script(new Script.RefuseCalls(2, 7, "try another"));
        lac.subscriber.dial(lac.now, lac.access());
        lac.run(SECOND);
        assertThat(lac.fromLns).containsExactly(2, 14);
        assertThat(lac.subscriber.padtText()).isEqualTo("Generic-Error LNS: 2/7 try another");
    }

    @Test
    void aWrongTunnelSecretIsRefused() {
        TinyLac lac = new TinyLac(ALICE, lns(), "other");
        lac.subscriber.dial(lac.now, lac.access());
        lac.run(SECOND);

        assertThat(lac.fromLns).containsExactly(2, 4);
        assertThat(lac.lns.liveTunnels()).isZero();
        lac.run(40 * SECOND);
        assertThat(lac.lns.tunnels()).isEmpty();
    }

    @Test
    void proxyAuthenticationIsJudgedAsItWasForwarded() {
        for (boolean right : new boolean[] {true, false}) {
            TinyLac lac =
                    lac(
                            ALICE.auth(SubscriberProfile.Auth.PAP),
                            LnsProfile.accepting("lns1", null, "wonder"));
            byte[] lcp = HexFormat.of().parseHex("0304c023050601020304");
            lac.iccn =
                    avps ->
                            avps.put(false, Avp.LAST_SENT_CONFREQ, lcp)
                                    .put(false, Avp.LAST_RECEIVED_CONFREQ, new byte[0])
                                    .u16(false, Avp.PROXY_AUTH_TYPE, 3)
                                    .text(false, Avp.PROXY_AUTH_NAME, "alice@isp")
                                    .u16(false, Avp.PROXY_AUTH_ID, 1)
                                    .text(
                                            false,
                                            Avp.PROXY_AUTH_RESPONSE,
                                            right ? "wonder" : "wrong");
            lac.subscriber.dial(lac.now, lac.access());
            lac.run(SECOND / 2);

            LnsCall call = lac.lns.calls().getFirst();
            assertThat(call.proxyAccepted()).isTrue();
            assertThat(call.user()).isEqualTo("alice@isp");
            assertThat(call.state()).isEqualTo(right ? LnsCall.State.IPCP : LnsCall.State.ENDED);
        }
    }

    @Test
    void aSilentLacIsFoundByHello() {
        TinyLac lac = up(ALICE, lns());
        List<ByteBuffer> sent = new java.util.ArrayList<>();
        for (int i = 0; i < 20 && lac.lns.liveTunnels() > 0; i++) {
            lac.lns.onDeadline(lac.lns.nextDeadlineNanos(), (to, octets) -> sent.add(octets));
        }
        assertThat(lac.lns.liveTunnels()).isZero();
        assertThat(sent).hasSize(6); // one Hello and five more
    }

    @Test
    void challengeAnswersAreThoseOfRfc1994() {
        // MD5 of 0x01 "secret" "challenge"
        byte[] answer =
                Chap.response(
                        1,
                        "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "challenge".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(answer)).isEqualTo("46e47770030e2b4e26a0db72a7efec00");
    }

    @Test
    void noOctetsHurtEitherPeer() {
        Random random = new Random(42);
        TinyLac lac = up(ALICE, lns());
        List<ByteBuffer> frames = new java.util.ArrayList<>();
        List<ByteBuffer> datagrams = new java.util.ArrayList<>();
        frames.add(lac.subscriber.sessionFrame(Ppp.LCP, new byte[] {1, 1, 0, 8, 1, 4, 5, 0}));
        datagrams.add(lac.lns.calls().getFirst().frame(Ppp.IPCP, new byte[] {1, 1, 0, 4}));
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = mutated(frames.getFirst(), random);
            lac.subscriber.onFrame(lac.now, ByteBuffer.wrap(frame), out -> {});
            byte[] datagram = mutated(datagrams.getFirst(), random);
            lac.lns.onDatagram(
                    lac.now, TinyLac.ADDRESS, ByteBuffer.wrap(datagram), (to, octets) -> {});
        }
        assertThat(lac.lns.counters().malformed).isPositive();
    }

    private static byte[] mutated(ByteBuffer good, Random random) {
        byte[] octets = new byte[random.nextInt(good.limit()) + 1];
        good.get(0, octets);
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
        return octets;
    }
}
