package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.Caller.Seen;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.DialAnswered;
import org.lacserver.pppoe.FrontendEvent.DialFailed;
import org.lacserver.pppoe.FrontendEvent.HeldFrame;
import org.lacserver.pppoe.FrontendOrder.Dial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A dialled call after its PADS, and beside calls that are served on the same port. */
class DialledCallTest {
    private static final long CALL = FrontendOrder.DIALLED + 1;
    private static final long SECOND = 1_000_000_000L;
    private static final DialTarget ANY = new DialTarget(0, 0, 0, 0, "", null);

    private RemoteAc ac = on(Caller.settings());

    private static RemoteAc on(FrontendSettings.Builder settings) {
        return new RemoteAc(new Frontend(settings.build(), new Random(1)), RemoteAc.MAC, "");
    }

    private void answered(long call, int sessionId) {
        ac.port.order(new Dial(call, ANY, 20 * SECOND));
        ac.answers(sessionId);
        assertThat(ac.port.events.getLast()).isInstanceOf(DialAnswered.class);
        ac.port.events.clear();
    }

    private Caller subscriber(long mac) {
        Caller subscriber = new Caller(ac.port.frontend, mac, "");
        subscriber.now = ac.port.now;
        return subscriber;
    }

    @Test
    void framesBeforeHandOverAreHeldInOrderUpToTheBoundLcpIncluded() {
        ac = on(Caller.settings().heldFrames(2));
        answered(CALL, 5);
        for (int id = 1; id <= 3; id++) {
            ac.port.lcp(1, id, ac.port.options);
        }
        assertThat(ac.port.seen).isEmpty(); // LCP is the AC's and the LNS's
        ac.port.order(new FrontendOrder.HandOver(CALL));

        assertThat(ac.port.events)
                .extracting(it -> (int) ((HeldFrame) it).pppFrame().get(3))
                .containsExactly(1, 2);
        assertThat(ac.port.events).extracting(it -> ((HeldFrame) it).callId()).containsOnly(CALL);
        assertThat(ac.port.count("frames-held-overflow")).isEqualTo(1);
    }

    @Test
    void afterHandOverOnlyPadtIsReadAndWrittenAndLateFramesAreToldOn() {
        answered(CALL, 5);
        ac.port.order(new FrontendOrder.HandOver(CALL));
        ac.port.order(new FrontendOrder.HandOver(CALL));
        assertThat(ac.port.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        ac.port.lcp(1, 1, ac.port.options);
        ac.port.lcp(9, 2, new byte[4]);
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.events)
                .extracting(it -> (int) ((HeldFrame) it).pppFrame().get(3))
                .containsExactly(1, 2);
        assertThat(ac.port.count("session-handed-over")).isEqualTo(2);
        assertThat(ac.port.count("calls-handed-over")).isEqualTo(1);
    }

    @Test
    void hangUpSendsAPadtWithItsText() {
        answered(CALL, 5);
        ac.port.order(new FrontendOrder.HandOver(CALL));
        ac.port.order(new FrontendOrder.HangUp(CALL, "LNS cleared"));
        Seen padt = ac.port.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.destination()).isEqualTo(RemoteAc.MAC);
        assertThat(padt.sessionId()).isEqualTo(5);
        assertThat(padt.tag(0x0203)).isEqualTo(Caller.text("LNS cleared"));
        assertThat(ac.port.events).isEmpty();
        assertThat(ac.port.frontend.sessions()).isZero();
        ac.port.order(new FrontendOrder.HangUp(CALL, ""));
        ac.port.order(new FrontendOrder.HandOver(CALL));
        assertThat(ac.port.count("order-unknown-call")).isEqualTo(2);
    }

    @Test
    void aRefusedCallIsHungUp() {
        answered(CALL, 5);
        ac.port.order(new FrontendOrder.Refuse(CALL, "no"));
        assertThat(ac.port.next().tag(0x0203)).isEqualTo(Caller.text("no"));
        assertThat(ac.port.frontend.sessions()).isZero();
    }

    @Test
    void aCallNotAnsweredYetTakesNoHandOver() {
        ac.port.order(new Dial(CALL, ANY, SECOND));
        ac.port.order(new FrontendOrder.HandOver(CALL));
        assertThat(ac.port.count("order-unknown-call")).isEqualTo(1);
        ac.port.passes(2);
        assertThat(ac.port.events).singleElement().isInstanceOf(DialFailed.class);
    }

    @Test
    void aPadtOfTheAcEndsTheCallBeforeAndAfterHandOver() {
        answered(CALL, 5);
        ac.port.send(ac.port.padt(Caller.tag(0x0203, Caller.text("bye"))));
        assertThat(ac.port.events).containsExactly(new CallerGone(CALL, GoneCause.PADT, "bye"));

        answered(CALL + 1, 6);
        ac.port.order(new FrontendOrder.HandOver(CALL + 1));
        ac.port.send(ac.port.padt());
        assertThat(ac.port.events).containsExactly(new CallerGone(CALL + 1, GoneCause.PADT, ""));
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.frontend.sessions()).isZero();
    }

    @Test
    void aCallThatNobodyTakesOverIsGivenBack() {
        ac = on(Caller.settings().answer(Duration.ofSeconds(10)));
        answered(CALL, 5);
        ac.port.passes(11);
        assertThat(ac.port.next().code()).isEqualTo(0xa7);
        assertThat(ac.port.events)
                .containsExactly(
                        new CallerGone(CALL, GoneCause.ANSWER_TIMEOUT, "no hand-over in time"));
        assertThat(ac.port.frontend.sessions()).isZero();
    }

    @Test
    void hangUpAllEndsDialledCallsInEveryPhase() {
        answered(CALL, 5);
        answered(CALL + 1, 6);
        ac.port.order(new FrontendOrder.HandOver(CALL + 1));
        ac.port.order(new Dial(CALL + 2, ANY, 20 * SECOND));
        ac.heardPadi();
        ac.pado();
        ac.heardPadr();
        ac.port.order(new Dial(CALL + 3, ANY, 20 * SECOND));
        ac.heardPadi();
        ac.port.order(new FrontendOrder.HangUpAll("restart"));

        assertThat(ac.port.seen).extracting(Seen::code).containsExactly(0xa7, 0xa7);
        assertThat(ac.port.seen).extracting(Seen::sessionId).containsExactly(5, 6);
        assertThat(ac.port.events).isEmpty();
        assertThat(ac.port.frontend.sessions()).isZero();
        assertThat(ac.port.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aServedAndADialledSessionWithTheSameIdAreNeverMixedUp() {
        Caller subscriber = subscriber(RemoteAc.MAC + 9);
        long served = subscriber.call("a").callId();
        subscriber.seen.clear();
        answered(CALL, subscriber.sessionId);
        assertThat(ac.port.frontend.sessions()).isEqualTo(2);

        ac.port.lcp(9, 1, new byte[4]);
        assertThat(ac.port.seen).isEmpty();
        subscriber.lcp(9, 1, new byte[4]);
        assertThat(subscriber.next().pppCode()).isEqualTo(10);
        ac.port.order(new FrontendOrder.HandOver(CALL));
        assertThat(ac.port.events)
                .singleElement()
                .extracting(it -> ((HeldFrame) it).pppFrame().get(2))
                .isEqualTo((byte) 9);
        ac.port.events.clear();

        ac.port.send(ac.port.padt());
        assertThat(ac.port.events).containsExactly(new CallerGone(CALL, GoneCause.PADT, ""));
        assertThat(ac.port.frontend.sessions()).isEqualTo(1);
        subscriber.order(new FrontendOrder.HangUp(served, ""));
        assertThat(subscriber.next().pppCode()).isEqualTo(5);
    }

    @Test
    void twoAcsMayGiveTheSameId() {
        answered(CALL, 5);
        RemoteAc other = new RemoteAc(ac, RemoteAc.MAC + 1, "");
        ac.port.order(new Dial(CALL + 1, ANY, 20 * SECOND));
        other.answers(5);
        ac.port.events.clear();
        other.port.send(other.port.padt());
        assertThat(ac.port.events).containsExactly(new CallerGone(CALL + 1, GoneCause.PADT, ""));
        assertThat(ac.port.frontend.sessions()).isEqualTo(1);
    }

    @Test
    void anAcThatGivesAnIdAgainHasForgottenTheFirstCall() {
        answered(CALL, 5);
        ac.port.order(new FrontendOrder.HandOver(CALL));
        ac.port.order(new Dial(CALL + 1, ANY, 20 * SECOND));
        ac.answers(5);
        assertThat(ac.port.seen).isEmpty(); // a PADT would end the new one
        CallerGone gone = (CallerGone) ac.port.events.getFirst();
        assertThat(gone.callId()).isEqualTo(CALL);
        assertThat(gone.cause()).isEqualTo(GoneCause.SESSION_REPLACED);
        assertThat(((DialAnswered) ac.port.events.get(1)).callId()).isEqualTo(CALL + 1);
        assertThat(ac.port.frontend.sessions()).isEqualTo(1);
    }

    /** Two LACs that call each other: the numbers alone must tell whose frame it is. */
    @Test
    void aBoxThatIsBothCallerAndAcNeverHasOneIdForBoth() {
        Caller box = subscriber(RemoteAc.MAC);
        box.discover();
        box.seen.clear();
        ac.port.order(new Dial(CALL, ANY, 20 * SECOND));
        ac.answers(box.sessionId);
        assertThat(ac.port.events)
                .singleElement()
                .extracting(it -> ((DialFailed) it).cause())
                .isEqualTo(DialFailure.GENERIC);
        assertThat(ac.port.seen).isEmpty();
        assertThat(ac.port.frontend.sessions()).isEqualTo(1);
        ac.port.events.clear();

        answered(CALL + 1, box.sessionId + 1);
        Caller again = subscriber(RemoteAc.MAC);
        again.discover();
        assertThat(again.sessionId).isEqualTo(box.sessionId + 2);
    }

    @Test
    void framesOfASessionHungUpAreAnsweredWithPadt() {
        answered(CALL, 5);
        ac.port.order(new FrontendOrder.HangUp(CALL, ""));
        ac.port.seen.clear();
        ac.port.lcp(9, 1, new byte[4]);
        Seen padt = ac.port.next();
        assertThat(padt.code()).isEqualTo(0xa7);
        assertThat(padt.sessionId()).isEqualTo(5);
    }

    /**
     * An AC and the LAC's other half do what they like in any order: every dialled call is answered
     * or fails once unless it was hung up, ends once, and in the end nothing is left.
     */
    @Test
    void everyDialledCallIsAnsweredOnceAndEndsOnce() {
        for (int seed = 0; seed < 300; seed++) {
            ac = on(Caller.settings().dialLimit(5).answer(Duration.ofSeconds(8)));
            Random choice = new Random(seed);
            Set<Long> asked = new HashSet<>();
            Set<Long> open = new HashSet<>();
            long nextCall = CALL;
            for (int step = 0; step < 200; step++) {
                if (choice.nextInt(6) == 0) {
                    asked.add(nextCall);
                    ac.port.order(new Dial(nextCall++, ANY, (1 + choice.nextInt(12)) * SECOND));
                }
                act(choice);
                read(seed, asked, open);
                order(choice, asked, open);
                read(seed, asked, open);
            }
            for (long call : new ArrayList<>(open)) {
                ac.port.order(new FrontendOrder.HangUp(call, "end"));
            }
            ac.port.passes(30);
            open.clear();
            read(seed, asked, open);
            assertThat(asked).as("seed %d", seed).isEmpty();
            assertThat(ac.port.frontend.sessions()).as("seed %d", seed).isZero();
            assertThat(ac.port.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }

    private void act(Random choice) {
        List<Seen> heard = List.copyOf(ac.port.seen);
        ac.port.seen.clear();
        for (Seen seen : heard) {
            byte[] uniq = seen.tag(0x0103);
            if (choice.nextInt(4) == 0 || uniq == null) {
                continue; // lost
            }
            ac.hostUniq = uniq;
            if (seen.code() == 0x09) {
                ac.pado();
            } else if (choice.nextInt(8) == 0) {
                ac.pads(0, Caller.tag(0x0202, new byte[0]));
            } else {
                ac.pads(1 + choice.nextInt(4));
            }
        }
        ac.port.sessionId = 1 + choice.nextInt(4);
        switch (choice.nextInt(10)) {
            case 0 -> ac.port.send(ac.port.padt());
            case 1, 2 -> ac.port.lcp(1, choice.nextInt(256), ac.port.options);
            case 3 -> ac.pads(1 + choice.nextInt(4));
            case 4 -> ac.port.passes(choice.nextInt(6));
            default -> ac.port.passes(1);
        }
    }

    private void order(Random choice, Set<Long> asked, Set<Long> open) {
        for (long call : new ArrayList<>(open)) {
            switch (choice.nextInt(8)) {
                case 0 -> {
                    open.remove(call);
                    ac.port.order(new FrontendOrder.HangUp(call, "end"));
                }
                case 1, 2 -> ac.port.order(new FrontendOrder.HandOver(call));
                default -> {}
            }
        }
        if (choice.nextInt(20) == 0 && !asked.isEmpty()) {
            long call = asked.iterator().next();
            asked.remove(call);
            ac.port.order(new FrontendOrder.HangUp(call, "end"));
        }
    }

    private void read(int seed, Set<Long> asked, Set<Long> open) {
        for (FrontendEvent event : ac.port.events) {
            switch (event) {
                case DialAnswered answered -> {
                    assertThat(asked.remove(answered.callId())).as("seed %d", seed).isTrue();
                    open.add(answered.callId());
                }
                case DialFailed failed ->
                        assertThat(asked.remove(failed.callId())).as("seed %d", seed).isTrue();
                case CallerGone gone ->
                        assertThat(open.remove(gone.callId())).as("seed %d", seed).isTrue();
                case HeldFrame held -> assertThat(open).as("seed %d", seed).contains(held.callId());
                default -> throw new AssertionError("seed " + seed + ": " + event);
            }
        }
        ac.port.events.clear();
    }
}
