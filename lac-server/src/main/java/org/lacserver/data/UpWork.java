package org.lacserver.data;

import org.lacserver.io.Arrivals;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PacketRing;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;

/** Access to core: reads the rings of some access ports. */
final class UpWork implements ForwardingThread.Work, JoinRoom.Exit {
    private static final int TAG = 4;
    private static final int MACS = 12;

    /** What every session frame has in front of its PPP frame: Ethernet and PPPoE. */
    private static final int ROOM_IN_PLACE = 20;

    private final AccessPort[] ports;
    private final CallTables tables;
    private final Arrivals arrivals;
    private final UpPath path;
    private final DatagramBatch batch;
    private final StrangersGate gate;
    private final JoinRoom joins;
    private final LaneWatch lanes;

    /** A frame for the engine, its tag put back. */
    private final ByteBuffer whole;

    /** Room for the frames of a batch whose header is longer than what it replaces. */
    private final ByteBuffer copies;

    private final long copiesAt;
    private final int copySlot;
    private int copied;

    /**
     * @param laneClock of what other programs do, so the real one
     */
    UpWork(
            List<AccessPort> ports,
            CallTables tables,
            Arrivals arrivals,
            UpPath path,
            DatagramBatch batch,
            StrangersGate gate,
            Arena arena,
            Tallies tallies,
            LongSupplier laneClock) {
        this.ports = ports.toArray(AccessPort[]::new);
        this.tables = tables;
        this.arrivals = arrivals;
        this.path = path;
        this.batch = batch;
        this.gate = gate;
        int longest = ports.stream().mapToInt(port -> port.ring().frameSize()).max().orElse(0);
        this.whole = ByteBuffer.allocate(longest + TAG);
        this.joins = new JoinRoom(arrivals, this, longest + TAG, arena, tallies);
        this.lanes =
                new LaneWatch(
                        ports.stream().mapToInt(port -> port.ring().frames()).toArray(), laneClock);
        this.copySlot = UpLeg.LONGEST_HEADER + longest;
        MemorySegment room = arena.allocate((long) DatagramBatch.CAPACITY * copySlot, 8);
        this.copiesAt = room.address();
        this.copies = Posix.MEMORY.asSlice(copiesAt, room.byteSize()).asByteBuffer();
    }

    @Override
    public int patienceMillis() {
        int toLanes = lanes.patienceMillis();
        return joins.isEmpty() || toLanes == 0 ? toLanes : 1;
    }

    /** Calls with lanes are told to it when they are joined. */
    JoinRoom joins() {
        return joins;
    }

    @Override
    public boolean selects() {
        return false; // the rings themselves tell
    }

    @Override
    public void ready(int index) {
        // every round looks at every ring
    }

    @Override
    public int batch() {
        int moved = 0;
        for (int i = 0; i < ports.length; i++) {
            moved += batch(i);
        }
        if (!joins.isEmpty()) {
            settle();
        }
        lanes.look();
        return moved;
    }

    private int batch(int source) {
        PacketRing ring = ports[source].ring();
        int port = ports[source].index();
        int taken = 0;
        gate.nextBatch();
        try {
            while (taken < DatagramBatch.CAPACITY) {
                long slot = ring.peek(taken);
                if (slot == 0) {
                    break;
                }
                taken++;
                if (PacketRing.isCut(slot)) {
                    path.cut();
                } else {
                    frame(port, ring, slot);
                }
            }
            flush();
        } finally {
            batch.clear();
            copied = 0;
            ring.release(taken);
        }
        lanes.took(source, taken, taken < DatagramBatch.CAPACITY);
        return taken;
    }

    private void settle() {
        gate.nextBatch();
        try {
            joins.settle();
        } finally {
            batch.clear();
            copied = 0;
        }
    }

    @Override
    public void flush() {
        batch.flush();
        copied = 0;
    }

    @Override
    public void direct(Lane lane) {
        lanes.open(lane);
    }

    @Override
    public void frame(int port, ByteBuffer octets, long base, int at, int length) {
        judge(port, octets, base, at, length, 0);
    }

    private void frame(int port, PacketRing ring, long slot) {
        ByteBuffer octets = ring.octets();
        int at = ring.frame(slot);
        int length = PacketRing.length(slot);
        judge(port, octets, ring.address(), at, length, PacketRing.tag(slot));
    }

    private void judge(int port, ByteBuffer octets, long base, int at, int length, int tag) {
        switch (path.take(tables.port(port), octets, at, length, tag)) {
            case FORWARD -> {
                UpLeg leg = path.leg();
                Joining joining = leg.joining;
                if (!joining.isDirect
                        && joins.takes(port, joining, whole(octets, at, length, tag))) {
                    return;
                }
                if (joining.latest != leg.destination) {
                    flush(); // a batch is sent by destinations
                    joining.latest = leg.destination;
                }
                if (leg.lane != null) {
                    lanes.saw(leg.lane);
                }
                leg.saw(octets, path.frameAt(), path.frameLength());
                if (leg.longestHeader <= ROOM_IN_PLACE) {
                    wrap(leg, octets, base, path.frameAt());
                } else {
                    int frameAt = copied++ * copySlot + UpLeg.LONGEST_HEADER;
                    copies.put(frameAt, octets, path.frameAt(), path.frameLength());
                    wrap(leg, copies, copiesAt, frameAt);
                }
            }
            case DISCOVERY -> {
                if (gate.lets(port, octets, at, length, tag)) {
                    arrivals.discovery(port, whole(octets, at, length, tag));
                }
            }
            case SESSION -> {
                if (gate.lets(port, octets, at, length, tag)) {
                    arrivals.session(port, whole(octets, at, length, tag));
                }
            }
            case SORT, CONTROL, DROP -> {}
        }
    }

    private void wrap(UpLeg leg, ByteBuffer buffer, long base, int frameAt) {
        int length = path.frameLength();
        int begin = leg.wrap(buffer, frameAt, length);
        batch.add(leg, base + begin, frameAt + length - begin, length);
    }

    private ByteBuffer whole(ByteBuffer octets, int at, int length, int tag) {
        whole.clear();
        if (tag == 0) {
            return whole.put(0, octets, at, length).limit(length);
        }
        whole.put(0, octets, at, MACS);
        whole.putInt(MACS, tag);
        whole.put(MACS + TAG, octets, at + MACS, length - MACS);
        return whole.limit(length + TAG);
    }
}
