package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.discovery.AccessFrame;

/** One PPPoE session; all that only its set-up needs hangs off {@link #setUp}. */
final class PppoeSession {
    final int accessPort;
    final int sessionId;
    final long mac;
    final int outerTag;
    final int innerTag;
    final long cookieNonce;
    long callId;

    /** Null once the call is handed over. */
    @Nullable CallSetUp setUp;

    /** Next in the same bucket of {@link SessionTable}. */
    @Nullable PppoeSession nextInBucket;

    /** Place in the {@link Deadlines}, -1 outside. */
    int deadlineIndex = -1;

    long deadlineNanos = Long.MAX_VALUE;

    PppoeSession(int accessPort, int sessionId, AccessFrame padr, long cookieNonce, long callId) {
        this.accessPort = accessPort;
        this.sessionId = sessionId;
        mac = padr.source();
        outerTag = padr.outerTag();
        innerTag = padr.innerTag();
        this.cookieNonce = cookieNonce;
        this.callId = callId;
    }

    /** Same MAC address and VLAN ids; priorities and tag types do not matter. */
    boolean isOf(AccessFrame frame) {
        return mac == frame.source()
                && AccessFrame.vlan(outerTag) == AccessFrame.vlan(frame.outerTag())
                && AccessFrame.vlan(innerTag) == AccessFrame.vlan(frame.innerTag());
    }

    /** Whether there is a call that an order can be about. */
    boolean isCall() {
        return setUp == null || (setUp.told && setUp.phase != CallSetUp.Phase.ENDING);
    }

    /** Whether a repeated PADR is worth its PADS. */
    boolean isAlive() {
        return setUp == null || setUp.phase != CallSetUp.Phase.ENDING;
    }
}
