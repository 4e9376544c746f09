package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.admission.Admission;
import org.lacserver.pppoe.admission.Bar;
import org.lacserver.pppoe.admission.DelayedPados;
import org.lacserver.pppoe.admission.Ladder;
import org.lacserver.pppoe.admission.Where;
import org.lacserver.pppoe.discovery.AccessConcentrator;
import org.lacserver.pppoe.discovery.AccessConcentrator.Request;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.DiscoveryHeard;
import org.lacserver.pppoe.discovery.FrameWriter;
import org.lacserver.pppoe.discovery.LineTag;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.discovery.PppoeTags;

import java.nio.ByteBuffer;

/** Who may come in: PADI and PADR, up to the session that a good one makes. */
final class DiscoveryStage {
    private static final long SECOND = 1_000_000_000L;
    private static final int ERRORS_A_SECOND = 1000;
    private static final int CROWD = 16_384;

    /** Less than modems take to ask again. */
    private static final long CROWD_PATIENCE_NANOS = 4 * SECOND;

    private static final long INVITE_NANOS = SECOND / 100;

    private final PortBook ports;
    private final LinePolicies policies;
    private final AccessConcentrator concentrator;
    private final SessionTable sessions;
    private final CallDriver calls;
    private final Dialler dialler;
    private final FrameWriter writer;
    private final Tally tally;
    private final Admission admission;
    private final DelayedPados delayed = new DelayedPados(DelayedPados.MOST);

    /** Callers who came when as many as may be were on their way: invited as those get through. */
    private final DelayedPados crowd = new DelayedPados(CROWD);

    private long inviteAt = Long.MAX_VALUE;
    private final AccessFrame delayedFrame = new AccessFrame();
    private boolean accepting = true;
    private long errorSecond = Long.MIN_VALUE / 2;
    private int errors;

    DiscoveryStage(
            PortBook ports,
            LinePolicies policies,
            AccessConcentrator concentrator,
            SessionTable sessions,
            CallDriver calls,
            Dialler dialler,
            Admission admission,
            FrameWriter writer,
            Tally tally) {
        this.ports = ports;
        this.policies = policies;
        this.concentrator = concentrator;
        this.sessions = sessions;
        this.calls = calls;
        this.dialler = dialler;
        this.admission = admission;
        this.writer = writer;
        this.tally = tally;
    }

    boolean isAccepting() {
        return accepting;
    }

    /** No more PADO and PADS. */
    void stopAccepting() {
        accepting = false;
    }

    /** RFC 2516 §5.1, §5.2; the PADO may have to wait. */
    void onPadi(long nowNanos, int port, AccessFrame frame, ByteBuffer octets, FrontendOutbox out) {
        tally.add(Count.PADI_RECEIVED);
        LineProfile profile = policies.of(port, frame).profile();
        Bar bar = barOfPadi(port, frame, profile);
        if (bar != null) {
            tally.padi(bar);
            if (bar == Bar.HALF_OPEN_LIMIT) {
                keepWaiting(nowNanos, port, octets);
            }
            return;
        }
        long delay = admission.padoDelayNanos(profile.admission());
        if (delay == Ladder.NEVER) {
            tally.padi(Bar.OVERLOAD);
        } else if (delay == 0) {
            answerPadi(nowNanos, port, frame, profile, out);
        } else if (delayed.add(nowNanos + delay, port, octets)) {
            tally.add(Count.PADO_DELAYED);
        } else {
            tally.padi(Bar.DELAY_OVERFLOW);
        }
    }

    private void keepWaiting(long nowNanos, int port, ByteBuffer octets) {
        crowd.forgetDue(nowNanos);
        crowd.add(nowNanos + CROWD_PATIENCE_NANOS, port, octets);
        inviteAt = Math.min(inviteAt, nowNanos + INVITE_NANOS);
    }

    /** As many of those who came when there was no room as there is room now. */
    private void invite(long nowNanos, FrontendOutbox out) {
        crowd.forgetDue(nowNanos);
        int room = admission.room();
        while (room > 0) {
            DelayedPados.Waiting next = crowd.notYetDue(nowNanos);
            if (next == null) {
                break;
            }
            room--;
            answerLate(nowNanos, next, out);
        }
        inviteAt = crowd.size() == 0 ? Long.MAX_VALUE : nowNanos + INVITE_NANOS;
    }

    /** PADOs whose time has come; what has changed meanwhile counts for them too. */
    void onDeadline(long nowNanos, FrontendOutbox out) {
        if (inviteAt <= nowNanos) {
            invite(nowNanos, out);
        }
        DelayedPados.Waiting next = delayed.due(nowNanos);
        while (next != null) {
            answerLate(nowNanos, next, out);
            next = delayed.due(nowNanos);
        }
    }

    private void answerLate(long nowNanos, DelayedPados.Waiting next, FrontendOutbox out) {
        if (delayedFrame.read(next.frame()) != null) {
            return;
        }
        LineProfile profile = policies.of(next.port(), delayedFrame).profile();
        Bar bar = barOfPadi(next.port(), delayedFrame, profile);
        if (bar == null && admission.padoDelayNanos(profile.admission()) == Ladder.NEVER) {
            bar = Bar.OVERLOAD;
        }
        if (bar == null) {
            answerPadi(nowNanos, next.port(), delayedFrame, profile, out);
        } else {
            tally.padi(bar);
        }
    }

    long nextDeadlineNanos() {
        return Math.min(inviteAt, delayed.nextDeadlineNanos());
    }

    int delayed() {
        return delayed.size() + crowd.size();
    }

    private @Nullable Bar barOfPadi(int port, AccessFrame frame, LineProfile profile) {
        String circuit = null;
        if (admission.asksCircuit(profile.admission(), profile.name())) {
            PppoeTags tags = PppoeTags.in(frame.payload());
            LineTag tag = tags == null ? LineTag.ABSENT : LineTag.in(tags);
            Request asked = new Request("", 0, 0, tag);
            circuit = believed(port, frame, profile, asked).line().circuitId();
        }
        return bar(port, frame, profile, circuit);
    }

    private @Nullable Bar bar(
            int port, AccessFrame frame, LineProfile profile, @Nullable String circuit) {
        if (!accepting) {
            return Bar.NOT_ACCEPTING;
        }
        if (sessions.isFull(port)) {
            return Bar.PORT_FULL;
        }
        return admission.bar(
                where(port, frame),
                profile.name(),
                profile.admission(),
                circuit,
                sessions.countOf(port, frame));
    }

    private Where where(int port, AccessFrame frame) {
        return new Where(
                port,
                ports.name(port),
                AccessFrame.vlan(frame.outerTag()),
                AccessFrame.vlan(frame.innerTag()),
                frame.source());
    }

    private void answerPadi(
            long nowNanos, int port, AccessFrame frame, LineProfile profile, FrontendOutbox out) {
        long ownMac = ports.mac(port);
        DiscoveryHeard heard =
                concentrator.onPadi(nowNanos, port, ownMac, profile.service(), frame, writer);
        tally.add(heard);
        if (heard == DiscoveryHeard.PADO_SENT) {
            tally.add(Count.PADO_SENT);
            tally.add(Count.PADO_NAMES_LEFT_OUT, concentrator.namesLeftOut());
            out.frame(port, writer.end());
        }
    }

    /** RFC 2516 §5.3, §5.4. */
    void onPadr(long nowNanos, int port, AccessFrame frame, FrontendOutbox out) {
        tally.add(Count.PADR_RECEIVED);
        LineProfile profile = policies.of(port, frame).profile();
        long ownMac = ports.mac(port);
        DiscoveryHeard heard =
                concentrator.onPadr(nowNanos, port, ownMac, profile.service(), frame, writer);
        tally.add(heard);
        if (heard == DiscoveryHeard.PADR_SERVICE_NOT_SERVED) {
            sendError(port, out);
        }
        if (heard != DiscoveryHeard.PADR_GOOD) {
            return;
        }
        Request request = believed(port, frame, profile, concentrator.request());
        PppoeSession earlier = sessions.madeBy(port, frame, request.cookieNonce());
        if (earlier != null) {
            tally.add(Count.PADR_REPEATED);
            if (earlier.isAlive()) {
                sendPads(earlier, frame, out);
            }
            return;
        }
        String circuit = request.line().circuitId();
        Bar bar = bar(port, frame, profile, circuit);
        if (bar != null) {
            bar(nowNanos, port, frame, bar, out);
            return;
        }
        PppoeSession session =
                sessions.make(
                        port, frame, request.cookieNonce(), id -> dialler.isTaken(port, frame, id));
        if (session == null) {
            bar(nowNanos, port, frame, Bar.PORT_FULL, out);
        } else if (sendPads(session, frame, out)) {
            session.ticket =
                    admission.enter(
                            where(port, frame), profile.name(), profile.admission(), circuit);
            calls.start(nowNanos, session, request, out);
        } else {
            sessions.remove(session);
        }
    }

    /** RFC 2516 §5.4: an error, or silence where the caller had better try again by himself. */
    private void bar(long nowNanos, int port, AccessFrame frame, Bar why, FrontendOutbox out) {
        tally.padr(why);
        String text = why.text();
        if (text == null) {
            return;
        }
        if (nowNanos - errorSecond >= SECOND) {
            errorSecond = nowNanos;
            errors = 0;
        }
        if (errors < ERRORS_A_SECOND) {
            errors++;
            refuse(port, frame, text, out);
        } else {
            tally.add(Count.PADS_ERRORS_SPARED);
        }
    }

    /** What is asked for, by the line that the caller's profile believes in. */
    private Request believed(int port, AccessFrame frame, LineProfile profile, Request told) {
        AccessLine line =
                AccessLine.of(
                        port,
                        ports.name(port),
                        frame.outerTag(),
                        frame.innerTag(),
                        frame.source(),
                        0,
                        told.line(),
                        told.serviceName(),
                        told.mru());
        return told.from(profile.service().lines().believed(line, told.line()));
    }

    private boolean sendPads(PppoeSession session, AccessFrame frame, FrontendOutbox out) {
        long ownMac = ports.mac(session.accessPort);
        ByteBuffer pads = concentrator.accept(frame, ownMac, session.sessionId, writer);
        if (pads == null) {
            tally.add(Count.PADS_TOO_LONG);
            return false;
        }
        tally.add(Count.PADS_SENT);
        out.frame(session.accessPort, pads);
        return true;
    }

    private void refuse(int port, AccessFrame frame, String text, FrontendOutbox out) {
        long ownMac = ports.mac(port);
        concentrator.refuse(frame, ownMac, PppoeCode.AC_SYSTEM_ERROR, text, writer);
        sendError(port, out);
    }

    private void sendError(int port, FrontendOutbox out) {
        if (writer.isTooLong()) {
            tally.add(Count.PADS_TOO_LONG);
        } else {
            tally.add(Count.PADS_ERROR_SENT);
            out.frame(port, writer.end());
        }
    }
}
