package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.DialledCall.SetUp;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.HostDiscovery;
import org.lacserver.pppoe.discovery.PppoeTags;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The dialled calls, by call id, by Host-Uniq until their PADS, by session after it, by deadline.
 */
final class DialTable {
    private final Map<Long, DialledCall> byCall = new LinkedHashMap<>();
    private final Map<Long, DialledCall> byHostUniq = new HashMap<>();
    private final Map<DialledSession.Key, DialledCall> bySession = new HashMap<>();
    private final TreeSet<DialledCall> deadlines =
            new TreeSet<>(
                    Comparator.comparingLong((DialledCall call) -> call.deadlineNanos)
                            .thenComparingLong(call -> call.callId));
    private int inSetUp;

    /** Calls not handed over. */
    int inSetUp() {
        return inSetUp;
    }

    /** Sessions that ACs gave us. */
    int sessions() {
        return bySession.size();
    }

    /** In the order they were dialled. */
    List<DialledCall> calls() {
        return new ArrayList<>(byCall.values());
    }

    @Nullable DialledCall byCall(long callId) {
        return byCall.get(callId);
    }

    boolean isUsed(long hostUniq) {
        return byHostUniq.containsKey(hostUniq);
    }

    /** The call whose discovery an answer belongs to, or null. */
    @Nullable DialledCall asked(PppoeTags tags) {
        Long hostUniq = HostDiscovery.hostUniq(tags);
        return hostUniq == null ? null : byHostUniq.get(hostUniq);
    }

    /** The call whose session has this id towards the sender of a frame, or null. */
    @Nullable DialledCall bySession(int port, AccessFrame frame, int sessionId) {
        return bySession.isEmpty()
                ? null
                : bySession.get(DialledSession.Key.of(port, frame, sessionId));
    }

    void add(DialledCall call, SetUp setUp) {
        byCall.put(call.callId, call);
        byHostUniq.put(setUp.discovery.hostUniq(), call);
        inSetUp++;
    }

    /** Another discovery for the same call. */
    void replace(DialledCall call, SetUp setUp, HostDiscovery discovery) {
        byHostUniq.remove(setUp.discovery.hostUniq());
        setUp.discovery = discovery;
        byHostUniq.put(discovery.hostUniq(), call);
    }

    /** Discovery is over; its Host-Uniq is forgotten. The session must not be another call's. */
    void setSession(DialledCall call, SetUp setUp, DialledSession session) {
        byHostUniq.remove(setUp.discovery.hostUniq());
        call.session = session;
        bySession.put(session.key(), call);
    }

    void endSetUp(DialledCall call) {
        SetUp setUp = call.setUp;
        if (setUp != null) {
            byHostUniq.remove(setUp.discovery.hostUniq(), call);
            call.setUp = null;
            inSetUp--;
        }
        schedule(call, Long.MAX_VALUE);
    }

    void remove(DialledCall call) {
        endSetUp(call);
        if (call.session != null) {
            bySession.remove(call.session.key(), call);
        }
        byCall.remove(call.callId);
    }

    long nextDeadlineNanos() {
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().deadlineNanos;
    }

    /** The call with the earliest deadline, if that has come. */
    @Nullable DialledCall due(long nowNanos) {
        return nextDeadlineNanos() <= nowNanos && !deadlines.isEmpty() ? deadlines.first() : null;
    }

    /** Sets a call's deadline; {@link Long#MAX_VALUE} takes it out. */
    void schedule(DialledCall call, long deadlineNanos) {
        deadlines.remove(call);
        call.deadlineNanos = deadlineNanos;
        if (deadlineNanos != Long.MAX_VALUE) {
            deadlines.add(call);
        }
    }
}
