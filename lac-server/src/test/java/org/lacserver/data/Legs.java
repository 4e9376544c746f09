package org.lacserver.data;

import org.lacserver.data.Wire.Tags;

import java.lang.foreign.Arena;

/** Legs of calls that no data plane has. */
final class Legs {
    private Legs() {}

    /**
     * @param laneAt address of its lane
     */
    static UpLeg up(Joining joining, long laneAt) {
        InMemoryRig rig = new InMemoryRig();
        var binding = Wire.binding(rig, 1, 1, Tags.NONE, false);
        var way = new Destination.Way(binding.local(), binding.peer(), binding.data().datagrams());
        long address = Arena.global().allocate(32, 8).address();
        return new UpLeg(binding, new Destination(way, 0, 0, address), joining, laneAt);
    }
}
