package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.data.ReceivedSequence.Fate;
import org.lacserver.l2tp.wire.DataHeader;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The way of a datagram from the core: whose it is, and whether it may pass. One thread's; the
 * result stands in the fields until the next datagram.
 */
final class DownPath {
    private static final int ADDRESS_AND_CONTROL = 0xff03;
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final IdTable<TunnelTable> tunnels;
    private final Tallies tallies;

    /** Data datagrams by our tunnel id; it outlives the tunnel, so that it never goes back. */
    private final long[] datagrams = new long[65_536];

    private @Nullable DownLeg leg;
    private Fate fate = Fate.DELIVER;
    private boolean hasNs;
    private int ns;
    private int frameAt;
    private int frameLength;

    DownPath(IdTable<TunnelTable> tunnels, Tallies tallies) {
        this.tunnels = tunnels;
        this.tallies = tallies;
    }

    /** The call of the datagram last given {@link Verdict#FORWARD} or {@link Verdict#SORT}. */
    DownLeg leg() {
        DownLeg found = leg;
        if (found == null) {
            throw new IllegalStateException("no datagram to forward");
        }
        return found;
    }

    /** Where its PPP frame begins, the protocol field first. */
    int frameAt() {
        return frameAt;
    }

    /** 0 for a frame that is only to keep its place in the order. */
    int frameLength() {
        return frameLength;
    }

    long datagramsFrom(int localTunnelId) {
        return (long) COUNT.getOpaque(datagrams, localTunnelId);
    }

    /** What the datagram's number makes of it. */
    Fate fate() {
        return fate;
    }

    boolean hasNs() {
        return hasNs;
    }

    /** Only if {@link #hasNs}. */
    int ns() {
        return ns;
    }

    /**
     * Judges a datagram.
     *
     * @param at where its L2TP header begins
     * @param socket the descriptor it came on
     * @param from address of the struct sockaddr it came from
     */
    Verdict take(ByteBuffer buffer, int at, int size, int socket, long from) {
        if (size > 0 && DataHeader.isControl(buffer, at)) {
            return Verdict.CONTROL;
        }
        int header = DataHeader.length(buffer, at, size);
        if (header < 0) {
            return drop(Drop.DATA_BAD_HEADER);
        }
        int tunnelId = DataHeader.tunnelId(buffer, at);
        TunnelTable tunnel = tunnels.get(tunnelId);
        if (tunnel == null) {
            return drop(Drop.DATA_UNKNOWN_SESSION);
        }
        if (!tunnel.peer().isSource(socket, from)) {
            return drop(Drop.DATA_WRONG_PEER);
        }
        add(datagrams, tunnelId, 1);
        DownLeg found = tunnel.legs().get(DataHeader.sessionId(buffer, at));
        if (found == null) {
            return drop(Drop.DATA_UNKNOWN_SESSION);
        }
        int begin = at + header;
        int length = DataHeader.end(buffer, at, size) - header;
        if (length >= 2 && (buffer.getShort(begin) & 0xffff) == ADDRESS_AND_CONTROL) {
            begin += 2;
            length -= 2;
        }
        leg = found;
        frameAt = begin;
        frameLength = length;
        hasNs = DataHeader.hasSequence(buffer, at);
        fate = Fate.DELIVER;
        if (hasNs) {
            ns = DataHeader.ns(buffer, at);
            fate = found.sequenced(ns, tallies);
            if (fate == Fate.DISCARD) {
                return Verdict.DROP; // counted
            }
        } else {
            found.unsequenced(tallies);
        }
        boolean isSorted = fate != Fate.DELIVER || found.isHolding();
        if (length == 0 || length > found.longestFrame()) {
            tallies.count(length == 0 ? Drop.DATA_EMPTY : Drop.DATA_TOO_LONG);
            frameLength = 0; // its number keeps its place
            return isSorted ? Verdict.SORT : Verdict.DROP;
        }
        return isSorted ? Verdict.SORT : Verdict.FORWARD;
    }

    private static void add(long[] counts, int at, int more) {
        COUNT.setOpaque(counts, at, counts[at] + more);
    }

    private Verdict drop(Drop reason) {
        tallies.count(reason);
        return Verdict.DROP;
    }
}
