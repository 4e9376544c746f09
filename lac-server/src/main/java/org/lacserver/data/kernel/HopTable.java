package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Next hops as the program has them: only those by interfaces that take redirected frames. The one
 * of a destination in use changes while the program sees none, and no run can hold the former.
 */
final class HopTable implements NextHops.Setter {
    private final SharedArray destinations;
    private final Quiescence quiescence;
    private final Map<Integer, NextHop> hops = new HashMap<>();
    private final Map<Integer, Integer> places = new HashMap<>();

    HopTable(KernelMaps maps, Quiescence quiescence) {
        this.destinations = maps.array("destinations");
        this.quiescence = quiescence;
    }

    @Override
    public synchronized void set(int destination, @Nullable NextHop hop) {
        if (hop == null) {
            hops.remove(destination);
        } else {
            hops.put(destination, hop);
        }
        write(destination, hop);
    }

    /** A destination is nobody's any more. */
    synchronized void forget(int destination) {
        hops.remove(destination);
    }

    /**
     * Frames may be redirected to an interface.
     *
     * @param place among the devices
     */
    synchronized void open(int ifIndex, int place) {
        places.put(ifIndex, place);
        hops.forEach(this::write);
    }

    /** Frames may not be redirected to an interface any more. */
    synchronized void close(int ifIndex) {
        if (places.remove(ifIndex) != null) {
            hops.forEach(this::write);
        }
    }

    private void write(int destination, @Nullable NextHop hop) {
        Integer place = hop == null ? null : places.get(hop.device());
        int mtu = place == null || hop == null ? 0 : hop.mtu();
        if (place != null && hop != null && isWritten(destination, place, hop)) {
            return;
        }
        if (destinations.getInt(destination, Layout.DESTINATION_MTU) != 0) {
            destinations.setInt(destination, Layout.DESTINATION_MTU, 0);
            quiescence.await();
        }
        if (place != null && hop != null) {
            destinations.setInt(destination, Layout.DESTINATION_DEVICE, place);
            destinations.setMac(destination, Layout.DESTINATION_TO_MAC, hop.to());
            destinations.setMac(destination, Layout.DESTINATION_FROM_MAC, hop.from());
            destinations.setInt(destination, Layout.DESTINATION_MTU, mtu);
        }
    }

    private boolean isWritten(int destination, int place, NextHop hop) {
        return destinations.getInt(destination, Layout.DESTINATION_MTU) == hop.mtu()
                && destinations.getInt(destination, Layout.DESTINATION_DEVICE) == place
                && destinations.getMac(destination, Layout.DESTINATION_TO_MAC) == hop.to()
                && destinations.getMac(destination, Layout.DESTINATION_FROM_MAC) == hop.from();
    }
}
