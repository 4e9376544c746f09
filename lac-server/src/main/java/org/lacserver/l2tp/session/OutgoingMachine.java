package org.lacserver.l2tp.session;

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
import org.lacserver.l2tp.wire.ControlMessage.Sli;

import java.util.List;

/** The table of §7.5.1, LAC outgoing call: state and event in, state and actions out. */
public final class OutgoingMachine {
    private OutgoingMachine() {}

    /** Where a row leads and what it asks for. */
    public record Step(OutgoingState next, List<SessionAction> actions) {
        public Step {
            actions = List.copyOf(actions);
        }

        private static Step to(OutgoingState next, SessionAction... actions) {
            return new Step(next, List.of(actions));
        }
    }

    private record Row(OutgoingState state, OutgoingEvent event) {}

    private static final SessionAction CLEAN_UP = new CleanUp(null, null);

    public static Step step(OutgoingState state, OutgoingEvent event) {
        return switch (new Row(state, event)) {
            // whether it is acceptable only the dial plan knows
            case Row(Idle _, Requested(int local, var request)) ->
                    Step.to(
                            new Asked(local, request.assignedSessionId()),
                            new AskDialPlan(request));
            case Row(Idle _, Received(Cdn cdn)) -> Step.to(state, new CleanUp(cdn, null));
            case Row(Idle _, Received _) -> Step.to(state, CLEAN_UP);
            case Row(Idle _, Accepted _) -> Step.to(state);
            case Row(Idle _, BearerAnswered _) -> Step.to(state);
            case Row(Idle _, LocalClose _) -> Step.to(state);

            case Row(Asked(int local, int peer), Accepted(var reply)) ->
                    Step.to(new WaitCsAnswer(local, peer), new Send(peer, reply), new OpenBearer());
            case Row(Asked(int local, int peer), LocalClose close) -> closed(local, peer, close);
            case Row(Asked _, Received(Cdn cdn)) -> Step.to(new Idle(), new CleanUp(cdn, null));
            case Row(Asked(int local, int peer), Received(var message)) ->
                    unexpected(state, local, peer, message);
            case Row(Asked _, Requested _) -> Step.to(state);
            case Row(Asked _, BearerAnswered _) -> Step.to(state);

            case Row(WaitCsAnswer(int local, int peer), BearerAnswered(var connected)) ->
                    Step.to(
                            new Established(local, peer),
                            new Send(peer, connected),
                            new Connected(local, peer));
            case Row(WaitCsAnswer(int local, int peer), LocalClose close) ->
                    closed(local, peer, close);
            case Row(WaitCsAnswer _, Received(Cdn cdn)) ->
                    Step.to(new Idle(), new CleanUp(cdn, null));
            case Row(WaitCsAnswer(int local, int peer), Received(var message)) ->
                    unexpected(state, local, peer, message);
            case Row(WaitCsAnswer _, Requested _) -> Step.to(state);
            case Row(WaitCsAnswer _, Accepted _) -> Step.to(state);

            case Row(Established _, Received(Cdn cdn)) ->
                    Step.to(new Idle(), new CleanUp(cdn, null));
            case Row(Established _, Received(Sli sli)) -> Step.to(state, new LinkInfo(sli));
            case Row(Established(int local, int peer), Received(var message)) ->
                    unexpected(state, local, peer, message);
            case Row(Established(int local, int peer), LocalClose close) ->
                    closed(local, peer, close);
            case Row(Established _, Requested _) -> Step.to(state);
            case Row(Established _, Accepted _) -> Step.to(state);
            case Row(Established _, BearerAnswered _) -> Step.to(state);
        };
    }

    private static Step closed(int local, int peer, LocalClose close) {
        return Step.to(
                new Idle(),
                new Send(peer, SessionMachine.cdn(local, close.result(), close.disconnectCause())),
                CLEAN_UP);
    }

    private static Step unexpected(OutgoingState state, int local, int peer, ControlMessage it) {
        String name = SessionMachine.wrongName(it);
        if (name == null) {
            return Step.to(state, new Ignore(it));
        }
        String fault = name + " in " + state.label();
        return Step.to(
                new Idle(),
                new Send(peer, SessionMachine.cdn(local, SessionMachine.wrongState(fault), null)),
                new CleanUp(null, fault));
    }
}
