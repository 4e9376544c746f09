package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.Above;
import org.lacserver.l2tp.tunnel.ControlConnection;
import org.lacserver.l2tp.tunnel.ControlConnection.Opener;
import org.lacserver.l2tp.tunnel.Ending;
import org.lacserver.l2tp.tunnel.Identity;
import org.lacserver.l2tp.tunnel.Note;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.l2tp.tunnel.TunnelSettings.IdRange;
import org.lacserver.l2tp.tunnel.TunnelState;
import org.lacserver.l2tp.tunnel.TunnelState.Established;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.TunnelFacts;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A control connection with its sessions, and the calls that wait for it. */
final class Tunnel extends Timers.Timer implements Above {
    private static final int FIRST_ROOM = 8;
    private static final int ROUND_TRIPS = 4;

    final TunnelKey key;
    final Lns lns;
    final LnsProfile profile;
    final String name;
    final CodeTable codes;
    private final Core core;
    private final TunnelTable table;
    private final TunnelUser user;
    private final ControlConnection connection;
    private final IdPool sessionIds;
    private final Set<Call> queue = new LinkedHashSet<>();
    private @Nullable Call[] sessions = new @Nullable Call[FIRST_ROOM];
    private final Set<Call> awaiting = new LinkedHashSet<>();
    private final long createdNanos;
    private long emptySinceNanos;
    private long answeredNanos;
    private long letPass;
    private TunnelFacts facts;

    /** What asked for the tunnel, when the peer opened it. */
    IncomingTunnels.@Nullable Origin origin;

    /** Who closes the tunnel and why, when it is us. */
    @Nullable Closing closing;

    /** The one call that stays to find out whether the LNS still answers. */
    @Nullable Call witness;

    /** What it takes to open a tunnel like this one. */
    record Recipe(TunnelKey key, String name, LnsProfile profile, Secrets secrets) {}

    /** On whose behalf calls end when we close their tunnel. */
    record Closing(Event.By by, EndCause cause, String reason) {}

    /** A tunnel without calls is closed after a while. */
    static final Closing IDLE =
            new Closing(Event.By.LAC, EndCause.IDLE_TIMEOUT, "no calls in the tunnel");

    /** The LNS at the other end, and the way there. */
    record Far(
            Lns lns,
            LnsProfile profile,
            String name,
            Opener opener,
            InetSocketAddress from,
            InetSocketAddress to) {}

    Tunnel(
            Core core,
            TunnelTable table,
            TunnelUser user,
            TunnelKey key,
            Far far,
            Identity us,
            long nowNanos) {
        this.core = core;
        this.table = table;
        this.user = user;
        this.key = key;
        this.lns = far.lns();
        this.profile = far.profile();
        this.name = far.name();
        this.codes = CodeTable.of(profile.allowance().codes());
        this.createdNanos = nowNanos;
        this.emptySinceNanos = nowNanos;
        this.answeredNanos = nowNanos;
        this.connection =
                new ControlConnection(
                        profile.tunnel(),
                        us,
                        profile.session().omit(),
                        far.opener(),
                        far.from(),
                        far.to(),
                        core.random,
                        core.scratch,
                        this);
        this.sessionIds =
                new IdPool(
                        IdPool.Prefer.RESTED,
                        IdRange.ALL,
                        firstSessionId(us.localTunnelId()),
                        profile.tunnel().tombstone().toNanos());
        this.facts = new TunnelFacts(us.localTunnelId(), 0, name, far.from(), far.to(), "");
    }

    /**
     * Tunnels begin far from one another (by the golden ratio), so that the ids of most sessions
     * differ between tunnels as well: the kernel path finds these in an array.
     */
    private static int firstSessionId(int localTunnelId) {
        return IdRange.ALL.low() + (int) ((localTunnelId - 1) * 40_503L % IdRange.ALL.size());
    }

    /** Where a session of ours stands: those given first come first. */
    private int place(int localSessionId) {
        return Math.floorMod(localSessionId - firstSessionId(localId()), IdRange.ALL.size());
    }

    int localId() {
        return connection.identity().localTunnelId();
    }

    ControlConnection connection() {
        return connection;
    }

    TunnelFacts facts() {
        return facts;
    }

    boolean isEstablished() {
        return connection.established() != null;
    }

    /** Whether it was established once. */
    boolean wasUp() {
        return facts.peerTunnelId() != 0;
    }

    boolean isClosed() {
        return connection.state() instanceof TunnelState.Closed;
    }

    // --- calls

    int waiting() {
        return queue.size();
    }

    int sessionCount() {
        return sessionIds.inUse();
    }

    int awaitingReply() {
        return awaiting.size();
    }

    Recipe recipe() {
        return new Recipe(key, name, profile, connection.identity().secrets());
    }

    /**
     * Since when the peer owes an answer and has said nothing: to the SCCRQ, to an ICRQ, or the
     * acknowledgement of any message; {@link Timers#NEVER} when it owes nothing.
     */
    long owesSinceNanos() {
        if (!isEstablished()) {
            return createdNanos;
        }
        long since = connection.oldestSentNanos();
        if (!awaiting.isEmpty()) {
            long asked = awaiting.iterator().next().askedNanos;
            since = Math.min(since, Math.max(asked, answeredNanos));
        }
        return since;
    }

    /** How long callers who could go elsewhere wait for a word. */
    long patienceNanos() {
        long usual = profile.allowance().choosing().patience().toNanos();
        return Math.max(usual, ROUND_TRIPS * connection.roundTripNanos());
    }

    /** Whether it owes an answer for longer than callers wait. */
    boolean isSilent(long nowNanos) {
        long since = owesSinceNanos();
        return since != Timers.NEVER && nowNanos - since >= patienceNanos();
    }

    void enqueue(Call call) {
        queue.add(call);
    }

    @Nullable Call pollQueue() {
        if (queue.isEmpty()) {
            return null;
        }
        var first = queue.iterator();
        Call call = first.next();
        first.remove();
        return call;
    }

    /** A session id for {@code call}; {@link IdPool#NONE} when full. */
    int takeSessionId(Call call, long nowNanos) {
        if (sessionIds.inUse() >= profile.allowance().sessionsPerTunnel()) {
            return IdPool.NONE;
        }
        int id = sessionIds.take(nowNanos);
        if (id == IdPool.NONE) {
            return id;
        }
        int place = place(id);
        if (place >= sessions.length) {
            sessions = Arrays.copyOf(sessions, Math.max(place + 1, sessions.length * 2));
        }
        sessions[place] = call;
        return id;
    }

    /** An ICRQ is about to go out. */
    void asked(Call call, long nowNanos) {
        call.askedNanos = nowNanos;
        awaiting.add(call);
    }

    /** The LNS has answered an ICRQ, with ICRP or CDN. */
    void answered(long nowNanos) {
        answeredNanos = nowNanos;
    }

    boolean hasAnsweredSince(long thenNanos) {
        return answeredNanos - thenNanos > 0;
    }

    void replied(Call call) {
        awaiting.remove(call);
        witness = witness == call ? null : witness;
        table.touch(this);
    }

    /** Forgets a call, whether it waits, awaits a reply or has a session. */
    void release(Call call, long nowNanos) {
        queue.remove(call);
        awaiting.remove(call);
        witness = witness == call ? null : witness;
        if (call.localSessionId != 0) {
            sessions[place(call.localSessionId)] = null;
            sessionIds.release(call.localSessionId, nowNanos);
        }
        if (isEmpty()) {
            emptySinceNanos = nowNanos;
        }
        table.touch(this);
    }

    @Nullable Call session(int localSessionId) {
        if (localSessionId < IdRange.ALL.low() || localSessionId > IdRange.ALL.high()) {
            return null;
        }
        int place = place(localSessionId);
        return place < sessions.length ? sessions[place] : null;
    }

    /** For a CDN whose sender does not know our id of the session. */
    @Nullable Call sessionByPeerId(int peerSessionId) {
        for (Call call : sessions) {
            if (call != null && call.peerSessionId == peerSessionId) {
                return call;
            }
        }
        return null;
    }

    /** All calls, those with a session first. */
    List<Call> calls() {
        List<Call> calls = new ArrayList<>(sessionCount() + queue.size());
        for (Call call : sessions) {
            if (call != null) {
                calls.add(call);
            }
        }
        calls.addAll(queue);
        return calls;
    }

    boolean isEmpty() {
        return sessionIds.inUse() == 0 && queue.isEmpty();
    }

    /** When a tunnel without calls is closed; one that the peer opened is the peer's to close. */
    long idleDeadlineNanos() {
        long idle = profile.tunnel().idle().toNanos();
        if (lns.bar == Lns.Bar.DRAINING && isEmpty() && isEstablished()) {
            return emptySinceNanos;
        }
        boolean isKept = idle == 0 || connection.opener() == Opener.PEER;
        return isKept || !isEmpty() || !isEstablished() ? Timers.NEVER : emptySinceNanos + idle;
    }

    // --- the connection's side

    @Override
    public void transmit(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        core.tap().sent(localId(), local, peer, octets);
        core.transmit(local, peer, profile, octets);
    }

    @Override
    public void opened(long nowNanos) {
        Established up = connection.established();
        if (up != null) {
            facts =
                    new TunnelFacts(
                            localId(),
                            up.peerTunnelId(),
                            name,
                            connection.local(),
                            connection.peer(),
                            up.met().peerHostName());
        }
        emptySinceNanos = nowNanos;
        table.established(this);
        user.opened(this, nowNanos);
    }

    @Override
    public void closed(long nowNanos, Ending ending) {
        table.closed(this);
        user.closed(this, ending, nowNanos);
    }

    @Override
    public void received(long nowNanos, int localSessionId, ControlMessage message) {
        user.received(this, localSessionId, message, nowNanos);
    }

    @Override
    public void unreadable(long nowNanos, Fault fault) {
        user.unreadable(this, fault, nowNanos);
    }

    @Override
    public long dataDatagrams() {
        return core.dataPlane.datagramsFrom(localId());
    }

    @Override
    public void faulty(Fault fault) {
        core.tally.add(fault.reason());
    }

    @Override
    public void noted(Note note) {
        if (note == Note.LET_PASS) {
            letPass++;
        }
        core.count(
                switch (note) {
                    case HELLO_SENT -> Count.HELLOS_SENT;
                    case STOPCCN_SENT -> Count.STOPCCN_SENT;
                    case STOPCCN_RECEIVED -> Count.STOPCCN_RECEIVED;
                    case TIE_WON -> Count.TIES_WON;
                    case TIE_LOST -> Count.TIES_LOST;
                    case MESSAGE_IGNORED -> Count.MESSAGES_IGNORED;
                    case MESSAGE_AFTER_CLOSE -> Count.DROPPED_AFTER_CLOSE;
                    case AUTHENTICATION_FAILED -> Count.TUNNEL_AUTHENTICATION_FAILURES;
                    case WRONG_PEER -> Count.DROPPED_WRONG_PEER;
                    case PEER_MOVED -> Count.TUNNEL_PEERS_MOVED;
                    case QUEUE_FULL -> Count.LIMIT_CONTROL_QUEUE;
                    case AVP_LEFT_OUT -> Count.MESSAGES_WITHOUT_AVPS_TOO_LONG;
                    case AVPS_PASSED_OVER -> Count.MESSAGES_WITH_AVPS_PASSED_OVER;
                    case LET_PASS -> Count.MESSAGES_WITH_FAULTS_LET_PASS;
                });
    }

    @Override
    protected void expired(long nowNanos) {
        table.expired(this, nowNanos);
    }

    long letPass() {
        return letPass;
    }
}
