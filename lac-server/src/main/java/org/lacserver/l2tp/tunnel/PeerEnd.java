package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.Fault;

import java.net.InetSocketAddress;

/**
 * Where the peer of a connection is and by what id it knows the tunnel, learned from its first
 * messages, and what becomes of datagrams from elsewhere (§8.1).
 */
final class PeerEnd {
    private final PeerMove ofPort;
    private final PeerMove ofAddress;
    private final ReliableChannel<?> channel;
    private InetSocketAddress address;
    private boolean fixed;
    private boolean known;

    /** {@code address} is where an SCCRQ goes; the answer may come from elsewhere. */
    PeerEnd(TunnelSettings settings, InetSocketAddress address, ReliableChannel<?> channel) {
        this.ofPort = settings.peerPort();
        this.ofAddress = settings.peerAddress();
        this.channel = channel;
        this.address = address;
    }

    InetSocketAddress address() {
        return address;
    }

    /** The peer opens from where it is. */
    void stays() {
        fixed = true;
    }

    /** What to do with a datagram from {@code from}: {@link PeerMove#ACCEPT} takes it. */
    PeerMove move(InetSocketAddress from) {
        if (from.equals(address)) {
            return PeerMove.ACCEPT;
        }
        // §8.1: once the connection is up, addresses and ports stay
        if (fixed || from.getAddress() == null) {
            return PeerMove.IGNORE;
        }
        return from.getAddress().equals(address.getAddress()) ? ofPort : ofAddress;
    }

    /** Learns what {@code message} tells; true if the peer was expected elsewhere. */
    boolean meet(InetSocketAddress from, ControlMessage message) {
        if (known) {
            return false;
        }
        return switch (message) {
            case Sccrp reply -> settle(from, reply.assignedTunnelId(), reply.receiveWindow());
            case Sccrq theirs when fixed ->
                    settle(from, theirs.assignedTunnelId(), theirs.receiveWindow());
            case StopCcn stop -> {
                channel.peerTunnelId(stop.assignedTunnelId());
                address = from;
                yield false;
            }
            default -> false;
        };
    }

    void meet(Fault fault) {
        if (!known && fault.assignedTunnelId() != 0) {
            channel.peerTunnelId(fault.assignedTunnelId());
        }
    }

    private boolean settle(InetSocketAddress at, int tunnelId, int window) {
        boolean moved = !address.equals(at);
        address = at;
        fixed = true;
        known = true;
        channel.peerTunnelId(tunnelId);
        channel.peerWindow(window);
        return moved;
    }
}
