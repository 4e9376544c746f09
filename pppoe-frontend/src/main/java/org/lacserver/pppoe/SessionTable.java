package org.lacserver.pppoe;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.discovery.AccessFrame;

import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The sessions, by access port, session id and VLANs, by call id, and by line.
 *
 * <p>Ids are given in turn over a whole port, so that none is soon used again. Only when all of a
 * port's are in use is one given again, on VLANs that do not have it.
 */
final class SessionTable {
    private static final int SESSION_BITS = 16;
    private static final int PORT_BITS = 12;
    private static final long SERIALS = FrontendOrder.DIALLED >>> (SESSION_BITS + PORT_BITS);

    /** Ids looked at for one session, when all are in use somewhere on its port. */
    private static final int TRIES = 4096;

    private final int perPort;
    private final PortSessions[] ports;
    private final long hashSeed;
    private @Nullable PppoeSession[] buckets = new PppoeSession[1024];
    private int size;
    private long lastSerial;

    /** The sessions of one port; those with the same id are a chain. */
    private static final class PortSessions {
        @Nullable PppoeSession[] byId = new PppoeSession[256];
        final BitSet used = new BitSet();
        int last;
        int count;
    }

    /**
     * @param hashSeed makes it hard to choose MAC addresses that share a bucket
     */
    SessionTable(int ports, int perPort, long hashSeed) {
        this.perPort = perPort;
        this.hashSeed = hashSeed;
        this.ports = new PortSessions[ports];
        for (int port = 0; port < ports; port++) {
            this.ports[port] = new PortSessions();
        }
    }

    int size() {
        return size;
    }

    boolean isFull(int port) {
        return ports[port].count >= perPort;
    }

    /**
     * A new session for the sender of this PADR; null when no session id is left.
     *
     * @param taken whether an id is in use between him and us otherwise
     */
    @Nullable PppoeSession make(int port, AccessFrame padr, long cookieNonce, IntPredicate taken) {
        PortSessions sessions = ports[port];
        int id = freeId(sessions, sessions.last + 1, taken);
        if (id > FrontendSettings.MAX_SESSION_ID) {
            id = freeId(sessions, 1, taken); // 0 is reserved (RFC 2516 §4)
        }
        if (id > FrontendSettings.MAX_SESSION_ID) {
            id = idAgain(sessions, padr, taken);
        }
        if (id == 0) {
            return null;
        }
        sessions.last = id;
        sessions.used.set(id);
        sessions.count++;
        PppoeSession session = new PppoeSession(port, id, padr, cookieNonce, freshCallId(port, id));
        if (id >= sessions.byId.length) {
            int length = Math.min(2 * Integer.highestOneBit(id), 1 << SESSION_BITS);
            sessions.byId = java.util.Arrays.copyOf(sessions.byId, length);
        }
        session.nextWithId = sessions.byId[id];
        sessions.byId[id] = session;
        size++;
        if (size > buckets.length) {
            grow();
        }
        link(session);
        return session;
    }

    private static int freeId(PortSessions sessions, int from, IntPredicate taken) {
        int id = sessions.used.nextClearBit(from);
        while (id <= FrontendSettings.MAX_SESSION_ID && taken.test(id)) {
            id = sessions.used.nextClearBit(id + 1);
        }
        return id;
    }

    /** An id that others have, but nobody on the VLANs of this PADR; 0 when none was found. */
    private static int idAgain(PortSessions sessions, AccessFrame padr, IntPredicate taken) {
        for (int tries = 0; tries < TRIES; tries++) {
            int id = sessions.last % FrontendSettings.MAX_SESSION_ID + 1;
            sessions.last = id; // what was looked at in vain is not looked at again by the next
            if (onVlans(sessions.byId[id], padr) == null && !taken.test(id)) {
                return id;
            }
        }
        return 0;
    }

    private static @Nullable PppoeSession onVlans(@Nullable PppoeSession first, AccessFrame frame) {
        PppoeSession at = first;
        while (at != null && !at.isOnVlansOf(frame)) {
            at = at.nextWithId;
        }
        return at;
    }

    /** A call id for the same session, not used for the last 2^34 ones. */
    long freshCallId(int port, int sessionId) {
        lastSerial = (lastSerial + 1) % SERIALS;
        return lastSerial << (SESSION_BITS + PORT_BITS) | (long) port << SESSION_BITS | sessionId;
    }

    void remove(PppoeSession session) {
        PortSessions sessions = ports[session.accessPort];
        unchain(sessions, session);
        sessions.count--;
        size--;
        int bucket = bucket(session.accessPort, session.mac, session.outerTag, session.innerTag);
        PppoeSession before = null;
        PppoeSession at = buckets[bucket];
        while (at != null && at != session) {
            before = at;
            at = at.nextInBucket;
        }
        if (before == null) {
            buckets[bucket] = session.nextInBucket;
        } else {
            before.nextInBucket = session.nextInBucket;
        }
        session.nextInBucket = null;
    }

    private static void unchain(PortSessions sessions, PppoeSession session) {
        int id = session.sessionId;
        PppoeSession first = sessions.byId[id];
        if (first == session) {
            sessions.byId[id] = session.nextWithId;
            if (session.nextWithId == null) {
                sessions.used.clear(id);
            }
        } else {
            PppoeSession before = first;
            while (before != null && before.nextWithId != session) {
                before = before.nextWithId;
            }
            if (before != null) {
                before.nextWithId = session.nextWithId;
            }
        }
        session.nextWithId = null;
    }

    private @Nullable PppoeSession first(int port, int sessionId) {
        @Nullable PppoeSession[] byId = ports[port].byId;
        return sessionId < byId.length ? byId[sessionId] : null;
    }

    /**
     * The session with a frame's id on its VLANs. Where there is none, any other of its port with
     * that id, which is not the sender's; null when nobody has it.
     */
    @Nullable PppoeSession byId(int port, AccessFrame frame) {
        PppoeSession first = first(port, frame.sessionId());
        PppoeSession found = onVlans(first, frame);
        return found == null ? first : found;
    }

    @Nullable PppoeSession byCall(long callId) {
        int port = (int) (callId >> SESSION_BITS) & ((1 << PORT_BITS) - 1);
        if (callId <= 0 || port >= ports.length) {
            return null;
        }
        PppoeSession session = first(port, (int) callId & 0xffff);
        while (session != null && session.callId != callId) {
            session = session.nextWithId;
        }
        return session;
    }

    /** Sessions of a port. */
    int count(int port) {
        return ports[port].count;
    }

    /** How many sessions the frame's sender has. */
    int countOf(int port, AccessFrame frame) {
        int count = 0;
        PppoeSession at = firstInBucket(port, frame);
        for (; at != null; at = at.nextInBucket) {
            count += at.accessPort == port && at.isOf(frame) ? 1 : 0;
        }
        return count;
    }

    /** The session that an earlier copy of this PADR made, or null. */
    @Nullable PppoeSession madeBy(int port, AccessFrame padr, long cookieNonce) {
        PppoeSession at = firstInBucket(port, padr);
        while (at != null
                && !(at.cookieNonce == cookieNonce && at.accessPort == port && at.isOf(padr))) {
            at = at.nextInBucket;
        }
        return at;
    }

    /** A session of a port, or null when it has none. */
    @Nullable PppoeSession anyOf(int port) {
        int id = ports[port].used.nextSetBit(0);
        return id < 0 ? null : first(port, id);
    }

    /** Visits the sessions of a port in the order of their ids; the visitor may remove its own. */
    void forEach(int port, Consumer<PppoeSession> visitor) {
        BitSet used = ports[port].used;
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            PppoeSession session = first(port, id);
            while (session != null) {
                PppoeSession next = session.nextWithId;
                visitor.accept(session);
                session = next;
            }
        }
    }

    private @Nullable PppoeSession firstInBucket(int port, AccessFrame frame) {
        return buckets[bucket(port, frame.source(), frame.outerTag(), frame.innerTag())];
    }

    private void link(PppoeSession session) {
        int bucket = bucket(session.accessPort, session.mac, session.outerTag, session.innerTag);
        session.nextInBucket = buckets[bucket];
        buckets[bucket] = session;
    }

    private void grow() {
        @Nullable PppoeSession[] old = buckets;
        buckets = new PppoeSession[2 * old.length];
        for (PppoeSession first : old) {
            PppoeSession at = first;
            while (at != null) {
                PppoeSession next = at.nextInBucket;
                link(at);
                at = next;
            }
        }
    }

    private int bucket(int port, long mac, int outerTag, int innerTag) {
        long vlans = (long) AccessFrame.vlan(outerTag) << 12 | AccessFrame.vlan(innerTag);
        long hash = (mac ^ hashSeed) * 0x9e3779b97f4a7c15L;
        hash = (hash ^ (hash >>> 32) ^ (vlans << 8) ^ port ^ hashSeed) * 0xbf58476d1ce4e5b9L;
        return (int) (hash >>> 33) & (buckets.length - 1);
    }
}
