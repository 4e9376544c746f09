package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.Identity;
import org.lacserver.l2tp.tunnel.TunnelState;
import org.lacserver.l2tp.wire.Challenge;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Candidate;
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
    private static final int NOT_AUTHORISED = 4;
    private static final int CLEARED = 1;
    private static final int IDS = 0x10000;

    private final Core core;
    private final LnsBook book;
    private final @Nullable Tunnel[] byId = new @Nullable Tunnel[IDS];
    private final Map<TunnelKey, Tunnel> open = new LinkedHashMap<>();
    private final Set<Tunnel> touched = new LinkedHashSet<>();
    private final IdPool ids;

    TunnelTable(Core core, LnsBook book) {
        this.core = core;
        this.book = book;
        // a peer that remembers a former life of ours must not see its ids again at once
        int first = 1 + core.random.nextInt(IdPool.NOBODYS - 1);
        this.ids =
                new IdPool(
                        IdPool.Prefer.FRESH,
                        first,
                        core.profiles.defaults().tunnel().tombstone().toNanos());
    }

    /** The tunnel that calls with {@code key} share: opening or open, not closed. */
    @Nullable Tunnel find(TunnelKey key) {
        return open.get(key);
    }

    @Nullable Tunnel byLocalId(int localTunnelId) {
        return localTunnelId > 0 && localTunnelId < IDS ? byId[localTunnelId] : null;
    }

    boolean hasRoom() {
        return ids.inUse() < core.calls.maxTunnels();
    }

    /** Opens a tunnel; null when there is no room. */
    @Nullable Tunnel open(TunnelKey key, Candidate candidate, TunnelUser user, long nowNanos) {
        int id = hasRoom() ? ids.take(nowNanos) : IdPool.NONE;
        if (id == IdPool.NONE) {
            core.count(Count.LIMIT_TUNNELS);
            return null;
        }
        LnsProfile profile = core.profiles.of(candidate);
        boolean challenging = profile.tunnel().challenge() && key.secret().isPresent();
        Octets challenge = challenging ? Challenge.random(core.random) : null;
        Identity us =
                new Identity(
                        id,
                        key.hostName(),
                        key.serverAuthId(),
                        key.secret(),
                        challenge,
                        core.random.nextLong());
        Tunnel tunnel =
                new Tunnel(
                        core,
                        this,
                        user,
                        key,
                        book.of(candidate),
                        profile,
                        candidate.name(),
                        us,
                        new InetSocketAddress(key.local(), core.calls.localPort()),
                        new InetSocketAddress(key.server(), core.calls.lnsPort()),
                        nowNanos);
        byId[id] = tunnel;
        open.put(key, tunnel);
        tunnel.lns.tunnels.add(tunnel);
        core.count(Count.TUNNELS_OPENED);
        tunnel.connection().open(nowNanos);
        touch(tunnel);
        return tunnel;
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

    void closed(Tunnel tunnel, long nowNanos) {
        open.remove(tunnel.key, tunnel);
        tunnel.lns.tunnels.remove(tunnel);
        touch(tunnel);
    }

    void expired(Tunnel tunnel, long nowNanos) {
        if (tunnel.connection().isForgotten(nowNanos)) {
            byId[tunnel.localId()] = null;
            ids.release(tunnel.localId(), nowNanos);
            return;
        }
        tunnel.connection().onDeadline(nowNanos);
        if (nowNanos >= tunnel.idleDeadlineNanos()) {
            core.count(Count.TUNNELS_IDLE_CLOSED);
            close(tunnel, Tunnel.IDLE, CLEARED, nowNanos);
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
            fromStranger(nowNanos, local, peer, header, octets);
            return;
        }
        Tunnel tunnel = byId[header.tunnelId()];
        if (tunnel == null) {
            core.count(Count.DROPPED_UNKNOWN_TUNNEL);
            return;
        }
        tunnel.connection().onDatagram(nowNanos, peer, octets);
        touch(tunnel);
    }

    /** A datagram whose sender knows no id of ours. */
    private void fromStranger(
            long nowNanos,
            InetSocketAddress local,
            InetSocketAddress peer,
            ControlHeader header,
            ByteBuffer octets) {
        switch (ControlCodec.decode(octets, Secret.NONE)) {
            case Decoded.Control(_, Sccrq theirs, _) -> {
                if (!winsTie(nowNanos, peer, theirs)) {
                    core.count(Count.REFUSED_SCCRQ);
                    // §7.2.1, idle: an SCCRQ that is not acceptable
                    String why = "this LAC opens its tunnels itself";
                    refuse(
                            local,
                            peer,
                            header,
                            theirs.assignedTunnelId(),
                            new ResultCode(NOT_AUTHORISED, 0, why));
                }
            }
            case Decoded.Control(_, StopCcn stop, _) ->
                    fromForgetful(nowNanos, local, peer, header, stop);
            case Decoded.Control _, Decoded.Zlb _ -> core.count(Count.DROPPED_UNKNOWN_TUNNEL);
            case Decoded.Refused(var fault) -> {
                core.tally.add(fault.reason());
                boolean sccrq = fault.messageType() == MessageType.SCCRQ.number();
                if (sccrq && fault.scope() == Fault.Scope.TUNNEL && fault.assignedTunnelId() != 0) {
                    core.count(Count.REFUSED_SCCRQ);
                    refuse(local, peer, header, fault.assignedTunnelId(), fault.result());
                }
            }
        }
    }

    /** Whether a tunnel that we open to the same peer goes on, and theirs is to be dropped. */
    private boolean winsTie(long nowNanos, InetSocketAddress peer, Sccrq theirs) {
        boolean won = false;
        for (Tunnel tunnel : tunnelsAt(peer)) {
            if (tunnel.connection().state() instanceof TunnelState.WaitCtlReply) {
                tunnel.connection().simultaneous(nowNanos, theirs);
                touch(tunnel);
                won |= tunnel.connection().state() instanceof TunnelState.WaitCtlReply;
            }
        }
        return won;
    }

    // §4.4.3, Assigned Tunnel ID: a StopCCN is matched by it when the header cannot
    private void fromForgetful(
            long nowNanos,
            InetSocketAddress local,
            InetSocketAddress peer,
            ControlHeader header,
            StopCcn stop) {
        boolean known = false;
        for (Tunnel tunnel : tunnelsAt(peer)) {
            TunnelState.Established up = tunnel.connection().established();
            if (up != null && up.peerTunnelId() == stop.assignedTunnelId()) {
                tunnel.connection().stopped(nowNanos, stop);
                touch(tunnel);
                known = true;
            }
        }
        if (!known) {
            core.count(Count.DROPPED_UNKNOWN_TUNNEL);
            return;
        }
        core.scratch.clear();
        ControlCodec.encodeZlb(
                new ControlHeader(stop.assignedTunnelId(), 0, header.nr(), header.ns() + 1),
                core.scratch);
        core.transmit(local, peer, core.scratch.flip());
    }

    private List<Tunnel> tunnelsAt(InetSocketAddress peer) {
        Lns lns = peer.getAddress() == null ? null : book.find(peer.getAddress());
        return lns == null ? List.of() : List.copyOf(lns.tunnels);
    }

    /** Answers an SCCRQ with StopCCN and keeps nothing: if it is lost, the next SCCRQ gets one. */
    private void refuse(
            InetSocketAddress local,
            InetSocketAddress peer,
            ControlHeader header,
            int peerTunnelId,
            ResultCode result) {
        core.count(Count.STOPCCN_SENT);
        core.scratch.clear();
        ControlCodec.encode(
                new ControlHeader(peerTunnelId, 0, 0, header.ns() + 1),
                new StopCcn(IdPool.NOBODYS, result),
                HidePolicy.NONE,
                Secret.NONE,
                core.random,
                core.scratch);
        core.transmit(local, peer, core.scratch.flip());
    }
}
