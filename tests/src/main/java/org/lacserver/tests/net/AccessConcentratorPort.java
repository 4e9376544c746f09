package org.lacserver.tests.net;

import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PacketRing;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.FrameSink;
import org.lacserver.tests.peer.PppoeFrames;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A remote access concentrator on an interface, which subscribers may be on as well. */
public final class AccessConcentratorPort implements Station, AutoCloseable {
    private static final int RING_FRAMES = 1024;
    private static final int BATCH = 64;

    private final AccessPort port;
    private final AccessConcentrator concentrator;
    private final SendBatch batch;
    private final FrameSink sink;
    private final WholeFrames frames = new WholeFrames();

    /** Opens {@code interfaceName} for it. */
    public AccessConcentratorPort(String interfaceName, AccessConcentrator concentrator)
            throws IOException {
        this.concentrator = concentrator;
        port = AccessPort.open(0, interfaceName, new AccessPort.Options(RING_FRAMES, true, true));
        batch = new SendBatch(port.dataFd(), BATCH, Arena.global());
        sink = batch::add;
    }

    public AccessConcentrator concentrator() {
        return concentrator;
    }

    /** Lets it act. */
    public void act(Consumer<FrameSink> action) {
        action.accept(sink);
    }

    @Override
    public int fd() {
        return port.receiveFd();
    }

    @Override
    public void receive(long nowNanos) {
        PacketRing ring = port.ring();
        for (int i = 0; i < BATCH; i++) {
            long slot = ring.peek(0);
            if (slot == 0) {
                break;
            }
            ByteBuffer frame = frames.whole(ring, slot);
            if (frame.limit() >= 14 && isHeard(PppoeFrames.mac(frame, 0))) {
                concentrator.onFrame(nowNanos, frame, sink);
            }
            ring.release(1);
        }
    }

    private boolean isHeard(long destination) {
        return destination == concentrator.mac() || destination == PppoeFrames.BROADCAST;
    }

    @Override
    public long nextDeadlineNanos() {
        return concentrator.nextDeadlineNanos();
    }

    @Override
    public void onDeadline(long nowNanos) {
        concentrator.onDeadline(nowNanos, sink);
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
