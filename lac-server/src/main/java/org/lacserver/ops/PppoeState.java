package org.lacserver.ops;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who comes in, and what keeps others out.
 *
 * @param load in percent
 * @param step of the ladder; 0 is none
 * @param delayMillis what PADOs wait at that step beside their profile's delay; -1: there are none
 * @param halfOpen sessions on their way, of at most {@code halfOpenLimit}
 * @param delayed PADOs that wait for their time
 * @param held lines that have to wait
 * @param limits of box, ports, profiles and realms
 * @param vlans the fullest ones
 * @param heldLines those of {@code held} that were asked for
 * @param frames PADI to PADT since the start, by kind and direction
 * @param drops frames and callers that were turned away since the start, by reason; none that is 0
 */
public record PppoeState(
        Load load,
        int step,
        int steps,
        long delayMillis,
        int halfOpen,
        int halfOpenLimit,
        int delayed,
        int held,
        List<Limit> limits,
        List<Vlan> vlans,
        List<HeldLine> heldLines,
        Map<String, Long> frames,
        Map<String, Long> drops)
        implements Reply {
    public PppoeState {
        limits = List.copyOf(limits);
        vlans = List.copyOf(vlans);
        heldLines = List.copyOf(heldLines);
        frames = Collections.unmodifiableMap(new LinkedHashMap<>(frames));
        drops = Collections.unmodifiableMap(new LinkedHashMap<>(drops));
    }

    /** The parts of the load, in percent of what is possible; the greatest counts. */
    public record Load(int percent, int halfOpen, int calls, int tunnels, int radius) {}

    /**
     * Calls and how many there may be.
     *
     * @param what box, port, profile or realm
     * @param limit 0 is none
     */
    public record Limit(String what, String name, int calls, int limit) {}

    /**
     * @param vlan with its port, such as eth1:200.17
     */
    public record Vlan(String vlan, int calls) {}

    /**
     * @param times it was held without a good call in between
     */
    public record HeldLine(String line, int times, long seconds) {}
}
