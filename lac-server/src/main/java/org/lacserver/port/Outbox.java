package org.lacserver.port;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Where the core puts what it has to say. Called within an {@code on…} method of the engine, in
 * order.
 */
public interface Outbox {
    /**
     * A control datagram; the buffer is the receiver's until the next call.
     *
     * @param dscp differentiated services code point of the packet, 0..63
     */
    void datagram(InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets);

    void event(Event event);
}
