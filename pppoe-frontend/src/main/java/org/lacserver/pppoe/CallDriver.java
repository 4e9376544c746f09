package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.CallSetUp.Phase;
import org.lacserver.pppoe.discovery.AccessConcentrator.Request;
import org.lacserver.pppoe.discovery.MaxPayload;
import org.lacserver.pppoe.ppp.AuthHeard;
import org.lacserver.pppoe.ppp.Authenticator;
import org.lacserver.pppoe.ppp.EapAuthenticator;
import org.lacserver.pppoe.ppp.LcpHeard;
import org.lacserver.pppoe.ppp.LcpLink;
import org.lacserver.pppoe.ppp.LinkFault;
import org.lacserver.pppoe.ppp.PppOutbox;
import org.lacserver.pppoe.ppp.PppSettings;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Leads a session from its PADS over LCP and the caller's name to hand-over or end. */
final class CallDriver {
    /** How often one session may start LCP over before it is ended. */
    private static final int MAX_RESTARTS = 5;

    private final FrontendSettings settings;
    private final LinePolicies policies;
    private final RandomGenerator random;
    private final SessionTable sessions;
    private final Tally tally;
    private final SessionFrames frames;
    private final CallNews news;
    private final CallAuthentication authentication;
    private final Deadlines deadlines = new Deadlines();
    private final CallEnds ends;
    private final HeldRoom room = new HeldRoom();

    CallDriver(
            FrontendSettings settings,
            RandomGenerator random,
            SessionTable sessions,
            LinePolicies policies,
            SessionFrames frames,
            Tally tally) {
        this.settings = settings;
        this.random = random;
        this.sessions = sessions;
        this.frames = frames;
        this.tally = tally;
        news = new CallNews(settings, tally);
        authentication = new CallAuthentication(settings, random, frames, tally);
        ends = new CallEnds(settings, sessions, frames, news, authentication, deadlines, tally);
        this.policies = policies;
    }

    /** How its sessions end. */
    CallEnds ends() {
        return ends;
    }

    /** Sessions of a port that are not handed over. */
    int halfOpen(int port) {
        return ends.halfOpen(port);
    }

    long nextDeadlineNanos() {
        return deadlines.nextNanos();
    }

    /** The PADS is out: LCP begins (RFC 2516 §6), unless the line is to be asked about first. */
    void start(long nowNanos, PppoeSession session, Request request, FrontendOutbox out) {
        AccessLine line = news.line(session, request);
        LinePolicies.Treatment treatment = policies.of(session);
        LcpLink link = new LcpLink(treatment.ppp().withMru(request.mru()), random);
        CallSetUp setUp =
                new CallSetUp(line, treatment, link, room, nowNanos + settings.setUpNanos());
        ends.begun(session, setUp);
        tally.add(Count.SESSIONS_MADE);
        tally.add(Count.LINE_TAG_BAD_ITEMS, request.line().faults());
        if (treatment.profile().link().lineFirst()) {
            setUp.phase = Phase.LINE;
            setUp.limitAt = nowNanos + settings.answerNanos();
            ends.reschedule(session);
            news.lineSeen(session, setUp, out);
        } else {
            link.start(nowNanos, frames.ppp(session, out));
            onNews(nowNanos, session, setUp, out);
        }
    }

    /** The line did not tell enough: LCP begins, with what the caller has sent meanwhile. */
    void askName(long nowNanos, PppoeSession session, FrontendOutbox out) {
        CallSetUp setUp = session.setUp;
        if (setUp == null || setUp.phase != Phase.LINE) {
            tally.add(Count.ORDER_OUT_OF_PLACE);
            return;
        }
        tally.add(Count.NAMES_ASKED);
        setUp.phase = Phase.LCP;
        setUp.limitAt = nowNanos + settings.setUpNanos();
        setUp.link.start(nowNanos, frames.ppp(session, out));
        onNews(nowNanos, session, setUp, out);
        for (ByteBuffer frame : setUp.held.take()) {
            if (session.setUp == setUp) {
                onPpp(nowNanos, session, setUp, frame, out);
            }
        }
    }

    /** A PPP frame of a session that is not handed over, from its protocol field on. */
    void onPpp(
            long nowNanos,
            PppoeSession session,
            CallSetUp setUp,
            ByteBuffer frame,
            FrontendOutbox out) {
        if (frame.remaining() < 2) {
            tally.add(Count.PPP_TRUNCATED);
            return;
        }
        if ((frame.get(frame.position()) & 1) != 0) {
            tally.add(Count.PPP_COMPRESSED_PROTOCOL); // RFC 1661 §2: the first of two is even
            return;
        }
        int protocol = frame.getShort(frame.position()) & 0xffff;
        if (protocol == PppSettings.LCP && setUp.phase != Phase.LINE) {
            if (!setUp.admits(nowNanos)) {
                tally.add(Count.PPP_FLOOD);
                return;
            }
            ByteBuffer packet = frame.slice(frame.position() + 2, frame.remaining() - 2);
            onLcp(nowNanos, session, setUp, packet, out);
            return;
        }
        AuthHeard heard = authentication.onPacket(setUp, protocol, frame);
        if (heard == AuthHeard.ANSWER) {
            named(nowNanos, session, setUp, out);
        } else if (heard == AuthHeard.CHANGED_ANSWER) {
            setUp.attempts++;
            endAfterTooManyAttempts(nowNanos, session, setUp, out);
        } else if (heard == AuthHeard.REPLY
                && setUp.authenticator instanceof EapAuthenticator eap) {
            news.replied(session, eap.takeReply(), out);
        }
        ends.reschedule(session);
    }

    private void onLcp(
            long nowNanos,
            PppoeSession session,
            CallSetUp setUp,
            ByteBuffer packet,
            FrontendOutbox out) {
        LcpHeard heard = setUp.link.onPacket(nowNanos, packet, frames.ppp(session, out));
        tally.add(heard);
        if (heard == LcpHeard.ECHO_REPLY || heard == LcpHeard.ECHO_REPLY_COPIED) {
            setUp.echoesUnanswered = 0;
            if (setUp.mruTest != null) {
                setUp.mruTest = null;
                setUp.mruKnown = true;
                opened(nowNanos, session, setUp, out);
            }
        }
        if (!setUp.link.takesEchoes()) {
            setUp.echoAt = Long.MAX_VALUE; // RFC 1661 §5.6: what he rejects is not sent again
        }
        if (heard == LcpHeard.LOOPED) {
            ends.close(nowNanos, session, setUp, GoneCause.LOOPED, LinkFault.LOOPED.text(), out);
            return;
        }
        onNews(nowNanos, session, setUp, out);
    }

    void onDeadline(long nowNanos, FrontendOutbox out) {
        PppoeSession session = deadlines.due(nowNanos);
        while (session != null) {
            CallSetUp setUp = session.setUp;
            if (setUp == null) {
                deadlines.set(session, Long.MAX_VALUE);
            } else {
                onDeadline(nowNanos, session, setUp, out);
            }
            session = deadlines.due(nowNanos);
        }
    }

    private void onDeadline(
            long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        PppOutbox pppOut = frames.ppp(session, out);
        Authenticator authenticator = setUp.authenticator;
        if (nowNanos >= setUp.link.deadlineNanos()) {
            setUp.link.onDeadline(nowNanos, pppOut);
            onNews(nowNanos, session, setUp, out);
        } else if (nowNanos >= setUp.limitAt) {
            onLimit(nowNanos, session, setUp, out);
        } else if (setUp.mruTest != null && nowNanos >= setUp.mruTest.deadlineNanos()) {
            testMru(nowNanos, session, setUp, setUp.mruTest, out);
        } else if (nowNanos >= setUp.echoAt) {
            onEchoTime(nowNanos, session, setUp, out);
        } else if (authenticator != null && !authenticator.onDeadline(nowNanos, pppOut)) {
            String text = "authentication: no answer";
            ends.close(nowNanos, session, setUp, GoneCause.LCP_TIMEOUT, text, out);
        }
        ends.reschedule(session);
    }

    private void onLimit(long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        if (setUp.phase == Phase.LCP || setUp.phase == Phase.AUTHENTICATE) {
            String text = "set-up took too long";
            ends.close(nowNanos, session, setUp, GoneCause.LCP_TIMEOUT, text, out);
            return;
        }
        String text = "no answer in time";
        authentication.refuse(session, setUp, text, null, out);
        ends.close(nowNanos, session, setUp, GoneCause.ANSWER_TIMEOUT, text, out);
    }

    /** RFC 1661 §5.8: supervision until hand-over; after it the LNS does its own. */
    private void onEchoTime(
            long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        if (setUp.echoesUnanswered >= setUp.treatment.profile().link().echoFailures()) {
            String text = "LCP echo: no reply";
            ends.close(nowNanos, session, setUp, GoneCause.ECHO_TIMEOUT, text, out);
            return;
        }
        setUp.echoesUnanswered++;
        setUp.echoAt = nowNanos + setUp.treatment.profile().link().echoIntervalNanos();
        setUp.link.sendEchoRequest(++setUp.echoIdentifier & 0xff, frames.ppp(session, out));
    }

    private void onNews(long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        GoneCause cause = CallNews.cause(setUp.link.fault());
        String text = setUp.link.faultText();
        switch (setUp.link.takeNews()) {
            case NOTHING -> {}
            case UP -> opened(nowNanos, session, setUp, out);
            case RENEGOTIATING -> negotiatesAgain(nowNanos, session, setUp, out);
            case DOWN -> ends.leave(session, setUp, cause, text, out);
            case FINISHED -> {
                ends.leave(session, setUp, cause, text, out);
                ends.finished(session, setUp, out);
            }
        }
        ends.reschedule(session);
    }

    /** RFC 4638 §5.2; a caller whom large packets do not reach negotiates again, as usual. */
    private void testMru(
            long nowNanos,
            PppoeSession session,
            CallSetUp setUp,
            MruTest test,
            FrontendOutbox out) {
        if (test.next(nowNanos)) {
            tally.add(Count.MRU_TESTS_SENT);
            int identifier = ++setUp.echoIdentifier & 0xff;
            setUp.link.sendFullEchoRequest(identifier, frames.ppp(session, out));
            return;
        }
        tally.add(Count.MRU_TESTS_FAILED);
        setUp.mruTest = null;
        setUp.mruKnown = true;
        setUp.line = setUp.line.withMru(MaxPayload.USUAL);
        setUp.link = new LcpLink(setUp.treatment.ppp().withMru(MaxPayload.USUAL), random);
        setUp.link.start(nowNanos, frames.ppp(session, out));
        onNews(nowNanos, session, setUp, out);
    }

    private void opened(long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        boolean large = setUp.link.sendMru() > MaxPayload.USUAL;
        if (large && !setUp.mruKnown && setUp.treatment.profile().service().mruTest()) {
            setUp.mruTest = new MruTest();
            testMru(nowNanos, session, setUp, setUp.mruTest, out);
            return;
        }
        setUp.echoAt = nowNanos + setUp.treatment.profile().link().echoIntervalNanos();
        if (!authentication.begin(nowNanos, session, setUp, out)) {
            named(nowNanos, session, setUp, out);
        }
    }

    private void named(long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        setUp.attempts++;
        if (endAfterTooManyAttempts(nowNanos, session, setUp, out)) {
            return;
        }
        setUp.phase = Phase.WAIT_ANSWER;
        setUp.limitAt = nowNanos + settings.answerNanos();
        news.named(session, setUp, out);
    }

    /** One lookup for each answer, and no more answers than he may give: he does not try all. */
    private boolean endAfterTooManyAttempts(
            long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        if (!setUp.hasTriedEnough()) {
            return false;
        }
        tally.add(Count.AUTH_ATTEMPTS_EXCEEDED);
        String text = "authentication: too many attempts";
        authentication.refuse(session, setUp, text, null, out);
        ends.close(nowNanos, session, setUp, GoneCause.TOO_MANY_ATTEMPTS, text, out);
        return true;
    }

    /**
     * RFC 1661 §4.1: a Configure-Request in Opened takes the link down and starts over. What was
     * told of the caller no longer holds, so his next name is another call's.
     */
    private void negotiatesAgain(
            long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        String text = "LCP: caller negotiates again";
        if (++setUp.restarts > MAX_RESTARTS) {
            ends.close(nowNanos, session, setUp, GoneCause.LCP_RESTARTED, text, out);
            return;
        }
        if (setUp.phase == Phase.WAIT_ANSWER) {
            news.ended(session, setUp, GoneCause.LCP_RESTARTED, text, out);
            session.callId = sessions.freshCallId(session.accessPort, session.sessionId);
            setUp.limitAt = nowNanos + settings.setUpNanos();
        }
        setUp.phase = Phase.LCP;
        setUp.forgetNegotiation();
    }

    /** A further EAP Request for a caller whose Response the server has judged. */
    void challenge(long nowNanos, PppoeSession session, byte[] request, FrontendOutbox out) {
        CallSetUp setUp = session.setUp;
        EapAuthenticator eap = setUp == null ? null : CallAuthentication.eap(setUp);
        if (setUp == null || eap == null) {
            tally.add(Count.ORDER_OUT_OF_PLACE);
        } else if (eap.challenge(nowNanos, request, frames.ppp(session, out))) {
            tally.add(Count.CHALLENGES_SENT);
            ends.reschedule(session);
        } else {
            tally.add(Count.CHALLENGES_UNFIT);
            String text = "EAP: a Request of the server cannot be sent";
            authentication.refuse(session, setUp, text, null, out);
            ends.close(nowNanos, session, setUp, GoneCause.EAP_UNFIT, text, out);
        }
    }

    void handOver(PppoeSession session, byte @Nullable [] success, FrontendOutbox out) {
        CallSetUp setUp = session.setUp;
        if (setUp == null) {
            return; // handed over already
        }
        if (setUp.phase != Phase.LINE && setUp.phase != Phase.WAIT_ANSWER) {
            tally.add(Count.ORDER_OUT_OF_PLACE);
            return;
        }
        if (success != null) {
            authentication.accept(session, setUp, success, out);
        }
        tally.add(Count.CALLS_HANDED_OVER);
        ends.handedOver(session);
        setUp.held.tell(session.callId, out);
    }
}
