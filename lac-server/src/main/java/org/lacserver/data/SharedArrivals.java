package org.lacserver.data;

import org.lacserver.io.Arrivals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Lets several forwarding threads of one direction hand up where only one may. */
final class SharedArrivals implements Arrivals {
    private final Arrivals arrivals;

    SharedArrivals(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    public synchronized boolean discovery(int port, ByteBuffer frame) {
        return arrivals.discovery(port, frame);
    }

    @Override
    public synchronized boolean session(int port, ByteBuffer frame) {
        return arrivals.session(port, frame);
    }

    @Override
    public synchronized long mark() {
        return arrivals.mark();
    }

    @Override
    public boolean isPast(long mark) {
        return arrivals.isPast(mark);
    }

    @Override
    public synchronized boolean datagram(
            InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        return arrivals.datagram(local, peer, octets);
    }

    @Override
    public synchronized boolean callFrame(long callId, ByteBuffer pppFrame) {
        return arrivals.callFrame(callId, pppFrame);
    }
}
