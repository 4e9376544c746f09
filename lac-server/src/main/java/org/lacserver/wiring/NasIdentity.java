package org.lacserver.wiring;

import org.lacserver.port.Line;
import org.lacserver.radius.client.AccessLine;

/**
 * How this box names its calls to RADIUS.
 *
 * @param bootId differs from start to start, so that Acct-Session-Id never comes twice
 * @param portType NAS-Port-Type
 */
record NasIdentity(int bootId, int portType) {

    /** Unique across restarts (RFC 2866 §5.5). */
    String acctSessionId(long callId) {
        return String.format("%08x%08x", bootId, callId);
    }

    /** The line as lookup and accounting name it. */
    AccessLine line(Line line) {
        return new AccessLine(
                line.macText(),
                line.serviceName(),
                line.portText(),
                line.portNumber(),
                portType,
                line.circuitId(),
                line.remoteId(),
                line.upKbps(),
                line.downKbps(),
                line.attributes());
    }
}
