package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
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
import org.lacserver.l2tp.tunnel.TunnelEvent.Unreadable;
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

import java.util.List;

/** The table of §7.2.1 for the initiator: state and event in, state and actions out. */
public final class TunnelMachine {
    /** Result codes of StopCCN (§4.4.2). */
    static final int CLEARED = 1;

    static final int NOT_AUTHORISED = 4;
    static final int SHUTTING_DOWN = 6;
    static final int STATE_ERROR = 7;

    private final TunnelSettings settings;
    private final Identity us;

    TunnelMachine(TunnelSettings settings, Identity us) {
        this.settings = settings;
        this.us = us;
    }

    /** Where a row leads and what it asks for. */
    public record Step(TunnelState next, List<TunnelAction> actions) {
        public Step {
            actions = List.copyOf(actions);
        }

        private static Step to(TunnelState next, TunnelAction... actions) {
            return new Step(next, List.of(actions));
        }
    }

    private record Row(TunnelState state, TunnelEvent event) {}

    Step step(TunnelState state, TunnelEvent event) {
        return switch (new Row(state, event)) {
            case Row(Idle _, Open _) -> Step.to(new WaitCtlReply(), new Send(sccrq()));
            case Row(Idle _, Received(Sccrq _)) -> stop(refusal("no tunnel is accepted here"));
            case Row(Idle _, Received(Sccrp _)) ->
                    stop(Cause.PEER_FAULT, stateError("SCCRP", state));
            case Row(Idle _, Received(StopCcn stop)) -> stopped(stop);
            case Row(Idle _, Received _) -> gone(Cause.PEER_FAULT, "no tunnel was asked for");
            case Row(Idle _, Close(var result)) -> gone(Cause.LOCAL, result.text());
            case Row(Idle _, Unreadable(var result)) -> gone(Cause.PEER_FAULT, result.text());
            case Row(Idle _, SetupTimeout _) -> Step.to(state);
            case Row(Idle _, PeerLost _) -> Step.to(state);

            case Row(WaitCtlReply _, Received(Sccrp reply)) -> reply(reply);
            case Row(WaitCtlReply _, Received(Sccrq theirs)) -> tie(state, theirs);
            case Row(WaitCtlReply _, Received(Scccn _)) ->
                    stop(Cause.PEER_FAULT, stateError("SCCCN", state));
            case Row(WaitCtlReply _, Received(StopCcn stop)) -> stopped(stop);
            case Row(WaitCtlReply _, Received(var message)) -> Step.to(state, new Ignore(message));
            case Row(WaitCtlReply _, Close(var result)) -> stop(Cause.LOCAL, result);
            case Row(WaitCtlReply _, Unreadable(var result)) -> stop(Cause.PEER_FAULT, result);
            case Row(WaitCtlReply _, SetupTimeout _) ->
                    stop(Cause.NO_ANSWER, new ResultCode(CLEARED, 0, "no SCCRP in time"));
            case Row(WaitCtlReply _, PeerLost _) ->
                    gone(Cause.NO_ANSWER, "SCCRQ was never acknowledged");
            case Row(WaitCtlReply _, Open _) -> Step.to(state);

            case Row(Established _, Open _) -> Step.to(state, new TellSessionsOpen());
            case Row(Established _, Close(var result)) -> stop(Cause.LOCAL, result);
            case Row(Established _, Received(StopCcn stop)) -> stopped(stop);
            case Row(Established _, Received(Sccrq _)) ->
                    stop(Cause.PEER_FAULT, stateError("SCCRQ", state));
            case Row(Established _, Received(Sccrp _)) ->
                    stop(Cause.PEER_FAULT, stateError("SCCRP", state));
            case Row(Established _, Received(Scccn _)) ->
                    stop(Cause.PEER_FAULT, stateError("SCCCN", state));
            case Row(Established _, Received(var message)) -> Step.to(state, new Ignore(message));
            case Row(Established _, Unreadable(var result)) -> stop(Cause.PEER_FAULT, result);
            // §5.8: the tunnel and all its sessions are cleared
            case Row(Established _, PeerLost _) ->
                    gone(Cause.PEER_LOST, "the peer stopped acknowledging");
            case Row(Established _, SetupTimeout _) -> Step.to(state);

            // §5.8: state is kept to acknowledge what is sent again, for nothing else
            case Row(Closed _, Received(var message)) -> Step.to(state, new Ignore(message));
            case Row(Closed _, Open _) -> Step.to(state);
            case Row(Closed _, Close _) -> Step.to(state);
            case Row(Closed _, Unreadable _) -> Step.to(state);
            case Row(Closed _, SetupTimeout _) -> Step.to(state);
            case Row(Closed _, PeerLost _) -> Step.to(state);
        };
    }

    private Sccrq sccrq() {
        return new Sccrq(
                us.localTunnelId(),
                us.hostName(),
                ControlMessage.FRAMING_SYNC,
                ControlMessage.BEARER_DIGITAL,
                settings.channel().localWindow(),
                us.challenge(),
                us.tieBreaker(),
                settings.firmwareRevision(),
                settings.vendorName());
    }

    private Step reply(Sccrp reply) {
        String objection = objection(reply);
        if (objection != null) {
            return stop(refusal(objection));
        }
        Octets theirs = reply.challenge();
        Octets answer =
                theirs == null ? null : Challenge.response(MessageType.SCCCN, us.secret(), theirs);
        Established up =
                new Established(
                        reply.assignedTunnelId(),
                        reply.hostName(),
                        reply.vendorName(),
                        reply.receiveWindow(),
                        us.challenge() != null,
                        theirs != null);
        return Step.to(up, new Send(new Scccn(answer)), new TellSessionsOpen());
    }

    /** Why an SCCRP is not acceptable, or null. */
    private @Nullable String objection(Sccrp reply) {
        String expected = us.expectedHostName();
        if (expected != null && !expected.equals(reply.hostName())) {
            return "host name is " + reply.hostName() + ", expected " + expected;
        }
        if (reply.challenge() != null && !us.secret().isPresent()) {
            return "the peer wants a challenge answered, but no secret is configured";
        }
        Octets challenge = us.challenge();
        if (challenge == null) {
            return null;
        }
        Octets response = reply.challengeResponse();
        if (response == null) {
            return "the peer did not answer the challenge: it has no secret for us";
        }
        // §4.4.3: without the right response the tunnel must not be established
        return Challenge.accepts(MessageType.SCCRP, us.secret(), challenge, response)
                ? null
                : "challenge response is wrong: the secrets differ";
    }

    // §4.4.3 Tie Breaker: the lower value wins, a value wins against none, equal ones both lose
    private Step tie(TunnelState state, Sccrq theirs) {
        Long value = theirs.tieBreaker();
        boolean won = value == null || Long.compareUnsigned(us.tieBreaker(), value) < 0;
        return won
                ? Step.to(state, new Ignore(theirs))
                : gone(Cause.TIE_LOST, "the peer opened at the same time and won the tie");
    }

    private static ResultCode stateError(String message, TunnelState state) {
        return new ResultCode(STATE_ERROR, 0, message + " in " + state.label());
    }

    private static Ending refusal(String why) {
        return new Ending(Cause.PEER_REFUSED, NOT_AUTHORISED, 0, why);
    }

    private Step stop(Cause cause, ResultCode result) {
        return stop(new Ending(cause, result.result(), result.error(), result.text()));
    }

    private Step stop(Ending ending) {
        ResultCode result = new ResultCode(ending.result(), ending.error(), ending.text());
        return Step.to(
                new Closed(ending),
                new Send(new StopCcn(us.localTunnelId(), result)),
                new CleanUp(ending));
    }

    private static Step stopped(StopCcn stop) {
        ResultCode result = stop.result();
        return gone(new Ending(Cause.PEER_STOPPED, result.result(), result.error(), result.text()));
    }

    private static Step gone(Cause cause, String text) {
        return gone(new Ending(cause, 0, 0, text));
    }

    private static Step gone(Ending ending) {
        return Step.to(new Closed(ending), new CleanUp(ending));
    }
}
