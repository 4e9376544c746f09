package org.lacserver.tests.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.SocketAddresses;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;
import org.lacserver.tests.peer.DatagramSink;
import org.lacserver.tests.peer.Lns;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** An LNS on a UDP socket. */
public final class LnsSocket implements Station, AutoCloseable {
    /** Watches datagrams both ways. */
    public interface Tap {
        void seen(long nowNanos, boolean fromLns, ByteBuffer datagram);
    }

    private static final int BATCH = 64;
    private static final int SLOT = 2048;
    private static final int SOCKADDR = SocketAddresses.SIZE;

    private final Lns lns;
    private final int fd;
    private final MemorySegment messages;
    private final MemorySegment addresses;
    private final ByteBuffer octets;
    private final SendBatch batch;
    private final DatagramSink sink;
    private Tap tap = (now, fromLns, datagram) -> {};
    private @Nullable InetSocketAddress lastPeer;
    private long lastPeerKey;
    private final AtomicLong loadFrames = new AtomicLong();

    /** Binds {@code address}. */
    public LnsSocket(InetSocketAddress address, Lns lns) throws IOException {
        this.lns = lns;
        fd = Posix.socket(SocketAddresses.family(address.getAddress()), Posix.SOCK_DGRAM, 0);
        Posix.setBuffer(fd, Posix.SO_RCVBUFFORCE, Posix.SO_RCVBUF, 16 << 20);
        Posix.setBuffer(fd, Posix.SO_SNDBUFFORCE, Posix.SO_SNDBUF, 8 << 20);
        Arena arena = Arena.global();
        MemorySegment own = arena.allocate(SOCKADDR, 8);
        Posix.bind(fd, own.address(), SocketAddresses.put(own.address(), address));
        messages = arena.allocate((long) BATCH * Posix.MMSGHDR, 8);
        addresses = arena.allocate((long) BATCH * SOCKADDR, 8);
        MemorySegment vectors = arena.allocate((long) BATCH * Posix.IOVEC, 8);
        MemorySegment slots = arena.allocate((long) BATCH * SLOT, 64);
        octets = slots.asByteBuffer();
        for (int i = 0; i < BATCH; i++) {
            long message = (long) i * Posix.MMSGHDR;
            long vector = (long) i * Posix.IOVEC;
            vectors.set(JAVA_LONG, vector, slots.address() + (long) i * SLOT);
            vectors.set(JAVA_LONG, vector + 8, SLOT);
            messages.set(
                    JAVA_LONG,
                    message + Posix.MMSG_NAME,
                    addresses.address() + (long) i * SOCKADDR);
            messages.set(JAVA_LONG, message + Posix.MMSG_IOV, vectors.address() + vector);
            messages.set(JAVA_LONG, message + Posix.MMSG_IOVLEN, 1);
        }
        batch = new SendBatch(fd, BATCH, arena);
        sink =
                (to, datagram) -> {
                    tap.seen(System.nanoTime(), true, datagram);
                    batch.add(to, datagram);
                };
    }

    public Lns lns() {
        return lns;
    }

    public void tap(Tap watcher) {
        tap = watcher;
    }

    /** Frames of load traffic received; readable from any thread. */
    public long loadFrames() {
        return loadFrames.get();
    }

    /** A batch for a traffic generator, on its own thread. */
    public SendBatch generator(int datagrams) {
        return new SendBatch(fd, datagrams, Arena.global());
    }

    /** Lets the LNS act. */
    public void act(Consumer<DatagramSink> action) {
        action.accept(sink);
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public void receive(long nowNanos) {
        long load = 0;
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < BATCH; i++) {
                messages.set(JAVA_INT, (long) i * Posix.MMSGHDR + Posix.MMSG_NAMELEN, SOCKADDR);
            }
            int count = Posix.recvmmsg(fd, messages.address(), BATCH, Posix.MSG_DONTWAIT);
            for (int i = 0; i < count; i++) {
                int length = messages.get(JAVA_INT, (long) i * Posix.MMSGHDR + Posix.MMSG_LEN);
                if (isLoad(i * SLOT, length)) {
                    load++;
                } else {
                    ByteBuffer datagram = octets.slice(i * SLOT, length);
                    tap.seen(nowNanos, false, datagram);
                    lns.onDatagram(nowNanos, peer(i), datagram, sink);
                }
            }
            if (count < BATCH) {
                break;
            }
        }
        if (load > 0) {
            loadFrames.addAndGet(load);
        }
    }

    private boolean isLoad(int slot, int length) {
        int flags = octets.getShort(slot) & 0xffff;
        if (length < 30 || (flags & 0x8a00) != 0) {
            return false;
        }
        int at = slot + 6 + ((flags & 0x4000) != 0 ? 2 : 0);
        if (octets.getShort(at) == (short) 0xff03) {
            at += 2;
        }
        return octets.getShort(at) == 0x0021
                && (octets.get(at + 11) & 0xff) == SubscriberPort.LOAD_PROTOCOL;
    }

    private InetSocketAddress peer(int index) {
        long at = addresses.address() + (long) index * SOCKADDR;
        if (addresses.get(JAVA_SHORT, (long) index * SOCKADDR) != Posix.AF_INET) {
            return SocketAddresses.get(at);
        }
        long key = addresses.get(JAVA_LONG, (long) index * SOCKADDR);
        InetSocketAddress known = lastPeer;
        if (known == null || key != lastPeerKey) {
            known = SocketAddresses.get(at);
            lastPeer = known;
            lastPeerKey = key;
        }
        return known;
    }

    @Override
    public long nextDeadlineNanos() {
        return lns.nextDeadlineNanos();
    }

    @Override
    public void onDeadline(long nowNanos) {
        lns.onDeadline(nowNanos, sink);
    }

    @Override
    public void flush() {
        if (batch.count() > 0) {
            batch.flush();
        }
    }

    @Override
    public void close() throws PosixException {
        Posix.close(fd);
    }
}
