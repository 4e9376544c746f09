package org.lacserver.tests.net;

import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PacketRing;
import org.lacserver.tests.peer.Deadlines;
import org.lacserver.tests.peer.FrameSink;
import org.lacserver.tests.peer.PppoeFrames;
import org.lacserver.tests.peer.Subscriber;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many subscribers on one interface. Their MAC addresses must be consecutive. */
public final class SubscriberPort implements Station, AutoCloseable {
    /** The IP protocol number of load traffic (RFC 3692: for experiments). */
    public static final int LOAD_PROTOCOL = 253;

    /** Watches frames both ways. */
    public interface Tap {
        void seen(long nowNanos, boolean fromSubscriber, ByteBuffer frame);
    }

    private static final int RING_FRAMES = 16_384;
    private static final int BATCH = 64;

    private final AccessPort port;
    private final List<Subscriber> subscribers;
    private final long firstMac;
    private final Deadlines<Subscriber> deadlines = new Deadlines<>();
    private final SendBatch batch;
    private final WholeFrames frames = new WholeFrames();
    private final FrameSink sink;
    private Tap tap = (now, fromSubscriber, frame) -> {};
    private final AtomicLong loadFrames = new AtomicLong();

    /** Opens {@code interfaceName} for {@code subscribers}. */
    public SubscriberPort(String interfaceName, List<Subscriber> subscribers) throws IOException {
        this.subscribers = List.copyOf(subscribers);
        firstMac = subscribers.getFirst().profile().mac();
        port = AccessPort.open(0, interfaceName, new AccessPort.Options(RING_FRAMES, true, true));
        batch = new SendBatch(port.dataFd(), BATCH, Arena.global());
        sink =
                frame -> {
                    tap.seen(System.nanoTime(), true, frame);
                    batch.add(frame);
                };
    }

    public void tap(Tap watcher) {
        tap = watcher;
    }

    /** Frames of load traffic received; readable from any thread. */
    public long loadFrames() {
        return loadFrames.get();
    }

    /** A batch for a traffic generator, on its own thread. */
    public SendBatch generator(int frames) {
        return new SendBatch(port.dataFd(), frames, Arena.global());
    }

    /** Lets a subscriber act, and keeps its deadline. */
    public void act(Subscriber subscriber, Consumer<FrameSink> action) {
        action.accept(sink);
        deadlines.update(subscriber);
    }

    public void dial(Subscriber subscriber) {
        act(subscriber, out -> subscriber.dial(System.nanoTime(), out));
    }

    @Override
    public int fd() {
        return port.receiveFd();
    }

    @Override
    public void receive(long nowNanos) {
        PacketRing ring = port.ring();
        long load = 0;
        for (int i = 0; i < 4 * BATCH; i++) {
            long slot = ring.peek(0);
            if (slot == 0) {
                break;
            }
            if (isLoad(ring, slot)) {
                load++;
            } else {
                deliver(nowNanos, frames.whole(ring, slot));
            }
            ring.release(1);
        }
        if (load > 0) {
            loadFrames.addAndGet(load);
        }
    }

    private static boolean isLoad(PacketRing ring, long slot) {
        ByteBuffer octets = ring.octets();
        int at = ring.frame(slot) + 12;
        if (PacketRing.length(slot) < 44) {
            return false;
        }
        while (octets.getShort(at) == (short) 0x8100 || octets.getShort(at) == (short) 0x88a8) {
            at += 4;
        }
        return octets.getShort(at) == (short) PppoeFrames.SESSION
                && octets.getShort(at + 8) == 0x0021
                && (octets.get(at + 19) & 0xff) == LOAD_PROTOCOL;
    }

    private void deliver(long nowNanos, ByteBuffer frame) {
        if (frame.limit() < 14) {
            return;
        }
        long index = PppoeFrames.mac(frame, 0) - firstMac;
        if (index >= 0 && index < subscribers.size()) {
            Subscriber subscriber = subscribers.get((int) index);
            tap.seen(nowNanos, false, frame);
            subscriber.onFrame(nowNanos, frame, sink);
            deadlines.update(subscriber);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        return deadlines.nextNanos();
    }

    @Override
    public void onDeadline(long nowNanos) {
        deadlines.run(nowNanos, subscriber -> subscriber.onDeadline(nowNanos, sink));
    }

    @Override
    public void flush() {
        if (batch.count() > 0) {
            batch.flush();
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
