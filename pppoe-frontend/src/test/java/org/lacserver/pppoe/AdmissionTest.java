package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.admission.AdmissionRules;
import org.lacserver.pppoe.admission.BoxRules;
import org.lacserver.pppoe.admission.DampingRules;
import org.lacserver.pppoe.admission.DelayedPados;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.Ladder;
import org.lacserver.pppoe.admission.LimitRules;
import org.lacserver.pppoe.admission.LimitScope;
import org.lacserver.pppoe.admission.MacPattern;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Limits, lists, lines that flap and PADOs that wait, as callers meet them. */
class AdmissionTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    private static final byte[] CIRCUIT =
            Caller.tag(
                    0x0105, Caller.join(Caller.HEX.parseHex("00000de90103"), Caller.text("c/7")));

    private Caller caller;

    @BeforeEach
    void usual() {
        caller = on(Caller.settings());
    }

    private static Caller on(FrontendSettings.Builder settings) {
        return new Caller(new Frontend(settings.build(), new Random(1)), MAC, "");
    }

    private Caller another(long mac, String vlans) {
        Caller other = new Caller(caller.frontend, mac, vlans);
        other.now = caller.now;
        return other;
    }

    private static AdmissionRules rules(LimitRules limits) {
        return new AdmissionRules(limits, 0, DampingRules.OFF, List.of(), List.of());
    }

    private static AdmissionRules damping(DampingRules damping) {
        return new AdmissionRules(new LimitRules(0, 0, 0, 0, 0), 0, damping, List.of(), List.of());
    }

    private boolean isInvited(Caller one) {
        one.seen.clear();
        one.now = Math.max(one.now, caller.now);
        one.send(one.padi(""));
        return !one.seen.isEmpty();
    }

    private static void isToldWhyNot(Caller one, byte[] cookie, String text, byte[]... more) {
        one.seen.clear();
        one.send(one.padr("", cookie, more));
        Caller.Seen pads = one.next();
        byte[] error = pads.tag(0x0202); // AC-System-Error
        assertThat(pads.sessionId()).isZero();
        assertThat(error == null ? "" : new String(error, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    @DisplayName(
            "A full VLAN: silence to PADIs, a word to PADRs; other VLANs go on; a PADT makes room")
    void callsOfAVlanAreLimited() {
        caller = on(Caller.settings().admission(rules(new LimitRules(0, 2, 0, 0, 0))));
        Caller one = another(MAC, "81000005");
        Caller two = another(MAC + 1, "81000005");
        Caller three = another(MAC + 2, "81000005");
        byte[] cookie = three.cookie();
        one.discover();
        two.discover();
        assertThat(isInvited(three)).isFalse();
        isToldWhyNot(three, cookie, "too many calls on this VLAN");
        assertThat(isInvited(another(MAC + 3, "81000006"))).isTrue();
        assertThat(caller.count("padi-vlan-full")).isEqualTo(1);
        assertThat(caller.count("padr-vlan-full")).isEqualTo(1);
        one.send(one.padt());
        assertThat(isInvited(three)).isTrue();
    }

    @Test
    @DisplayName("TR-101 §3.9.2: calls with one circuit id are limited, whatever their MAC address")
    void callsOfACircuitAreLimited() {
        caller = on(Caller.settings().admission(rules(new LimitRules(0, 0, 1, 0, 0))));
        caller.discover(CIRCUIT);
        Caller second = another(MAC + 1, "");
        isToldWhyNot(second, second.cookie(), "too many calls on this circuit", CIRCUIT);
        second.discover();
        assertThat(caller.frontend.sessions()).isEqualTo(2);
    }

    @Test
    @DisplayName("Limits of port, profile and box; an operator's word counts at once for new calls")
    void limitsChangeWhileRunning() {
        for (LimitScope scope : List.of(LimitScope.PORT, LimitScope.PROFILE, LimitScope.BOX)) {
            caller = on(Caller.settings());
            caller.discover();
            Caller second = another(MAC + 1, "");
            assertThat(isInvited(second)).isTrue();
            caller.order(new FrontendOrder.SetLimit(scope, null, 1));
            assertThat(isInvited(second)).as(scope.name()).isFalse();
            assertThat(caller.frontend.sessions()).isEqualTo(1);
            caller.order(new FrontendOrder.SetLimit(scope, null, null));
            assertThat(isInvited(second)).as(scope.name()).isTrue();
        }
    }

    @Test
    @DisplayName("MAC addresses that may not call get no answer at all")
    void macLists() {
        caller =
                on(
                        Caller.settings()
                                .admission(
                                        new AdmissionRules(
                                                new LimitRules(0, 0, 0, 0, 0),
                                                0,
                                                DampingRules.OFF,
                                                List.of(
                                                        new MacPattern(
                                                                0x02_00_5e_00_00_00L,
                                                                0xff_ff_ff_00_00_00L)),
                                                List.of(
                                                        new MacPattern(
                                                                MAC + 1, 0xffff_ffff_ffffL)))));
        assertThat(isInvited(caller)).isTrue();
        assertThat(isInvited(another(MAC + 1, ""))).isFalse();
        assertThat(isInvited(another(0x02_00_5f_00_00_01L, ""))).isFalse();
        assertThat(caller.count("padi-mac-denied")).isEqualTo(2);
        assertThat(caller.verdict()).isEqualTo("padi-mac-denied");
    }

    @Test
    @DisplayName("A line that fails again and again waits, longer each time; others do not")
    void aFlappingLineWaits() {
        DampingRules rules =
                new DampingRules(3, 60 * SECOND, 10 * SECOND, 600 * SECOND, 10 * SECOND);
        caller = on(Caller.settings().admission(damping(rules)));
        fails(3);
        assertThat(isInvited(caller)).isFalse();
        assertThat(caller.count("padi-line-held")).isEqualTo(1);
        assertThat(caller.verdict()).isEqualTo("padi-line-held");
        assertThat(isInvited(another(MAC + 1, ""))).isTrue();
        caller.passes(10);
        fails(3);
        caller.passes(19);
        assertThat(isInvited(caller)).isFalse();
        caller.passes(1);
        assertThat(isInvited(caller)).isTrue();
    }

    /** So many sessions that end before the caller has named himself. */
    private void fails(int times) {
        for (int n = 0; n < times; n++) {
            caller.seen.clear();
            caller.discover();
            caller.send(caller.padt());
        }
        caller.seen.clear();
    }

    @Test
    @DisplayName("A held line's PADR with a cookie of before gets no session")
    void aHeldLineGetsNoPads() {
        DampingRules rules = new DampingRules(1, SECOND, 10 * SECOND, 10 * SECOND, SECOND);
        caller = on(Caller.settings().admission(damping(rules)));
        byte[] cookie = caller.cookie();
        fails(1);
        caller.send(caller.padr("", cookie));
        assertThat(caller.seen).isEmpty();
        assertThat(caller.count("padr-line-held")).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "Refusals count against the line where its caller is to blame, not where an LNS is")
    void whoIsToBlame() {
        DampingRules rules = new DampingRules(2, 60 * SECOND, 10 * SECOND, 60 * SECOND, SECOND);
        for (boolean isBlamed : List.of(false, true)) {
            caller = on(Caller.settings().admission(damping(rules)));
            for (int n = 0; n < 2; n++) {
                caller.seen.clear();
                long call = caller.call("user").callId();
                if (isBlamed) {
                    caller.order(new FrontendOrder.Blame(call));
                }
                caller.order(new FrontendOrder.Refuse(call, "no"));
                caller.send(caller.padt());
                caller.passes(7);
            }
            assertThat(isInvited(caller)).isEqualTo(!isBlamed);
        }
    }

    @Test
    @DisplayName("Calls shorter than short-call count as failures, a longer one forgives all")
    void shortCallsCount() {
        DampingRules rules =
                new DampingRules(3, 600 * SECOND, 10 * SECOND, 60 * SECOND, 10 * SECOND);
        caller = on(Caller.settings().admission(damping(rules)));
        for (int seconds : List.of(1, 2, 11, 1, 2)) {
            caller.seen.clear();
            caller.order(new FrontendOrder.HandOver(caller.call("user").callId()));
            caller.passes(seconds);
            caller.send(caller.padt());
        }
        assertThat(isInvited(caller)).isTrue(); // two since the long one
        caller.seen.clear();
        caller.order(new FrontendOrder.HandOver(caller.call("user").callId()));
        caller.send(caller.padt());
        assertThat(isInvited(caller)).isFalse();
    }

    @Test
    @DisplayName("A PADO waits as its profile says, and what has changed meanwhile counts")
    void padosWait() {
        AdmissionRules slow =
                new AdmissionRules(
                        new LimitRules(1, 0, 0, 0, 0),
                        300 * MILLI,
                        DampingRules.OFF,
                        List.of(),
                        List.of());
        caller = on(Caller.settings().admission(slow));
        assertThat(isInvited(caller)).isFalse();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(caller.now + 300 * MILLI);
        caller.passes(1);
        byte[] cookie = caller.next().tag(0x0104);
        assertThat(cookie).isNotNull();
        caller.send(caller.padi(""));
        if (cookie != null) {
            caller.send(caller.padr("", cookie));
        }
        assertThat(caller.next().code()).isEqualTo(0x65);
        caller.seen.clear();
        caller.passes(1);
        assertThat(caller.seen).noneMatch(seen -> seen.code() == 0x07); // he has his session
        assertThat(caller.count("padi-line-full")).isEqualTo(1);
        assertThat(caller.count("pado-delayed")).isEqualTo(2);
    }

    @Test
    @DisplayName("The busier, the later; at last silence to new callers, but none who is half way")
    void theLadder() {
        caller =
                on(
                        Caller.settings()
                                .box(
                                        new BoxRules(
                                                GateRules.OFF,
                                                List.of(
                                                        new Ladder.Step(50, 200 * MILLI),
                                                        new Ladder.Step(90, Ladder.NEVER)),
                                                0)));
        byte[] cookie = caller.cookie();
        caller.order(new FrontendOrder.Load(60, 10));
        Caller second = another(MAC + 1, "");
        assertThat(isInvited(second)).isFalse();
        caller.shareWith(second);
        caller.passes(1);
        assertThat(second.seen).hasSize(1);
        caller.order(new FrontendOrder.Load(60, 95));
        assertThat(isInvited(second)).isFalse();
        caller.passes(5);
        assertThat(second.seen).isEmpty();
        assertThat(caller.count("padi-overload")).isEqualTo(1);
        caller.send(caller.padr("", cookie));
        assertThat(caller.next().code()).isEqualTo(0x65);
        caller.order(new FrontendOrder.Load(10, 10));
        assertThat(isInvited(second)).isTrue();
    }

    @Test
    @DisplayName("PADOs that wait are bounded; who comes beyond gets silence, counted")
    void waitingPadosAreBounded() {
        AdmissionRules slow =
                new AdmissionRules(
                        new LimitRules(0, 0, 0, 0, 0),
                        SECOND,
                        DampingRules.OFF,
                        List.of(),
                        List.of());
        caller = on(Caller.settings().admission(slow));
        for (int n = 0; n < DelayedPados.MOST + 10; n++) {
            isInvited(another(MAC + n, ""));
        }
        assertThat(caller.frontend.delayedPados()).isEqualTo(DelayedPados.MOST);
        assertThat(caller.count("padi-delay-overflow")).isEqualTo(10);
        caller.passes(2);
        assertThat(caller.count("pado-sent")).isEqualTo(DelayedPados.MOST);
        assertThat(caller.frontend.delayedPados()).isZero();
    }

    @Test
    @DisplayName("Who comes when too many are on their way is invited as soon as there is room")
    void theCrowdIsInvitedInTurn() {
        caller = on(Caller.settings().halfOpenLimit(1));
        long call = caller.call("user").callId();
        Caller second = another(MAC + 1, "");
        Caller third = another(MAC + 2, "");
        assertThat(isInvited(second)).isFalse();
        caller.shareWith(second);
        caller.passes(1);
        assertThat(isInvited(third)).isFalse();
        assertThat(second.seen).isEmpty();
        caller.order(new FrontendOrder.HandOver(call));
        caller.passes(1);
        assertThat(second.seen).isNotEmpty();
        assertThat(caller.count("padi-half-open-limit")).isEqualTo(2);
        caller.passes(10); // who has waited for long asks again by himself
        assertThat(caller.frontend.delayedPados()).isZero();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("Errors to PADRs are few in a second; the rest are spared")
    void errorsAreRateLimited() {
        caller = on(Caller.settings().admission(rules(new LimitRules(0, 1, 0, 0, 0))));
        byte[] cookie = caller.cookie();
        another(MAC + 1, "").discover();
        for (int n = 0; n < 3000; n++) {
            caller.send(caller.padr("", cookie));
        }
        assertThat(caller.count("pads-error-sent")).isEqualTo(1000);
        assertThat(caller.count("pads-errors-spared")).isEqualTo(2000);
    }

    @Test
    @DisplayName("Every session that ends leaves the counts as they were")
    void nothingIsLeftCounted() {
        for (int n = 0; n < 50; n++) {
            caller.seen.clear();
            long call = caller.call("user" + n).callId();
            switch (n % 4) {
                case 0 -> caller.order(new FrontendOrder.HandOver(call));
                case 1 -> caller.order(new FrontendOrder.Refuse(call, "no"));
                case 2 -> caller.order(new FrontendOrder.HangUp(call, "end"));
                default -> {}
            }
            if (n % 4 != 1) {
                caller.send(caller.padt());
            }
            caller.passes(10);
        }
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.frontend.admission().occupancy().ofBox()).isZero();
        assertThat(caller.frontend.admission().halfOpen()).isZero();
    }
}
