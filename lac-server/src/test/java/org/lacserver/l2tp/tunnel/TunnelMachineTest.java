package org.lacserver.l2tp.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.tunnel.Ending.Cause;
import org.lacserver.l2tp.tunnel.Secrets.Which;
import org.lacserver.l2tp.tunnel.TunnelAction.CleanUp;
import org.lacserver.l2tp.tunnel.TunnelAction.Ignore;
import org.lacserver.l2tp.tunnel.TunnelAction.Send;
import org.lacserver.l2tp.tunnel.TunnelAction.TellSessionsOpen;
import org.lacserver.l2tp.tunnel.TunnelEvent.Close;
import org.lacserver.l2tp.tunnel.TunnelEvent.Open;
import org.lacserver.l2tp.tunnel.TunnelEvent.PeerLost;
import org.lacserver.l2tp.tunnel.TunnelEvent.Received;
import org.lacserver.l2tp.tunnel.TunnelEvent.SetupTimeout;
import org.lacserver.l2tp.tunnel.TunnelState.Closed;
import org.lacserver.l2tp.tunnel.TunnelState.Established;
import org.lacserver.l2tp.tunnel.TunnelState.Idle;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.l2tp.tunnel.TunnelState.WaitCtlConn;
import org.lacserver.l2tp.tunnel.TunnelState.WaitCtlReply;
import org.lacserver.l2tp.wire.Challenge;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Scccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

/** RFC 2661 §7.2.1, control connection, row by row. */
class TunnelMachineTest {
    private static final Secret SECRET = Secret.of("s");
    private static final Octets OURS = Octets.of((byte) 1, (byte) 2, (byte) 3);
    private static final long TIE_BREAKER = 100;

    private final TunnelState waiting = new WaitCtlReply();
    private final TunnelState replied = new WaitCtlConn(met(false));
    private final TunnelState up = new Established(met(false), false);

    private static Met met(boolean peerChallenged) {
        return new Met(70, "lns", null, 4, peerChallenged, Which.SECRET, -1);
    }

    private static TunnelMachine machine(
            Secret secret, @Nullable Octets challenge, @Nullable String expected) {
        return new TunnelMachine(
                TunnelSettings.defaults("lac1"),
                new Identity(
                        7,
                        "lac1",
                        expected,
                        new Secrets(secret, Secret.NONE),
                        Which.SECRET,
                        challenge,
                        TIE_BREAKER));
    }

    /** One that accepts tunnels. */
    private static TunnelMachine responder(
            Secrets secrets, @Nullable Octets challenge, @Nullable String expected) {
        TunnelSettingsBuilder settings = new TunnelSettingsBuilder();
        settings.acceptsTunnels = true;
        return new TunnelMachine(
                settings.build(),
                new Identity(7, "lac1", expected, secrets, Which.SECRET, challenge, null));
    }

    private static final Secrets ONE = new Secrets(SECRET, Secret.NONE);
    private static final Secret FORMER = Secret.of("former");
    private static final Secrets TWO = new Secrets(SECRET, FORMER);

    private static Sccrq request(@Nullable Octets challenge) {
        return new Sccrq(70, "lns", 3, 0, 4, challenge, null, 1, null);
    }

    private static Scccn connected(Secret secret) {
        return new Scccn(Challenge.response(MessageType.SCCCN, secret, OURS));
    }

    private static Sccrp reply(@Nullable Octets challenge, @Nullable Octets response) {
        return new Sccrp(70, "lns", 3, 0, 4, challenge, response, 1, null);
    }

    private static Sccrq theirs(@Nullable Long tieBreaker) {
        return new Sccrq(71, "lns", 3, 0, 4, null, tieBreaker, 1, null);
    }

    private final TunnelMachine plain = machine(Secret.NONE, null, null);
    private final TunnelMachine secured = machine(SECRET, OURS, null);

    @Test
    @DisplayName("§7.2.1 row 1: idle, local open request: send SCCRQ")
    void idleOpen() {
        TunnelMachine.Step step = secured.step(new Idle(), new Open());
        assertThat(step.next()).isEqualTo(new WaitCtlReply());
        assertThat(step.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Send.class,
                        send ->
                                assertThat(send.message())
                                        .isInstanceOfSatisfying(
                                                Sccrq.class,
                                                sccrq -> {
                                                    assertThat(sccrq.challenge()).isEqualTo(OURS);
                                                    assertThat(sccrq.tieBreaker())
                                                            .isEqualTo(TIE_BREAKER);
                                                    assertThat(sccrq.hostName()).isEqualTo("lac1");
                                                }));
    }

    @Test
    @DisplayName("§7.2.1 row 2, §5.1.1: idle, SCCRQ acceptable: send SCCRP with both challenges")
    void idleAcceptableSccrq() {
        Octets challenge = Octets.of((byte) 9);
        TunnelMachine.Step step =
                responder(ONE, OURS, "lns").step(new Idle(), new Received(request(challenge)));
        assertThat(step.next()).isEqualTo(new WaitCtlConn(met(true)));
        assertThat(step.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Send.class,
                        send ->
                                assertThat(send.message())
                                        .isInstanceOfSatisfying(
                                                Sccrp.class,
                                                sccrp -> {
                                                    assertThat(sccrp.assignedTunnelId())
                                                            .isEqualTo(7);
                                                    assertThat(sccrp.challenge()).isEqualTo(OURS);
                                                    assertThat(sccrp.challengeResponse())
                                                            .isEqualTo(
                                                                    Challenge.response(
                                                                            MessageType.SCCRP,
                                                                            SECRET,
                                                                            challenge));
                                                }));
    }

    @Test
    @DisplayName("§7.2.1 row 3: idle, SCCRQ not acceptable: send StopCCN, clean up")
    void idleSccrq() {
        Idle idle = new Idle();
        // tunnels are not accepted at all
        assertStops(plain.step(idle, new Received(theirs(null))), Cause.PEER_REFUSED, 4);
        // not the name that was expected
        assertStops(
                responder(ONE, OURS, "other").step(idle, new Received(request(null))),
                Cause.PEER_REFUSED,
                4);
        // a challenge that we have no secret to answer with
        assertStops(
                responder(Secrets.NONE, null, null).step(idle, new Received(request(OURS))),
                Cause.PEER_REFUSED,
                4);
    }

    @Test
    @DisplayName("§4.3: a secret that an SCCRQ was hidden with is the one to answer with")
    void theSecretOfHiddenAvps() {
        Octets challenge = Octets.of((byte) 9);
        TunnelMachine.Step step =
                responder(TWO, OURS, null)
                        .step(new Idle(), new Received(request(challenge), Which.OLD));
        assertThat(step.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Send.class,
                        send ->
                                assertThat(((Sccrp) send.message()).challengeResponse())
                                        .isEqualTo(
                                                Challenge.response(
                                                        MessageType.SCCRP, FORMER, challenge)));
    }

    @Test
    @DisplayName("§7.2.1 row 4: idle, SCCRP: send StopCCN, clean up")
    void idleSccrp() {
        assertStops(plain.step(new Idle(), new Received(reply(null, null))), Cause.PEER_FAULT, 7);
    }

    @Test
    @DisplayName("§7.2.1 row 5: idle, SCCCN: clean up")
    void idleScccn() {
        assertGone(plain.step(new Idle(), new Received(new Scccn(null))), Cause.PEER_FAULT);
    }

    @Test
    @DisplayName("§7.2.1 row 6: wait-ctl-reply, SCCRP acceptable: send SCCCN, tell the sessions")
    void acceptableReply() {
        Octets challenge = Octets.of((byte) 9);
        Octets right = Challenge.response(MessageType.SCCRP, SECRET, OURS);
        TunnelMachine.Step step = secured.step(waiting, new Received(reply(challenge, right)));
        assertThat(step.next()).isEqualTo(new Established(met(true), true));
        assertThat(step.actions())
                .containsExactly(
                        new Send(
                                new Scccn(
                                        Challenge.response(MessageType.SCCCN, SECRET, challenge))),
                        new TellSessionsOpen());
    }

    @Test
    @DisplayName("§7.2.1 row 7: wait-ctl-reply, SCCRP not acceptable: send StopCCN, clean up")
    void unacceptableReply() {
        Octets wrong = Challenge.response(MessageType.SCCRP, Secret.of("other"), OURS);
        assertStops(secured.step(waiting, new Received(reply(null, wrong))), Cause.PEER_REFUSED, 4);
        assertStops(secured.step(waiting, new Received(reply(null, null))), Cause.PEER_REFUSED, 4);
        // a challenge that we have no secret to answer with
        assertStops(plain.step(waiting, new Received(reply(OURS, null))), Cause.PEER_REFUSED, 4);
        // RFC 2868 §3.10: not the name that was asked for
        assertStops(
                machine(Secret.NONE, null, "other").step(waiting, new Received(reply(null, null))),
                Cause.PEER_REFUSED,
                4);
    }

    @Test
    @DisplayName("§7.2.1 row 8: wait-ctl-reply, SCCRQ and lost the tie: clean up; else go on")
    void tie() {
        assertGone(plain.step(waiting, new Received(theirs(99L))), Cause.TIE_LOST);
        assertGone(plain.step(waiting, new Received(theirs(TIE_BREAKER))), Cause.TIE_LOST);
        assertIgnores(waiting, theirs(101L));
        assertIgnores(waiting, theirs(-1L)); // unsigned, hence large
        assertIgnores(waiting, theirs(null));
    }

    @Test
    @DisplayName("§7.2.1 row 9: wait-ctl-reply, SCCCN: send StopCCN, clean up")
    void waitingScccn() {
        assertStops(plain.step(waiting, new Received(new Scccn(null))), Cause.PEER_FAULT, 7);
    }

    @Test
    @DisplayName("§7.2.1 row 10: wait-ctl-conn, SCCCN acceptable: tell the sessions")
    void acceptableScccn() {
        TunnelMachine.Step step =
                responder(ONE, OURS, null).step(replied, new Received(connected(SECRET)));
        assertThat(step.next()).isEqualTo(new Established(met(false), true));
        assertThat(step.actions()).containsExactly(new TellSessionsOpen());
        // nobody was challenged
        step = responder(Secrets.NONE, null, null).step(replied, new Received(new Scccn(null)));
        assertThat(step.next()).isEqualTo(new Established(met(false), false));
        // the secret that goes is still good
        step = responder(TWO, OURS, null).step(replied, new Received(connected(FORMER)));
        assertThat(step.next()).isEqualTo(new Established(met(false).with(Which.OLD), true));
    }

    @Test
    @DisplayName("§7.2.1 row 11: wait-ctl-conn, SCCCN not acceptable: send StopCCN, clean up")
    void unacceptableScccn() {
        TunnelMachine responder = responder(ONE, OURS, null);
        assertStops(
                responder.step(replied, new Received(connected(FORMER))), Cause.PEER_REFUSED, 4);
        assertStops(responder.step(replied, new Received(new Scccn(null))), Cause.PEER_REFUSED, 4);
    }

    @Test
    @DisplayName("§7.2.1 row 12: wait-ctl-conn, SCCRP or SCCRQ: send StopCCN, clean up")
    void repliedWrong() {
        assertStops(plain.step(replied, new Received(theirs(null))), Cause.PEER_FAULT, 7);
        assertStops(plain.step(replied, new Received(reply(null, null))), Cause.PEER_FAULT, 7);
    }

    @Test
    @DisplayName("§7.2.1: wait-ctl-conn, administrative close: send StopCCN, clean up")
    void repliedClose() {
        assertStops(plain.step(replied, new Close(new ResultCode(1))), Cause.LOCAL, 1);
        assertStops(waitingFor(new Close(new ResultCode(1))), Cause.LOCAL, 1);
    }

    private TunnelMachine.Step waitingFor(TunnelEvent event) {
        return plain.step(waiting, event);
    }

    @Test
    @DisplayName("§4.4.3, Tie Breaker: the lower wins, one wins against none, equal ones both lose")
    void ties() {
        assertThat(Tie.of(1L, 2L)).isEqualTo(Tie.OURS);
        assertThat(Tie.of(2L, 1L)).isEqualTo(Tie.THEIRS);
        assertThat(Tie.of(1L, -1L)).isEqualTo(Tie.OURS); // unsigned
        assertThat(Tie.of(1L, 1L)).isEqualTo(Tie.NEITHER);
        assertThat(Tie.of(1L, null)).isEqualTo(Tie.OURS);
        assertThat(Tie.of(null, 1L)).isEqualTo(Tie.THEIRS);
        assertThat(Tie.of(null, null)).isEqualTo(Tie.BOTH);
    }

    @Test
    @DisplayName("§4.4.3, Tie Breaker: without any, both connections go on")
    void noTieBreakers() {
        TunnelMachine.Step step =
                responder(ONE, null, null).step(waiting, new Received(theirs(null)));
        assertThat(step.next()).isEqualTo(waiting);
        assertThat(step.actions()).isEmpty();
        assertGone(
                responder(ONE, null, null).step(waiting, new Received(theirs(1L))), Cause.TIE_LOST);
    }

    @Test
    @DisplayName("§8.1: an SCCRP from where none is taken: send StopCCN, clean up")
    void moved() {
        TunnelEvent moved = new TunnelEvent.Moved("10.9.9.9 port 1701");
        assertStops(plain.step(waiting, moved), Cause.PEER_REFUSED, 4);
        for (TunnelState state : new TunnelState[] {new Idle(), replied, up}) {
            assertThat(plain.step(state, moved).next()).isEqualTo(state);
        }
    }

    @Test
    @DisplayName("§7.1: what cannot be read ends the connection in every state of its opening")
    void unreadable() {
        TunnelEvent bad = new TunnelEvent.Unreadable(new ResultCode(2, 3, "bad"));
        for (TunnelState state : new TunnelState[] {new Idle(), waiting, replied, up}) {
            assertStops(plain.step(state, bad), Cause.PEER_FAULT, 2);
        }
    }

    @Test
    @DisplayName("§7.2.1 row 13: established, local open request: tell the sessions")
    void establishedOpen() {
        TunnelMachine.Step step = plain.step(up, new Open());
        assertThat(step.next()).isEqualTo(up);
        assertThat(step.actions()).containsExactly(new TellSessionsOpen());
    }

    @Test
    @DisplayName("§7.2.1 row 14: established, administrative close: send StopCCN, clean up")
    void establishedClose() {
        assertStops(plain.step(up, new Close(new ResultCode(6))), Cause.LOCAL, 6);
    }

    @Test
    @DisplayName("§7.2.1 row 15: established, SCCRQ, SCCRP or SCCCN: send StopCCN, clean up")
    void establishedWrong() {
        assertStops(plain.step(up, new Received(theirs(null))), Cause.PEER_FAULT, 7);
        assertStops(plain.step(up, new Received(reply(null, null))), Cause.PEER_FAULT, 7);
        assertStops(plain.step(up, new Received(new Scccn(null))), Cause.PEER_FAULT, 7);
    }

    @Test
    @DisplayName("§7.2.1 row 16: any state, StopCCN: clean up")
    void stopped() {
        StopCcn stop = new StopCcn(70, new ResultCode(2, 4, "full"));
        for (TunnelState state : new TunnelState[] {new Idle(), waiting, replied, up}) {
            TunnelMachine.Step step = plain.step(state, new Received(stop));
            Ending ending = new Ending(Cause.PEER_STOPPED, 2, 4, "full");
            assertThat(step.next()).isEqualTo(new Closed(ending));
            assertThat(step.actions()).containsExactly(new CleanUp(ending));
        }
    }

    @Test
    @DisplayName("§5.8: a peer that never acknowledges loses tunnel and sessions")
    void peerLost() {
        assertGone(plain.step(waiting, new PeerLost()), Cause.NO_ANSWER);
        assertGone(plain.step(up, new PeerLost()), Cause.PEER_LOST);
        assertStops(plain.step(waiting, new SetupTimeout()), Cause.NO_ANSWER, 1);
        assertGone(plain.step(replied, new PeerLost()), Cause.NO_ANSWER);
        assertStops(plain.step(replied, new SetupTimeout()), Cause.NO_ANSWER, 1);
    }

    @Test
    @DisplayName("§5.8: a closed tunnel acts on nothing")
    void closedIsClosed() {
        TunnelState closed = new Closed(new Ending(Cause.LOCAL, 1, 0, ""));
        assertIgnores(closed, reply(null, null));
        assertIgnores(closed, new StopCcn(70, new ResultCode(1)));
        assertThat(plain.step(closed, new Open()).actions()).isEmpty();
        assertThat(plain.step(closed, new PeerLost()).next()).isEqualTo(closed);
    }

    private static TunnelMachine withDscp(int dscp) {
        TunnelSettingsBuilder settings = new TunnelSettingsBuilder();
        settings.acceptsTunnels = true;
        settings.negotiateDscp = true;
        settings.controlDscp = dscp;
        return new TunnelMachine(
                settings.build(), new Identity(7, "lac1", null, ONE, Which.SECRET, null, null));
    }

    private static Sccrp replyWith(int controlDs) {
        return new Sccrp(70, "lns", 3, 0, 4, null, null, 1, null, controlDs, false);
    }

    private static Sccrq requestWith(int controlDs) {
        return new Sccrq(70, "lns", 3, 0, 4, null, null, 1, null, controlDs, false);
    }

    private static ControlMessage sent(TunnelMachine.Step step) {
        return ((Send) step.actions().getFirst()).message();
    }

    private static int agreed(TunnelMachine.Step step) {
        return switch (step.next()) {
            case Established(var met, _) -> met.dscp();
            case WaitCtlConn(var met) -> met.dscp();
            default -> throw new AssertionError(step.next());
        };
    }

    @Test
    @DisplayName(
            "RFC 3308 §3, §6: the PHB code of the DSCP is asked for, and the same is agreed on")
    void controlDs() {
        TunnelMachine machine = withDscp(46);
        Sccrq sccrq = (Sccrq) sent(machine.step(new Idle(), new Open()));
        assertThat(sccrq.controlDs()).isEqualTo(0xb800);
        assertThat(agreed(machine.step(waiting, new Received(replyWith(0xb800))))).isEqualTo(46);
        assertThat(((Sccrq) sent(plain.step(new Idle(), new Open()))).controlDs()).isEqualTo(-1);
    }

    @Test
    @DisplayName(
            "RFC 3308 §3.1: a peer that does not know the AVP is taken, one that differs is not")
    void controlDsOfOthers() {
        TunnelMachine machine = withDscp(46);
        assertThat(agreed(machine.step(waiting, new Received(replyWith(-1))))).isEqualTo(-1);
        assertStops(machine.step(waiting, new Received(replyWith(0x2800))), Cause.PEER_REFUSED, 8);
        // nobody asked
        assertThat(agreed(plain.step(waiting, new Received(replyWith(0x2800))))).isEqualTo(-1);
    }

    @Test
    @DisplayName("RFC 3308 §3: who is asked answers with the value it accepts, and only then")
    void controlDsOfAResponder() {
        TunnelMachine machine = withDscp(46);
        TunnelMachine.Step step = machine.step(new Idle(), new Received(requestWith(0x2800)));
        assertThat(((Sccrp) sent(step)).controlDs()).isEqualTo(0xb800);
        assertThat(agreed(step)).isEqualTo(46);
        step = machine.step(new Idle(), new Received(requestWith(-1)));
        assertThat(((Sccrp) sent(step)).controlDs()).isEqualTo(-1);
        assertThat(agreed(step)).isEqualTo(-1);
        step = responder(ONE, null, null).step(new Idle(), new Received(requestWith(0x2800)));
        assertThat(((Sccrp) sent(step)).controlDs()).isEqualTo(-1);
    }

    private void assertIgnores(TunnelState state, ControlMessage message) {
        TunnelMachine.Step step = plain.step(state, new Received(message));
        assertThat(step.next()).isEqualTo(state);
        assertThat(step.actions()).containsExactly(new Ignore(message));
    }

    private static void assertStops(TunnelMachine.Step step, Cause cause, int result) {
        assertThat(step.next()).isInstanceOf(Closed.class);
        assertThat(step.actions()).hasSize(2);
        assertThat(step.actions().getFirst())
                .isInstanceOfSatisfying(
                        Send.class,
                        send ->
                                assertThat(send.message())
                                        .isInstanceOfSatisfying(
                                                StopCcn.class,
                                                stop -> {
                                                    assertThat(stop.assignedTunnelId())
                                                            .isEqualTo(7);
                                                    assertThat(stop.result().result())
                                                            .isEqualTo(result);
                                                }));
        assertThat(step.actions().getLast())
                .isInstanceOfSatisfying(
                        CleanUp.class, it -> assertThat(it.ending().cause()).isEqualTo(cause));
    }

    private static void assertGone(TunnelMachine.Step step, Cause cause) {
        assertThat(step.next()).isInstanceOf(Closed.class);
        assertThat(step.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        CleanUp.class, it -> assertThat(it.ending().cause()).isEqualTo(cause));
    }
}
