package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.l2tp.tunnel.TunnelState;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Datagrams whose sender names no tunnel of ours: an SCCRQ, or the StopCCN of a peer that never
 * learned our id. They are looked at so often a second and no more, and refused without a trace.
 */
final class Strangers {
    /** Datagrams a second from wherever no tunnel is accepted from. */
    static final int PER_SECOND = 200;

    /** Datagrams a second from one address that may open tunnels. */
    static final int PER_SECOND_AND_LNS = 50;

    private final Core core;
    private final TunnelTable tunnels;
    private final TokenBucket ofAnybody = new TokenBucket(PER_SECOND);

    /** Only for addresses of the configuration, hence bounded. */
    private final Map<InetAddress, TokenBucket> ofLns = new LinkedHashMap<>();

    private boolean shutDown;

    Strangers(Core core, TunnelTable tunnels) {
        this.core = core;
        this.tunnels = tunnels;
    }

    /** No tunnel is accepted from now on. */
    void shutDown() {
        shutDown = true;
    }

    /** Where a datagram came from and went to, and its header. */
    private record Arrival(InetSocketAddress local, InetSocketAddress peer, ControlHeader header) {}

    void onDatagram(
            long nowNanos,
            InetSocketAddress local,
            InetSocketAddress peer,
            ControlHeader header,
            ByteBuffer octets) {
        List<Profiles.Known> welcome = welcome(peer.getAddress());
        TokenBucket bucket =
                welcome.isEmpty()
                        ? ofAnybody
                        : ofLns.computeIfAbsent(
                                peer.getAddress(), _ -> new TokenBucket(PER_SECOND_AND_LNS));
        if (!bucket.take(nowNanos)) {
            core.count(Count.LIMIT_SCCRQ_RATE);
            return;
        }
        Arrival arrival = new Arrival(local, peer, header);
        switch (ControlCodec.decode(octets, secrets(welcome), lenient(welcome))) {
            case Decoded.Control(_, Sccrq theirs, _) ->
                    requested(nowNanos, arrival, theirs, welcome, octets);
            case Decoded.Control(_, StopCcn stop, _) -> stopped(nowNanos, arrival, stop);
            case Decoded.Control _, Decoded.Zlb _ -> core.count(Count.DROPPED_UNKNOWN_TUNNEL);
            case Decoded.Refused(var fault) -> {
                core.tally.add(fault.reason());
                boolean sccrq = fault.messageType() == MessageType.SCCRQ.number();
                if (sccrq && fault.scope() == Fault.Scope.TUNNEL && fault.assignedTunnelId() != 0) {
                    refuse(arrival, fault.assignedTunnelId(), fault.result());
                }
            }
        }
    }

    /** The LNSs at an address that may open tunnels. */
    private List<Profiles.Known> welcome(@Nullable InetAddress address) {
        List<Profiles.Known> there = address == null ? List.of() : core.profiles.at(address);
        return there.stream().filter(lns -> lns.profile().tunnel().acceptsTunnels()).toList();
    }

    private static List<Secret> secrets(List<Profiles.Known> lnses) {
        Set<Secret> all = new LinkedHashSet<>();
        for (Profiles.Known lns : lnses) {
            Secrets secrets = lns.identity().secrets();
            all.add(secrets.secret());
            all.add(secrets.old());
        }
        all.remove(Secret.NONE);
        return List.copyOf(all);
    }

    private static Set<Lenience> lenient(List<Profiles.Known> lnses) {
        Set<Lenience> all = EnumSet.noneOf(Lenience.class);
        lnses.forEach(lns -> all.addAll(lns.profile().tunnel().lenient()));
        return all;
    }

    private void requested(
            long nowNanos,
            Arrival arrival,
            Sccrq theirs,
            List<Profiles.Known> welcome,
            ByteBuffer octets) {
        var origin =
                new IncomingTunnels.Origin(
                        arrival.local(), arrival.peer(), theirs.assignedTunnelId());
        Tunnel known = tunnels.incoming().find(origin);
        if (known != null) {
            // §5.8: a repeated SCCRQ is a duplicate to the tunnel that the first one made
            tunnels.deliver(nowNanos, known, arrival.peer(), octets);
            return;
        }
        List<Tunnel> losers = new ArrayList<>();
        boolean theirsGoesOn = tie(nowNanos, arrival.peer(), theirs, losers);
        Tunnel accepted =
                theirsGoesOn ? accept(nowNanos, arrival, theirs, welcome, origin, octets) : null;
        for (Tunnel loser : losers) {
            if (accepted != null) {
                tunnels.takesOver(accepted, loser);
            }
            tunnels.simultaneous(nowNanos, loser, theirs);
        }
    }

    /**
     * Compares an SCCRQ with those of ours that the same peer has not answered (§4.4.3).
     *
     * @param losers gets the tunnels of ours that are to be discarded
     * @return whether theirs goes on
     */
    private boolean tie(long nowNanos, InetSocketAddress peer, Sccrq theirs, List<Tunnel> losers) {
        boolean goesOn = true;
        for (Tunnel tunnel : tunnels.at(peer)) {
            if (tunnel.connection().state() instanceof TunnelState.WaitCtlReply) {
                switch (tunnel.connection().tie(theirs)) {
                    case OURS -> {
                        tunnels.simultaneous(nowNanos, tunnel, theirs);
                        goesOn = false;
                    }
                    case NEITHER -> {
                        losers.add(tunnel);
                        goesOn = false;
                    }
                    case THEIRS -> losers.add(tunnel);
                    case BOTH -> {}
                }
            }
        }
        return goesOn;
    }

    private @Nullable Tunnel accept(
            long nowNanos,
            Arrival arrival,
            Sccrq theirs,
            List<Profiles.Known> welcome,
            IncomingTunnels.Origin origin,
            ByteBuffer octets) {
        InetAddress from = arrival.peer().getAddress();
        Profiles.Known lns = chosen(welcome, theirs.hostName(), arrival.local().getAddress());
        if (shutDown) {
            refuse(
                    arrival,
                    theirs,
                    new ResultCode(ResultCode.STOP_SHUTTING_DOWN, 0, "shutting down"));
        } else if (lns == null) {
            String why =
                    welcome.isEmpty()
                            ? "this LAC opens its tunnels itself"
                            : "no LNS named " + theirs.hostName() + " may open a tunnel";
            refuse(arrival, theirs, new ResultCode(ResultCode.STOP_NOT_AUTHORISED, 0, why));
        } else if (!tunnels.incoming().hasRoom(from) || !tunnels.hasRoom()) {
            core.count(Count.LIMIT_TUNNELS_ACCEPTED);
            refuse(
                    arrival,
                    theirs,
                    new ResultCode(
                            ResultCode.GENERAL_ERROR,
                            ResultCode.ERROR_RESOURCES,
                            "as many tunnels as allowed"));
        } else {
            Tunnel tunnel = tunnels.accept(lns, origin, nowNanos);
            if (tunnel != null) {
                tunnels.deliver(nowNanos, tunnel, arrival.peer(), octets);
            }
            return tunnel;
        }
        return null;
    }

    /** The LNS that an SCCRQ is from: several may have one address, and tell by their names. */
    private static Profiles.@Nullable Known chosen(
            List<Profiles.Known> welcome, String hostName, InetAddress local) {
        Profiles.Known nameless = null;
        for (Profiles.Known lns : welcome) {
            Profiles.Identity identity = lns.identity();
            boolean isHere =
                    identity.localAddress() == null || identity.localAddress().equals(local);
            if (isHere && hostName.equals(identity.serverName())) {
                return lns;
            }
            if (isHere && identity.serverName() == null && nameless == null) {
                nameless = lns;
            }
        }
        return nameless;
    }

    // §4.4.3, Assigned Tunnel ID: a StopCCN is matched by it when the header cannot
    private void stopped(long nowNanos, Arrival arrival, StopCcn stop) {
        boolean known = false;
        for (Tunnel tunnel : tunnels.at(arrival.peer())) {
            Met met = tunnel.connection().met();
            if (met != null && met.peerTunnelId() == stop.assignedTunnelId()) {
                tunnels.stopped(nowNanos, tunnel, stop);
                known = true;
            }
        }
        if (!known) {
            core.count(Count.DROPPED_UNKNOWN_TUNNEL);
            return;
        }
        ControlHeader header = arrival.header();
        core.scratch.clear();
        ControlCodec.encodeZlb(
                new ControlHeader(stop.assignedTunnelId(), 0, header.nr(), header.ns() + 1),
                core.scratch);
        answer(arrival);
    }

    private void refuse(Arrival arrival, Sccrq theirs, ResultCode result) {
        refuse(arrival, theirs.assignedTunnelId(), result);
    }

    /**
     * Answers an SCCRQ with StopCCN and keeps nothing: if it is lost, the next SCCRQ gets one.
     * §7.2.1, idle: an SCCRQ that is not acceptable.
     */
    private void refuse(Arrival arrival, int peerTunnelId, ResultCode result) {
        core.count(Count.REFUSED_SCCRQ);
        core.count(Count.STOPCCN_SENT);
        core.scratch.clear();
        ControlCodec.encode(
                new ControlHeader(peerTunnelId, 0, 0, arrival.header().ns() + 1),
                new StopCcn(IdPool.NOBODYS, result),
                HidePolicy.NONE,
                Secret.NONE,
                core.random,
                core.scratch);
        answer(arrival);
    }

    private void answer(Arrival arrival) {
        InetSocketAddress peer = arrival.peer();
        LnsProfile profile = core.profiles.profileAt(peer.getAddress());
        core.transmit(arrival.local(), peer, profile, core.scratch.flip());
    }
}
