package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.admission.Admission;
import org.lacserver.pppoe.discovery.AccessFrame;

/** One PPPoE session; all that only its set-up needs hangs off {@link #setUp}. */
final class PppoeSession {
    /** In 16 bits, as the session's id: there are many sessions. */
    final char accessPort;

    /** Unique on its port and VLANs. */
    final char sessionId;

    final long mac;
    final int outerTag;
    final int innerTag;
    final long cookieNonce;
    long callId;

    /** Null once the call is handed over. */
    @Nullable CallSetUp setUp;

    /** Its part in what is counted of all. */
    Admission.@Nullable Ticket ticket;

    /** Next in the same bucket of {@link SessionTable}. */
    @Nullable PppoeSession nextInBucket;

    /** Next with the same id on the same port. */
    @Nullable PppoeSession nextWithId;

    /** Place in the {@link Deadlines}, -1 outside. */
    int deadlineIndex = -1;

    long deadlineNanos = Long.MAX_VALUE;

    PppoeSession(int accessPort, int sessionId, AccessFrame padr, long cookieNonce, long callId) {
        this.accessPort = (char) accessPort;
        this.sessionId = (char) sessionId;
        mac = padr.source();
        outerTag = padr.outerTag();
        innerTag = padr.innerTag();
        this.cookieNonce = cookieNonce;
        this.callId = callId;
    }

    /** Its end, where it comes soon, is for something of the caller's. */
    void blame() {
        if (ticket != null) {
            ticket.blame();
        }
    }

    /** Same MAC address and VLAN ids; priorities and tag types do not matter. */
    boolean isOf(AccessFrame frame) {
        return mac == frame.source() && isOnVlansOf(frame);
    }

    boolean isOnVlansOf(AccessFrame frame) {
        return AccessFrame.vlan(outerTag) == AccessFrame.vlan(frame.outerTag())
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
