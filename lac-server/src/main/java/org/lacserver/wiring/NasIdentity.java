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
    private static final int BOOT_DIGITS = 8;
    private static final int MOST_DIGITS = 24;

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
                line.attributes(),
                line.circuit().toByteArray(),
                line.remote().toByteArray());
    }

    /** The call of an Acct-Session-Id, of whichever of its sessions; -1 when it is none of ours. */
    long callOf(String acctSessionId) {
        int dash = acctSessionId.indexOf('-');
        String id = dash < 0 ? acctSessionId : acctSessionId.substring(0, dash);
        if (id.length() <= BOOT_DIGITS || id.length() > MOST_DIGITS) {
            return -1;
        }
        try {
            long callId = Long.parseUnsignedLong(id.substring(BOOT_DIGITS), 16);
            return acctSessionId(callId).equals(id) ? callId : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
