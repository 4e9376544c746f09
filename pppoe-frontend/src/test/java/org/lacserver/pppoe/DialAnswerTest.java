package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.Caller.Seen;
import org.lacserver.pppoe.FrontendEvent.DialAnswered;
import org.lacserver.pppoe.FrontendEvent.DialFailed;
import org.lacserver.pppoe.FrontendOrder.Dial;

import java.util.Arrays;
import java.util.Random;

/** What a dialled call is told: by its PADS (RFC 2516 §5.4), or that it cannot be made. */
class DialAnswerTest {
    private static final long CALL = FrontendOrder.DIALLED + 7;
    private static final long SECOND = 1_000_000_000L;
    private static final DialTarget ANY = new DialTarget(0, 0, 0, 0, "", null);

    private RemoteAc ac = on(Caller.settings(), "");

    private static RemoteAc on(FrontendSettings.Builder settings, String vlans) {
        return new RemoteAc(new Frontend(settings.build(), new Random(1)), RemoteAc.MAC, vlans);
    }

    private void dial(DialTarget target) {
        ac.port.order(new Dial(CALL, target, 20 * SECOND));
    }

    private DialFailed failed() {
        assertThat(ac.port.events).hasSize(1);
        return (DialFailed) ac.port.events.getFirst();
    }

    private static DialTarget service(String name) {
        return new DialTarget(0, 0, 0, 0, name, null);
    }

    @Test
    void thePadsTellsWhereTheCallEnded() {
        dial(service("gold"));
        ac.heardPadi();
        ac.pado();
        ac.heardPadr();
        byte[] line = Caller.HEX.parseHex("00000de9" + "0103632f31" + "810400002710");
        ac.pads(5, Caller.tag(0x0105, line));

        DialAnswered answered = (DialAnswered) ac.port.events.getFirst();
        assertThat(answered.callId()).isEqualTo(CALL);
        assertThat(answered.line().mac()).isEqualTo(RemoteAc.MAC);
        assertThat(answered.line().sessionId()).isEqualTo(5);
        assertThat(answered.line().serviceName()).isEqualTo("gold");
        assertThat(answered.line().accessPortName()).isEqualTo("acc0");
        assertThat(answered.line().circuitId()).isEqualTo("c/1");
        assertThat(answered.line().upKbps()).isEqualTo(10_000);
        assertThat(answered.line().attributes()).containsOnlyKeys(0x81);
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.frontend.sessions()).isEqualTo(1);
    }

    @Test
    void withoutPadsInTimeTheCallFails() {
        dial(ANY);
        for (int second = 0; second < 21; second++) {
            ac.port.seen.stream().filter(it -> it.code() == 0x09).toList().forEach(ac::padoFor);
            ac.port.seen.clear();
            ac.port.passes(1);
        }
        assertThat(failed().cause()).isEqualTo(DialFailure.NO_ANSWER);
        assertThat(failed().text()).isEqualTo("no PADS");
    }

    @ParameterizedTest
    @CsvSource({"0201,SERVICE_REFUSED", "0202,BUSY", "0203,GENERIC"})
    @DisplayName("RFC 2516 §5.4: a PADS with an error tag fails the call at once")
    void anErrorInThePadsFailsTheCall(String tag, DialFailure cause) {
        dial(ANY);
        ac.heardPadi();
        ac.pado();
        ac.heardPadr();
        ac.pads(0, Caller.tag(Integer.parseInt(tag, 16), Caller.text("why")));
        assertThat(failed().cause()).isEqualTo(cause);
        assertThat(failed().text()).endsWith(": why");
        assertThat(ac.port.count("pads-error")).isEqualTo(1);
        assertThat(ac.port.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0xffff})
    @DisplayName("RFC 2516 §4, §5.4: session ids 0 and ffff are none")
    void aPadsWithoutASessionFailsTheCall(int sessionId) {
        dial(ANY);
        ac.heardPadi();
        ac.pado();
        ac.heardPadr();
        ac.pads(sessionId);
        assertThat(failed().cause()).isEqualTo(DialFailure.GENERIC);
        assertThat(ac.port.frontend.sessions()).isZero();
    }

    @Test
    void aPadsThatNobodyAskedForGetsAPadt() {
        ac.hostUniq = new byte[8];
        ac.pads(77);
        Seen padt = ac.port.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.sessionId()).isEqualTo(77);
        assertThat(padt.destination()).isEqualTo(RemoteAc.MAC);
        assertThat(ac.port.count("pads-for-nobody")).isEqualTo(1);
        ac.pads(0);
        assertThat(ac.port.seen).isEmpty();
    }

    @Test
    void aPadsOfAnAcThatWasNotAskedDoesNotAnswerTheCall() {
        dial(ANY);
        ac.heardPadi();
        RemoteAc other = new RemoteAc(ac, RemoteAc.MAC + 1, "");
        other.pads(4); // before any PADR
        assertThat(ac.port.next().code()).isEqualTo(0xa7);
        ac.pado();
        ac.heardPadr();
        other.pads(4);
        assertThat(ac.port.events).isEmpty();
        assertThat(ac.port.count("pads-for-nobody")).isEqualTo(2);
        ac.pads(4);
        assertThat(ac.port.events).hasSize(1);
    }

    @Test
    void aDoubledPadsDoesNotEndTheSessionButASecondSessionIsGivenBack() {
        dial(ANY);
        ac.answers(5);
        ac.pads(5);
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pads-repeated")).isEqualTo(1);
        ac.port.order(new FrontendOrder.HandOver(CALL));
        ac.pads(5);
        assertThat(ac.port.seen).isEmpty();
        ac.pads(6);
        Seen padt = ac.port.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.sessionId()).isEqualTo(6);
        assertThat(ac.port.events).hasSize(1);
        assertThat(ac.port.frontend.sessions()).isEqualTo(1);
    }

    @Test
    void aCallHungUpBeforeItsAnswerEndsSilentlyAndItsLateSessionIsGivenBack() {
        dial(ANY);
        ac.heardPadi();
        ac.pado();
        ac.heardPadr();
        ac.port.order(new FrontendOrder.HangUp(CALL, "gone"));
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        ac.pads(5);
        assertThat(ac.port.next().code()).isEqualTo(0xa7);
        assertThat(ac.port.events).isEmpty();
    }

    @Test
    void callsBeingDialledAreBounded() {
        ac = on(Caller.settings().dialLimit(1), "");
        dial(ANY);
        ac.port.order(new Dial(CALL + 1, ANY, SECOND));
        assertThat(failed())
                .isEqualTo(new DialFailed(CALL + 1, DialFailure.LIMIT, failed().text()));
        assertThat(ac.port.count("dial-limit")).isEqualTo(1);
        ac.answers(5);
        ac.port.order(new FrontendOrder.HandOver(CALL));
        ac.port.order(new Dial(CALL + 2, ANY, SECOND));
        assertThat(ac.port.next().code()).isEqualTo(0x09);
    }

    @Test
    void whatCannotBeDialledFailsAtOnce() {
        dial(new DialTarget(1, 0, 0, 0, "", null));
        assertThat(failed().cause()).isEqualTo(DialFailure.PORT_DOWN);
        ac.port.events.clear();
        dial(service("x".repeat(1463)));
        assertThat(failed().cause()).isEqualTo(DialFailure.LIMIT);
        ac.port.events.clear();
        dial(service("x".repeat(1462)));
        assertThat(ac.port.next().payload()).hasSize(1484 - 6);
        ac.port.order(new FrontendOrder.StopAccepting());
        ac.port.order(new Dial(CALL + 1, ANY, SECOND));
        assertThat(failed().cause()).isEqualTo(DialFailure.LIMIT);
        assertThat(ac.port.seen).isEmpty();
    }

    @Test
    void aCallIdIsDialledOnceAndFromTheUpperHalfOnly() {
        dial(ANY);
        ac.heardPadi();
        dial(ANY);
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.events).isEmpty();
        assertThat(ac.port.count("dial-repeated")).isEqualTo(1);
        assertThatThrownBy(() -> new Dial(FrontendOrder.DIALLED, ANY, SECOND))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DialTarget(0, 0, 7, 0, "", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DialTarget(0, 4095, 0, 0, "", null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The frame is whole, but what it carries is cut and the PPPoE length says so. */
    @Test
    void answersCutAnywhereDoNoHarm() {
        dial(ANY);
        ac.heardPadi();
        byte[] pado = ac.padoTags(ac.cookie());
        for (int length = 0; length < pado.length; length++) {
            byte[] cut = Arrays.copyOf(pado, length);
            ac.port.send(ac.port.build(Caller.LAC, 0x8863, 0x07, 0, cut));
            if (!ac.port.seen.isEmpty()) {
                break; // all but the cookie
            }
            byte[] frame = ac.port.build(Caller.LAC, 0x8863, 0x07, 0, pado);
            ac.port.send(Arrays.copyOf(frame, frame.length - pado.length + length));
            assertThat(ac.port.seen).isEmpty();
        }
        ac.heardPadr();
        byte[] pads = ac.padsTags();
        for (int length = 0; length < pads.length; length++) {
            byte[] cut = Arrays.copyOf(pads, length);
            ac.port.send(ac.port.build(Caller.LAC, 0x8863, 0x65, 5, cut));
            byte[] frame = ac.port.build(Caller.LAC, 0x8863, 0x65, 5, pads);
            ac.port.send(Arrays.copyOf(frame, frame.length - pads.length + length));
        }
        assertThat(ac.port.events).isEmpty();
        ac.pads(5);
        assertThat(ac.port.events.getFirst()).isInstanceOf(DialAnswered.class);
    }
}
