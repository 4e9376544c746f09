package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tunnels that peers opened, by what tells one SCCRQ from another. Those that never were up are
 * counted until they are forgotten, so that SCCRQs alone fill neither memory nor tunnel ids.
 */
final class IncomingTunnels {
    /** Tunnels of one peer. */
    static final int MOST_OF_PEER = 256;

    /** Those among them that never were up. */
    static final int MOST_UNPROVEN_OF_PEER = 32;

    /** The same of all peers. */
    static final int MOST_UNPROVEN = 512;

    private final Map<Origin, Tunnel> tunnels = new HashMap<>();
    private final Map<InetAddress, Figures> peers = new LinkedHashMap<>();
    private int unproven;

    /** What a repeated SCCRQ has in common with the first. */
    record Origin(InetSocketAddress local, InetSocketAddress peer, int peerTunnelId) {}

    private static final class Figures {
        int all;
        int unproven;
    }

    @Nullable Tunnel find(Origin origin) {
        return tunnels.get(origin);
    }

    boolean hasRoom(InetAddress peer) {
        Figures figures = peers.get(peer);
        return unproven < MOST_UNPROVEN
                && (figures == null
                        || (figures.all < MOST_OF_PEER
                                && figures.unproven < MOST_UNPROVEN_OF_PEER));
    }

    void add(Origin origin, Tunnel tunnel) {
        tunnels.put(origin, tunnel);
        tunnel.origin = origin;
        Figures figures = peers.computeIfAbsent(tunnel.lns.address, _ -> new Figures());
        figures.all++;
        figures.unproven++;
        unproven++;
    }

    void established(Tunnel tunnel) {
        Figures figures = peers.get(tunnel.lns.address);
        if (figures != null) {
            figures.unproven--;
            unproven--;
        }
    }

    void forget(Tunnel tunnel) {
        Figures figures = peers.get(tunnel.lns.address);
        if (tunnel.origin != null && tunnels.remove(tunnel.origin) != null && figures != null) {
            if (!tunnel.wasUp()) {
                established(tunnel);
            }
            figures.all--;
            if (figures.all == 0) {
                peers.remove(tunnel.lns.address);
            }
        }
    }
}
