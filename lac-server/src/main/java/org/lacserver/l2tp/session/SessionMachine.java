package org.lacserver.l2tp.session;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.session.SessionAction.CleanUp;
import org.lacserver.l2tp.session.SessionAction.Connected;
import org.lacserver.l2tp.session.SessionAction.Ignore;
import org.lacserver.l2tp.session.SessionAction.LinkInfo;
import org.lacserver.l2tp.session.SessionAction.OpenTunnel;
import org.lacserver.l2tp.session.SessionAction.Send;
import org.lacserver.l2tp.session.SessionEvent.LocalClose;
import org.lacserver.l2tp.session.SessionEvent.Received;
import org.lacserver.l2tp.session.SessionEvent.Ring;
import org.lacserver.l2tp.session.SessionEvent.TunnelOpen;
import org.lacserver.l2tp.session.SessionState.Established;
import org.lacserver.l2tp.session.SessionState.Idle;
import org.lacserver.l2tp.session.SessionState.WaitReply;
import org.lacserver.l2tp.session.SessionState.WaitTunnel;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Csun;
import org.lacserver.l2tp.wire.ControlMessage.Csurq;
import org.lacserver.l2tp.wire.ControlMessage.Hello;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Mdmst;
import org.lacserver.l2tp.wire.ControlMessage.Occn;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ControlMessage.Scccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.Sli;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.ControlMessage.Unknown;
import org.lacserver.l2tp.wire.ControlMessage.Wen;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.ResultCode;

import java.util.List;

/** The table of §7.4.1, LAC incoming call: state and event in, state and actions out. */
public final class SessionMachine {
    private SessionMachine() {}

    /** Where a row leads and what it asks for. */
    public record Step(SessionState next, List<SessionAction> actions) {
        public Step {
            actions = List.copyOf(actions);
        }

        private static Step to(SessionState next, SessionAction... actions) {
            return new Step(next, List.of(actions));
        }
    }

    private record Row(SessionState state, SessionEvent event) {}

    private static final String DS_TEXT = "another PHB than the one asked for";
    private static final SessionAction CLEAN_UP = new CleanUp(null, null);

    public static Step step(SessionState state, SessionEvent event) {
        return switch (new Row(state, event)) {
            case Row(Idle _, Ring(var call)) -> Step.to(new WaitTunnel(call), new OpenTunnel());
            case Row(Idle _, Received(Cdn cdn)) -> Step.to(state, new CleanUp(cdn, null));
            case Row(Idle _, Received _) -> Step.to(state, CLEAN_UP);
            case Row(Idle _, TunnelOpen _) -> Step.to(state);
            case Row(Idle _, LocalClose _) -> Step.to(state);

            case Row(WaitTunnel(var call), TunnelOpen(int local)) ->
                    Step.to(new WaitReply(call, local), new Send(0, call.request(local)));
            // nothing was sent, so nobody has to be told
            case Row(WaitTunnel _, LocalClose _) -> Step.to(new Idle(), CLEAN_UP);
            // a session without an id cannot be written to
            case Row(WaitTunnel _, Received(var message)) -> Step.to(state, new Ignore(message));
            case Row(WaitTunnel _, Ring _) -> Step.to(state);

            case Row(WaitReply(var call, int local), Received(Icrp(int peer, int ds)))
                    when !call.accepts(ds) ->
                    // RFC 3308 §4.1: a PHB that we are not willing to use
                    closed(
                            local,
                            peer,
                            new ResultCode(ResultCode.CDN_SESSION_DS, 0, DS_TEXT),
                            new CleanUp(null, DS_TEXT));
            case Row(WaitReply(var call, int local), Received(Icrp(int peer, _))) ->
                    Step.to(
                            new Established(local, peer),
                            new Send(peer, call.connected()),
                            new Connected(local, peer));
            case Row(WaitReply _, Received(Cdn cdn)) -> Step.to(new Idle(), new CleanUp(cdn, null));
            case Row(WaitReply _, Received(Iccn _)) ->
                    Step.to(new Idle(), new CleanUp(null, "ICCN in wait-reply"));
            case Row(WaitReply(_, int local), Received(var message)) ->
                    unexpected(state, local, 0, message);
            // the LNS may have a session by now, and would keep it
            case Row(WaitReply(_, int local), LocalClose close) ->
                    closed(local, close.peerSessionId(), close);
            case Row(WaitReply _, Ring _) -> Step.to(state);
            case Row(WaitReply _, TunnelOpen _) -> Step.to(state);

            case Row(Established _, Received(Cdn cdn)) ->
                    Step.to(new Idle(), new CleanUp(cdn, null));
            case Row(Established _, Received(Sli sli)) -> Step.to(state, new LinkInfo(sli));
            case Row(Established(int local, int peer), Received(var message)) ->
                    unexpected(state, local, peer, message);
            case Row(Established(int local, int peer), LocalClose close) ->
                    closed(local, peer, close);
            case Row(Established _, Ring _) -> Step.to(state);
            case Row(Established _, TunnelOpen _) -> Step.to(state);
        };
    }

    private static Step closed(int local, int peer, ResultCode result, SessionAction cleanUp) {
        return Step.to(new Idle(), new Send(peer, cdn(local, result, null)), cleanUp);
    }

    private static Step closed(int local, int peer, LocalClose close) {
        return Step.to(
                new Idle(),
                new Send(peer, cdn(local, close.result(), close.disconnectCause())),
                CLEAN_UP);
    }

    private static Step unexpected(SessionState state, int local, int peer, ControlMessage it) {
        String name = wrongName(it);
        if (name == null) {
            return Step.to(state, new Ignore(it));
        }
        String fault = name + " in " + state.label();
        return closed(local, peer, wrongState(fault), new CleanUp(null, fault));
    }

    static ResultCode wrongState(String fault) {
        return new ResultCode(ResultCode.GENERAL_ERROR, ResultCode.ERROR_VENDOR, fault);
    }

    /** The name of a message that ends a session which does not expect it; null if it may pass. */
    static @Nullable String wrongName(ControlMessage message) {
        return switch (message) {
            case Icrq _ -> "ICRQ";
            case Icrp _ -> "ICRP";
            case Iccn _ -> "ICCN";
            case Ocrq _ -> "OCRQ";
            case Ocrp _ -> "OCRP";
            case Occn _ -> "OCCN";
            // §6.14: of a call that is established; before that it has no link to tell of
            case Sli _ -> null;
            case Wen _ -> null;
            // RFC 3573: of a LAC's modem, for an LNS
            case Mdmst _ -> null;
            case Unknown _ -> null;
            // of the tunnel, not of a session: they do not come here
            case Cdn _, Sccrq _, Sccrp _, Scccn _, StopCcn _, Hello _, Csun _, Csurq _ -> null;
        };
    }

    /** A CDN of ours. */
    public static Cdn cdn(int local, ResultCode result, @Nullable DisconnectCause cause) {
        return new Cdn(local, result, null, cause);
    }
}
