package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Index.atIndex;

import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.Caller.Seen;
import org.lacserver.pppoe.FrontendEvent.AttemptFailed;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.CallerNamed;
import org.lacserver.pppoe.FrontendEvent.HeldFrame;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A call from PADI to its end, as the caller sees it. */
class FrontendCallTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final byte[] IPCP = Caller.HEX.parseHex("8021010100040000");

    private Caller caller = on(Caller.settings());

    private static Caller on(FrontendSettings.Builder settings) {
        return new Caller(new Frontend(settings.build(), new Random(1)), MAC, "");
    }

    private void data(byte[] pppFrame) {
        caller.send(caller.build(Caller.LAC, 0x8864, 0, caller.sessionId, pppFrame));
    }

    private static String hex(byte[] octets) {
        return Caller.HEX.formatHex(octets);
    }

    @Test
    void aChapCallerIsNamedOnceAndHearsNeitherYesNorNo() {
        CallerNamed named = caller.call("user@isp.example");

        assertThat(named.auth().method()).isEqualTo(CallerAuth.Method.CHAP);
        assertThat(named.auth().userName()).isEqualTo("user@isp.example");
        assertThat(named.auth().challenge()).hasSize(16);
        assertThat(named.auth().response()).hasSize(16);
        assertThat(named.auth().toString()).doesNotContain("[B");
        assertThat(named.line().mac()).isEqualTo(MAC);
        assertThat(named.line().accessPortName()).isEqualTo("acc0");
        assertThat(named.line().sessionId()).isEqualTo(caller.sessionId);
        caller.respond(named.auth().id(), "user@isp.example");
        assertThat(caller.seen).isEmpty();
        assertThat(caller.events).hasSize(1);
        assertThat(caller.count("auth-repeated-answer")).isEqualTo(1);
    }

    @Test
    void aPapCallerIsNamedWithHisPassword() {
        caller = on(Caller.settings().authentication(List.of(AuthProtocol.PAP)));
        CallerNamed named = caller.call("joe");

        assertThat(named.auth().method()).isEqualTo(CallerAuth.Method.PAP);
        assertThat(named.auth().response()).isEqualTo(Caller.text("secret"));
        assertThat(named.auth().id()).isEqualTo(1);
        assertThat(named.toString()).doesNotContain("secret");
        caller.pap(2, "joe", "secret");
        assertThat(caller.seen).isEmpty();
        assertThat(caller.events).hasSize(1);
    }

    @Test
    void withoutAuthenticationTheOpenLinkNamesTheCaller() {
        caller = on(Caller.settings().authentication(List.of()));
        caller.discover();
        caller.openLcp();

        assertThat(caller.named().auth().method()).isEqualTo(CallerAuth.Method.NONE);
        assertThat(hex(caller.named().lcp().lastSent())).doesNotContain("c223").startsWith("0104");
    }

    @Test
    void proxyLcpHasTheFirstTheAcknowledgedAndTheLastOptions() {
        caller.discover();
        Seen request = caller.next();
        caller.lcp(1, 1, Caller.HEX.parseHex("010405dc0702")); // MRU 1500, PFC
        Seen rejected = caller.next();
        assertThat(rejected.pppCode()).isEqualTo(4);
        caller.lcp(1, 2, Caller.HEX.parseHex("010405dc"));
        Seen nakked = caller.next();
        assertThat(nakked.pppCode()).isEqualTo(3);
        assertThat(hex(nakked.data())).isEqualTo("010405d4");
        caller.lcp(3, request.id(), Caller.HEX.parseHex("0304c023")); // rather PAP
        Seen again = caller.next();
        assertThat(hex(again.data())).contains("0304c023").doesNotContain("c223");
        caller.lcp(1, 3, Caller.HEX.parseHex("010405d4"));
        caller.next();
        caller.lcp(2, again.id(), again.data());
        caller.pap(1, "joe", "x");

        LcpOptions lcp = caller.named().lcp();
        assertThat(hex(lcp.firstReceived())).isEqualTo("010405dc0702");
        assertThat(lcp.lastSent()).isEqualTo(again.data());
        assertThat(hex(lcp.lastReceived())).isEqualTo("010405d4");
    }

    @Test
    void tr101LineTagsAreRead() {
        byte[] line =
                Caller.join(
                        Caller.HEX.parseHex("00000de9"),
                        Caller.HEX.parseHex("0103"),
                        Caller.text("c/1"),
                        Caller.HEX.parseHex("0202"),
                        Caller.text("r2"),
                        Caller.HEX.parseHex("810400002710" + "8204000186a0" + "8a0400000001"),
                        Caller.HEX.parseHex("830100" + "9003010200" + "fe00"));
        caller.discover(Caller.tag(0x0105, line));
        caller.openLcp();
        caller.nameHimself("a");

        AccessLine seen = caller.named().line();
        assertThat(seen.circuitId()).isEqualTo("c/1");
        assertThat(seen.remoteId()).isEqualTo("r2");
        assertThat(seen.upKbps()).isEqualTo(10_000);
        assertThat(seen.downKbps()).isEqualTo(100_000);
        assertThat(seen.attributes())
                .hasToString("{129=10000, 130=100000, 138=1, 144=66048, 254=1}");
        assertThat(caller.count("line-tag-bad-items")).isEqualTo(1);
    }

    @Test
    void framesOfAWaitingCallerAreHeldInOrderUpToTheBound() {
        caller = on(Caller.settings().heldFrames(2));
        long call = caller.call("a").callId();
        for (byte n = 0; n < 3; n++) {
            IPCP[3] = n;
            data(IPCP);
        }
        caller.order(new FrontendOrder.HandOver(call));

        assertThat(caller.events).hasSize(3);
        ByteBuffer first = ((HeldFrame) caller.events.get(1)).pppFrame();
        ByteBuffer second = ((HeldFrame) caller.events.get(2)).pppFrame();
        assertThat(first.getShort(0)).isEqualTo((short) 0x8021);
        assertThat(first.get(3)).isEqualTo((byte) 0);
        assertThat(second.get(3)).isEqualTo((byte) 1);
        assertThat(caller.count("frames-held-overflow")).isEqualTo(1);
    }

    @Test
    void afterHandOverOnlyPadtIsReadAndWrittenAndLateFramesAreToldOn() {
        long call = caller.call("a").callId();
        caller.order(new FrontendOrder.HandOver(call));
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        caller.lcp(9, 1, new byte[4]);
        caller.lcp(1, 9, caller.options);
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("session-handed-over")).isEqualTo(2);

        caller.order(new FrontendOrder.HangUp(call, "LNS cleared"));
        Seen terminate = caller.next();
        assertThat(terminate.pppCode()).isEqualTo(5);
        assertThat(terminate.data()).isEqualTo(Caller.text("LNS cleared"));
        Seen padt = caller.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.sessionId()).isEqualTo(caller.sessionId);
        assertThat(padt.tag(0x0203)).isEqualTo(Caller.text("LNS cleared"));
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.events)
                .hasSize(3)
                .satisfies(
                        it -> assertThat(((HeldFrame) it).pppFrame().get(2)).isEqualTo((byte) 9),
                        atIndex(1))
                .satisfies(it -> assertThat(((HeldFrame) it).callId()).isEqualTo(call), atIndex(2));
    }

    @Test
    void aPadtAfterHandOverEndsTheCallWithItsText() {
        long call = caller.call("a").callId();
        caller.order(new FrontendOrder.HandOver(call));
        caller.send(caller.padt(Caller.tag(0x0203, Caller.text("bye"))));

        assertThat(caller.events.getLast()).isEqualTo(new CallerGone(call, GoneCause.PADT, "bye"));
        assertThat(caller.seen).isEmpty();
        caller.order(new FrontendOrder.HangUp(call, ""));
        assertThat(caller.count("order-unknown-call")).isEqualTo(1);
    }

    @Test
    void aRefusedChapCallerGetsFailureTerminateAndPadt() {
        long call = caller.call("a").callId();
        caller.order(new FrontendOrder.Refuse(call, "unknown realm"));

        Seen failure = caller.next();
        assertThat(failure.protocol()).isEqualTo(0xc223);
        assertThat(failure.pppCode()).isEqualTo(4);
        assertThat(failure.data()).isEqualTo(Caller.text("unknown realm"));
        Seen terminate = caller.next();
        assertThat(terminate.pppCode()).isEqualTo(5);
        caller.lcp(6, terminate.id(), new byte[0]);
        Seen padt = caller.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.tag(0x0203)).isEqualTo(Caller.text("unknown realm"));
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.events).hasSize(1);
    }

    @Test
    void aRefusedPapCallerGetsANakForHisLatestRequest() {
        caller = on(Caller.settings().authentication(List.of(AuthProtocol.PAP)));
        long call = caller.call("a").callId();
        caller.pap(7, "a", "secret");
        caller.order(new FrontendOrder.Refuse(call, "no"));

        Seen nak = caller.next();
        assertThat(nak.protocol()).isEqualTo(0xc023);
        assertThat(nak.id()).isEqualTo(7);
        assertThat(hex(nak.data())).isEqualTo("02" + hex(Caller.text("no")));
    }

    @Test
    void aSilentRefusedCallerGetsTwoTerminateRequestsAndThenThePadt() {
        long call = caller.call("a").callId();
        caller.order(new FrontendOrder.Refuse(call, "no"));
        caller.passes(7);

        assertThat(caller.seen).extracting(Seen::etherType).last().isEqualTo(0x8863);
        assertThat(caller.seen).filteredOn(it -> it.etherType() == 0x8864).hasSize(3);
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anLcpTerminateRequestIsAcknowledgedAndEndsTheCall() {
        long call = caller.call("a").callId();
        caller.lcp(5, 77, Caller.text("bye"));

        assertThat(caller.next().pppCode()).isEqualTo(6);
        assertThat(caller.events.getLast())
                .isEqualTo(
                        new CallerGone(
                                call, GoneCause.LCP_TERMINATED, "LCP: caller terminated: bye"));
        caller.passes(4); // RFC 1661 §4.1: a Restart period passes before the link is finished
        assertThat(caller.next().code()).isEqualTo(0xa7);
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    void aWaitingCallerWhoNegotiatesAgainIsGoneAndMayCallAnewOnTheSameSession() {
        long call = caller.call("a").callId();
        caller.lcp(1, 50, caller.options);

        assertThat(((CallerGone) caller.events.getLast()).cause())
                .isEqualTo(GoneCause.LCP_RESTARTED);
        Seen request = caller.next();
        assertThat(request.pppCode()).isEqualTo(1);
        assertThat(caller.next().pppCode()).isEqualTo(2);
        caller.lcp(2, request.id(), request.data());
        caller.nameHimself("b");
        assertThat(caller.named().callId()).isNotEqualTo(call);
        assertThat(caller.named().auth().userName()).isEqualTo("b");
        assertThat(caller.named().line().sessionId()).isEqualTo(caller.sessionId);
        caller.order(new FrontendOrder.HandOver(call));
        assertThat(caller.count("order-unknown-call")).isEqualTo(1);
    }

    @Test
    void restartsOfLcpAreBounded() {
        caller.call("a");
        for (int again = 0; again < 20 && caller.frontend.sessions() > 0; again++) {
            caller.seen.clear();
            caller.lcp(1, 100 + again, caller.options);
            if (caller.seen.isEmpty()) {
                break;
            }
            Seen request = caller.next();
            caller.lcp(2, request.id(), request.data());
        }
        caller.passes(10);
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    void aCallerWhoWaitsTooLongIsRefused() {
        long call = caller.call("a").callId();
        caller.passes(29);
        assertThat(caller.seen).isEmpty();
        for (int second = 29; second < 60; second++) {
            caller.passes(1);
            caller.seen.stream()
                    .filter(it -> it.etherType() == 0x8864 && it.pppCode() == 9)
                    .toList()
                    .forEach(it -> caller.lcp(10, it.id(), new byte[4]));
        }
        assertThat(caller.events.getLast())
                .isEqualTo(new CallerGone(call, GoneCause.ANSWER_TIMEOUT, "no answer in time"));
        assertThat(caller.seen).anyMatch(it -> it.protocol() == 0xc223 && it.pppCode() == 4);
    }

    @Test
    void echoesWithoutReplyEndAWaitingCall() {
        caller = on(Caller.settings().echo(Duration.ofSeconds(5), 2));
        long call = caller.call("a").callId();
        caller.passes(15);

        assertThat(caller.events.getLast())
                .isEqualTo(new CallerGone(call, GoneCause.ECHO_TIMEOUT, "LCP echo: no reply"));
    }

    @Test
    void aWaitingCallersEchoRequestIsAnsweredWithOurMagicNumber() {
        caller.call("a");
        caller.lcp(9, 5, Caller.HEX.parseHex("aabbccdd0102"));

        Seen reply = caller.next();
        assertThat(reply.pppCode()).isEqualTo(10);
        assertThat(reply.id()).isEqualTo(5);
        assertThat(hex(reply.data())).endsWith("0102").doesNotStartWith("aabbccdd");
    }

    @Test
    void ourMagicNumberInAnEchoMeansALoopedLine() {
        long call = caller.call("a").callId();
        String sent = hex(caller.named().lcp().lastSent());
        String magic = sent.substring(sent.length() - 8);
        caller.lcp(9, 1, Caller.HEX.parseHex(magic));

        assertThat(((CallerGone) caller.events.getLast()))
                .isEqualTo(new CallerGone(call, GoneCause.LOOPED, "LCP: line is looped back"));
    }

    @Test
    void aLoopedLineIsFoundDuringNegotiation() {
        caller.discover();
        for (int turn = 0; turn < 100 && !caller.seen.isEmpty(); turn++) {
            byte[] packet = caller.next().payload();
            if (caller.events.isEmpty()) {
                data(packet);
            }
        }
        assertThat(caller.events)
                .singleElement()
                .extracting(it -> ((AttemptFailed) it).reason())
                .isEqualTo("LCP: line is looped back");
    }

    @Test
    void aSilentCallerIsGivenUpAfterTenConfigureRequests() {
        caller.discover();
        caller.passes(31);

        assertThat(caller.seen).filteredOn(it -> it.etherType() == 0x8864).hasSize(10);
        assertThat(caller.seen.getLast().code()).isEqualTo(0xa7);
        assertThat(caller.events)
                .singleElement()
                .extracting(it -> ((AttemptFailed) it).reason())
                .isEqualTo("LCP: no answer");
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    void aChallengeIsSentTenTimes() {
        caller.discover();
        caller.openLcp();
        caller.passes(29);
        assertThat(caller.seen).filteredOn(it -> it.protocol() == 0xc223).hasSize(10);
        assertThat(caller.seen)
                .filteredOn(it -> it.protocol() == 0xc223)
                .extracting(Seen::id)
                .containsOnly(caller.seen.getFirst().id());
        caller.passes(10);
        assertThat(((AttemptFailed) caller.events.getLast()).reason())
                .isEqualTo("authentication: no answer");
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    void aCallerWhoRefusesToAuthenticateIsToldGoodbye() {
        caller.discover();
        caller.lcp(4, caller.next().id(), Caller.HEX.parseHex("0305c22305"));
        caller.lcp(4, caller.next().id(), Caller.HEX.parseHex("0304c023"));

        assertThat(caller.next().pppCode()).isEqualTo(5);
        assertThat(((AttemptFailed) caller.events.getLast()).reason())
                .isEqualTo("LCP: caller refuses to authenticate");
    }

    @Test
    void hangUpBeforeHandOverTerminatesLcpFirst() {
        long call = caller.call("a").callId();
        caller.order(new FrontendOrder.HangUp(call, "drained"));
        Seen terminate = caller.next();
        assertThat(terminate.pppCode()).isEqualTo(5);
        caller.lcp(6, terminate.id(), new byte[0]);
        assertThat(caller.next().tag(0x0203)).isEqualTo(Caller.text("drained"));
        assertThat(caller.events).hasSize(1);
    }

    @Test
    void hangUpAllEndsEverySessionAtOnce() {
        long first = caller.call("a").callId();
        caller.order(new FrontendOrder.HandOver(first));
        caller.call("b");
        caller.discover();
        caller.seen.clear();
        caller.order(new FrontendOrder.HangUpAll("restart"));

        assertThat(caller.seen).filteredOn(it -> it.etherType() == 0x8863).hasSize(3);
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(caller.events).noneMatch(CallerGone.class::isInstance);
    }
}
