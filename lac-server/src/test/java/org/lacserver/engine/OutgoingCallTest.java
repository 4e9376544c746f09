package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Occn;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ControlMessage.Sli;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Binding;
import org.lacserver.port.CallView;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.DialTarget;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Calls that an LNS asks for, RFC 2661 §7.5.1. */
class OutgoingCallTest extends OutgoingCalls {
    @Test
    @DisplayName("§5.2.2, §6.9, §6.10, §6.11: OCRQ, OCRP, OCCN, and the LNS has its call")
    void fromOcrqToEstablished() {
        int theirs = lns.dials(new Ocrq(901, 4711, 64_000, 10_000_000, 1, 1, "5551234", "7"));
        world.passes(ofMillis(1));
        Event.DialWanted wanted = world.events(Event.DialWanted.class).getFirst();
        assertThat(wanted.calledNumber()).isEqualTo("5551234");
        assertThat(wanted.subAddress()).isEqualTo("7");
        assertThat(wanted.minimumBps()).isEqualTo(64_000);
        assertThat(wanted.tunnel().name()).isEqualTo("lns-10.0.0.2");
        assertThat(lns.heard(Ocrp.class)).isEmpty();

        world.command(new Command.DialAnswered(wanted.callId(), route(9)));
        world.passes(ofMillis(1));
        Ocrp reply = lns.heard(Ocrp.class).getFirst();
        assertThat(reply.physicalChannelId()).isEqualTo(0x00_007_000L);
        assertThat(world.events(Event.PlaceCall.class))
                .containsExactly(new Event.PlaceCall(wanted.callId(), TARGET, ofSeconds(60)));
        assertThat(world.state(wanted.callId())).isEqualTo("wait-cs-answer");
        assertThat(lns.heard(Occn.class)).isEmpty();

        world.passes(ofSeconds(3));
        answers(wanted.callId(), 0, 0);
        Occn connected = lns.heard(Occn.class).getFirst();
        assertThat(connected).isEqualTo(new Occn(2_000_000, 1, ControlMessage.ABSENT, false));
        Event.CallConnected joined = world.connected(wanted.callId());
        assertThat(joined.binding().access()).isEqualTo(Binding.Access.DIALLED);
        assertThat(joined.binding().line()).isEqualTo(FAR_END);
        assertThat(joined.binding().peerSessionId()).isEqualTo(theirs);
        assertThat(joined.binding().localSessionId()).isEqualTo(reply.assignedSessionId());
        assertThat(world.dataPlane.joined).containsEntry(wanted.callId(), joined.binding());
        assertThat(joined.facts().dialled()).isEqualTo("5551234");
        assertThat(joined.facts().serial()).isEqualTo(4711);
        assertThat(joined.facts().lookupSource()).isEqualTo("local");
        assertThat(joined.facts().candidate()).isNull();
    }

    @Test
    @DisplayName("§4.4.4: the speed is what the line told, never more than the Maximum BPS")
    void speeds() {
        long slow = placed();
        answers(slow, 5_000_000, 1_000_000);
        answers(placed(), 50_000_000, 50_000_000);
        assertThat(lns.heard(Occn.class))
                .containsExactly(
                        new Occn(5_000_000, 1, 1_000_000, false),
                        new Occn(10_000_000, 1, ControlMessage.ABSENT, false));
        CallView shown = Objects.requireNonNull(world.engine.call(slow));
        assertThat(shown.rates().toldTxBps()).isEqualTo(5_000_000);
        assertThat(shown.rates().toldRxBps()).isEqualTo(1_000_000);
    }

    @Test
    @DisplayName("§4.4.4: a line slower than the Minimum BPS is not accepted")
    void tooSlow() {
        long call = placed();
        answers(call, 9_600, 9_600);
        assertThat(onlyCdn().result().result()).isEqualTo(5);
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.LAC);
    }

    @Test
    @DisplayName("§4.4.4: a modem is asynchronous, and PPPoE is not; who asks for the other gets 5")
    void framing() {
        long call = dials();
        DialTarget modem = new DialTarget.Modem(2, "0123");
        world.command(
                new Command.DialAnswered(
                        call, new DialAnswer.Route("local", "m", modem, 1, 0, 56_000)));
        world.command(new Command.FarEndAnswered(call, Binding.Access.SERIAL, FAR_END, 0, 0));
        world.passes(ofMillis(1));
        assertThat(lns.heard(Ocrp.class).getFirst().physicalChannelId()).isEqualTo(2);
        assertThat(lns.heard(Occn.class).getFirst().framingType())
                .isEqualTo(ControlMessage.FRAMING_ASYNC);

        lns.dials(new Ocrq(902, 1, 0, 0, 1, ControlMessage.FRAMING_ASYNC, "5551234", null));
        world.passes(ofMillis(1));
        world.command(new Command.DialAnswered(asked(), route(9)));
        world.passes(ofMillis(1));
        assertThat(onlyCdn().result().result()).isEqualTo(5);
    }

    @Test
    @DisplayName(
            "§4.4.4: no framing and bearer bits leave the choice to the LAC; unknown ones get 5")
    void bitsOfFramingAndBearer() {
        int served = 0;
        for (long[] types :
                new long[][] {{0, 0}, {1, 0}, {0, 1}, {19, 5}, {16, 1}, {1, 4}, {2, 1}}) {
            lns.dials(new Ocrq(910, 1, 0, 0, types[0], types[1], "5551234", null));
            world.passes(ofMillis(1));
            long call = asked();
            world.command(new Command.DialAnswered(call, route(9)));
            world.passes(ofMillis(1));
            if (world.isOver(call)) {
                assertThat(lns.heard(Cdn.class).getLast().result().result()).isEqualTo(5);
            } else {
                served++;
                answers(call, 0, 0);
                assertThat(lns.heard(Occn.class).getLast().framingType()).isEqualTo(1);
                world.leaves(call);
            }
        }
        assertThat(served).isEqualTo(4);
    }

    @Test
    @DisplayName("§7.5.1 row 2: an OCRQ that the dial plan refuses gets CDN and no OCRP")
    void refused() {
        for (DialFailure failure : DialFailure.values()) {
            long call = dials();
            world.command(
                    new Command.DialAnswered(
                            call, new DialAnswer.Refused("local", failure, "no, " + failure)));
            world.passes(ofMillis(1));
            ResultCode result = lns.heard(Cdn.class).getLast().result();
            assertThat(result.result()).isEqualTo(failure.cdnResult());
            assertThat(result.text()).isEqualTo("no, " + failure);
            assertThat(world.ended(call).end().resultCode()).isEqualTo(failure.cdnResult());
        }
        assertThat(lns.heard(Ocrp.class)).isEmpty();
        assertThat(world.events(Event.PlaceCall.class)).isEmpty();
        assertThat(world.count("dials-refused")).isEqualTo(9);
    }

    @Test
    @DisplayName("§7.5.1 row 6: a bearer failure gets CDN with its code")
    void bearerFailures() {
        for (DialFailure failure : DialFailure.values()) {
            long call = placed();
            world.command(new Command.FarEndFailed(call, failure, "so it was"));
            world.passes(ofMillis(1));
            ResultCode result = lns.heard(Cdn.class).getLast().result();
            assertThat(result).isEqualTo(new ResultCode(failure.cdnResult(), 0, "so it was"));
            assertThat(world.ended(call).end().by()).isEqualTo(Event.By.CALLER);
        }
        assertThat(lns.sessions()).isEqualTo(1);
    }

    @Test
    @DisplayName("§4.4.2: CDN 10 when nobody answers within the time allotted")
    void nobodyAnswers() {
        long call = placed();
        world.passes(ofSeconds(59));
        assertThat(lns.heard(Cdn.class)).isEmpty();
        world.passes(ofSeconds(2));
        assertThat(onlyCdn().result().result()).isEqualTo(10);
        assertThat(world.ended(call).end().resultCode()).isEqualTo(10);
        answers(call, 0, 0);
        assertThat(world.events(Event.CallConnected.class)).hasSize(1);
    }

    @Test
    void aDialPlanThatDoesNotAnswerCostsTheCall() {
        long call = dials();
        world.passes(ofSeconds(31));
        assertThat(onlyCdn().result().result()).isEqualTo(4);
        world.command(new Command.DialAnswered(call, route(9)));
        world.passes(ofMillis(1));
        assertThat(lns.heard(Ocrp.class)).isEmpty();
        assertThat(world.count("dial-answers-too-late")).isEqualTo(1);
        assertThat(world.ended(call).end().resultCode()).isEqualTo(4);
    }

    @Test
    @DisplayName("§7.5.1 row 9: the LNS clears while its call is looked up, dialled or up")
    void theLnsClears() {
        lns.dials(new Ocrq(901, 1, 0, 0, 3, 3, "5551234", null));
        world.passes(ofMillis(1));
        long looked = asked();
        lns.tunnel().send(0, new Cdn(901, new ResultCode(3), null, null));
        lns.flush();
        world.passes(ofMillis(1));
        assertThat(world.ended(looked).end().by()).isEqualTo(Event.By.LNS);

        long dialled = placed();
        lns.clear(lns.heard(Ocrp.class).getLast().assignedSessionId(), new ResultCode(1));
        world.passes(ofMillis(1));
        assertThat(world.ended(dialled).end().resultCode()).isEqualTo(1);

        long up = established();
        world.dataPlane.next = new Counters(1, 2, 3, 4);
        lns.clear(world.connected(up).binding().localSessionId(), new ResultCode(3));
        world.passes(ofMillis(1));
        assertThat(world.ended(up).counters()).isEqualTo(new Counters(1, 2, 3, 4));
        assertThat(lns.heard(Cdn.class)).isEmpty();
    }

    @Test
    @DisplayName("§7.5.1 row 10: the far end leaves, and the LNS hears of it")
    void theFarEndLeaves() {
        long call = established();
        world.leaves(call);
        world.passes(ofMillis(1));
        assertThat(onlyCdn().result().result()).isEqualTo(1);
        assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.USER_REQUEST);
        assertThat(world.dataPlane.joined).hasSize(1);
    }

    @Test
    @DisplayName("§7.5.1 rows 7, 8: a second OCRQ with a session's id ends that session")
    void aSecondOcrq() {
        Ocrq request = new Ocrq(901, 1, 0, 0, 3, 3, "5551234", null);
        lns.dials(request);
        world.passes(ofMillis(1));
        long call = asked();
        world.command(new Command.DialAnswered(call, route(9)));
        lns.dials(request);
        world.passes(ofMillis(1));
        assertThat(onlyCdn().result().text()).isEqualTo("OCRQ in wait-cs-answer");
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.LAC);
        assertThat(world.events(Event.DialWanted.class)).hasSize(1);
    }

    @Test
    @DisplayName("§7.5.1 row 3: OCRP for no session gets CDN; row 4: OCCN is forgotten")
    void messagesOfNoCall() {
        lns.tunnel().send(0, new Ocrp(905, 0));
        lns.tunnel().send(0, new Occn(1, 1, ControlMessage.ABSENT, false));
        lns.flush();
        world.passes(ofMillis(1));
        assertThat(onlyCdn().result().error()).isEqualTo(ResultCode.ERROR_SESSION_ID);
    }

    @Test
    @DisplayName("§5.7: with the tunnel the outgoing calls end, wherever they were")
    void theTunnelEnds() {
        long looked = dials();
        long dialled = placed();
        long up = established();
        lns.tunnel().send(0, new ControlMessage.StopCcn(lns.tunnel().id, new ResultCode(6)));
        lns.flush();
        world.passes(ofMillis(1));
        for (long call : new long[] {looked, dialled, up}) {
            assertThat(world.ended(call).end().cause()).isEqualTo(EndCause.SERVICE_UNAVAILABLE);
            assertThat(world.ended(call).end().resultCode()).isEqualTo(6);
        }
        assertThat(world.dataPlane.joined).isEmpty();
        assertThat(world.engine.lnses(world.now).getFirst().sessions()).isZero();
    }

    @Test
    @DisplayName("§5.7, §5.8: the same when an operator clears it, or the LNS has gone silent")
    void theTunnelEndsOtherwise() {
        for (boolean isCleared : new boolean[] {true, false}) {
            if (!isCleared) {
                in(new World());
            }
            List<Long> calls = List.of(dials(), placed(), established());
            long last = dials();
            if (isCleared) {
                int id = world.engine.tunnels().getFirst().facts().localTunnelId();
                world.command(new Command.ClearTunnel(id, "cleared"));
            } else {
                lns.dead = true;
                world.leaves(calls.getLast());
                world.passes(ofSeconds(40));
            }
            for (long call : calls) {
                assertThat(world.ended(call).end().resultCode()).isNotNegative();
                answers(call, 0, 0);
            }
            assertThat(world.isOver(last)).isTrue();
            assertThat(world.dataPlane.joined).isEmpty();
            assertThat(world.engine.calls()).isEmpty();
            assertThat(world.events(Event.CallEnded.class)).hasSize(5);
            assertThat(world.engine.lnses(world.now).getFirst().sessions()).isZero();
        }
    }

    @Test
    void anOperatorClearsOutgoingCallsAndShutsDown() {
        long call = placed();
        world.command(new Command.ClearCall(call, EndCause.ADMIN_RESET, "cleared"));
        world.passes(ofMillis(1));
        assertThat(onlyCdn().result().result()).isEqualTo(3);
        assertThat(world.ended(call).end().by()).isEqualTo(Event.By.OPERATOR);
        long other = dials();
        world.command(new Command.ShutDown("upgrade"));
        world.passes(ofSeconds(1));
        assertThat(world.ended(other).end().cause()).isEqualTo(EndCause.ADMIN_REBOOT);
        assertThat(world.engine.isQuiet()).isTrue();
    }

    @Test
    @DisplayName("§6.14: what SLI tells is kept and told on")
    void sli() {
        long call = established();
        assertThat(link(call)).isEqualTo(CallView.Link.UNTOLD);
        int local = world.connected(call).binding().localSessionId();
        lns.tunnel().send(local, new Sli(0x0a0000, 0));
        lns.flush();
        world.passes(ofMillis(1));
        assertThat(world.events(Event.LinkInfo.class))
                .containsExactly(new Event.LinkInfo(call, 0x0a0000, 0));
        assertThat(link(call).sendAccm()).isEqualTo(0x0a0000);
        assertThat(link(call).receiveAccm()).isZero();
    }

    private CallView.Link link(long call) {
        CallView view = world.engine.call(call);
        return view == null ? CallView.Link.UNTOLD : view.link();
    }

    // --- Appendix B: what is lost is sent again

    private static Predicate<ByteBuffer> first(MessageType type) {
        int[] left = {1};
        return datagram -> World.typeOf(datagram) == type.number() && left[0]-- > 0;
    }

    @Test
    @DisplayName("§5.8: a lost OCRQ is sent again, and asks once")
    void aLostOcrq() {
        world.losesToLac = first(MessageType.OCRQ);
        lns.dials("5551234");
        world.passes(ofMillis(900));
        assertThat(world.events(Event.DialWanted.class)).isEmpty();
        world.passes(ofMillis(200));
        assertThat(world.events(Event.DialWanted.class)).hasSize(1);
    }

    @Test
    @DisplayName("§5.8: a lost OCRP is sent again")
    void aLostOcrp() {
        world.losesFromLac = first(MessageType.OCRP);
        placed();
        world.passes(ofMillis(900));
        assertThat(lns.heard(Ocrp.class)).isEmpty();
        world.passes(ofMillis(200));
        assertThat(lns.heard(Ocrp.class)).hasSize(1);
        assertThat(world.events(Event.PlaceCall.class)).hasSize(1);
    }

    @Test
    @DisplayName("§5.8: a lost OCCN is sent again, and no CDN follows")
    void aLostOccn() {
        long call = placed();
        world.losesFromLac = first(MessageType.OCCN);
        answers(call, 0, 0);
        world.passes(ofMillis(1100));
        assertThat(lns.heard(Occn.class)).hasSize(1);
        assertThat(lns.heard(Cdn.class)).isEmpty();
    }

    @Test
    void anOutgoingCallNeverHasTheIdOfAnIncomingOne() {
        assertThat(dials()).isGreaterThan(1L << 62);
        assertThat(dials()).isNotEqualTo(asked() - 1).isEqualTo(asked());
    }
}
