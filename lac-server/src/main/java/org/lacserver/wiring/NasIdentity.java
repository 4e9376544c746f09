package org.lacserver.wiring;

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
}
