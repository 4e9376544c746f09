package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Candidate;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How full everything is that calls go into: tunnels, LNSs, groups, the box. */
final class Fill {
    private final Core core;
    private final LnsBook book;
    private final TunnelTable tunnels;
    private final Map<String, Integer> groups = new HashMap<>();

    Fill(Core core, LnsBook book, TunnelTable tunnels) {
        this.core = core;
        this.book = book;
        this.tunnels = tunnels;
    }

    /** Where a call can go. */
    sealed interface Room {
        /** Into a tunnel that is there. */
        record In(Tunnel tunnel) implements Room {}

        /** Into a tunnel that is still to be opened. */
        record New() implements Room {}

        /** Nowhere. */
        record Full(Count limit, String what) implements Room {}
    }

    /** A call begins to count. */
    void took(Call call, Tunnel tunnel) {
        tunnel.lns.calls++;
        Candidate candidate = call.candidate;
        String group = candidate == null ? null : candidate.group();
        if (group != null) {
            groups.merge(group, 1, Integer::sum);
        }
    }

    /** A call, perhaps an outgoing one, no longer counts. */
    void gave(Call call, Tunnel tunnel) {
        tunnel.lns.calls--;
        Candidate candidate = call.candidate;
        String group = candidate == null ? null : candidate.group();
        if (group != null) {
            groups.computeIfPresent(group, (_, calls) -> calls == 1 ? null : calls - 1);
        }
    }

    /** Most calls that the candidate's LNS may have. */
    int limit(Candidate candidate) {
        return candidate.limit() > 0
                ? candidate.limit()
                : core.profiles.of(candidate).allowance().calls();
    }

    /** Null when the candidate's address family is not served. */
    @Nullable TunnelKey keyOf(Candidate candidate) {
        InetAddress client = candidate.client();
        InetAddress local = client != null ? client : core.calls.localTowards(candidate.server());
        return local == null ? null : TunnelKey.of(candidate, core.profiles.of(candidate), local);
    }

    boolean hasOpenTunnel(Candidate candidate) {
        TunnelKey key = keyOf(candidate);
        return key != null
                && roomFor(candidate, key) instanceof Room.In(var tunnel)
                && tunnel.isEstablished();
    }

    Room roomFor(Candidate candidate, TunnelKey key) {
        String group = candidate.group();
        int most = core.policies.limit(group);
        if (group != null && most > 0 && groups.getOrDefault(group, 0) >= most) {
            return new Room.Full(
                    Count.LIMIT_CALLS_PER_GROUP, "as many calls of group " + group + " as allowed");
        }
        if (book.callsAt(candidate.server()) >= limit(candidate)) {
            return new Room.Full(Count.LIMIT_CALLS_PER_LNS, "as many calls there as allowed");
        }
        return tunnelFor(key, core.profiles.of(candidate).allowance());
    }

    /**
     * The oldest tunnel with room, so that the later ones run empty and close; one that is up
     * before one that is being opened.
     */
    private Room tunnelFor(TunnelKey key, LnsProfile.Allowance allowance) {
        List<Tunnel> there = tunnels.with(key);
        Tunnel opening = null;
        boolean isQueueFull = false;
        for (Tunnel tunnel : there) {
            if (tunnel.sessionCount() + tunnel.waiting() >= allowance.sessionsPerTunnel()) {
                continue;
            }
            if (tunnel.waiting() >= core.calls.queuePerTunnel()) {
                isQueueFull = true;
            } else if (tunnel.isEstablished()) {
                return new Room.In(tunnel);
            } else if (opening == null) {
                opening = tunnel;
            }
        }
        if (opening != null) {
            return new Room.In(opening);
        }
        if (isQueueFull) {
            return new Room.Full(Count.LIMIT_TUNNEL_QUEUE, "too many calls wait for the tunnel");
        }
        if (there.size() >= allowance.choosing().tunnels()) {
            return new Room.Full(
                    Count.LIMIT_SESSIONS_PER_TUNNEL,
                    there.size() == 1
                            ? "the tunnel is full with "
                                    + there.getFirst().sessionCount()
                                    + " sessions, and no second one is opened"
                            : "all " + there.size() + " tunnels are full");
        }
        return tunnels.hasRoom()
                ? new Room.New()
                : new Room.Full(Count.LIMIT_TUNNELS, "as many tunnels as allowed");
    }
}
