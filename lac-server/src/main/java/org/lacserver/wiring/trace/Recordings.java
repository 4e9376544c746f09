package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.pppoe.GoneCause;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The sessions that are watched, by all that messages know them by. */
final class Recordings {
    /** Farewells come for so long after the end. */
    private static final long LINGER_NANOS = 5_000_000_000L;

    /** So many calls that wait for the same tunnel see its messages. */
    private static final int MOST_WAITING = 32;

    private static final int MOST_LEAVING = 1000;

    /** Octets of all ladders of calls in set-up; beyond it, calls have none. */
    private static final long MOST_OPEN_OCTETS = 48L << 20;

    private static final int OCTETS_OF_A_CALL = 8 << 10;
    private static final int STEPS_OF_A_CALL = 64;

    private final Map<Long, Recording> bySession = new HashMap<>();
    private final Map<Long, Recording> byCall = new HashMap<>();
    private final Map<Integer, Recording> byLocalSession = new HashMap<>();
    private final Map<Integer, Recording> byPeerSession = new HashMap<>();
    private final Map<Integer, List<Recording>> waiting = new HashMap<>();
    private final ArrayDeque<Recording> lingering = new ArrayDeque<>();

    /** Why callers of calls that are not watched are gone; for as long as it takes to end them. */
    private final Map<Long, GoneCause> leaving = new LinkedHashMap<>();

    private long octets;

    /** Port and VLANs in 36 bits. */
    static long line(int port, int outerVlan, int innerVlan) {
        return (long) port << 24 | (long) outerVlan << 12 | innerVlan;
    }

    static long session(long line, int sessionId) {
        return line << 16 | sessionId;
    }

    /** AVP 14 of an ICRQ, OCRQ or their like; 0 for any other, -1 when it is hidden. */
    static int assignedSession(ByteBuffer datagram) {
        int at = datagram.position() + ControlHeader.LENGTH;
        while (at + 6 <= datagram.limit()) {
            int head = datagram.getShort(at) & 0xffff;
            int length = head & 0x3ff;
            if (length < 6 || at + length > datagram.limit()) {
                return 0;
            }
            boolean isAssigned =
                    datagram.getShort(at + 2) == 0
                            && datagram.getShort(at + 4) == AvpType.ASSIGNED_SESSION_ID.number();
            if (isAssigned) {
                boolean isHidden = (head & 0x4000) != 0;
                return isHidden || length != 8 ? -1 : datagram.getShort(at + 6) & 0xffff;
            }
            at += length;
        }
        return 0;
    }

    void open(Recording recording) {
        Recording former = bySession.put(recording.key, recording);
        if (former != null) {
            forget(former);
        }
        if (recording.ladder != null) {
            octets += recording.ladder.room();
        }
    }

    /** For a call that begins; null when too much is kept already. */
    @Nullable Ladder ladder() {
        return octets < MOST_OPEN_OCTETS ? new Ladder(OCTETS_OF_A_CALL, STEPS_OF_A_CALL) : null;
    }

    void grew(int by) {
        octets += by;
    }

    int size() {
        return bySession.size();
    }

    @Nullable Recording bySession(long key) {
        return bySession.get(key);
    }

    @Nullable Recording byCall(long callId) {
        return byCall.get(callId);
    }

    @Nullable Recording byLocalSession(int tunnel, int session) {
        return byLocalSession.get(tunnel << 16 | session);
    }

    @Nullable Recording byPeerSession(int tunnel, int session) {
        return byPeerSession.get(tunnel << 16 | session);
    }

    void named(Recording recording, long callId) {
        recording.callId = callId;
        byCall.put(callId, recording);
    }

    void leaves(long callId, GoneCause cause) {
        if (leaving.size() >= MOST_LEAVING) {
            leaving.remove(leaving.keySet().iterator().next()); // the eldest
        }
        leaving.put(callId, cause);
    }

    @Nullable GoneCause left(long callId) {
        return leaving.remove(callId);
    }

    /**
     * @param tunnel 0: for none any more
     */
    void waits(Recording recording, int tunnel) {
        if (recording.waitsFor == tunnel) {
            return;
        }
        if (recording.waitsFor != 0) {
            List<Recording> there = waiting.get(recording.waitsFor);
            if (there != null && there.remove(recording) && there.isEmpty()) {
                waiting.remove(recording.waitsFor);
            }
        }
        recording.waitsFor = 0;
        if (tunnel != 0) {
            List<Recording> there = waiting.computeIfAbsent(tunnel, _ -> new ArrayList<>(1));
            if (there.size() < MOST_WAITING || !recording.tracers.isEmpty()) {
                there.add(recording);
                recording.waitsFor = tunnel;
            }
        }
    }

    List<Recording> waitingFor(int tunnel) {
        return waiting.getOrDefault(tunnel, List.of());
    }

    void speaks(Recording recording, int tunnel, int localSession, int peerSession) {
        int local = tunnel << 16 | localSession;
        if (localSession != 0 && recording.localSession != local) {
            byLocalSession.remove(recording.localSession, recording);
            recording.localSession = local;
            byLocalSession.put(local, recording);
        }
        int peer = tunnel << 16 | peerSession;
        if (peerSession != 0 && recording.peerSession != peer) {
            byPeerSession.remove(recording.peerSession, recording);
            recording.peerSession = peer;
            byPeerSession.put(peer, recording);
        }
    }

    /** What was kept of a call that is up is given back, unless somebody watches it. */
    void connected(Recording recording) {
        waits(recording, 0);
        if (recording.tracers.isEmpty()) {
            bySession.remove(recording.key, recording);
            forget(recording);
        }
    }

    /** A PADT went: whatever else happens, its session is no more. */
    void leaves(Recording recording, long nowNanos) {
        if (!recording.isLeaving()) {
            recording.overNanos = nowNanos;
            lingering.add(recording);
        }
    }

    /** Only farewells are still to come. */
    void over(Recording recording, long nowNanos) {
        recording.isOver = true;
        recording.overNanos = nowNanos;
        waits(recording, 0);
        byCall.remove(recording.callId, recording);
        if (recording.ladder != null) {
            octets -= recording.ladder.room(); // it is the history's now
        }
        lingering.add(recording);
        forgetPast(nowNanos);
    }

    private void forgetPast(long nowNanos) {
        while (!lingering.isEmpty() && nowNanos - lingering.getFirst().overNanos > LINGER_NANOS) {
            Recording past = lingering.removeFirst();
            bySession.remove(past.key, past);
            forget(past);
            if (past.ladder != null) {
                past.ladder.trim();
            }
        }
    }

    private void forget(Recording recording) {
        byCall.remove(recording.callId, recording);
        byLocalSession.remove(recording.localSession, recording);
        byPeerSession.remove(recording.peerSession, recording);
        waits(recording, 0);
        if (recording.ladder != null && !recording.isOver) {
            octets -= recording.ladder.room();
        }
    }

    void forEach(Consumer<Recording> visitor) {
        List.copyOf(bySession.values()).forEach(visitor);
    }

    void forEachWatched(Consumer<Recording> visitor) {
        for (Recording recording : List.copyOf(byCall.values())) {
            if (!recording.tracers.isEmpty()) {
                visitor.accept(recording);
            }
        }
    }

    /** Calls that are up are kept for those who watch them alone. */
    void dropUnwatched() {
        for (Recording recording : List.copyOf(bySession.values())) {
            if (recording.stage == Recording.Stage.ESTABLISHED
                    && recording.tracers.isEmpty()
                    && !recording.isOver) {
                bySession.remove(recording.key, recording);
                forget(recording);
            }
        }
    }
}
