package org.lacserver.pppoe;

import org.lacserver.pppoe.CallSetUp.Phase;
import org.lacserver.pppoe.discovery.AccessConcentrator.Request;
import org.lacserver.pppoe.ppp.Answer;
import org.lacserver.pppoe.ppp.LcpLink;
import org.lacserver.pppoe.ppp.LinkFault;

/** What is told of callers: where they stand, how they named themselves, and their end. */
final class CallNews {
    private final FrontendSettings settings;
    private final Tally tally;

    CallNews(FrontendSettings settings, Tally tally) {
        this.settings = settings;
        this.tally = tally;
    }

    AccessLine line(PppoeSession session, Request request) {
        return AccessLine.of(
                session.accessPort,
                settings.ports().get(session.accessPort).name(),
                session.outerTag,
                session.innerTag,
                session.mac,
                session.sessionId,
                request.line(),
                request.serviceName(),
                request.mru());
    }

    void lineSeen(PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        setUp.told = true;
        tally.add(Count.LINES_ASKED_ABOUT);
        out.event(new FrontendEvent.LineSeen(session.callId, setUp.line));
    }

    void replied(PppoeSession session, byte[] eap, FrontendOutbox out) {
        tally.add(Count.CALLERS_REPLIED);
        out.event(new FrontendEvent.CallerReplied(session.callId, eap));
    }

    void named(PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        Answer answer = setUp.authenticator == null ? null : setUp.authenticator.answer();
        LcpLink link = setUp.link;
        LcpOptions options =
                new LcpOptions(link.firstReceived(), link.lastSent(), link.lastReceived());
        setUp.told = true;
        tally.add(Count.CALLERS_NAMED);
        out.event(
                new FrontendEvent.CallerNamed(
                        session.callId,
                        setUp.line,
                        answer == null ? CallerAuth.NONE : auth(answer),
                        options));
    }

    private static CallerAuth auth(Answer answer) {
        return new CallerAuth(
                switch (answer.protocol()) {
                    case PAP -> CallerAuth.Method.PAP;
                    case CHAP -> CallerAuth.Method.CHAP;
                    case MSCHAPV2 -> CallerAuth.Method.MSCHAPV2;
                    case EAP -> CallerAuth.Method.EAP;
                },
                answer.name(),
                answer.id(),
                answer.challenge(),
                answer.response());
    }

    /** The end of a session that was not handed over; once. */
    void ended(
            PppoeSession session,
            CallSetUp setUp,
            GoneCause cause,
            String text,
            FrontendOutbox out) {
        if (setUp.phase == Phase.ENDING) {
            return;
        }
        if (setUp.isCallersTurn()) {
            session.blame();
        }
        if (setUp.told) {
            setUp.told = false;
            gone(session, cause, text, out);
        } else {
            tally.add(Count.ATTEMPTS_FAILED);
            out.event(new FrontendEvent.AttemptFailed(setUp.line, cause, text));
        }
    }

    void gone(PppoeSession session, GoneCause cause, String text, FrontendOutbox out) {
        tally.add(Count.CALLERS_GONE);
        out.event(new FrontendEvent.CallerGone(session.callId, cause, text));
    }

    static GoneCause cause(LinkFault fault) {
        return switch (fault) {
            case TIMEOUT -> GoneCause.LCP_TIMEOUT;
            case LOOPED -> GoneCause.LOOPED;
            case TERMINATED, REJECTED, NOT_CONVERGING, AUTHENTICATION_REFUSED ->
                    GoneCause.LCP_TERMINATED;
        };
    }
}
