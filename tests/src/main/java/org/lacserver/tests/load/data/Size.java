package org.lacserver.tests.load.data;

import java.util.List;

/**
 * Of the IP packets in the PPP frames.
 *
 * @param name as the operator writes it
 * @param octets of one packet after the other, round and round; at most 12
 */
record Size(String name, List<Integer> octets) {
    /** The classical mix: seven of 64, four of 576 and one of 1,400 octets, spread evenly. */
    static final Size IMIX =
            new Size("imix", List.of(64, 576, 64, 64, 576, 64, 1400, 64, 576, 64, 64, 576));

    static Size of(int octets) {
        return new Size(Integer.toString(octets), List.of(octets));
    }

    int longest() {
        return octets.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
