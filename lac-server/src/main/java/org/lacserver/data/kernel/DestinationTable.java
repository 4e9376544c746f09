package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation.SendPolicy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * LNSs as the program knows them: both ends and how we send, shared by all calls that agree in
 * these. One that is released may be reused only when the program cannot hold it any more.
 */
final class DestinationTable {
    static final int NONE = -1;
    private static final int ECN_BITS = 2;

    /** What makes two of them one. */
    record Way(InetSocketAddress local, InetSocketAddress peer, SendPolicy policy) {
        static Way of(Binding binding) {
            return new Way(binding.local(), binding.peer(), binding.data().datagrams());
        }
    }

    private static final class Entry {
        private final int number;
        private int users;

        private Entry(int number) {
            this.number = number;
        }
    }

    private final SharedArray destinations;
    private final Sizes sizes;
    private final HopTable hopTable;
    private final NextHops nextHops;
    private final Slots numbers;
    private final Map<Way, Entry> entries = new HashMap<>();
    private final Map<Integer, Way> ways = new HashMap<>();

    /**
     * @param nextHops is told which are in use
     */
    DestinationTable(KernelMaps maps, HopTable hopTable, NextHops nextHops) {
        this.destinations = maps.array("destinations");
        this.sizes = maps.sizes();
        this.hopTable = hopTable;
        this.nextHops = nextHops;
        this.numbers = new Slots(sizes.destinations());
    }

    /** The number of the binding's LNS, which stays until {@link #release}; {@link #NONE}: full. */
    int use(Way way) {
        Entry entry = entries.get(way);
        if (entry == null) {
            int number = numbers.take();
            if (number == NONE) {
                return NONE;
            }
            write(number, way);
            entry = new Entry(number);
            entries.put(way, entry);
            ways.put(number, way);
            nextHops.watch(number, way.local, way.peer);
        }
        entry.users++;
        return entry.number;
    }

    /** As {@link #use}, of one that a former daemon has written; false when it is none. */
    boolean adopt(int number) {
        if (number < 0 || number >= sizes.destinations()) {
            return false;
        }
        Way known = ways.get(number);
        Way way = known == null ? read(number) : known;
        if (way == null) {
            return false;
        }
        Entry entry = entries.get(way);
        if (entry == null) {
            numbers.reserve(number);
            entry = new Entry(number);
            entries.put(way, entry);
            ways.put(number, way);
        } else if (entry.number != number) {
            return false;
        }
        entry.users++;
        return true;
    }

    /** The next hops of those adopted so far are followed from now on. */
    void watchAdopted() {
        ways.forEach((number, way) -> nextHops.watch(number, way.local, way.peer));
    }

    void release(int number) {
        Way way = ways.get(number);
        Entry entry = way == null ? null : entries.get(way);
        if (entry == null) {
            throw new IllegalStateException("nobody's destination " + number);
        }
        if (--entry.users == 0) {
            entries.remove(way);
            ways.remove(number);
            nextHops.forget(number);
            hopTable.forget(number);
            destinations.clear(number);
            numbers.release(number);
        }
    }

    private void write(int number, Way way) {
        destinations.clear(number);
        InetAddress local = way.local.getAddress();
        destinations.setOctets(number, Layout.DESTINATION_LOCAL, local.getAddress());
        destinations.setOctets(number, Layout.DESTINATION_PEER, way.peer.getAddress().getAddress());
        destinations.setWire16(number, Layout.DESTINATION_LOCAL_PORT, way.local.getPort());
        destinations.setWire16(number, Layout.DESTINATION_PEER_PORT, way.peer.getPort());
        SendPolicy policy = way.policy;
        int flags = policy.checksum() ? Layout.TO_CHECKSUM : 0;
        flags |= policy.dontFragment() ? Layout.TO_DONT_FRAGMENT : 0;
        destinations.setByte(number, Layout.DESTINATION_TOS, policy.dscp() << ECN_BITS);
        destinations.setByte(number, Layout.DESTINATION_FLAGS, flags);
        int family = local instanceof Inet6Address ? 6 : 4;
        destinations.setByte(number, Layout.DESTINATION_FAMILY, family);
    }

    private @Nullable Way read(int number) {
        int family = destinations.getByte(number, Layout.DESTINATION_FAMILY);
        if (family != 4 && family != 6) {
            return null;
        }
        int octets = family == 4 ? 4 : 16;
        int flags = destinations.getByte(number, Layout.DESTINATION_FLAGS);
        SendPolicy policy =
                new SendPolicy(
                        (flags & Layout.TO_DONT_FRAGMENT) != 0,
                        (flags & Layout.TO_CHECKSUM) != 0,
                        destinations.getByte(number, Layout.DESTINATION_TOS) >> ECN_BITS);
        return new Way(
                socketAddress(
                        number, Layout.DESTINATION_LOCAL, octets, Layout.DESTINATION_LOCAL_PORT),
                socketAddress(
                        number, Layout.DESTINATION_PEER, octets, Layout.DESTINATION_PEER_PORT),
                policy);
    }

    private InetSocketAddress socketAddress(int number, int at, int octets, int portAt) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(destinations.getOctets(number, at, octets)),
                    destinations.getWire16(number, portAt));
        } catch (UnknownHostException e) {
            throw new AssertionError("four or sixteen octets are an address", e);
        }
    }
}
