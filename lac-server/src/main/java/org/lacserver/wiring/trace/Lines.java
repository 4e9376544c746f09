package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.ops.CallMatch;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Line;
import org.lacserver.pppoe.AccessLine;

/** Which line is which. */
final class Lines {
    private Lines() {}

    static Line of(AccessLine line) {
        return new Line(
                line.accessPort(),
                line.accessPortName(),
                line.outerVlan(),
                line.innerVlan(),
                line.mac(),
                line.sessionId(),
                line.circuitId(),
                line.remoteId(),
                line.upKbps(),
                line.downKbps(),
                line.serviceName());
    }

    static String macText(long mac) {
        return Line.macText(mac);
    }

    /** What is known of a line before its session. */
    static boolean fits(CallMatch match, long mac, @Nullable String circuit) {
        return match.fitsLine(macText(mac), circuit);
    }

    static boolean fits(CallMatch match, Line line, String user, long callId) {
        return match.fits(line.macText(), line.circuitId(), line.portText(), user, callId);
    }

    static String name(CallFacts facts) {
        return facts.userName().isEmpty() ? facts.line().macText() : facts.userName();
    }
}
