package org.lacserver.data;

import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSocket;
import org.lacserver.io.CoreSockets;
import org.lacserver.io.SocketAddresses;
import org.lacserver.l2tp.wire.DataHeader;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** Core to access: reads some UDP sockets. */
final class DownWork implements ForwardingThread.Work, WaitingRoom.Exit {
    /** Whoever waits for a batch to end waits for so many frames at most, and a few held ones. */
    private static final int MOST_IN_BATCH = 256;

    /** The longest L2TP data header with its offset padding left aside, and FF 03. */
    private static final int ROOM_FOR_HEADER = 64;

    /** Messages that a socket's buffer has room for: each takes more than 256 octets of it. */
    private static final int MOST_WAITING = CoreSockets.USUAL_BUFFER_OCTETS * 2 / 256;

    private static final int FOR_EVER = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final CoreSocket[] sockets;
    private final boolean[] ready;
    private final Arrivals arrivals;
    private final DownPath path;
    private final FrameBatch[] batches;
    private final Tallies tallies;
    private final WaitingRoom waiting;
    private final LongSupplier clock;
    private final LaneWatch lanes;
    private final int longest;
    private final ReceivedDatagrams received;

    /** The socket that these are from; the next one is looked at first. */
    private int reading;

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
        this.longest = Math.max(WaitingRoom.USUAL_LONGEST, largestMtu + ROOM_FOR_HEADER);
        this.waiting = new WaitingRoom(this, longest, arena, tallies);
        this.clock = clock;
        int[] capacities = new int[sockets.size()];
        Arrays.fill(capacities, MOST_WAITING);
        this.lanes = new LaneWatch(capacities, laneClock);
        this.received = new ReceivedDatagrams(arena);
        sockets.forEach(socket -> ReceivedDatagrams.putTogether(socket.fd()));
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
        if (received.hasMore()) {
            return 0; // a batch has failed in the middle
        }
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
        if (received.hasMore()) {
            moved = move();
        } else {
            int first = reading + 1;
            for (int i = 0; i < sockets.length && !received.hasMore(); i++) {
                moved += batch((first + i) % sockets.length);
            }
        }
        lanes.look();
        return moved;
    }

    private int batch(int source) {
        int messages = 0;
        int moved = 0;
        if (ready[source]) {
            reading = source;
            messages = received.receive(sockets[source].fd());
            ready[source] = messages == ReceivedDatagrams.MESSAGES;
            moved = move();
        }
        // messages that are not moved yet are moved before this socket is read again
        lanes.took(source, messages, !ready[source] && !received.hasMore());
        return moved;
    }

    /**
     * Moves some of what was received: the rest waits for the next batch, so that each is short.
     */
    private int move() {
        int moved = 0;
        try {
            while (moved < MOST_IN_BATCH && received.hasMore()) {
                received.next();
                datagram(sockets[reading]);
                moved++;
            }
            for (FrameBatch batch : batches) {
                batch.flush();
            }
        } finally {
            for (FrameBatch batch : batches) {
                batch.clear();
            }
        }
        return moved;
    }

    private void datagram(CoreSocket socket) {
        ByteBuffer octets = received.octets();
        int at = received.at();
        int size = received.size();
        if (size > longest) {
            boolean isControl = DataHeader.isControl(octets, at);
            tallies.count(isControl ? Drop.CONTROL_TOO_LONG : Drop.DATA_TOO_LONG);
            return;
        }
        long base = received.address();
        switch (path.take(octets, at, size, socket.fd(), received.from())) {
            case FORWARD -> deliver(path.leg(), octets, base, path.frameAt(), path.frameLength());
            case SORT -> waiting.sort(clock.getAsLong(), path, octets, base);
            case CONTROL ->
                    arrivals.datagram(
                            socket.local(),
                            SocketAddresses.get(received.from()),
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
        batches[leg.port].add(leg, at + frameAt, length);
    }

    @Override
    public void flush(DownLeg leg) {
        if (leg.port >= 0) {
            batches[leg.port].flush();
        }
    }
}
