package org.lacserver.wiring;

import org.lacserver.port.Line;

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

    /** NAS-Port: 8 bits of port index, 12 of outer and 12 of inner VLAN. */
    static long nasPort(Line line) {
        return ((long) line.accessPort() & 0xff) << 24
                | (long) line.outerVlan() << 12
                | line.innerVlan();
    }
}
