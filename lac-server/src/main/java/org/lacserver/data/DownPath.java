package org.lacserver.data;

import org.jspecify.annotations.Nullable;
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

    private final long[] sequence = new long[2];
    private @Nullable DownLeg leg;
    private int frameAt;
    private int frameLength;

    DownPath(IdTable<TunnelTable> tunnels, Tallies tallies) {
        this.tunnels = tunnels;
        this.tallies = tallies;
    }

    /** The call of the datagram last given {@link Verdict#FORWARD}. */
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

    int frameLength() {
        return frameLength;
    }

    long datagramsFrom(int localTunnelId) {
        return (long) COUNT.getOpaque(datagrams, localTunnelId);
    }

    /** Sequence numbers that never came, as far as later ones show. */
    long sequenceGaps() {
        return (long) COUNT.getOpaque(sequence, 0);
    }

    /** Datagrams that came after a later one, or twice; they are forwarded. */
    long outOfOrder() {
        return (long) COUNT.getOpaque(sequence, 1);
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
        if (DataHeader.hasSequence(buffer, at)) {
            sequence(found.withSequence(DataHeader.ns(buffer, at)));
        } else {
            found.withoutSequence();
        }
        if (length == 0) {
            return drop(Drop.DATA_EMPTY);
        }
        if (length > found.longestFrame) {
            return drop(Drop.DATA_TOO_LONG);
        }
        leg = found;
        frameAt = begin;
        frameLength = length;
        return Verdict.FORWARD;
    }

    private void sequence(int ahead) {
        if (ahead > 0) {
            add(sequence, 0, ahead);
        } else if (ahead < 0) {
            add(sequence, 1, 1);
        }
    }

    private static void add(long[] counts, int at, int more) {
        COUNT.setOpaque(counts, at, counts[at] + more);
    }

    private Verdict drop(Drop reason) {
        tallies.count(reason);
        return Verdict.DROP;
    }
}
