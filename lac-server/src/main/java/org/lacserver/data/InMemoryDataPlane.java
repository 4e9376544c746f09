package org.lacserver.data;

import org.lacserver.io.SocketAddresses;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane;

import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data plane without threads, sockets or interfaces: it is given a frame or a datagram, and gives
 * what it becomes to its {@link Wire} before it returns. Checks and headers are those of {@link
 * UserspaceDataPlane}.
 */
public final class InMemoryDataPlane implements DataPlane {
    private static final int ROOM_IN_FRONT = UpLeg.LONGEST_HEADER;
    private static final int ROOM = 65_536 + 2 * ROOM_IN_FRONT;

    /** Where forwarded frames go; the buffers are the receiver's until it returns. */
    public interface Wire {
        void datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets);

        void frame(int port, ByteBuffer frame);

        /** A PPP frame for a call without an access port. */
        void callFrame(long callId, ByteBuffer pppFrame);
    }

    /**
     * An access port that is only imagined.
     *
     * @param mac its first octet in bits 47..40
     */
    public record Port(long mac, int mtu) {}

    private final Wire wire;
    private final CallTables tables;
    private final Tallies tallies = new Tallies();
    private final UpPath upPath = new UpPath(tallies);
    private final DownPath downPath;
    private final ByteBuffer scratch = ByteBuffer.allocate(ROOM);
    private final WaitingRoom waiting;
    private final long from;

    /** Stands for a descriptor: every local address is a socket of its own. */
    private final Map<InetSocketAddress, Integer> sockets = new HashMap<>();

    public InMemoryDataPlane(List<Port> ports, Wire wire) {
        this.wire = wire;
        List<AccessTable> accessTables = new ArrayList<>();
        for (Port port : ports) {
            accessTables.add(new AccessTable(port.mac(), port.mtu()));
        }
        Arena arena = Arena.ofAuto();
        tables = new CallTables(accessTables, arena);
        from = arena.allocate(SocketAddresses.SIZE, 8).address();
        downPath = new DownPath(tables.tunnels(), tallies);
        waiting = new WaitingRoom(new Out(), WaitingRoom.USUAL_LONGEST, arena, tallies);
    }

    private final class Out implements WaitingRoom.Exit {
        @Override
        public void deliver(DownLeg leg, ByteBuffer buffer, long base, int frameAt, int length) {
            InMemoryDataPlane.this.deliver(leg, buffer, frameAt, length);
        }

        @Override
        public void flush(DownLeg leg) {}
    }

    @Override
    public void join(Binding binding) {
        int socket = socket(binding.local());
        tables.join(binding, socket, socket, null);
    }

    @Override
    public Counters rebind(Binding binding) {
        int socket = socket(binding.local());
        return tables.rebind(binding, socket, socket, null, () -> {});
    }

    @Override
    public Counters part(long callId) {
        return tables.part(callId, () -> {});
    }

    @Override
    public Map<Long, Counters> partAll(Collection<Long> callIds) {
        return tables.partAll(callIds, () -> {});
    }

    @Override
    public void portChanged(int accessPort, long mac, int mtu) {
        tables.port(accessPort).become(mac, mtu);
    }

    @Override
    public Activity activity(long callId) {
        return tables.activity(callId);
    }

    @Override
    public Counters counters(long callId) {
        return tables.counters(callId);
    }

    @Override
    public long datagramsFrom(int localTunnelId) {
        return downPath.datagramsFrom(localTunnelId);
    }

    @Override
    public void sendToLns(long callId, ByteBuffer pppFrame) {
        UpLeg leg = tables.up(callId);
        if (leg == null) {
            tallies.count(Drop.HELD_NOT_JOINED);
            return;
        }
        int length = copyIn(pppFrame);
        send(leg, ROOM_IN_FRONT, length);
        tables.countHeld(callId, pppFrame);
    }

    /**
     * Takes a whole Ethernet frame, tags inline, from an access port.
     *
     * @return false when it is the engine's: discovery, or a session that is not joined
     */
    public boolean onFrame(int port, ByteBuffer frame) {
        int length = copyIn(frame);
        return switch (upPath.take(tables.port(port), scratch, ROOM_IN_FRONT, length, 0)) {
            case FORWARD -> {
                UpLeg leg = upPath.leg();
                int octets = upPath.frameLength();
                leg.saw(scratch, upPath.frameAt(), octets);
                send(leg, upPath.frameAt(), octets);
                leg.count(octets);
                yield true;
            }
            case SORT, DROP -> true;
            case DISCOVERY, SESSION, CONTROL -> false;
        };
    }

    /**
     * Takes a datagram from the core.
     *
     * @return false when it is the engine's: a control message
     */
    public boolean onDatagram(
            long nowNanos, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        int size = copyIn(octets);
        SocketAddresses.put(from, peer);
        return switch (downPath.take(scratch, ROOM_IN_FRONT, size, socket(local), from)) {
            case FORWARD -> {
                deliver(downPath.leg(), scratch, downPath.frameAt(), downPath.frameLength());
                yield true;
            }
            case SORT -> {
                waiting.sort(nowNanos, downPath, scratch, 0);
                yield true;
            }
            case DROP -> true;
            case DISCOVERY, SESSION, CONTROL -> false;
        };
    }

    /** When {@link #onDeadline} is due; Long.MAX_VALUE when nothing waits. */
    public long nextDeadlineNanos() {
        return waiting.nextDeadlineNanos();
    }

    /** Delivers what has waited long enough for frames before it. */
    public void onDeadline(long nowNanos) {
        waiting.expire(nowNanos);
    }

    private void deliver(DownLeg leg, ByteBuffer buffer, int frameAt, int length) {
        leg.saw(buffer, frameAt, length);
        leg.count(length);
        if (leg.port < 0) {
            wire.callFrame(leg.callId, out(buffer, frameAt, frameAt + length));
        } else {
            int at = leg.wrap(buffer, frameAt, length);
            wire.frame(leg.port, out(buffer, at, frameAt + length));
        }
    }

    private void send(UpLeg leg, int frameAt, int length) {
        int at = leg.wrap(scratch, frameAt, length);
        Destination to = leg.destination;
        wire.datagram(to.local(), to.peer(), out(scratch, at, frameAt + length));
    }

    /** A copy, since the receiver may well give us the next frame before it returns. */
    private static ByteBuffer out(ByteBuffer buffer, int from, int to) {
        byte[] copy = new byte[to - from];
        buffer.get(from, copy);
        return ByteBuffer.wrap(copy);
    }

    private int copyIn(ByteBuffer octets) {
        int length = octets.remaining();
        scratch.put(ROOM_IN_FRONT, octets, octets.position(), length);
        return length;
    }

    private int socket(InetSocketAddress local) {
        return sockets.computeIfAbsent(local, _ -> sockets.size());
    }

    /** Dropped frames and datagrams by reason, in alphabetical order. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        tallies.addTo(counters);
        return counters;
    }
}
