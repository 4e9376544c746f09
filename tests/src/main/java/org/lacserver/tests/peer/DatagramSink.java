package org.lacserver.tests.peer;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Where an LNS's UDP datagrams go. The buffer is fresh: the receiver may keep it. */
@FunctionalInterface
public interface DatagramSink {
    void datagram(InetSocketAddress to, ByteBuffer octets);
}
