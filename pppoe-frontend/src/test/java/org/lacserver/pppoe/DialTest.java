package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.Caller.Seen;
import org.lacserver.pppoe.FrontendEvent.DialAnswered;
import org.lacserver.pppoe.FrontendEvent.DialFailed;
import org.lacserver.pppoe.FrontendOrder.Dial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The Host's side of discovery (RFC 2516 §5, §8): the LAC dials out. */
class DialTest {
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
    @DisplayName("RFC 2516 §5.1: the PADI goes to everybody with one Service-Name and session 0")
    void thePadiAsksEverybody() {
        dial(service("gold"));
        Seen padi = ac.port.next();

        assertThat(padi.code()).isEqualTo(0x09);
        assertThat(padi.etherType()).isEqualTo(0x8863);
        assertThat(padi.destination()).isEqualTo(0xffff_ffff_ffffL);
        assertThat(padi.sessionId()).isZero();
        assertThat(padi.tag(0x0101)).isEqualTo(Caller.text("gold"));
        assertThat(padi.tag(0x0103)).hasSize(8);
        assertThat(ac.port.events).isEmpty();
        assertThat(ac.port.count("padi-sent")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2516 §5.3, App. A: the PADR gives cookie and Relay-Session-Id back")
    void thePadrEchoesWhatTheAcWants() {
        dial(ANY);
        byte[] relay = Caller.HEX.parseHex("00ff11ee");
        byte[] hostUniq = ac.heardPadi();
        ac.pado(ac.cookie(), Caller.tag(0x0110, relay));
        Seen padr = ac.port.next();

        assertThat(padr.code()).isEqualTo(0x19);
        assertThat(padr.destination()).isEqualTo(RemoteAc.MAC);
        assertThat(padr.sessionId()).isZero();
        assertThat(padr.tag(0x0101)).isEmpty();
        assertThat(padr.tag(0x0103)).isEqualTo(hostUniq);
        assertThat(padr.tag(0x0104)).isEqualTo(RemoteAc.COOKIE);
        assertThat(padr.tag(0x0110)).isEqualTo(relay);
    }

    @ParameterizedTest
    @CsvSource({"81000064,100,0", "88a8006481000007,100,7"})
    void theCallIsDialledOnItsVlans(String vlans, int outer, int inner) {
        ac = on(Caller.settings(), vlans);
        dial(new DialTarget(0, outer, inner, 0, "", null));
        assertThat(ac.port.seen.getFirst().tags()).isEqualTo(vlans);
        ac.answers(5);

        AccessLine line = ((DialAnswered) ac.port.events.getFirst()).line();
        assertThat(line.outerVlan()).isEqualTo(outer);
        assertThat(line.innerVlan()).isEqualTo(inner);
        ac.port.order(new FrontendOrder.HangUp(CALL, ""));
        assertThat(ac.port.next().tags()).isEqualTo(vlans);
    }

    @Test
    void anAcWithAnotherOuterTpidIsAnsweredWithIt() {
        ac = on(Caller.settings(), "9100006481000007");
        dial(new DialTarget(0, 100, 7, 0, "", null));
        assertThat(ac.port.seen.getFirst().tags()).isEqualTo("88a8006481000007");
        ac.heardPadi();
        ac.pado();
        assertThat(ac.port.next().tags()).isEqualTo("9100006481000007");
    }

    @Test
    void answersFromOtherVlansAreIgnoredAndCounted() {
        dial(ANY);
        ac.heardPadi();
        RemoteAc elsewhere = new RemoteAc(ac, RemoteAc.MAC, "81000005");
        elsewhere.pado();
        assertThat(ac.port.seen).isEmpty();
        ac.pado();
        ac.heardPadr();
        elsewhere.pads(5);

        assertThat(ac.port.events).isEmpty();
        assertThat(ac.port.count("pado-wrong-line")).isEqualTo(1);
        assertThat(ac.port.count("pads-wrong-line")).isEqualTo(1);
        ac.pads(5);
        assertThat(ac.port.events.getFirst()).isInstanceOf(DialAnswered.class);
    }

    @Test
    @DisplayName("RFC 2516 §8: PADI after 0, 1 and 3 s, then silence until the time is over")
    void aLostPadiIsSentAgainWithGrowingGaps() {
        dial(ANY);
        List<Integer> seconds = new ArrayList<>();
        for (int second = 0; second < 19; second++) {
            ac.port.passes(second == 0 ? 0 : 1);
            if (!ac.port.seen.isEmpty()) {
                assertThat(ac.port.next().code()).isEqualTo(0x09);
                seconds.add(second);
            }
        }
        assertThat(seconds).containsExactly(0, 1, 3);
        assertThat(ac.port.events).isEmpty();
        ac.port.passes(2);

        assertThat(failed().cause()).isEqualTo(DialFailure.NO_ANSWER);
        assertThat(failed().text()).isEqualTo("no PADO");
        assertThat(ac.port.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName(
            "RFC 2516 §8: PADR the same way, then a PADI again, for which old answers are void")
    void aLostPadrIsSentAgainAndThenThePadi() {
        dial(ANY);
        byte[] first = ac.heardPadi();
        ac.pado();
        ac.port.passes(6);
        assertThat(ac.port.seen).extracting(Seen::code).containsExactly(0x19, 0x19, 0x19);
        assertThat(ac.port.seen).extracting(it -> it.tag(0x0104)).containsOnly(RemoteAc.COOKIE);
        ac.port.seen.clear();
        ac.port.passes(1);
        byte[] second = ac.heardPadi();
        assertThat(second).isNotEqualTo(first);
        ac.hostUniq = first;
        ac.pads(9);

        assertThat(ac.port.events).isEmpty();
        Seen padt = ac.port.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.sessionId()).isEqualTo(9);
        ac.hostUniq = second;
        ac.pado();
        ac.heardPadr();
        ac.pads(10);
        assertThat(ac.port.events.getFirst()).isInstanceOf(DialAnswered.class);
    }

    @Test
    void theFirstPadoIsTakenAndLaterOnesAreCounted() {
        dial(ANY);
        ac.heardPadi();
        RemoteAc other = new RemoteAc(ac, RemoteAc.MAC + 1, "");
        ac.pado();
        ac.heardPadr();
        other.pado();
        ac.pado();
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pado-late")).isEqualTo(2);
        ac.pads(5);
        assertThat(((DialAnswered) ac.port.events.getFirst()).line().mac()).isEqualTo(RemoteAc.MAC);
    }

    @Test
    void onlyTheAcWantedByItsMacIsTaken() {
        dial(new DialTarget(0, 0, 0, RemoteAc.MAC, "", null));
        ac.heardPadi();
        RemoteAc other = new RemoteAc(ac, RemoteAc.MAC + 1, "");
        other.pado();
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pado-other-mac")).isEqualTo(1);
        ac.pado();
        assertThat(ac.port.next().destination()).isEqualTo(RemoteAc.MAC);
    }

    @Test
    void onlyTheAcWantedByItsNameIsTaken() {
        dial(new DialTarget(0, 0, 0, 0, "", "bras2"));
        ac.heardPadi();
        ac.pado();
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pado-other-ac-name")).isEqualTo(1);
        ac.port.passes(21);
        ac.port.seen.clear();
        assertThat(failed().cause()).isEqualTo(DialFailure.SERVICE_REFUSED);

        ac.port.events.clear();
        ac.name = "bras2";
        dial(new DialTarget(0, 0, 0, 0, "", "bras2"));
        ac.answers(5);
        assertThat(ac.port.events.getFirst()).isInstanceOf(DialAnswered.class);
    }

    @Test
    @DisplayName("RFC 2516 §5.2: the PADO must hold the service asked for, and may hold others")
    void aPadoWithoutTheServiceIsNotTaken() {
        dial(service("gold"));
        ac.heardPadi();
        ac.service = "silver";
        ac.pado();
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pado-other-service")).isEqualTo(1);
        ac.pado(Caller.tag(0x0101, Caller.text("gold")));
        assertThat(ac.port.next().tag(0x0101)).isEqualTo(Caller.text("gold"));
    }

    @Test
    void withoutTheServiceInTimeTheCallIsRefused() {
        dial(service("gold"));
        ac.heardPadi();
        ac.service = "silver";
        ac.pado();
        ac.port.passes(21);
        assertThat(failed().cause()).isEqualTo(DialFailure.SERVICE_REFUSED);
    }

    @ParameterizedTest
    @CsvSource({"0201,SERVICE_REFUSED", "0202,BUSY", "0203,GENERIC"})
    void anErrorInThePadoCountsOnlyIfNoOtherAcAnswers(String tag, DialFailure cause) {
        byte[] error = Caller.tag(Integer.parseInt(tag, 16), Caller.text("why"));
        dial(ANY);
        ac.heardPadi();
        ac.pado(error);
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pado-error")).isEqualTo(1);
        ac.port.passes(21);
        assertThat(failed().cause()).isEqualTo(cause);
        assertThat(failed().text()).endsWith(": why");

        ac.port.events.clear();
        ac.port.seen.clear();
        dial(ANY);
        ac.heardPadi();
        ac.pado(error);
        ac.pado();
        ac.heardPadr();
        ac.pads(5);
        assertThat(ac.port.events.getFirst()).isInstanceOf(DialAnswered.class);
    }

    @Test
    void answersWithoutOurHostUniqAreNobodys() {
        dial(ANY);
        byte[] good = ac.heardPadi();
        for (int at = 0; at < good.length; at++) {
            ac.hostUniq = good.clone();
            ac.hostUniq[at] ^= 1;
            ac.pado();
            ac.hostUniq = Arrays.copyOf(good, at);
            ac.pado();
        }
        ac.hostUniq = Arrays.copyOf(good, 9);
        ac.pado();
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pado-for-nobody")).isEqualTo(17);
    }

    @Test
    void everyAttemptHasAHostUniqOfItsOwn() {
        Set<String> ever = new HashSet<>();
        for (int call = 1; call <= 200; call++) {
            ac.port.order(new Dial(FrontendOrder.DIALLED + call, ANY, SECOND));
            assertThat(ever.add(Caller.HEX.formatHex(ac.heardPadi()))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0101, 0x0102, 0x0103})
    @DisplayName("RFC 2516 §5.2: a PADO MUST have AC-Name, Service-Name and our Host-Uniq")
    void aPadoWithoutWhatItMustHaveIsNotTaken(int missing) {
        dial(ANY);
        byte[] hostUniq = ac.heardPadi();
        byte[][] tags = {
            missing == 0x0101 ? new byte[0] : Caller.tag(0x0101, new byte[0]),
            missing == 0x0102 ? new byte[0] : Caller.tag(0x0102, Caller.text("bras1")),
            missing == 0x0103 ? new byte[0] : Caller.tag(0x0103, hostUniq)
        };
        ac.port.send(ac.port.build(Caller.LAC, 0x8863, 0x07, 0, Caller.join(tags)));
        assertThat(ac.port.seen).isEmpty();
    }

    @Test
    void aPadoWithASessionIdIsNotTaken() {
        dial(ANY);
        ac.heardPadi();
        ac.port.send(ac.port.build(Caller.LAC, 0x8863, 0x07, 1, ac.padoTags()));
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("pado-bad-session-id")).isEqualTo(1);
    }

    @Test
    void aPadoToSomebodyElseIsNotTaken() {
        dial(ANY);
        ac.heardPadi();
        ac.port.send(ac.port.build(Caller.LAC + 1, 0x8863, 0x07, 0, ac.padoTags()));
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.count("frame-not-for-us")).isEqualTo(1);
    }
}
