package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.Caller.Seen;
import org.lacserver.pppoe.FrontendEvent.AttemptFailed;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.HeldFrame;
import org.lacserver.pppoe.FrontendEvent.LineSeen;
import org.lacserver.pppoe.LinePolicy.Vlans;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.util.List;
import java.util.Random;

/** Lines that are asked about before LCP, and lines that have a policy of their own. */
class LineFirstTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final LinePolicy LINE_FIRST =
            new LinePolicy(0, Vlans.ANY, Vlans.ANY, List.of(AuthProtocol.PAP), true);

    private Caller caller = on("", LINE_FIRST);

    private static Caller on(String vlans, LinePolicy... policies) {
        FrontendSettings settings =
                Caller.settings().policies(List.of(policies)).heldFrames(3).build();
        return new Caller(new Frontend(settings, new Random(1)), MAC, vlans);
    }

    private long seesTheLine() {
        caller.discover();
        return ((LineSeen) caller.events.getLast()).callId();
    }

    @Test
    void theLineIsToldOfAndNothingIsSentMeanwhile() {
        long call = seesTheLine();
        LineSeen seen = (LineSeen) caller.events.getLast();
        assertThat(seen.callId()).isEqualTo(call).isPositive();
        assertThat(seen.line().sessionId()).isEqualTo(caller.sessionId);
        caller.lcp(1, 1, caller.options);
        caller.passes(30);
        assertThat(caller.seen).isEmpty();
        assertThat(caller.events).hasSize(1);
        assertThat(caller.count("lines-asked-about")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2516 §6: LCP begins when the name is asked for, with what came before")
    void askNameBeginsLcpWithTheHeldFrames() {
        long call = seesTheLine();
        caller.lcp(1, 9, caller.options);
        caller.order(new FrontendOrder.AskName(call));
        Seen request = caller.next();
        assertThat(request.pppCode()).isEqualTo(1);
        Seen ack = caller.next();
        assertThat(ack.pppCode()).isEqualTo(2);
        assertThat(ack.id()).isEqualTo(9);
        caller.lcp(2, request.id(), request.data());
        caller.pap(1, "joe", "x");
        assertThat(caller.named().callId()).as("the same call").isEqualTo(call);
        caller.order(new FrontendOrder.HandOver(call));
        assertThat(caller.events).hasSize(2);
        assertThat(caller.count("names-asked")).isEqualTo(1);
    }

    @Test
    void handOverWithoutLcpTellsTheHeldFramesInOrder() {
        long call = seesTheLine();
        for (int id = 1; id <= 4; id++) {
            caller.lcp(1, id, caller.options);
        }
        caller.order(new FrontendOrder.HandOver(call));
        assertThat(caller.events.subList(1, 4))
                .extracting(it -> ((HeldFrame) it).pppFrame().get(3))
                .containsExactly((byte) 1, (byte) 2, (byte) 3);
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("frames-held-overflow")).isEqualTo(1);
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("RFC 2516 §5.5: refused before LCP: a PADT with the text, nothing else")
    void refusedBeforeLcp() {
        long call = seesTheLine();
        caller.order(new FrontendOrder.Refuse(call, "line not known"));
        Seen padt = caller.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.tag(0x0203)).isEqualTo(Caller.text("line not known"));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.events).hasSize(1);
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void hungUpBeforeLcp() {
        long call = seesTheLine();
        caller.order(new FrontendOrder.HangUp(call, "drained"));
        assertThat(caller.next().code()).isEqualTo(0xa7);
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    void aPadtWhileTheLineIsAskedAboutEndsTheCall() {
        long call = seesTheLine();
        caller.send(caller.padt());
        assertThat(((CallerGone) caller.events.getLast()).callId()).isEqualTo(call);
        assertThat(((CallerGone) caller.events.getLast()).cause()).isEqualTo(GoneCause.PADT);
        caller.order(new FrontendOrder.AskName(call));
        assertThat(caller.count("order-unknown-call")).isEqualTo(1);
    }

    @Test
    void theWaitIsBounded() {
        long call = seesTheLine();
        caller.passes(60);
        assertThat(caller.events.getLast())
                .isEqualTo(new CallerGone(call, GoneCause.ANSWER_TIMEOUT, "no answer in time"));
        assertThat(caller.next().tag(0x0203)).isEqualTo(Caller.text("no answer in time"));
        assertThat(caller.frontend.sessions()).isZero();
    }

    @Test
    void aCallerWhoDoesNotNameHimselfIsGoneForTheCallWasTold() {
        long call = seesTheLine();
        caller.order(new FrontendOrder.AskName(call));
        caller.passes(31);
        assertThat(caller.events.getLast())
                .isEqualTo(new CallerGone(call, GoneCause.LCP_TIMEOUT, "LCP: no answer"));
        assertThat(caller.events).noneMatch(AttemptFailed.class::isInstance);
    }

    @Test
    void ordersThatComeAtTheWrongTimeAreCounted() {
        long call = seesTheLine();
        caller.order(new FrontendOrder.AskName(call));
        caller.order(new FrontendOrder.AskName(call));
        caller.order(new FrontendOrder.HandOver(call));
        assertThat(caller.count("order-out-of-place")).isEqualTo(2);
        assertThat(caller.frontend.sessions()).isEqualTo(1);
        caller.order(new FrontendOrder.HangUp(call, "now"));
        caller.passes(10);
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.events).hasSize(1);
    }

    @Test
    void aCallerMayNegotiateAgainUnderAnotherCall() {
        long call = seesTheLine();
        caller.order(new FrontendOrder.AskName(call));
        caller.openLcp();
        caller.pap(1, "a", "x");
        caller.lcp(1, 50, caller.options);
        assertThat(caller.events.getLast())
                .isEqualTo(
                        new CallerGone(
                                call, GoneCause.LCP_RESTARTED, "LCP: caller negotiates again"));
        Seen request = caller.next();
        caller.next();
        caller.lcp(2, request.id(), request.data());
        caller.pap(2, "b", "x");
        assertThat(caller.named().callId()).isNotEqualTo(call);
        assertThat(caller.events).hasSize(4);
    }

    @Test
    void aRepeatedPadrGetsTheSamePads() {
        byte[] cookie = caller.cookie();
        caller.send(caller.padr("", cookie));
        caller.send(caller.padr("", cookie));
        assertThat(caller.next().sessionId()).isEqualTo(caller.next().sessionId());
        assertThat(caller.events).hasSize(1);
    }

    @Test
    void theFirstPolicyThatCoversALineHolds() {
        LinePolicy business =
                new LinePolicy(
                        LinePolicy.ANY_PORT,
                        new Vlans(100, 199),
                        new Vlans(7, 7),
                        List.of(AuthProtocol.EAP),
                        false);
        LinePolicy rest =
                new LinePolicy(
                        0, new Vlans(100, 199), Vlans.ANY, List.of(AuthProtocol.MSCHAPV2), false);
        assertThat(offered("88a8006481000007", business, rest)).contains("0304c227");
        assertThat(offered("88a800c781000008", business, rest)).contains("0305c22381");
        assertThat(offered("810000c7", business, rest)).contains("0305c22381");
        assertThat(offered("810000c8", business, rest)).contains("0305c22305");
        assertThat(offered("", business, rest)).contains("0305c22305");
        assertThat(offered("", new LinePolicy(1, Vlans.ANY, Vlans.ANY, List.of(), false)))
                .as("another port")
                .contains("0305c22305");
        assertThat(offered("", new LinePolicy(0, Vlans.ANY, Vlans.ANY, List.of(), false)))
                .as("the line alone")
                .doesNotContain("c223");
    }

    private static String offered(String vlans, LinePolicy... policies) {
        Caller one = on(vlans, policies);
        one.discover();
        return Caller.HEX.formatHex(one.next().data());
    }
}
