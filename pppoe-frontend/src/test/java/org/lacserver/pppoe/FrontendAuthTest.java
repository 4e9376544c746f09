package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.Caller.Seen;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.CallerNamed;
import org.lacserver.pppoe.FrontendEvent.CallerReplied;
import org.lacserver.pppoe.FrontendEvent.HeldFrame;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** MS-CHAPv2 and EAP as callers see them, and how a caller is told yes. */
class FrontendAuthTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final byte[] NT_RESPONSE = new byte[1 + 49];

    static {
        NT_RESPONSE[0] = 49;
    }

    private Caller caller = asked(AuthProtocol.EAP, AuthProtocol.MSCHAPV2, AuthProtocol.CHAP);

    private static Caller asked(AuthProtocol... protocols) {
        FrontendSettings settings = Caller.settings().authentication(List.of(protocols)).build();
        return new Caller(new Frontend(settings, new Random(1)), MAC, "");
    }

    private void eap(int code, int id, String hex) {
        caller.send(caller.ppp(0xc227, code, id, Caller.HEX.parseHex(hex)));
    }

    private CallerNamed namesHimselfByEap() {
        caller.discover();
        caller.openLcp();
        eap(2, caller.next().id(), "016a6f65");
        return caller.named();
    }

    private CallerNamed namesHimselfByMsChap() {
        caller = asked(AuthProtocol.MSCHAPV2);
        caller.discover();
        caller.openLcp();
        byte[] data = Caller.join(NT_RESPONSE, Caller.text("joe"));
        caller.send(caller.ppp(0xc223, 2, caller.next().id(), data));
        return caller.named();
    }

    private static String hex(byte[] octets) {
        return Caller.HEX.formatHex(octets);
    }

    private void ask(long call, String eap) {
        caller.order(new FrontendOrder.Challenge(call, Caller.HEX.parseHex(eap)));
    }

    @Test
    @DisplayName("RFC 1661 §6.2: the best protocol first, the one a Nak names next if allowed")
    void aNakChoosesAmongTheAllowed() {
        caller.discover();
        Seen first = caller.next();
        assertThat(hex(first.data())).contains("0304c227");
        caller.lcp(3, first.id(), Caller.HEX.parseHex("0305c22305")); // rather CHAP
        assertThat(hex(caller.next().data())).contains("0305c22305");
    }

    @Test
    @DisplayName("RFC 2759 §2: only the algorithm tells MS-CHAPv2 from CHAP; one not allowed: next")
    void theAlgorithmCounts() {
        caller.discover();
        Seen first = caller.next();
        caller.lcp(3, first.id(), Caller.HEX.parseHex("0305c22380")); // MS-CHAPv1
        Seen second = caller.next();
        assertThat(hex(second.data())).contains("0305c22381");
        caller.lcp(3, second.id(), Caller.HEX.parseHex("0304c023"));
        assertThat(hex(caller.next().data())).contains("0305c22305");
    }

    @Test
    @DisplayName("RFC 2865 §5.1: a name is octets; what is not UTF-8 of it is kept, with EAP too")
    void aNameIsOctets() {
        caller.discover();
        caller.openLcp();
        eap(2, caller.next().id(), "016ae96f"); // Latin 1
        CallerAuth auth = caller.named().auth();
        assertThat(auth.name()).isEqualTo(new byte[] {'j', (byte) 0xe9, 'o'});
        assertThat(auth.userName()).isEqualTo("j\ufffdo");
    }

    @Test
    void msChapV2NamesTheCaller() {
        CallerNamed named = namesHimselfByMsChap();
        assertThat(named.auth().method()).isEqualTo(CallerAuth.Method.MSCHAPV2);
        assertThat(named.auth().userName()).isEqualTo("joe");
        assertThat(named.auth().response()).hasSize(49);
        assertThat(named.auth().challenge()).hasSize(16);
    }

    @Test
    @DisplayName("RFC 2759 §5: Success, before what was held goes to the LNS")
    void msChapV2SuccessComesFirst() {
        CallerNamed named = namesHimselfByMsChap();
        caller.send(caller.ppp(0x8021, 1, 1, new byte[0]));
        caller.order(new FrontendOrder.HandOver(named.callId(), Caller.text("S=AB M=ok")));
        Seen success = caller.next();
        assertThat(success.protocol()).isEqualTo(0xc223);
        assertThat(success.pppCode()).isEqualTo(3);
        assertThat(success.id()).isEqualTo(named.auth().id());
        assertThat(success.data()).isEqualTo(Caller.text("S=AB M=ok"));
        assertThat(caller.events.getLast()).isInstanceOf(HeldFrame.class);
        assertThat(caller.seen).isEmpty();
    }

    @Test
    @DisplayName("RFC 2759 §6: Failure in the method's own form, then Terminate-Request")
    void msChapV2Failure() {
        CallerNamed named = namesHimselfByMsChap();
        caller.order(new FrontendOrder.Refuse(named.callId(), "wrong"));
        String text = new String(caller.next().data(), StandardCharsets.UTF_8);
        assertThat(text).matches("E=691 R=0 C=[0-9A-F]{32} V=3 M=wrong");
        assertThat(caller.next().pppCode()).isEqualTo(5);
    }

    @Test
    @DisplayName("RFC 3748 §2.3: Requests pass to the caller and his Responses to the server")
    void eapRounds() {
        CallerNamed named = namesHimselfByEap();
        long call = named.callId();
        assertThat(named.auth().method()).isEqualTo(CallerAuth.Method.EAP);
        assertThat(named.auth().userName()).isEqualTo("joe");
        assertThat(hex(named.auth().response())).endsWith("0008016a6f65");

        ask(call, "01500008040211bb");
        Seen request = caller.next();
        assertThat(request.protocol()).isEqualTo(0xc227);
        assertThat(request.pppCode()).isEqualTo(1);
        assertThat(request.id()).isEqualTo(0x50);
        assertThat(hex(request.data())).isEqualTo("040211bb");
        eap(2, 0x50, "0319");
        CallerReplied nak = (CallerReplied) caller.events.getLast();
        assertThat(nak.callId()).isEqualTo(call);
        assertThat(hex(nak.eap())).isEqualTo("025000060319");

        ask(call, "0151000619aa");
        caller.passes(3);
        assertThat(caller.next().data()).as("sent again").isEqualTo(caller.next().data());
        eap(2, 0x51, "19bb");
        eap(2, 0x51, "19bb");
        assertThat(caller.events).hasSize(3);
        caller.order(new FrontendOrder.HandOver(call, Caller.HEX.parseHex("03510004")));
        Seen success = caller.next();
        assertThat(success.pppCode()).isEqualTo(3);
        assertThat(success.id()).isEqualTo(0x51);
        assertThat(success.data()).isEmpty();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(caller.count("callers-replied")).isEqualTo(2);
        assertThat(caller.count("challenges-sent")).isEqualTo(2);
    }

    @Test
    @DisplayName("RFC 3748 §4.2: a caller who is not believed gets a Failure, then LCP ends")
    void eapFailure() {
        long call = namesHimselfByEap().callId();
        ask(call, "0150000504");
        caller.seen.clear();
        eap(2, 0x50, "04");
        caller.order(new FrontendOrder.Refuse(call, "no", Caller.HEX.parseHex("04500004")));
        Seen failure = caller.next();
        assertThat(failure.pppCode()).isEqualTo(4);
        assertThat(failure.id()).isEqualTo(0x50);
        assertThat(caller.next().pppCode()).isEqualTo(5);
    }

    @Test
    void aCallerWhoFallsSilentBetweenRoundsIsGone() {
        long call = namesHimselfByEap().callId();
        ask(call, "0150000504");
        caller.passes(18);
        assertThat(caller.events.getLast())
                .isEqualTo(
                        new CallerGone(call, GoneCause.LCP_TIMEOUT, "authentication: no answer"));
        ask(call, "0151000504");
        assertThat(caller.count("order-unknown-call")).isEqualTo(1);
    }

    @Test
    void aRequestThatDoesNotFitEndsTheCallWithAFailure() {
        long call = namesHimselfByEap().callId();
        ask(call, "0150000404");
        assertThat(((CallerGone) caller.events.getLast()).cause()).isEqualTo(GoneCause.EAP_UNFIT);
        assertThat(caller.next().pppCode()).isEqualTo(4);
        assertThat(caller.next().pppCode()).isEqualTo(5);
        assertThat(caller.count("challenges-unfit")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 3748 §4.1: no new Request while one is outstanding; none without EAP")
    void challengesOutOfPlace() {
        long call = namesHimselfByEap().callId();
        ask(call, "0150000504");
        ask(call, "0151000504");
        assertThat(caller.count("order-out-of-place")).isEqualTo(1);
        assertThat(caller.count("challenges-sent")).isEqualTo(1);
        long other = namesHimselfByMsChap().callId();
        ask(other, "0150000504");
        assertThat(caller.count("order-out-of-place")).isEqualTo(1);
        assertThat(caller.events.getLast()).isInstanceOf(CallerNamed.class);
    }

    @Test
    @DisplayName("RFC 1334 §2.2.2, RFC 1994 §4.2: Ack or Success for LNSs that leave it to the LAC")
    void papAndChapCanBeTold() {
        caller = asked(AuthProtocol.PAP);
        long pap = caller.call("joe").callId();
        caller.order(new FrontendOrder.HandOver(pap, new byte[0]));
        assertThat(hex(caller.next().payload())).isEqualTo("c023" + "02010005" + "00");
        caller = asked(AuthProtocol.CHAP);
        CallerNamed chap = caller.call("joe");
        caller.order(new FrontendOrder.HandOver(chap.callId(), Caller.text("hi")));
        Seen success = caller.next();
        assertThat(success.pppCode()).isEqualTo(3);
        assertThat(success.id()).isEqualTo(chap.auth().id());
        assertThat(success.data()).isEqualTo(Caller.text("hi"));
    }
}
