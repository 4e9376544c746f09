package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.AccessConcentrator;
import org.lacserver.pppoe.discovery.AccessConcentrator.Request;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.DiscoveryHeard;
import org.lacserver.pppoe.discovery.FrameWriter;
import org.lacserver.pppoe.discovery.PppoeCode;

import java.nio.ByteBuffer;

/** Who may come in: PADI and PADR, up to the session that a good one makes. */
final class DiscoveryStage {
    private final FrontendSettings settings;
    private final PortBook ports;
    private final LinePolicies policies;
    private final AccessConcentrator concentrator;
    private final SessionTable sessions;
    private final CallDriver calls;
    private final Dialler dialler;
    private final FrameWriter writer;
    private final Tally tally;
    private boolean accepting = true;

    DiscoveryStage(
            FrontendSettings settings,
            PortBook ports,
            LinePolicies policies,
            AccessConcentrator concentrator,
            SessionTable sessions,
            CallDriver calls,
            Dialler dialler,
            FrameWriter writer,
            Tally tally) {
        this.settings = settings;
        this.ports = ports;
        this.policies = policies;
        this.concentrator = concentrator;
        this.sessions = sessions;
        this.calls = calls;
        this.dialler = dialler;
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

    /** RFC 2516 §5.1, §5.2. */
    void onPadi(long nowNanos, int port, AccessFrame frame, FrontendOutbox out) {
        tally.add(Count.PADI_RECEIVED);
        LineProfile profile = policies.of(port, frame).profile();
        if (!accepting) {
            tally.add(Count.PADI_NOT_ACCEPTING);
        } else if (calls.halfOpen() >= settings.halfOpenLimit()) {
            tally.add(Count.PADI_HALF_OPEN_LIMIT);
        } else if (sessions.isFull(port)) {
            tally.add(Count.PADI_PORT_FULL);
        } else if (sessions.countOf(port, frame) >= profile.admission().sessionsPerMac()) {
            tally.add(Count.PADI_LINE_FULL);
        } else {
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
        } else if (!accepting) {
            tally.add(Count.PADR_NOT_ACCEPTING);
        } else if (calls.halfOpen() >= settings.halfOpenLimit()) {
            tally.add(Count.PADR_HALF_OPEN_LIMIT); // silence: the caller tries again by himself
        } else if (sessions.isFull(port)) {
            tally.add(Count.PADR_PORT_FULL);
            refuse(port, frame, "no session id left", out);
        } else if (sessions.countOf(port, frame) >= profile.admission().sessionsPerMac()) {
            tally.add(Count.PADR_LINE_FULL);
            refuse(port, frame, "too many sessions on this line", out);
        } else {
            PppoeSession session =
                    sessions.make(
                            port,
                            frame,
                            request.cookieNonce(),
                            id -> dialler.isTaken(port, frame, id));
            if (session == null) {
                tally.add(Count.PADR_PORT_FULL);
                refuse(port, frame, "no session id left", out);
            } else if (sendPads(session, frame, out)) {
                calls.start(nowNanos, session, request, out);
            } else {
                sessions.remove(session);
            }
        }
    }

    /** What is asked for, by the line that the caller's profile believes in. */
    private Request believed(int port, AccessFrame frame, LineProfile profile, Request told) {
        AccessLine line =
                AccessLine.of(
                        port,
                        settings.ports().get(port).name(),
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
