package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many sessions there are: of the box, each port, VLAN, circuit and profile. Every {@link Seat}
 * is counted from {@link #take} to {@link #leave}, each once; what nobody has costs no memory.
 */
public final class Occupancy {
    private static final class Count {
        int sessions;
        int outerVlan;
        int innerVlan;
        int port;
    }

    /** Sessions of one VLAN. */
    public record VlanUse(int port, int outerVlan, int innerVlan, int sessions) {}

    private int box;
    private final int[] ports;
    private final Map<Long, Count> vlans = new HashMap<>();
    private final Map<String, Count> circuits = new HashMap<>();
    private final Map<String, Count> profiles = new HashMap<>();

    Occupancy(int ports) {
        this.ports = new int[ports];
    }

    void take(Seat seat) {
        box++;
        ports[seat.port]++;
        Count vlan = vlans.computeIfAbsent(seat.vlan, _ -> new Count());
        vlan.sessions++;
        vlan.port = seat.port;
        vlan.outerVlan = seat.outerVlan;
        vlan.innerVlan = seat.innerVlan;
        profiles.computeIfAbsent(seat.profile, _ -> new Count()).sessions++;
        if (seat.circuit != null) {
            circuits.computeIfAbsent(seat.circuit, _ -> new Count()).sessions++;
        }
    }

    /** The session is over; saying so again changes nothing. */
    void leave(Seat seat) {
        if (!seat.isTaken) {
            return;
        }
        seat.isTaken = false;
        box--;
        ports[seat.port]--;
        leave(vlans, seat.vlan);
        leave(profiles, seat.profile);
        if (seat.circuit != null) {
            leave(circuits, seat.circuit);
        }
    }

    private static <K> void leave(Map<K, Count> counts, K key) {
        Count count = counts.get(key);
        if (count != null && --count.sessions == 0) {
            counts.remove(key);
        }
    }

    private static int of(@Nullable Count count) {
        return count == null ? 0 : count.sessions;
    }

    public int ofBox() {
        return box;
    }

    public int ofPort(int port) {
        return ports[port];
    }

    /** By its fingerprint. */
    public int ofVlan(long vlan) {
        return of(vlans.get(vlan));
    }

    public int ofCircuit(String circuit) {
        return of(circuits.get(circuit));
    }

    public int ofProfile(String profile) {
        return of(profiles.get(profile));
    }

    /** Those with the most sessions, at most so many, the fullest first. */
    public List<VlanUse> fullestVlans(int most) {
        List<VlanUse> all = new ArrayList<>(vlans.size());
        vlans.values()
                .forEach(
                        at ->
                                all.add(
                                        new VlanUse(
                                                at.port, at.outerVlan, at.innerVlan, at.sessions)));
        all.sort(
                Comparator.comparingInt(VlanUse::sessions)
                        .reversed()
                        .thenComparingInt(VlanUse::port)
                        .thenComparingInt(VlanUse::outerVlan)
                        .thenComparingInt(VlanUse::innerVlan));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    /** Entries kept, for tests of their bound. */
    int entries() {
        return vlans.size() + circuits.size() + profiles.size();
    }
}
