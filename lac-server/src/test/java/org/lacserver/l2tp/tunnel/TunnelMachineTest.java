package org.lacserver.l2tp.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.tunnel.Ending.Cause;
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

/**
 * RFC 2661 §7.2.1, control connection, row by row. The four rows of wait-ctl-conn and "idle, SCCRQ
 * acceptable" belong to a responder, which this side never is.
 */
class TunnelMachineTest {
    private static final Secret SECRET = Secret.of("s");
    private static final Octets OURS = Octets.of((byte) 1, (byte) 2, (byte) 3);
    private static final long TIE_BREAKER = 100;

    private final TunnelState waiting = new WaitCtlReply();
    private final TunnelState up = new Established(70, "lns", null, 4, false, false);

    private static TunnelMachine machine(
            Secret secret, @Nullable Octets challenge, @Nullable String expected) {
        return new TunnelMachine(
                TunnelSettings.defaults("lac1"),
                new Identity(7, "lac1", expected, secret, challenge, TIE_BREAKER));
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
    @DisplayName("§7.2.1 row 3: idle, SCCRQ not acceptable: send StopCCN, clean up")
    void idleSccrq() {
        assertStops(plain.step(new Idle(), new Received(theirs(null))), Cause.PEER_REFUSED, 4);
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
        assertThat(step.next()).isEqualTo(new Established(70, "lns", null, 4, true, true));
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
        for (TunnelState state : new TunnelState[] {new Idle(), waiting, up}) {
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
