package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSockets;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.KnownCallers;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PacketRing;
import org.lacserver.pppoe.ethernet.Posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The real thing: subscribers behind a veth, LNSs on loopback addresses. */
final class UserspaceRig implements Rig, Arrivals {
    private static final int PATIENCE_MILLIS = 3000;

    private final AtomicLong now = new AtomicLong();
    private final AccessPort port;
    private final AccessPort subscriber;
    private final CoreSockets sockets;
    private final UserspaceDataPlane plane;
    private final DatagramSocket lns;
    private final DatagramSocket stranger;
    private final DatagramSocket otherPort;
    private final BlockingQueue<byte[]> framesUp = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> callFramesUp = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> datagramsUp = new LinkedBlockingQueue<>();
    private final Arena arena = Arena.ofShared();
    private InetSocketAddress sender;
    private volatile boolean isEngineBusy;
    private final MemorySegment pollfd = arena.allocate(8, 8);

    /** Opens a socket of an LNS, wherever that is. */
    interface Sockets {
        DatagramSocket open(InetSocketAddress at) throws IOException;
    }

    UserspaceRig(VethPair veth, InetAddress local, InetAddress lnsAddress, InetAddress other)
            throws IOException {
        this(veth, local, lnsAddress, other, UserspaceSettings.DEFAULT);
    }

    UserspaceRig(
            VethPair veth,
            InetAddress local,
            InetAddress lnsAddress,
            InetAddress other,
            UserspaceSettings settings)
            throws IOException {
        this(veth, local, lnsAddress, other, settings, DatagramSocket::new, () -> 0);
    }

    /**
     * @param clock to which {@link #passes} adds
     */
    UserspaceRig(
            VethPair veth,
            InetAddress local,
            InetAddress lnsAddress,
            InetAddress other,
            UserspaceSettings settings,
            Sockets lnsSockets,
            LongSupplier clock)
            throws IOException {
        port = AccessPort.open(0, veth.lac(), AccessPort.Options.DEFAULT);
        subscriber = AccessPort.open(0, veth.subscriber(), AccessPort.Options.DEFAULT);
        sockets =
                CoreSockets.open(
                        List.of(new InetSocketAddress(local, 0)), CoreSockets.USUAL_BUFFER_OCTETS);
        sender = sockets.all().getFirst().local();
        lns = lnsSockets.open(new InetSocketAddress(lnsAddress, 0));
        lns.setReceiveBufferSize(4 << 20);
        lns.setSoTimeout(PATIENCE_MILLIS);
        stranger = lnsSockets.open(new InetSocketAddress(other, 0));
        otherPort = lnsSockets.open(new InetSocketAddress(lnsAddress, 0));
        otherPort.setReceiveBufferSize(4 << 20);
        otherPort.setSoTimeout(PATIENCE_MILLIS);
        pollfd.set(JAVA_INT, 0, subscriber.receiveFd());
        pollfd.set(JAVA_SHORT, 4, (short) Posix.POLLIN);
        LongSupplier time = () -> clock.getAsLong() + now.get();
        plane = new UserspaceDataPlane(List.of(port), sockets, this, gate(), settings, time);
        plane.start();
    }

    private static Gate gate() {
        return new Gate(GateRules.OFF, 1, new KnownCallers(1, 2));
    }

    /** A busy engine comes to no mark. */
    void engineIsBusy(boolean busy) {
        isEngineBusy = busy;
    }

    AccessPort port() {
        return port;
    }

    UserspaceDataPlane userspace() {
        return plane;
    }

    @Override
    public boolean discovery(int index, ByteBuffer frame) {
        return framesUp.add(copy(frame));
    }

    @Override
    public boolean session(int index, ByteBuffer frame) {
        return framesUp.add(copy(frame));
    }

    @Override
    public long mark() {
        return 0;
    }

    @Override
    public boolean isPast(long mark) {
        return !isEngineBusy;
    }

    @Override
    public boolean datagram(InetSocketAddress to, InetSocketAddress from, ByteBuffer octets) {
        return to.equals(local()) && from.equals(lns()) && datagramsUp.add(copy(octets));
    }

    @Override
    public boolean callFrame(long callId, ByteBuffer pppFrame) {
        return callId == Wire.SERIAL_CALL && callFramesUp.add(copy(pppFrame));
    }

    private static byte[] copy(ByteBuffer octets) {
        byte[] copy = new byte[octets.remaining()];
        octets.get(copy);
        return copy;
    }

    @Override
    public UserspaceDataPlane plane() {
        return plane;
    }

    @Override
    public Map<String, Long> counters() {
        return plane.counters();
    }

    @Override
    public long portMac() {
        return port.mac();
    }

    @Override
    public InetSocketAddress local() {
        return sockets.all().getFirst().local();
    }

    @Override
    public InetSocketAddress lns() {
        return (InetSocketAddress) lns.getLocalSocketAddress();
    }

    @Override
    public void subscriberSends(byte[] frame) {
        if (!subscriber.send(ByteBuffer.wrap(frame))) {
            throw new IllegalStateException("the subscriber's interface refused a frame");
        }
    }

    @Override
    public byte @Nullable [] subscriberGets() {
        PacketRing ring = subscriber.ring();
        long slot = ring.peek(0);
        if (slot == 0) {
            Posix.poll(pollfd.address(), 1, PATIENCE_MILLIS);
            slot = ring.peek(0);
            if (slot == 0) {
                return null;
            }
        }
        int tag = PacketRing.tag(slot);
        int length = PacketRing.length(slot);
        int at = ring.frame(slot);
        ByteBuffer frame = ByteBuffer.allocate(length + (tag == 0 ? 0 : 4));
        frame.put(0, ring.octets(), at, 12);
        int behind = 12;
        if (tag != 0) {
            frame.putInt(12, tag);
            behind = 16;
        }
        frame.put(behind, ring.octets(), at + 12, length - 12);
        ring.release(1);
        return frame.array();
    }

    @Override
    public void lnsSends(byte[] datagram) {
        send(lns, datagram);
    }

    @Override
    public void strangerSends(byte[] datagram) {
        send(stranger, datagram);
    }

    @Override
    public void otherPortSends(byte[] datagram) {
        send(otherPort, datagram);
    }

    private void send(DatagramSocket from, byte[] datagram) {
        try {
            from.send(new DatagramPacket(datagram, datagram.length, local()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Datagrams must come from here, not from {@link #local}, from now on. */
    void expectFrom(InetSocketAddress address) {
        sender = address;
    }

    /** As {@link #lnsSends}, to another address of ours. */
    void lnsSendsTo(InetSocketAddress address, byte[] datagram) throws IOException {
        lns.send(new DatagramPacket(datagram, datagram.length, address));
    }

    /** A second LNS: the other port. */
    InetSocketAddress otherLns() {
        return (InetSocketAddress) otherPort.getLocalSocketAddress();
    }

    byte @Nullable [] otherLnsGets() {
        return receive(otherPort);
    }

    @Override
    public byte @Nullable [] lnsGets() {
        return receive(lns);
    }

    private byte @Nullable [] receive(DatagramSocket socket) {
        byte[] room = new byte[16_384];
        DatagramPacket packet = new DatagramPacket(room, room.length);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException _) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!packet.getSocketAddress().equals(sender)) {
            throw new IllegalStateException("sent from " + packet.getSocketAddress());
        }
        return java.util.Arrays.copyOf(room, packet.getLength());
    }

    @Override
    public byte @Nullable [] engineGetsFrame() {
        return take(framesUp);
    }

    @Override
    public byte @Nullable [] engineGetsDatagram() {
        return take(datagramsUp);
    }

    @Override
    public byte @Nullable [] engineGetsCallFrame() {
        return take(callFramesUp);
    }

    @Override
    public void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static byte @Nullable [] take(BlockingQueue<byte[]> queue) {
        try {
            return queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        try {
            plane.close();
            sockets.close();
            port.close();
            subscriber.close();
            lns.close();
            stranger.close();
            otherPort.close();
            arena.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
