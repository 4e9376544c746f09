package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.CallSetUp.Phase;
import org.lacserver.pppoe.ppp.LcpAutomaton;
import org.lacserver.pppoe.ppp.LcpLink.News;

/**
 * How sessions end, whoever ends them: what the caller hears, and what is told of him. A session
 * that is not handed over says goodbye by LCP first; its PADT follows when LCP has finished.
 */
final class CallEnds {
    /** For callers, who need not know what our interfaces are called. */
    static final String LINE_LOST = "the line was lost";

    private final SessionTable sessions;
    private final SessionFrames frames;
    private final CallNews news;
    private final CallAuthentication authentication;
    private final Tally tally;
    private final Deadlines deadlines;
    private final int[] halfOpenOf;

    CallEnds(
            FrontendSettings settings,
            SessionTable sessions,
            SessionFrames frames,
            CallNews news,
            CallAuthentication authentication,
            Deadlines deadlines,
            Tally tally) {
        this.sessions = sessions;
        this.frames = frames;
        this.news = news;
        this.authentication = authentication;
        this.deadlines = deadlines;
        this.tally = tally;
        halfOpenOf = new int[settings.ports().size()];
    }

    /** Sessions of a port that are not handed over. */
    int halfOpen(int port) {
        return halfOpenOf[port];
    }

    private void countHalfOpen(PppoeSession session, int change) {
        halfOpenOf[session.accessPort] += change;
    }

    void begun(PppoeSession session, CallSetUp setUp) {
        session.setUp = setUp;
        countHalfOpen(session, 1);
    }

    void handedOver(PppoeSession session) {
        session.setUp = null;
        countHalfOpen(session, -1);
        if (session.ticket != null) {
            session.ticket.up();
        }
        reschedule(session);
    }

    void reschedule(PppoeSession session) {
        CallSetUp setUp = session.setUp;
        deadlines.set(session, setUp == null ? Long.MAX_VALUE : setUp.deadlineNanos());
    }

    /** Ends the call from our side. */
    void close(
            long nowNanos,
            PppoeSession session,
            CallSetUp setUp,
            GoneCause cause,
            String text,
            FrontendOutbox out) {
        leave(session, setUp, cause, text, out);
        sayGoodbye(nowNanos, session, setUp, out);
    }

    /** Tells the end once and leaves only LCP's goodbye to be done. */
    void leave(
            PppoeSession session,
            CallSetUp setUp,
            GoneCause cause,
            String text,
            FrontendOutbox out) {
        if (setUp.phase != Phase.ENDING) {
            news.ended(session, setUp, cause, text, out);
            endSilently(setUp, text);
        }
    }

    /** LCP has said its goodbye. */
    void finished(PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        frames.padt(session, setUp.endText, out);
        remove(session);
    }

    private static void endSilently(CallSetUp setUp, String text) {
        setUp.phase = Phase.ENDING;
        setUp.endText = text;
        setUp.limitAt = Long.MAX_VALUE; // LCP's Restart counter bounds what is left
        setUp.forgetNegotiation();
    }

    /** LCP's goodbye, then a PADT; the PADT at once where LCP has not begun. */
    private void sayGoodbye(
            long nowNanos, PppoeSession session, CallSetUp setUp, FrontendOutbox out) {
        if (setUp.link.state() == LcpAutomaton.State.INITIAL) {
            finished(session, setUp, out);
            return;
        }
        setUp.link.close(nowNanos, setUp.endText, frames.ppp(session, out));
        if (setUp.link.takeNews() == News.FINISHED) {
            finished(session, setUp, out);
        } else {
            reschedule(session);
        }
    }

    void refuse(
            long nowNanos,
            PppoeSession session,
            String text,
            byte @Nullable [] failure,
            FrontendOutbox out) {
        CallSetUp setUp = session.setUp;
        if (setUp == null) {
            hangUp(nowNanos, session, text, out);
            return;
        }
        tally.add(Count.CALLS_REFUSED);
        authentication.refuse(session, setUp, text, failure, out);
        endSilently(setUp, text);
        sayGoodbye(nowNanos, session, setUp, out);
    }

    void hangUp(long nowNanos, PppoeSession session, String text, FrontendOutbox out) {
        tally.add(Count.CALLS_HUNG_UP);
        CallSetUp setUp = session.setUp;
        if (setUp == null) {
            farewell(session, text, out);
            return;
        }
        endSilently(setUp, text);
        sayGoodbye(nowNanos, session, setUp, out);
    }

    /** For the end of all: goodbye without waiting for the caller's. */
    void hangUpNow(long nowNanos, PppoeSession session, String text, FrontendOutbox out) {
        tally.add(Count.CALLS_HUNG_UP);
        CallSetUp setUp = session.setUp;
        if (setUp != null && setUp.phase != Phase.ENDING) {
            setUp.link.close(nowNanos, text, frames.ppp(session, out));
        }
        frames.padt(session, text, out);
        remove(session);
    }

    /**
     * To a caller whose call was handed over. Few modems show the text of a PADT, nearly all that
     * of a Terminate-Request; LCP is the LNS's no longer, for its call has ended before. The PADT
     * follows at once: nothing of PPP may come after it (RFC 2516 §5.5).
     */
    private void farewell(PppoeSession session, String text, FrontendOutbox out) {
        if (!text.isEmpty()) {
            frames.terminate(session, text, out);
        }
        frames.padt(session, text, out);
        remove(session);
    }

    /** The caller is gone; RFC 2516 §5.5: nothing more is sent. */
    void gone(PppoeSession session, GoneCause cause, String text, FrontendOutbox out) {
        CallSetUp setUp = session.setUp;
        if (cause != GoneCause.PORT_DOWN && (setUp == null || setUp.isCallersTurn())) {
            session.blame();
        }
        remove(session);
        if (setUp != null) {
            news.ended(session, setUp, cause, text.isEmpty() ? "gone: " + cause : text, out);
        } else {
            news.gone(session, cause, text, out);
        }
    }

    /**
     * His port carries nothing more, or not as he knows it.
     *
     * @param tell whether a PADT can reach him
     */
    void portGone(PppoeSession session, String text, boolean tell, FrontendOutbox out) {
        if (tell) {
            frames.padt(session, LINE_LOST, out);
        }
        gone(session, GoneCause.PORT_DOWN, text, out);
    }

    /** Undoes a session that has ended. */
    private void remove(PppoeSession session) {
        CallSetUp setUp = session.setUp;
        if (setUp != null) {
            setUp.held.forget();
            session.setUp = null;
            countHalfOpen(session, -1);
        }
        if (session.ticket != null) {
            session.ticket.leave();
        }
        reschedule(session);
        sessions.remove(session);
    }
}
