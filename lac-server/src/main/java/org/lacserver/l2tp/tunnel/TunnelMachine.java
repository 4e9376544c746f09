package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.Ending.Cause;
import org.lacserver.l2tp.tunnel.Secrets.Which;
import org.lacserver.l2tp.tunnel.TunnelAction.CleanUp;
import org.lacserver.l2tp.tunnel.TunnelAction.Ignore;
import org.lacserver.l2tp.tunnel.TunnelAction.Send;
import org.lacserver.l2tp.tunnel.TunnelAction.TellSessionsOpen;
import org.lacserver.l2tp.tunnel.TunnelEvent.Close;
import org.lacserver.l2tp.tunnel.TunnelEvent.Moved;
import org.lacserver.l2tp.tunnel.TunnelEvent.Open;
import org.lacserver.l2tp.tunnel.TunnelEvent.PeerLost;
import org.lacserver.l2tp.tunnel.TunnelEvent.Received;
import org.lacserver.l2tp.tunnel.TunnelEvent.SetupTimeout;
import org.lacserver.l2tp.tunnel.TunnelEvent.Unreadable;
import org.lacserver.l2tp.tunnel.TunnelState.Closed;
import org.lacserver.l2tp.tunnel.TunnelState.Established;
import org.lacserver.l2tp.tunnel.TunnelState.Idle;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.l2tp.tunnel.TunnelState.WaitCtlConn;
import org.lacserver.l2tp.tunnel.TunnelState.WaitCtlReply;
import org.lacserver.l2tp.wire.ControlMessage.Scccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.l2tp.wire.ResultCode;

import java.util.List;

/** The table of §7.2.1 for both roles: state and event in, state and actions out. */
public final class TunnelMachine {
    private final Handshake us;

    TunnelMachine(TunnelSettings settings, Identity us) {
        this.us = new Handshake(settings, us);
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
            case Row(Idle _, Open _) -> Step.to(new WaitCtlReply(), new Send(us.request()));
            case Row(Idle _, Received(Sccrq theirs, var hiddenWith)) -> request(theirs, hiddenWith);
            case Row(Idle _, Received(Sccrp _, _)) -> outOfTurn("SCCRP", state);
            case Row(Idle _, Received(StopCcn stop, _)) -> stopped(stop);
            case Row(Idle _, Received _) -> gone(Cause.PEER_FAULT, "no tunnel was asked for");
            case Row(Idle _, Close(var result)) -> gone(Cause.LOCAL, result.text());
            case Row(Idle _, Unreadable(var result)) -> stop(Cause.PEER_FAULT, result);
            case Row(Idle _, Moved _) -> Step.to(state);
            case Row(Idle _, SetupTimeout _) -> Step.to(state);
            case Row(Idle _, PeerLost _) -> Step.to(state);

            case Row(WaitCtlReply _, Received(Sccrp reply, var hiddenWith)) ->
                    reply(reply, hiddenWith);
            case Row(WaitCtlReply _, Received(Sccrq theirs, _)) -> tie(state, theirs);
            case Row(WaitCtlReply _, Received(Scccn _, _)) -> outOfTurn("SCCCN", state);
            case Row(WaitCtlReply _, Received(StopCcn stop, _)) -> stopped(stop);
            case Row(WaitCtlReply _, Received(var message, _)) ->
                    Step.to(state, new Ignore(message));
            case Row(WaitCtlReply _, Close(var result)) -> stop(Cause.LOCAL, result);
            case Row(WaitCtlReply _, Unreadable(var result)) -> stop(Cause.PEER_FAULT, result);
            case Row(WaitCtlReply _, Moved(var where)) ->
                    refuse("the LNS answered from " + where + ", which is not accepted");
            case Row(WaitCtlReply _, SetupTimeout _) -> late("no SCCRP in time");
            case Row(WaitCtlReply _, PeerLost _) ->
                    gone(Cause.NO_ANSWER, "SCCRQ was never acknowledged");
            case Row(WaitCtlReply _, Open _) -> Step.to(state);

            case Row(WaitCtlConn(var met), Received(Scccn theirs, var hiddenWith)) ->
                    connected(met, theirs, hiddenWith);
            case Row(WaitCtlConn _, Received(Sccrq _, _)) -> outOfTurn("SCCRQ", state);
            case Row(WaitCtlConn _, Received(Sccrp _, _)) -> outOfTurn("SCCRP", state);
            case Row(WaitCtlConn _, Received(StopCcn stop, _)) -> stopped(stop);
            case Row(WaitCtlConn _, Received(var message, _)) ->
                    Step.to(state, new Ignore(message));
            case Row(WaitCtlConn _, Close(var result)) -> stop(Cause.LOCAL, result);
            case Row(WaitCtlConn _, Unreadable(var result)) -> stop(Cause.PEER_FAULT, result);
            case Row(WaitCtlConn _, Moved _) -> Step.to(state);
            case Row(WaitCtlConn _, SetupTimeout _) -> late("no SCCCN in time");
            case Row(WaitCtlConn _, PeerLost _) ->
                    gone(Cause.NO_ANSWER, "SCCRP was never acknowledged");
            case Row(WaitCtlConn _, Open _) -> Step.to(state);

            case Row(Established _, Open _) -> Step.to(state, new TellSessionsOpen());
            case Row(Established _, Close(var result)) -> stop(Cause.LOCAL, result);
            case Row(Established _, Received(StopCcn stop, _)) -> stopped(stop);
            case Row(Established _, Received(Sccrq _, _)) -> outOfTurn("SCCRQ", state);
            case Row(Established _, Received(Sccrp _, _)) -> outOfTurn("SCCRP", state);
            case Row(Established _, Received(Scccn _, _)) -> outOfTurn("SCCCN", state);
            case Row(Established _, Received(var message, _)) ->
                    Step.to(state, new Ignore(message));
            case Row(Established _, Unreadable(var result)) -> stop(Cause.PEER_FAULT, result);
            // §5.8: the tunnel and all its sessions are cleared
            case Row(Established _, PeerLost _) ->
                    gone(Cause.PEER_LOST, "the peer stopped acknowledging");
            case Row(Established _, Moved _) -> Step.to(state);
            case Row(Established _, SetupTimeout _) -> Step.to(state);

            // §5.8: state is kept to acknowledge what is sent again, for nothing else
            case Row(Closed _, Received(var message, _)) -> Step.to(state, new Ignore(message));
            case Row(Closed _, Open _) -> Step.to(state);
            case Row(Closed _, Close _) -> Step.to(state);
            case Row(Closed _, Unreadable _) -> Step.to(state);
            case Row(Closed _, Moved _) -> Step.to(state);
            case Row(Closed _, SetupTimeout _) -> Step.to(state);
            case Row(Closed _, PeerLost _) -> Step.to(state);
        };
    }

    private Step request(Sccrq theirs, @Nullable Which hiddenWith) {
        String objection = us.objection(theirs);
        if (objection != null) {
            return refuse(objection);
        }
        Met met = us.met(theirs, hiddenWith);
        return Step.to(new WaitCtlConn(met), new Send(us.reply(theirs, met.secret())));
    }

    private Step reply(Sccrp reply, @Nullable Which hiddenWith) {
        Which proved = us.proved(MessageType.SCCRP, reply.challengeResponse());
        String objection = us.objection(reply, proved);
        if (objection != null) {
            return refuse(objection);
        }
        ResultCode unwilling = us.objection(reply.controlDs());
        if (unwilling != null) {
            return stop(Cause.PEER_REFUSED, unwilling);
        }
        Met met = us.met(reply, proved != null ? proved : hiddenWith);
        return Step.to(
                new Established(met, proved != null),
                new Send(us.connected(reply.challenge(), met.secret())),
                new TellSessionsOpen());
    }

    private Step connected(Met met, Scccn theirs, @Nullable Which hiddenWith) {
        Which proved = us.proved(MessageType.SCCCN, theirs.challengeResponse());
        String objection = us.unproven(theirs.challengeResponse(), proved);
        if (objection != null) {
            return refuse(objection);
        }
        Which secret = proved != null ? proved : hiddenWith;
        return Step.to(
                new Established(secret == null ? met : met.with(secret), proved != null),
                new TellSessionsOpen());
    }

    private Step tie(TunnelState state, Sccrq theirs) {
        return switch (us.tie(theirs)) {
            case OURS -> Step.to(state, new Ignore(theirs));
            case BOTH -> Step.to(state);
            case THEIRS -> lost("the peer opened at the same time and won the tie");
            case NEITHER -> lost("the peer opened at the same time with the same tie breaker");
        };
    }

    private static Step lost(String text) {
        return gone(Cause.TIE_LOST, text);
    }

    private Step outOfTurn(String message, TunnelState state) {
        String text = message + " in " + state.label();
        return stop(Cause.PEER_FAULT, new ResultCode(ResultCode.STOP_STATE_ERROR, 0, text));
    }

    private Step late(String text) {
        return stop(Cause.NO_ANSWER, new ResultCode(ResultCode.STOP_CLEARED, 0, text));
    }

    private Step refuse(String why) {
        return stop(Cause.PEER_REFUSED, new ResultCode(ResultCode.STOP_NOT_AUTHORISED, 0, why));
    }

    private Step stop(Cause cause, ResultCode result) {
        Ending ending = new Ending(cause, result.result(), result.error(), result.text());
        return Step.to(new Closed(ending), new Send(us.stop(result)), new CleanUp(ending));
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
