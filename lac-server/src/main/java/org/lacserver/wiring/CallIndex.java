package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.radius.dynauth.Identification;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Connected calls by what RADIUS clients know them by most often. */
final class CallIndex {
    private static final long[] NONE = {};

    private final NasIdentity nas;
    private final Map<String, long[]> byUser = new HashMap<>();
    private final Map<String, long[]> byPort = new HashMap<>();
    private final Map<String, long[]> byMac = new HashMap<>();

    CallIndex(NasIdentity nas) {
        this.nas = nas;
    }

    void add(CallFacts facts) {
        byUser.merge(facts.userName(), new long[] {facts.callId()}, CallIndex::joined);
        byPort.merge(facts.line().portText(), new long[] {facts.callId()}, CallIndex::joined);
        byMac.merge(facts.line().macText(), new long[] {facts.callId()}, CallIndex::joined);
    }

    void remove(CallFacts facts) {
        byUser.computeIfPresent(facts.userName(), (_, ids) -> without(ids, facts.callId()));
        byPort.computeIfPresent(facts.line().portText(), (_, ids) -> without(ids, facts.callId()));
        byMac.computeIfPresent(facts.line().macText(), (_, ids) -> without(ids, facts.callId()));
    }

    /** All that may be meant, and perhaps some more; null when all calls have to be looked at. */
    long @Nullable [] find(Identification who) {
        String session =
                who.acctSessionId() != null ? who.acctSessionId() : who.acctMultiSessionId();
        if (session != null) {
            long callId = nas.callOf(session);
            return callId < 0 ? NONE : new long[] {callId};
        }
        if (who.nasPortId() != null) {
            return byPort.getOrDefault(who.nasPortId(), NONE);
        }
        if (who.callingStationId() != null) {
            String mac = who.callingStationId().toLowerCase(Locale.ROOT);
            return byMac.getOrDefault(mac, NONE);
        }
        return who.userName() == null ? null : byUser.getOrDefault(who.userName(), NONE);
    }

    private static long[] joined(long[] some, long[] more) {
        long[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static long @Nullable [] without(long[] ids, long callId) {
        long[] left = Arrays.stream(ids).filter(id -> id != callId).toArray();
        return left.length == 0 ? null : left;
    }
}
