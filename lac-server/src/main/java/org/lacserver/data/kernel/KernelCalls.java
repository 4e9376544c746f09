package org.lacserver.data.kernel;

import org.lacserver.data.Lanes;
import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;
import org.lacserver.pppoe.ethernet.PosixException;

import java.nio.ByteBuffer;
import java.util.BitSet;

/** The calls in the program's tables: an entry for each direction, found by {@link IdIndex}. */
final class KernelCalls {
    /**
     * Where a call stands.
     *
     * @param vlans outer VLAN id in the high 16 bits, inner one in the low ones
     */
    record Place(
            int slot,
            int port,
            int vlans,
            int pppoeSession,
            long mac,
            int tunnel,
            int session,
            int destination) {
        private int upAt() {
            return port * Layout.IDS + pppoeSession;
        }
    }

    private record UpOthers(KernelMaps maps) implements IdIndex.Others {
        @Override
        public void put(Place place) throws PosixException {
            maps.putUpOther(place.vlans, place.port, place.pppoeSession, place.mac, place.slot);
        }

        @Override
        public void remove(Place place) throws PosixException {
            maps.removeUpOther(place.vlans, place.port, place.pppoeSession, place.mac);
        }
    }

    private record DownOthers(KernelMaps maps) implements IdIndex.Others {
        @Override
        public void put(Place place) throws PosixException {
            maps.putDownOther(place.tunnel, place.session, place.slot);
        }

        @Override
        public void remove(Place place) throws PosixException {
            maps.removeDownOther(place.tunnel, place.session);
        }
    }

    /** What was moved of one call. */
    record Moved(
            long upFrames,
            long upOctets,
            long downFrames,
            long downOctets,
            long upLcp,
            long downLcp) {}

    private final Sizes sizes;
    private final IdIndex up;
    private final IdIndex down;
    private final SharedArray upCalls;
    private final SharedArray downCalls;
    private final SharedArray moved;

    KernelCalls(KernelMaps maps) {
        this.sizes = maps.sizes();
        this.up = new IdIndex(maps.array("up_index"), new UpOthers(maps));
        this.down = new IdIndex(maps.array("down_index"), new DownOthers(maps));
        this.upCalls = maps.array("up_calls");
        this.downCalls = maps.array("down_calls");
        this.moved = maps.array("moved");
    }

    Lanes lanes(int slot) {
        return new Lanes(upCalls.address(slot), downCalls.address(slot));
    }

    /**
     * Fills a slot that is clear; nothing finds it yet.
     *
     * @param header both MAC addresses and the tags of frames to the caller, 12..20 octets
     */
    void write(Place place, Binding binding, ByteBuffer header) {
        int slot = place.slot;
        upCalls.setInt(slot, Layout.UP_VLANS, place.vlans);
        upCalls.setShort(slot, Layout.UP_PORT, place.port);
        upCalls.setMac(slot, Layout.UP_MAC, place.mac);
        upCalls.setShort(slot, Layout.UP_FLAGS, flags(binding.data()));
        upCalls.setWire16(slot, Layout.UP_PEER_TUNNEL, binding.peerTunnelId());
        upCalls.setWire16(slot, Layout.UP_PEER_SESSION, binding.peerSessionId());
        upCalls.setInt(slot, Layout.UP_DESTINATION, place.destination);
        upCalls.setInt(slot, Layout.UP_SLOT, slot);
        upCalls.setWire16(slot, Layout.UP_SESSION, place.pppoeSession);
        byte[] octets = new byte[header.remaining()];
        header.get(header.position(), octets);
        downCalls.setOctets(slot, Layout.DOWN_HEADER, octets);
        downCalls.setByte(slot, Layout.DOWN_TAGS, (octets.length - 12) / 4);
        downCalls.setShort(slot, Layout.DOWN_PORT, place.port);
        downCalls.setInt(slot, Layout.DOWN_DESTINATION, place.destination);
        downCalls.setWire16(slot, Layout.DOWN_PPPOE, place.pppoeSession);
        downCalls.setInt(slot, Layout.DOWN_SLOT, slot);
        downCalls.setWire16(slot, Layout.DOWN_SESSION, place.session);
        downCalls.setWire16(slot, Layout.DOWN_TUNNEL, place.tunnel);
    }

    private static int flags(Encapsulation data) {
        int flags = data.lengthBit() ? Layout.FLAG_LENGTH : 0;
        flags |= data.priorityOfLcp() ? Layout.FLAG_PRIORITY_LCP : 0;
        return flags
                | switch (data.addressControl()) {
                    case ALWAYS -> Layout.FLAG_ADDRESS | Layout.FLAG_ADDRESS_LCP;
                    case LCP_ONLY -> Layout.FLAG_ADDRESS_LCP;
                    case NEVER -> 0;
                };
    }

    /**
     * What is in a slot that a former daemon may have left half-filled; it is in order only if it
     * can be found by its ids.
     */
    Place read(int slot) {
        return new Place(
                slot,
                upCalls.getShort(slot, Layout.UP_PORT),
                upCalls.getInt(slot, Layout.UP_VLANS),
                upCalls.getWire16(slot, Layout.UP_SESSION),
                upCalls.getMac(slot, Layout.UP_MAC),
                downCalls.getWire16(slot, Layout.DOWN_TUNNEL),
                downCalls.getWire16(slot, Layout.DOWN_SESSION),
                upCalls.getInt(slot, Layout.UP_DESTINATION));
    }

    /** The program finds it from now on; nothing has changed when it throws. */
    void link(Place place) throws PosixException {
        up.link(place.upAt(), place);
        try {
            down.link(place.session, place);
        } catch (PosixException e) {
            up.unlink(place.upAt(), place);
            throw e;
        }
    }

    /**
     * The program finds it no more, but a run that is under way may hold it still: its counters are
     * final, and {@link #clear} is allowed, after {@link Quiescence#await}.
     */
    void unlink(Place place) {
        try {
            up.unlink(place.upAt(), place);
            down.unlink(place.session, place);
        } catch (PosixException e) {
            throw new IllegalStateException("a call cannot be taken out: " + place, e);
        }
        upCalls.setWire16(place.slot, Layout.UP_SESSION, 0);
        downCalls.setWire16(place.slot, Layout.DOWN_TUNNEL, 0);
    }

    /**
     * A call that a former daemon has filled is linked, if it was not yet. Nobody deals with frames
     * that the program leaves of it, so none waits for those.
     */
    void adopt(Place place) throws PosixException {
        up.adopt(place.upAt(), place);
        down.adopt(place.session, place);
        for (SharedArray calls : new SharedArray[] {upCalls, downCalls}) {
            calls.setInt(place.slot, Layout.LANE_WANTED, Layout.ALWAYS);
        }
    }

    /** Index entries that lead to none of these slots lead nowhere. */
    void dropAllBut(BitSet slots) {
        for (int at = 0; at < Math.max(1, sizes.ports()) * Layout.IDS; at++) {
            dropUnless(slots, up, at);
        }
        for (int at = 0; at < Layout.IDS; at++) {
            dropUnless(slots, down, at);
        }
    }

    private static void dropUnless(BitSet slots, IdIndex index, int at) {
        int slotAfter = index.slotAfter(at);
        if (slotAfter != 0 && !(slotAfter > 0 && slots.get(slotAfter - 1))) {
            index.drop(at);
        }
    }

    /** Whether the next frame of each direction is moved, unless something is odd with it. */
    boolean isOpen(int slot) {
        return isOpen(upCalls, slot) && isOpen(downCalls, slot);
    }

    private static boolean isOpen(SharedArray calls, int slot) {
        return calls.getInt(slot, Layout.LANE_WANTED) != 0
                && (calls.getInt(slot, Layout.LANE_DIRECT) != 0
                        || calls.getInt(slot, Layout.LANE_PASSED)
                                == calls.getInt(slot, Layout.LANE_HANDLED));
    }

    /** All zeroes again, counters too. */
    void clear(int slot) {
        upCalls.clear(slot);
        downCalls.clear(slot);
        for (int cpu = 0; cpu < sizes.cpus(); cpu++) {
            moved.clear((long) cpu * sizes.slots() + slot);
        }
    }

    Moved moved(int slot) {
        long upFrames = 0;
        long upOctets = 0;
        long downFrames = 0;
        long downOctets = 0;
        for (int cpu = 0; cpu < sizes.cpus(); cpu++) {
            long at = (long) cpu * sizes.slots() + slot;
            upFrames += moved.getLong(at, Layout.MOVED_UP_FRAMES);
            upOctets += moved.getLong(at, Layout.MOVED_UP_OCTETS);
            downFrames += moved.getLong(at, Layout.MOVED_DOWN_FRAMES);
            downOctets += moved.getLong(at, Layout.MOVED_DOWN_OCTETS);
        }
        return new Moved(
                upFrames,
                upOctets,
                downFrames,
                downOctets,
                Integer.toUnsignedLong(upCalls.getInt(slot, Layout.UP_LCP)),
                Integer.toUnsignedLong(downCalls.getInt(slot, Layout.DOWN_LCP)));
    }
}
