package org.lacserver.radius.client;

import java.net.InetSocketAddress;

/** Sees the packets of one question; on the client's thread, in their order. */
@FunctionalInterface
public interface PacketWitness {
    PacketWitness NONE = (isSent, server, address, octets) -> {};

    /**
     * A packet as it is on the wire.
     *
     * @param isSent else it is the reply that counts
     * @param server its name in the configuration
     * @param octets to be left as they are
     */
    void packet(boolean isSent, String server, InetSocketAddress address, byte[] octets);
}
