package org.lacserver.data;

import org.lacserver.io.Arrivals;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PacketRing;

import java.nio.ByteBuffer;
import java.util.List;

/** Access to core: reads the rings of all access ports. */
final class UpWork implements ForwardingThread.Work {
    private static final int TAG = 4;
    private static final int MACS = 12;

    private final AccessPort[] ports;
    private final CallTables tables;
    private final Arrivals arrivals;
    private final UpPath path;
    private final DatagramBatch batch;

    /** A frame for the engine, its tag put back. */
    private final ByteBuffer whole;

    UpWork(
            List<AccessPort> ports,
            CallTables tables,
            Arrivals arrivals,
            UpPath path,
            DatagramBatch batch) {
        this.ports = ports.toArray(AccessPort[]::new);
        this.tables = tables;
        this.arrivals = arrivals;
        this.path = path;
        this.batch = batch;
        int longest = ports.stream().mapToInt(port -> port.ring().frameSize()).max().orElse(0);
        this.whole = ByteBuffer.allocate(longest + TAG);
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
        return moved;
    }

    private int batch(int port) {
        PacketRing ring = ports[port].ring();
        int taken = 0;
        try {
            while (taken < DatagramBatch.CAPACITY) {
                long slot = ring.peek(taken);
                if (slot == 0) {
                    break;
                }
                taken++;
                frame(port, ring, slot);
            }
            batch.flush();
        } finally {
            batch.clear();
            ring.release(taken);
        }
        return taken;
    }

    private void frame(int port, PacketRing ring, long slot) {
        ByteBuffer octets = ring.octets();
        int at = ring.frame(slot);
        int length = PacketRing.length(slot);
        int tag = PacketRing.tag(slot);
        switch (path.take(tables.port(port), octets, at, length, tag)) {
            case FORWARD -> {
                UpLeg leg = path.leg();
                int begin = leg.wrap(octets, path.frameAt());
                int end = path.frameAt() + path.frameLength();
                batch.add(leg, ring.address() + begin, end - begin, path.frameLength());
            }
            case DISCOVERY -> arrivals.discovery(port, whole(octets, at, length, tag));
            case SESSION -> arrivals.session(port, whole(octets, at, length, tag));
            case CONTROL, DROP -> {}
        }
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
