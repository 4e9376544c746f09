package org.lacserver.l2tp.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.session.OutgoingEvent.Accepted;
import org.lacserver.l2tp.session.OutgoingEvent.BearerAnswered;
import org.lacserver.l2tp.session.OutgoingEvent.LocalClose;
import org.lacserver.l2tp.session.OutgoingEvent.Received;
import org.lacserver.l2tp.session.OutgoingEvent.Requested;
import org.lacserver.l2tp.session.OutgoingState.Asked;
import org.lacserver.l2tp.session.OutgoingState.Established;
import org.lacserver.l2tp.session.OutgoingState.Idle;
import org.lacserver.l2tp.session.OutgoingState.WaitCsAnswer;
import org.lacserver.l2tp.session.SessionAction.AskDialPlan;
import org.lacserver.l2tp.session.SessionAction.CleanUp;
import org.lacserver.l2tp.session.SessionAction.Connected;
import org.lacserver.l2tp.session.SessionAction.Ignore;
import org.lacserver.l2tp.session.SessionAction.LinkInfo;
import org.lacserver.l2tp.session.SessionAction.OpenBearer;
import org.lacserver.l2tp.session.SessionAction.Send;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Occn;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ControlMessage.Sli;
import org.lacserver.l2tp.wire.ControlMessage.Wen;
import org.lacserver.l2tp.wire.ResultCode;

import java.util.List;

/** RFC 2661 §7.5.1, LAC outgoing call, row by row. */
class OutgoingMachineTest {
    private static final int LOCAL = 7;
    private static final int PEER = 33;

    private final Ocrq ocrq = new Ocrq(PEER, 1, 64_000, 128_000, 1, 1, "5551", null);
    private final Ocrp ocrp = new Ocrp(LOCAL, 1);
    private final Occn occn = new Occn(128_000, 1, ControlMessage.ABSENT, false);
    private final Cdn cdn = new Cdn(PEER, new ResultCode(3), null, null);
    private final ResultCode busy = new ResultCode(8);
    private final LocalClose close = new LocalClose(busy, null);
    private final OutgoingState asked = new Asked(LOCAL, PEER);
    private final OutgoingState waiting = new WaitCsAnswer(LOCAL, PEER);
    private final OutgoingState established = new Established(LOCAL, PEER);
    private final Send sendsCdn = new Send(PEER, new Cdn(LOCAL, busy, null, null));
    private final CleanUp cleanUp = new CleanUp(null, null);

    @Test
    @DisplayName("§7.5.1 row 1: idle, OCRQ acceptable: send OCRP, open bearer, wait-cs-answer")
    void anAcceptableOcrq() {
        assertRow(new Idle(), new Requested(LOCAL, ocrq), asked, new AskDialPlan(ocrq));
        assertRow(asked, new Accepted(ocrp), waiting, new Send(PEER, ocrp), new OpenBearer());
    }

    @Test
    @DisplayName("§7.5.1 row 2: idle, OCRQ not acceptable: send CDN, clean up, idle")
    void anOcrqThatIsNotAcceptable() {
        assertRow(asked, close, new Idle(), sendsCdn, cleanUp);
    }

    @Test
    @DisplayName("§7.5.1 rows 3, 4: idle, OCRP, OCCN or CDN: clean up, idle")
    void messagesOfNoCall() {
        assertRow(new Idle(), new Received(ocrp), new Idle(), cleanUp);
        assertRow(new Idle(), new Received(occn), new Idle(), cleanUp);
        assertRow(new Idle(), new Received(cdn), new Idle(), new CleanUp(cdn, null));
    }

    @Test
    @DisplayName("§7.5.1 row 5: wait-cs-answer, bearer answer, framing detected: send OCCN")
    void theBearerAnswers() {
        assertRow(
                waiting,
                new BearerAnswered(occn),
                established,
                new Send(PEER, occn),
                new Connected(LOCAL, PEER));
    }

    @Test
    @DisplayName("§7.5.1 row 6: wait-cs-answer, bearer failure: send CDN, clean up, idle")
    void theBearerFails() {
        assertRow(waiting, close, new Idle(), sendsCdn, cleanUp);
    }

    @Test
    @DisplayName("§7.5.1 row 7: wait-cs-answer, OCRQ, OCRP or OCCN: send CDN, clean up, idle")
    void wrongMessagesWhileDialling() {
        for (OutgoingState state : List.of(asked, waiting)) {
            assertWrong(state, ocrq, "OCRQ in " + state.label());
            assertWrong(state, ocrp, "OCRP in " + state.label());
            assertWrong(state, occn, "OCCN in " + state.label());
            assertWrong(state, new Icrp(1), "ICRP in " + state.label());
        }
    }

    @Test
    @DisplayName("§7.5.1 row 8: established, OCRQ, OCRP or OCCN: send CDN, clean up, idle")
    void wrongMessagesInACall() {
        assertWrong(established, ocrq, "OCRQ in established");
        assertWrong(established, ocrp, "OCRP in established");
        assertWrong(established, occn, "OCCN in established");
    }

    @Test
    @DisplayName("§7.5.1 row 9: wait-cs-answer or established, CDN: clean up, idle")
    void cdnAtAnyTime() {
        for (OutgoingState state : List.of(asked, waiting, established)) {
            assertRow(state, new Received(cdn), new Idle(), new CleanUp(cdn, null));
        }
    }

    @Test
    @DisplayName("§7.5.1 row 10: established, bearer line drop or local close: send CDN")
    void theLineDrops() {
        assertRow(established, close, new Idle(), sendsCdn, cleanUp);
    }

    @Test
    @DisplayName("§6.14: SLI tells of the link of an established call alone")
    void sli() {
        Sli sli = new Sli(0, 0);
        assertRow(established, new Received(sli), established, new LinkInfo(sli));
        assertRow(waiting, new Received(sli), waiting, new Ignore(sli));
    }

    @Test
    @DisplayName("§6.13: WEN is of the LAC; from an LNS it means nothing")
    void wen() {
        Wen wen = new Wen(1, 0, 0, 0, 0, 0);
        assertRow(established, new Received(wen), established, new Ignore(wen));
    }

    @Test
    void whatComesTooLateOrTooEarlyOfOurOwnSideChangesNothing() {
        for (OutgoingEvent event : List.of(new Accepted(ocrp), new BearerAnswered(occn), close)) {
            assertRow(new Idle(), event, new Idle());
        }
        assertRow(asked, new BearerAnswered(occn), asked);
        assertRow(waiting, new Accepted(ocrp), waiting);
        assertRow(established, new BearerAnswered(occn), established);
        assertRow(established, new Accepted(ocrp), established);
        for (OutgoingState state : List.of(asked, waiting, established)) {
            assertRow(state, new Requested(LOCAL, ocrq), state);
        }
    }

    private static void assertWrong(OutgoingState state, ControlMessage message, String fault) {
        OutgoingMachine.Step step = OutgoingMachine.step(state, new Received(message));
        assertThat(step.next()).isEqualTo(new Idle());
        ResultCode result = new ResultCode(2, ResultCode.ERROR_VENDOR, fault);
        assertThat(step.actions())
                .containsExactly(
                        new Send(PEER, new Cdn(LOCAL, result, null, null)),
                        new CleanUp(null, fault));
    }

    private static void assertRow(
            OutgoingState state,
            OutgoingEvent event,
            OutgoingState next,
            SessionAction... actions) {
        OutgoingMachine.Step step = OutgoingMachine.step(state, event);
        assertThat(step.next()).isEqualTo(next);
        assertThat(step.actions()).isEqualTo(List.of(actions));
    }
}
