package org.lacserver.wiring.trace;

import org.lacserver.radius.client.PacketText;
import org.lacserver.radius.client.PacketWitness;
import org.lacserver.radius.vendor.VendorTable;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * RADIUS packets of one call, from the client's thread to the engine's. Bounded: a call's retries
 * and rounds beyond it are not kept.
 */
final class PacketQueue implements PacketWitness {
    private static final int MOST = 24;

    private final LongSupplier clock;
    private final VendorTable vendors;

    /** Has {@link #take} called soon. */
    private final Runnable urgent;

    private final ArrayDeque<Packet> packets = new ArrayDeque<>(2);

    /** As it was on the wire, without secrets. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Packet(
            long atNanos,
            boolean isSent,
            String server,
            InetSocketAddress address,
            byte[] octets,
            int length) {}

    PacketQueue(LongSupplier clock, VendorTable vendors, Runnable urgent) {
        this.clock = clock;
        this.vendors = vendors;
        this.urgent = urgent;
    }

    @Override
    public void packet(boolean isSent, String server, InetSocketAddress address, byte[] octets) {
        byte[] masked = PacketText.masked(octets, Ladder.MOST_OF_ONE, vendors);
        Packet packet =
                new Packet(clock.getAsLong(), isSent, server, address, masked, octets.length);
        synchronized (this) {
            if (packets.size() < MOST) {
                packets.add(packet);
            }
        }
        urgent.run();
    }

    /** The oldest that was not taken; null when there is none. */
    synchronized @org.jspecify.annotations.Nullable Packet take() {
        return packets.poll();
    }
}
