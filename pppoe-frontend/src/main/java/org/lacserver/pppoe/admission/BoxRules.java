package org.lacserver.pppoe.admission;

import java.util.List;

/**
 * What counts for all who come in.
 *
 * @param gate how much strangers may send
 * @param ladder PADO delays by load, in ascending order
 * @param calls sessions of the box; 0 is without bound
 */
public record BoxRules(GateRules gate, List<Ladder.Step> ladder, int calls) {
    public static final BoxRules OPEN = new BoxRules(GateRules.OFF, List.of(), 0);

    public BoxRules {
        ladder = List.copyOf(ladder);
    }
}
