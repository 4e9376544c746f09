package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.Caller.Seen;
import org.lacserver.pppoe.FrontendEvent.AttemptFailed;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.CallerNamed;
import org.lacserver.pppoe.FrontendEvent.HeldFrame;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Habits of real modems before hand-over, each with what is to come of it. */
class ModemQuirksTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;

    private Caller caller = on(Caller.settings());

    private static Caller on(FrontendSettings.Builder settings) {
        return new Caller(new Frontend(settings.build(), new Random(1)), MAC, "");
    }

    private static byte[] hex(String octets) {
        return Caller.HEX.parseHex(octets);
    }

    private static String hex(byte[] octets) {
        return Caller.HEX.formatHex(octets);
    }

    private void data(String pppFrame) {
        caller.send(caller.build(Caller.LAC, 0x8864, 0, caller.sessionId, hex(pppFrame)));
    }

    private String reason() {
        return ((AttemptFailed) caller.events.getLast()).reason();
    }

    private CallerGone gone() {
        return (CallerGone) caller.events.getLast();
    }

    /** Our Configure-Request's options that the caller rejects, one after the other. */
    private Seen rejects(String... options) {
        Seen request = caller.next();
        for (String option : options) {
            caller.lcp(4, request.id(), hex(option));
            request = caller.next();
        }
        return request;
    }

    // ---- what he is asked for

    @Test
    @DisplayName("RFC 1661 §5.4, §6.2: who rejects the first authentication is asked for the next")
    void aRejectMovesOn() {
        caller.discover();
        Seen second = rejects("0305c22305");
        assertThat(hex(second.data())).contains("0304c023");
        caller.lcp(2, second.id(), second.data());
        caller.lcp(1, 1, caller.options);
        caller.next();
        caller.pap(1, "joe", "x");
        assertThat(caller.named().auth().method()).isEqualTo(CallerAuth.Method.PAP);
    }

    @Test
    @DisplayName("RFC 1661 §6.2: who rejects all of it hears goodbye, with the reason")
    void rejectingAllEnds() {
        caller.discover();
        Seen terminate = rejects("0305c22305", "0304c023");
        assertThat(terminate.pppCode()).isEqualTo(5);
        assertThat(terminate.data()).isEqualTo(Caller.text("LCP: caller refuses to authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0305c22380", "0304c227", "0302", "0303c0", "0306c22305aa", "0304ffff"})
    @DisplayName("RFC 1661 §5.3: a Nak leads never outside of what is configured")
    void aNakStaysInTheList(String wish) {
        caller.discover();
        caller.lcp(3, caller.next().id(), hex(wish));
        Seen second = caller.next();
        assertThat(hex(second.data())).contains("0304c023");
        caller.lcp(3, second.id(), hex(wish));
        assertThat(caller.next().pppCode()).isEqualTo(5);
    }

    @Test
    @DisplayName("RFC 1661 §4.5: one who goes back and forth comes to an end")
    void oscillationEnds() {
        caller = on(Caller.settings().authentication(List.of(AuthProtocol.values())));
        caller.discover();
        int rounds = 0;
        Seen request = caller.next();
        while (request.pppCode() == 1 && rounds++ < 50) {
            boolean isPap = hex(request.data()).contains("0304c023");
            caller.lcp(3, request.id(), hex(isPap ? "0305c22305" : "0304c023"));
            request = caller.next();
        }
        assertThat(rounds).isLessThan(6);
        assertThat(request.pppCode()).isEqualTo(5);
    }

    @Test
    @DisplayName("RFC 1661 §6.4: without Magic-Numbers on either side echoes carry zero")
    void noMagic() {
        caller.options = hex("010405d4");
        caller.discover();
        Seen request = caller.next();
        caller.lcp(4, request.id(), Arrays.copyOfRange(request.data(), 9, 15));
        caller.openLcp();
        caller.nameHimself("a");
        caller.lcp(9, 3, new byte[4]);
        assertThat(caller.next().data()).isEqualTo(new byte[4]);
        caller.passes(30);
        Seen echo = caller.next();
        assertThat(echo.pppCode()).isEqualTo(9);
        assertThat(echo.data()).isEqualTo(new byte[4]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0206ffffffff",
                "0408c02500000064",
                "0702",
                "0802",
                "090301",
                "0d0306",
                "110405dc",
                "13070101020304",
                "0305c22305",
                "1702",
                "1202"
            })
    @DisplayName("RFC 1661 §6.3, §6.5, §6.6, RFC 2516 §7: LQR, PFC, ACFC and the like are rejected")
    void whatPppoeDoesNotBear(String option) {
        caller.discover();
        caller.lcp(1, 7, Caller.join(hex("010405d4"), hex(option)));
        caller.next();
        Seen reject = caller.next();
        assertThat(reject.pppCode()).isEqualTo(4);
        assertThat(hex(reject.data())).isEqualTo(option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01040240", "010405d3", "010405d4"})
    @DisplayName("RFC 1661 §6.1: an MRU that fits is granted")
    void mru(String option) {
        caller.discover();
        caller.lcp(1, 7, hex(option));
        caller.next();
        assertThat(caller.next().pppCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0100", "0101", "01", "010405d405", "0506aabb"})
    @DisplayName("RFC 1661 §5.1: options whose lengths cannot be are discarded, the link goes on")
    void optionsThatCannotBe(String options) {
        caller.discover();
        caller.lcp(1, 7, hex(options));
        assertThat(caller.count("lcp-bad-options")).isEqualTo(1);
        assertThat(caller.seen).hasSize(1);
        caller.openLcp();
    }

    @Test
    @DisplayName("RFC 1661 §5.2: an Ack in another order is none")
    void reorderedAck() {
        caller.discover();
        Seen request = caller.next();
        byte[] data = request.data();
        byte[] turned =
                Caller.join(Arrays.copyOfRange(data, 4, 15), Arrays.copyOfRange(data, 0, 4));
        caller.lcp(2, request.id(), turned);
        assertThat(caller.count("lcp-mismatched-answer")).isEqualTo(1);
        caller.passes(3);
        assertThat(caller.next().data()).isEqualTo(data);
    }

    @Test
    @DisplayName("RFC 1661 §5.1: the caller may use one identifier for all he asks")
    void oneIdentifier() {
        caller.discover();
        Seen request = caller.next();
        caller.lcp(1, 1, hex("0702"));
        assertThat(caller.next().pppCode()).isEqualTo(4);
        caller.lcp(1, 1, hex("010405dc"));
        assertThat(caller.next().pppCode()).isEqualTo(3);
        caller.lcp(1, 1, hex("010405d4"));
        assertThat(caller.next().pppCode()).isEqualTo(2);
        caller.lcp(2, request.id(), request.data());
        assertThat(caller.next().protocol()).isEqualTo(0xc223);
    }

    // ---- how he frames

    @Test
    @DisplayName("RFC 1661 §5: what follows a packet's Length is padding, one octet or forty")
    void padding() {
        caller.discover();
        Seen request = caller.next();
        for (int octets : List.of(1, 40)) {
            byte[] packet = caller.ppp(0xc021, 1, octets, caller.options);
            byte[] padded = Arrays.copyOf(packet, packet.length + octets);
            ByteBuffer.wrap(padded).putShort(18, (short) (padded.length - 20));
            caller.send(padded);
            assertThat(caller.next().data()).isEqualTo(caller.options);
        }
        byte[] ack = caller.ppp(0xc021, 2, request.id(), request.data());
        caller.send(Arrays.copyOf(ack, 60)); // Ethernet's own, beyond the PPPoE length
        assertThat(caller.next().protocol()).isEqualTo(0xc223);
    }

    @Test
    @DisplayName("RFC 1661 §5: a Length beyond the frame is discarded")
    void longerThanTheFrame() {
        caller.discover();
        data("c021" + "01010100" + "010405d4");
        assertThat(caller.count("lcp-bad-length")).isEqualTo(1);
        caller.openLcp();
    }

    @Test
    @DisplayName("RFC 1661 §6.5, §6.6: compressed fields, though refused, are counted and dropped")
    void compressedAllTheSame() {
        caller.call("a");
        data("21450000");
        data("ff03c0210901000800000000");
        assertThat(caller.count("ppp-compressed-protocol")).isEqualTo(2);
        assertThat(caller.count("frames-held")).isZero();
        assertThat(caller.seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8021", "8057", "80fd", "002d", "002f", "0021", "c025"})
    @DisplayName(
            "RFC 1661 §3.4, §3.5: frames before their time are dropped, later held for the LNS")
    void early(String protocol) {
        String frame = protocol + "01010004";
        caller.discover();
        data(frame);
        caller.openLcp();
        Seen challenge = caller.next();
        data(frame);
        assertThat(caller.count("ppp-before-open")).isEqualTo(1);
        assertThat(caller.count("ppp-before-name")).isEqualTo(1);
        caller.respond(challenge.id(), "a");
        long call = caller.named().callId();
        data(frame);
        assertThat(caller.seen).as("no Protocol-Reject").isEmpty();
        caller.order(new FrontendOrder.HandOver(call));
        HeldFrame held = (HeldFrame) caller.events.getLast();
        assertThat(hex(held.pppFrame().array())).isEqualTo(frame);
    }

    // ---- what he lets loose

    @Test
    @DisplayName("RFC 1661 §4.5: a storm of Configure-Requests costs a hundred answers a second")
    void configureRequestStorm() {
        caller.discover();
        for (int storm = 0; storm < 5000; storm++) {
            caller.lcp(1, storm & 0xff, caller.options);
        }
        assertThat(caller.seen).hasSizeLessThanOrEqualTo(101);
        Seen request = caller.next();
        caller.seen.clear();
        assertThat(caller.count("ppp-flood")).isEqualTo(4900);
        caller.passes(1);
        caller.lcp(2, request.id(), request.data());
        caller.nameHimself("a");
        assertThat(caller.named().auth().userName()).isEqualTo("a");
    }

    @Test
    @DisplayName("RFC 1661 §5.8: a flood of Echo-Requests is answered in measure")
    void echoFlood() {
        caller.call("a");
        caller.passes(1);
        for (int echo = 0; echo < 3000; echo++) {
            caller.lcp(9, echo & 0xff, hex("12345678")); // nor is that his number
        }
        assertThat(caller.seen).hasSize(CallSetUp.PACKETS_A_SECOND);
        caller.passes(1);
        caller.lcp(9, 1, hex("12345678"));
        assertThat(caller.seen).hasSize(CallSetUp.PACKETS_A_SECOND + 1);
    }

    @Test
    @DisplayName("RFC 1661 §3.4: one who begins over and over while he waits is ended")
    void renegotiationWithoutEnd() {
        caller.call("a");
        for (int again = 0; again < 10 && caller.frontend.sessions() > 0; again++) {
            caller.seen.clear();
            caller.lcp(1, 100 + again, caller.options);
            Seen request = caller.seen.poll();
            if (request == null || request.etherType() != 0x8864 || request.pppCode() != 1) {
                break;
            }
            caller.lcp(2, request.id(), request.data());
            caller.next();
            caller.nameHimself("a");
        }
        caller.passes(7);
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.events.stream().filter(CallerNamed.class::isInstance)).hasSize(3);
        assertThat(caller.count("auth-attempts-exceeded")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 1661 §4.4: before his name, too, he may begin anew, with all he refused")
    void renegotiationDuringAuthentication() {
        caller.discover();
        Seen pap = rejects("0305c22305");
        caller.lcp(2, pap.id(), pap.data());
        caller.lcp(1, 1, caller.options);
        caller.next();
        caller.lcp(1, 2, caller.options);
        Seen anew = caller.next();
        assertThat(hex(anew.data())).contains("0305c22305");
        caller.lcp(2, anew.id(), anew.data());
        caller.next();
        caller.nameHimself("a");
        assertThat(caller.named().auth().method()).isEqualTo(CallerAuth.Method.CHAP);
        assertThat(caller.events).hasSize(1);
    }

    // ---- how he names himself

    @Test
    @DisplayName("RFC 1334 §2.2.1: a repeated request is the same answer; another one never judged")
    void anotherPasswordWhileWaiting() {
        caller = on(Caller.settings().authentication(List.of(AuthProtocol.PAP)).authAttempts(3));
        long call = caller.call("joe").callId();
        for (int again = 2; again < 20; again++) {
            caller.pap(again, "joe", "secret");
        }
        caller.pap(20, "joe", "Secret");
        caller.pap(21, "joe", "SECRET");
        assertThat(caller.events).hasSize(1);
        assertThat(caller.count("auth-repeated-answer")).isEqualTo(18);
        assertThat(caller.count("auth-changed-answer")).isEqualTo(2);
        caller.pap(22, "root", "Secret");
        assertThat(gone().callId()).isEqualTo(call);
        assertThat(gone().cause()).isEqualTo(GoneCause.TOO_MANY_ATTEMPTS);
        Seen nak = caller.next();
        assertThat(nak.protocol()).isEqualTo(0xc023);
        assertThat(nak.pppCode()).isEqualTo(3);
        assertThat(caller.next().pppCode()).isEqualTo(5);
        assertThat(caller.events.stream().filter(CallerNamed.class::isInstance)).hasSize(1);
    }

    @Test
    @DisplayName("RFC 1994 §4.1: a further Response to the same Challenge is not looked up")
    void anotherResponseWhileWaiting() {
        caller = on(Caller.settings().authAttempts(1));
        CallerNamed named = caller.call("joe");
        caller.respond(named.auth().id(), "joe");
        assertThat(caller.events).hasSize(1);
        caller.respond(named.auth().id(), "jim");
        assertThat(gone().cause()).isEqualTo(GoneCause.TOO_MANY_ATTEMPTS);
    }

    // ---- how he is supervised, and leaves

    @Test
    @DisplayName("RFC 1661 §5.6: who rejects Echo-Requests gets none, and is not ended for it")
    void rejectsEchoes() {
        caller = on(Caller.settings().echo(Duration.ofSeconds(5), 2));
        caller.call("a");
        caller.passes(5);
        Seen echo = caller.next();
        caller.lcp(7, 1, Caller.join(new byte[] {9, (byte) echo.id(), 0, 8}, echo.data()));
        caller.passes(30);
        assertThat(caller.seen).isEmpty();
        assertThat(caller.events).hasSize(1);
    }

    @Test
    @DisplayName("RFC 1661 §6.4: an Echo-Reply with our own number is a copy, not a loop")
    void copiesOurMagic() {
        caller = on(Caller.settings().echo(Duration.ofSeconds(5), 1));
        caller.call("a");
        for (int second = 0; second < 40; second += 5) {
            caller.passes(5);
            Seen echo = caller.next();
            caller.lcp(10, echo.id(), echo.data());
        }
        assertThat(caller.events).hasSize(1);
        assertThat(caller.count("lcp-echo-reply-copied")).isEqualTo(8);
    }

    @Test
    @DisplayName("RFC 1661 §5.7: a Protocol-Reject of the authentication ends the link")
    void rejectsTheProtocol() {
        caller.discover();
        caller.openLcp();
        caller.lcp(8, 1, hex("c22301010004"));
        assertThat(reason()).contains("rejected an essential code or protocol");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 12, 13, 14, 255})
    @DisplayName(
            "RFC 1661 §5.6, §5.9: Discard-Request and news get nothing, the rest a Code-Reject")
    void otherCodes(int code) {
        caller.call("a");
        caller.lcp(code, 9, Caller.join(new byte[4], Caller.text("MSRASV5.20")));
        boolean isKnown = code >= 11 && code <= 13;
        assertThat(caller.seen).hasSize(isKnown ? 0 : 1).allMatch(it -> it.pppCode() == 7);
        assertThat(caller.events).hasSize(1);
    }

    @Test
    @DisplayName(
            "RFC 1661 §3.7, §5.5: Terminate-Request with words; they are told, without controls")
    void hangsUpWithWords() {
        long call = caller.call("a").callId();
        caller.lcp(5, 77, Caller.text("User\nrequest"));
        Seen ack = caller.next();
        assertThat(ack.pppCode()).isEqualTo(6);
        assertThat(ack.id()).isEqualTo(77);
        assertThat(gone())
                .isEqualTo(
                        new CallerGone(
                                call,
                                GoneCause.LCP_TERMINATED,
                                "LCP: caller terminated: Userrequest"));
    }

    @Test
    @DisplayName("RFC 1661 §3.3, §3.7: a lost Terminate-Ack costs one more request, then the PADT")
    void terminateAckLost() {
        long call = caller.call("a").callId();
        caller.order(new FrontendOrder.HangUp(call, "no traffic for 10 minutes"));
        caller.passes(7);
        assertThat(caller.seen).hasSize(3);
        assertThat(caller.next().data()).isEqualTo(Caller.text("no traffic for 10 minutes"));
        assertThat(caller.next().pppCode()).isEqualTo(5);
        assertThat(caller.next().code()).isEqualTo(0xa7);
        assertThat(caller.frontend.sessions()).isZero();
    }

    // ---- what is held

    @Test
    @DisplayName("RFC 1661 §3.5: held frames are bounded in octets, and over all callers")
    void heldFramesAreBounded() {
        caller = on(Caller.settings().heldFrames(1000));
        caller.call("a");
        byte[] big = new byte[1400];
        for (int frame = 0; frame < 20; frame++) {
            caller.send(caller.ppp(0x0021, 0, 0, big));
        }
        assertThat(caller.count("frames-held")).isEqualTo(11);
        assertThat(caller.count("frames-held-overflow")).isEqualTo(9);

        HeldRoom room = new HeldRoom(3000);
        HeldFrames one = new HeldFrames(room);
        HeldFrames other = new HeldFrames(room);
        assertThat(one.hold(ByteBuffer.wrap(big), 8)).isEqualTo(HeldFrames.Fate.HELD);
        assertThat(one.hold(ByteBuffer.wrap(big), 8)).isEqualTo(HeldFrames.Fate.HELD);
        assertThat(other.hold(ByteBuffer.wrap(big), 8)).isEqualTo(HeldFrames.Fate.ROOM_FULL);
        one.forget();
        one.forget();
        assertThat(room.taken()).isZero();
        assertThat(other.hold(ByteBuffer.wrap(big), 8)).isEqualTo(HeldFrames.Fate.HELD);
        other.take();
        assertThat(room.taken()).isZero();
    }
}
