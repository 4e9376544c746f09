package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSocket;
import org.lacserver.io.CoreSockets;
import org.lacserver.io.SocketAddresses;
import org.lacserver.l2tp.wire.DataHeader;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** Core to access: reads some UDP sockets. */
final class DownWork implements ForwardingThread.Work, WaitingRoom.Exit {
    private static final int BATCH = 64;
    private static final int ROOM_IN_FRONT = 64;

    /** The longest L2TP data header with its offset padding left aside, and FF 03. */
    private static final int ROOM_FOR_HEADER = 64;

    /** Datagrams that a socket's buffer has room for: each takes more than 256 octets of it. */
    private static final int MOST_WAITING = CoreSockets.USUAL_BUFFER_OCTETS * 2 / 256;

    private static final int FOR_EVER = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final MemorySegment MEMORY = Posix.MEMORY;

    private final CoreSocket[] sockets;
    private final boolean[] ready;
    private final Arrivals arrivals;
    private final DownPath path;
    private final FrameBatch[] batches;
    private final Tallies tallies;
    private final WaitingRoom waiting;
    private final LongSupplier clock;
    private final LaneWatch lanes;
    private final int slotSize;
    private final ByteBuffer octets;
    private final long base;
    private final long messages;
    private final long names;

    /**
     * @param largestMtu of the access ports
     * @param laneClock of what other programs do, so the real one
     */
    DownWork(
            int largestMtu,
            List<CoreSocket> sockets,
            Arrivals arrivals,
            DownPath path,
            List<FrameBatch> batches,
            Arena arena,
            Tallies tallies,
            LongSupplier clock,
            LongSupplier laneClock) {
        this.sockets = sockets.toArray(CoreSocket[]::new);
        this.ready = new boolean[sockets.size()];
        this.arrivals = arrivals;
        this.path = path;
        this.batches = batches.toArray(FrameBatch[]::new);
        this.tallies = tallies;
        int longest = Math.max(WaitingRoom.USUAL_LONGEST, largestMtu + ROOM_FOR_HEADER);
        this.waiting = new WaitingRoom(this, longest, arena, tallies);
        this.clock = clock;
        int[] capacities = new int[sockets.size()];
        Arrays.fill(capacities, MOST_WAITING);
        this.lanes = new LaneWatch(capacities, laneClock);
        slotSize = ROOM_IN_FRONT + longest;
        MemorySegment room = arena.allocate((long) BATCH * slotSize, 64);
        base = room.address();
        octets = MEMORY.asSlice(base, room.byteSize()).asByteBuffer();
        messages = arena.allocate((long) BATCH * Posix.MMSGHDR, 8).address();
        names = arena.allocate((long) BATCH * SocketAddresses.SIZE, 8).address();
        long iovecs = arena.allocate((long) BATCH * Posix.IOVEC, 8).address();
        for (int i = 0; i < BATCH; i++) {
            long iovec = iovecs + (long) i * Posix.IOVEC;
            MEMORY.set(JAVA_LONG, iovec, base + (long) i * slotSize + ROOM_IN_FRONT);
            MEMORY.set(JAVA_LONG, iovec + 8, (long) longest);
            long message = message(i);
            MEMORY.set(JAVA_LONG, message + Posix.MMSG_NAME, name(i));
            MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOV, iovec);
            MEMORY.set(JAVA_LONG, message + Posix.MMSG_IOVLEN, 1L);
        }
    }

    @Override
    public boolean selects() {
        return true;
    }

    @Override
    public void ready(int index) {
        ready[index] = true;
    }

    @Override
    public int patienceMillis() {
        int toLanes = lanes.patienceMillis();
        long deadline = waiting.nextDeadlineNanos();
        if (deadline == Long.MAX_VALUE) {
            return toLanes;
        }
        long left = Math.max(0, deadline - clock.getAsLong());
        int toDeadline = (int) (left / NANOS_PER_MILLI) + 1;
        return toLanes == FOR_EVER ? toDeadline : Math.min(toLanes, toDeadline);
    }

    /** Lanes of calls, to be opened from here. */
    LaneWatch lanes() {
        return lanes;
    }

    @Override
    public int batch() {
        int moved = 0;
        if (waiting.nextDeadlineNanos() != Long.MAX_VALUE) {
            waiting.expire(clock.getAsLong());
        }
        for (int i = 0; i < sockets.length; i++) {
            int taken = 0;
            if (ready[i]) {
                taken = batch(sockets[i]);
                ready[i] = taken == BATCH;
                moved += taken;
            }
            lanes.took(i, taken, !ready[i]);
        }
        lanes.look();
        return moved;
    }

    private int batch(CoreSocket socket) {
        for (int i = 0; i < BATCH; i++) {
            MEMORY.set(JAVA_INT, message(i) + Posix.MMSG_NAMELEN, SocketAddresses.SIZE);
        }
        int taken = Posix.recvmmsg(socket.fd(), messages, BATCH, Posix.MSG_DONTWAIT);
        try {
            for (int i = 0; i < taken; i++) {
                datagram(socket, i);
            }
            for (FrameBatch batch : batches) {
                batch.flush();
            }
        } finally {
            for (FrameBatch batch : batches) {
                batch.clear();
            }
        }
        return Math.max(taken, 0);
    }

    private void datagram(CoreSocket socket, int index) {
        int at = index * slotSize + ROOM_IN_FRONT;
        int size = MEMORY.get(JAVA_INT, message(index) + Posix.MMSG_LEN);
        boolean cut =
                (MEMORY.get(JAVA_INT, message(index) + Posix.MMSG_FLAGS) & Posix.MSG_TRUNC) != 0;
        if (cut) {
            boolean isControl = DataHeader.isControl(octets, at);
            tallies.count(isControl ? Drop.CONTROL_TOO_LONG : Drop.DATA_TOO_LONG);
            return;
        }
        switch (path.take(octets, at, size, socket.fd(), name(index))) {
            case FORWARD -> deliver(path.leg(), octets, base, path.frameAt(), path.frameLength());
            case SORT -> waiting.sort(clock.getAsLong(), path, octets, base);
            case CONTROL ->
                    arrivals.datagram(
                            socket.local(),
                            SocketAddresses.get(name(index)),
                            octets.slice(at, size));
            case DISCOVERY, SESSION, DROP -> {}
        }
    }

    @Override
    public void deliver(DownLeg leg, ByteBuffer buffer, long at, int frameAt, int length) {
        leg.saw(buffer, frameAt, length);
        if (leg.lane != null) {
            lanes.saw(leg.lane);
        }
        if (leg.port < 0) {
            if (arrivals.callFrame(leg.callId, buffer.slice(frameAt, length))) {
                leg.count(length);
            }
            return;
        }
        int begin = leg.wrap(buffer, frameAt, length);
        batches[leg.port].add(leg, at + begin, frameAt + length - begin, length);
    }

    @Override
    public void flush(DownLeg leg) {
        if (leg.port >= 0) {
            batches[leg.port].flush();
        }
    }

    private long message(int index) {
        return messages + (long) index * Posix.MMSGHDR;
    }

    private long name(int index) {
        return names + (long) index * SocketAddresses.SIZE;
    }
}
