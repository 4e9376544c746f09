package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.ControlConnection.Opener;
import org.lacserver.l2tp.tunnel.Identity;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.l2tp.tunnel.TunnelSettings;
import org.lacserver.l2tp.tunnel.TunnelSettings.IdRange;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.Challenge;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event.By;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All tunnels by id and by what makes calls share them; steers control datagrams to them. */
final class TunnelTable {
    private static final int IDS = 0x10000;

    private final Core core;
    private final LnsBook book;
    private final @Nullable Tunnel[] byId = new @Nullable Tunnel[IDS];
    private final Map<TunnelKey, List<Tunnel>> open = new LinkedHashMap<>();
    private final Set<Tunnel> touched = new LinkedHashSet<>();
    private final IncomingTunnels incoming = new IncomingTunnels();
    private final Strangers strangers;
    private final IdPool ids;
    private TunnelUser user = TunnelUser.NOBODY;
    private boolean isShutDown;

    TunnelTable(Core core, LnsBook book) {
        this.core = core;
        this.book = book;
        this.strangers = new Strangers(core, this);
        TunnelSettings usual = core.profiles.defaults().tunnel();
        IdRange range = usual.tunnelIds();
        // a peer that remembers a former life of ours must not see its ids again at once
        int first = range.low() + core.random.nextInt(range.size());
        this.ids = new IdPool(IdPool.Prefer.FRESH, range, first, usual.tombstone().toNanos());
        book.health().probesBy(this::probe);
    }

    /** Whose the tunnels are that are opened from now on, by either side. */
    void usedBy(TunnelUser whoever) {
        user = whoever;
    }

    /** An operator wants a tunnel closed. */
    void clear(long nowNanos, int localTunnelId, String reason) {
        Tunnel tunnel = byLocalId(localTunnelId);
        if (tunnel == null || tunnel.isClosed()) {
            core.count(Count.COMMANDS_FOR_UNKNOWN_TUNNELS);
            return;
        }
        Tunnel.Closing closing = new Tunnel.Closing(By.OPERATOR, EndCause.ADMIN_RESET, reason);
        close(tunnel, closing, ResultCode.STOP_CLEARED, nowNanos);
    }

    /** No tunnel is accepted or probed from now on. */
    void shutDown() {
        isShutDown = true;
        strangers.shutDown();
        book.health().shutDown();
    }

    /** The tunnels that calls with {@code key} share, opening or open, the oldest first. */
    List<Tunnel> with(TunnelKey key) {
        return open.getOrDefault(key, List.of());
    }

    private void add(Tunnel tunnel) {
        List<Tunnel> there = open.computeIfAbsent(tunnel.key, _ -> new ArrayList<>(1));
        if (!there.contains(tunnel)) {
            there.add(tunnel);
        }
    }

    @Nullable Tunnel byLocalId(int localTunnelId) {
        return localTunnelId > 0 && localTunnelId < IDS ? byId[localTunnelId] : null;
    }

    boolean hasRoom() {
        return ids.inUse() < core.calls.maxTunnels();
    }

    /** Opens a tunnel; null when there is no room. */
    @Nullable Tunnel open(TunnelKey key, Candidate candidate, long nowNanos) {
        LnsProfile profile = core.profiles.of(candidate);
        Secrets secrets = core.profiles.secrets(candidate);
        return open(new Tunnel.Recipe(key, candidate.name(), profile, secrets), nowNanos);
    }

    private @Nullable Tunnel open(Tunnel.Recipe recipe, long nowNanos) {
        TunnelKey key = recipe.key();
        Tunnel tunnel =
                create(
                        key,
                        new Tunnel.Far(
                                book.of(key.server(), recipe.name()),
                                recipe.profile(),
                                recipe.name(),
                                Opener.US,
                                new InetSocketAddress(key.local(), core.calls.localPort()),
                                new InetSocketAddress(key.server(), core.calls.lnsPort())),
                        recipe.secrets(),
                        nowNanos);
        if (tunnel != null) {
            add(tunnel);
            core.count(Count.TUNNELS_OPENED);
            tunnel.connection().open(nowNanos);
        }
        return tunnel;
    }

    /** {@link Health.Prober#probe}. */
    boolean probe(Tunnel.Recipe recipe, long nowNanos) {
        if (isShutDown) {
            return false;
        }
        List<Tunnel> there = with(recipe.key());
        if (there.isEmpty()) {
            return open(recipe, nowNanos) != null;
        }
        Tunnel tunnel = there.getFirst();
        if (tunnel.isEstablished()) {
            tunnel.connection().hello();
            touch(tunnel);
        }
        return true;
    }

    /** Makes the tunnel that {@code lns} asks for; its SCCRQ is still to be delivered. */
    @Nullable Tunnel accept(Profiles.Known lns, IncomingTunnels.Origin origin, long nowNanos) {
        String name = lns.profile().name();
        Tunnel tunnel =
                create(
                        TunnelKey.of(lns, origin.local().getAddress()),
                        new Tunnel.Far(
                                book.of(lns.address(), name),
                                lns.profile(),
                                name,
                                Opener.PEER,
                                origin.local(),
                                origin.peer()),
                        lns.identity().secrets(),
                        nowNanos);
        if (tunnel != null) {
            incoming.add(origin, tunnel);
            core.count(Count.TUNNELS_ACCEPTED);
            tunnel.connection().open(nowNanos);
        }
        return tunnel;
    }

    private @Nullable Tunnel create(TunnelKey key, Tunnel.Far far, Secrets secrets, long nowNanos) {
        int id = hasRoom() ? ids.take(nowNanos) : IdPool.NONE;
        if (id == IdPool.NONE) {
            core.count(Count.LIMIT_TUNNELS);
            return null;
        }
        Set<AvpType> omit = far.profile().session().omit();
        boolean challenging =
                far.profile().tunnel().challenge()
                        && secrets.isPresent()
                        && !omit.contains(AvpType.CHALLENGE);
        Octets challenge = challenging ? Challenge.random(core.random) : null;
        Identity us =
                new Identity(
                        id,
                        key.hostName(),
                        key.serverAuthId(),
                        secrets,
                        book.firstSecret(key),
                        challenge,
                        omit.contains(AvpType.TIE_BREAKER) ? null : core.random.nextLong());
        Tunnel tunnel = new Tunnel(core, this, user, key, far, us, nowNanos);
        byId[id] = tunnel;
        tunnel.lns.tunnels.add(tunnel);
        touch(tunnel);
        return tunnel;
    }

    /** Calls may use {@code tunnel} from now on, if they have no other. */
    void established(Tunnel tunnel) {
        if (tunnel.origin != null) {
            incoming.established(tunnel);
            add(tunnel);
        }
    }

    /** Calls that would have waited for {@code loser} wait for the {@code winner} of the tie. */
    void takesOver(Tunnel winner, Tunnel loser) {
        List<Tunnel> there = with(loser.key);
        int at = winner.key.equals(loser.key) ? there.indexOf(loser) : -1;
        if (at >= 0) {
            there.set(at, winner);
        }
    }

    /** Closes a tunnel with StopCCN; its user ends the calls as {@code closing} says. */
    void close(Tunnel tunnel, Tunnel.Closing closing, int result, long nowNanos) {
        tunnel.closing = closing;
        tunnel.connection().close(nowNanos, new ResultCode(result, 0, closing.reason()));
        touch(tunnel);
    }

    /** What was asked of this tunnel is sent, and its timer set, when everything is done. */
    void touch(Tunnel tunnel) {
        touched.add(tunnel);
    }

    void closed(Tunnel tunnel) {
        tunnel.lns.tunnels.remove(tunnel);
        List<Tunnel> there = with(tunnel.key);
        if (there.contains(tunnel)) {
            there.remove(tunnel);
            if (there.isEmpty()) {
                open.remove(tunnel.key);
            }
        }
        touch(tunnel);
    }

    void expired(Tunnel tunnel, long nowNanos) {
        if (tunnel.connection().isForgotten(nowNanos)) {
            byId[tunnel.localId()] = null;
            incoming.forget(tunnel);
            ids.release(tunnel.localId(), nowNanos);
            return;
        }
        tunnel.connection().onDeadline(nowNanos);
        if (nowNanos >= tunnel.idleDeadlineNanos()) {
            core.count(Count.TUNNELS_IDLE_CLOSED);
            close(tunnel, Tunnel.IDLE, ResultCode.STOP_CLEARED, nowNanos);
        }
        touch(tunnel);
    }

    /** Sends what touched tunnels have to say; true if there was any. */
    boolean settle(long nowNanos) {
        if (touched.isEmpty()) {
            return false;
        }
        List<Tunnel> due = List.copyOf(touched);
        touched.clear();
        for (Tunnel tunnel : due) {
            if (byId[tunnel.localId()] == tunnel) {
                tunnel.connection().flush(nowNanos);
                core.timers.set(
                        tunnel,
                        Math.min(
                                tunnel.connection().nextDeadlineNanos(),
                                tunnel.idleDeadlineNanos()));
            }
        }
        return true;
    }

    /** All tunnels, tombstones included, by id. */
    List<Tunnel> all() {
        List<Tunnel> all = new ArrayList<>(ids.inUse());
        for (Tunnel tunnel : byId) {
            if (tunnel != null) {
                all.add(tunnel);
            }
        }
        return all;
    }

    // --- datagrams

    void onDatagram(
            long nowNanos, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        ControlHeader header = ControlCodec.header(octets);
        if (header == null) {
            if (ControlCodec.decode(octets, Secret.NONE) instanceof Decoded.Refused(var fault)) {
                core.tally.add(fault.reason());
            }
            return;
        }
        if (header.tunnelId() == 0) {
            strangers.onDatagram(nowNanos, local, peer, header, octets);
            return;
        }
        Tunnel tunnel = byId[header.tunnelId()];
        if (tunnel == null) {
            core.count(Count.DROPPED_UNKNOWN_TUNNEL);
            return;
        }
        deliver(nowNanos, tunnel, peer, octets);
    }

    /** A datagram for {@code tunnel}. */
    void deliver(long nowNanos, Tunnel tunnel, InetSocketAddress peer, ByteBuffer octets) {
        boolean wasSilent = tunnel.isSilent(nowNanos);
        tunnel.connection().onDatagram(nowNanos, peer, octets);
        touch(tunnel);
        if (tunnel.isEstablished()) {
            boolean isQuiet =
                    tunnel.connection().unacknowledged() + tunnel.connection().queued() == 0;
            boolean isProved = isQuiet && book.health().acknowledged(tunnel.key);
            if (isProved || (wasSilent && !tunnel.isSilent(nowNanos))) {
                user.recovered(tunnel, nowNanos);
            }
        }
    }

    /** An SCCRQ of the peer came while ours waits for its answer. */
    void simultaneous(long nowNanos, Tunnel tunnel, Sccrq theirs) {
        tunnel.connection().simultaneous(nowNanos, theirs);
        touch(tunnel);
    }

    /** A StopCCN that does not name {@code tunnel}, but is of its peer. */
    void stopped(long nowNanos, Tunnel tunnel, StopCcn stop) {
        tunnel.connection().stopped(nowNanos, stop);
        touch(tunnel);
    }

    /** All tunnels with an LNS at that address, except those that are closed. */
    List<Tunnel> at(InetSocketAddress peer) {
        Lns lns = peer.getAddress() == null ? null : book.find(peer.getAddress());
        return lns == null ? List.of() : List.copyOf(lns.tunnels);
    }

    IncomingTunnels incoming() {
        return incoming;
    }
}
