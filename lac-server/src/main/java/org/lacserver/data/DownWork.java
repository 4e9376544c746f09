package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSocket;
import org.lacserver.io.SocketAddresses;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/** Core to access: reads all UDP sockets. */
final class DownWork implements ForwardingThread.Work {
    private static final int BATCH = 64;
    private static final int ROOM_IN_FRONT = 64;
    private static final int LONGEST = 4096;
    private static final int SLOT = ROOM_IN_FRONT + LONGEST;
    private static final MemorySegment MEMORY = Posix.MEMORY;

    private final CoreSocket[] sockets;
    private final boolean[] ready;
    private final Arrivals arrivals;
    private final DownPath path;
    private final FrameBatch[] batches;
    private final Tallies tallies;
    private final ByteBuffer octets;
    private final long base;
    private final long messages;
    private final long names;

    DownWork(
            List<CoreSocket> sockets,
            Arrivals arrivals,
            DownPath path,
            List<FrameBatch> batches,
            Arena arena,
            Tallies tallies) {
        this.sockets = sockets.toArray(CoreSocket[]::new);
        this.ready = new boolean[sockets.size()];
        this.arrivals = arrivals;
        this.path = path;
        this.batches = batches.toArray(FrameBatch[]::new);
        this.tallies = tallies;
        MemorySegment room = arena.allocate((long) BATCH * SLOT, 64);
        base = room.address();
        octets = MEMORY.asSlice(base, room.byteSize()).asByteBuffer();
        messages = arena.allocate((long) BATCH * Posix.MMSGHDR, 8).address();
        names = arena.allocate((long) BATCH * SocketAddresses.SIZE, 8).address();
        long iovecs = arena.allocate((long) BATCH * Posix.IOVEC, 8).address();
        for (int i = 0; i < BATCH; i++) {
            long iovec = iovecs + (long) i * Posix.IOVEC;
            MEMORY.set(JAVA_LONG, iovec, base + (long) i * SLOT + ROOM_IN_FRONT);
            MEMORY.set(JAVA_LONG, iovec + 8, LONGEST);
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
    public int batch() {
        int moved = 0;
        for (int i = 0; i < sockets.length; i++) {
            if (ready[i]) {
                int taken = batch(sockets[i]);
                ready[i] = taken == BATCH;
                moved += taken;
            }
        }
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
        int at = index * SLOT + ROOM_IN_FRONT;
        int size = MEMORY.get(JAVA_INT, message(index) + Posix.MMSG_LEN);
        boolean cut =
                (MEMORY.get(JAVA_INT, message(index) + Posix.MMSG_FLAGS) & Posix.MSG_TRUNC) != 0;
        switch (path.take(octets, at, size, socket.fd(), name(index))) {
            case FORWARD -> {
                if (cut) {
                    tallies.count(Drop.DATA_TOO_LONG);
                    return;
                }
                DownLeg leg = path.leg();
                int length = path.frameLength();
                int begin = leg.wrap(octets, path.frameAt(), length);
                int end = path.frameAt() + length;
                batches[leg.port].add(leg, base + begin, end - begin, length);
            }
            case CONTROL -> {
                if (cut) {
                    tallies.count(Drop.CONTROL_TOO_LONG);
                } else {
                    arrivals.datagram(
                            socket.local(),
                            SocketAddresses.get(name(index)),
                            octets.slice(at, size));
                }
            }
            case DISCOVERY, SESSION, DROP -> {}
        }
    }

    private long message(int index) {
        return messages + (long) index * Posix.MMSGHDR;
    }

    private long name(int index) {
        return names + (long) index * SocketAddresses.SIZE;
    }
}
