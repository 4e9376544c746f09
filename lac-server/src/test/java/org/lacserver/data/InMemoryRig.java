package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.DataPlane;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Everything in the calling thread. */
final class InMemoryRig implements Rig, InMemoryDataPlane.Wire {
    private static final long PORT_MAC = 0x02_00_00_00_ac_01L;
    private final InetSocketAddress local;
    private final InetSocketAddress lns;
    private final InetSocketAddress stranger;
    private long now;
    private final Deque<byte[]> toLns = new ArrayDeque<>();
    private final Deque<byte[]> toSubscriber = new ArrayDeque<>();
    private final Deque<byte[]> framesUp = new ArrayDeque<>();
    private final Deque<byte[]> callFramesUp = new ArrayDeque<>();
    private final Deque<byte[]> datagramsUp = new ArrayDeque<>();
    private final InMemoryDataPlane plane =
            new InMemoryDataPlane(List.of(new InMemoryDataPlane.Port(PORT_MAC, 1500)), this);

    InMemoryRig() {
        this("192.0.2.1", "192.0.2.11", "192.0.2.12");
    }

    InMemoryRig(String local, String lns, String stranger) {
        this.local = new InetSocketAddress(local, 1701);
        this.lns = new InetSocketAddress(lns, 1701);
        this.stranger = new InetSocketAddress(stranger, 1701);
    }

    @Override
    public void datagram(InetSocketAddress from, InetSocketAddress to, ByteBuffer octets) {
        if (from.equals(local) && to.equals(lns)) {
            toLns.add(copy(octets));
        }
    }

    @Override
    public void frame(int port, ByteBuffer frame) {
        toSubscriber.add(copy(frame));
    }

    @Override
    public void callFrame(long callId, ByteBuffer pppFrame) {
        if (callId == Wire.SERIAL_CALL) {
            callFramesUp.add(copy(pppFrame));
        }
    }

    private static byte[] copy(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(copy);
        return copy;
    }

    @Override
    public DataPlane plane() {
        return plane;
    }

    @Override
    public Map<String, Long> counters() {
        return plane.counters();
    }

    @Override
    public long portMac() {
        return PORT_MAC;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public InetSocketAddress lns() {
        return lns;
    }

    @Override
    public void subscriberSends(byte[] frame) {
        if (!plane.onFrame(0, ByteBuffer.wrap(frame))) {
            framesUp.add(frame);
        }
    }

    @Override
    public byte @Nullable [] subscriberGets() {
        return toSubscriber.poll();
    }

    @Override
    public void lnsSends(byte[] datagram) {
        sends(lns, datagram);
    }

    @Override
    public void strangerSends(byte[] datagram) {
        sends(stranger, datagram);
    }

    @Override
    public void otherPortSends(byte[] datagram) {
        sends(new InetSocketAddress(lns.getAddress(), lns.getPort() + 1), datagram);
    }

    private void sends(InetSocketAddress from, byte[] datagram) {
        if (!plane.onDatagram(now, local, from, ByteBuffer.wrap(datagram))) {
            datagramsUp.add(datagram);
        }
    }

    @Override
    public byte @Nullable [] lnsGets() {
        return toLns.poll();
    }

    @Override
    public byte @Nullable [] engineGetsFrame() {
        return framesUp.poll();
    }

    @Override
    public byte @Nullable [] engineGetsDatagram() {
        return datagramsUp.poll();
    }

    @Override
    public byte @Nullable [] engineGetsCallFrame() {
        return callFramesUp.poll();
    }

    @Override
    public void passes(Duration time) {
        long end = now + time.toNanos();
        while (plane.nextDeadlineNanos() <= end) {
            now = Math.max(now, plane.nextDeadlineNanos());
            plane.onDeadline(now);
        }
        now = end;
    }

    @Override
    public void close() {}
}
