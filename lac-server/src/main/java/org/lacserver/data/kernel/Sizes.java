package org.lacserver.data.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How large the maps are.
 *
 * @param ports access ports
 * @param devices interfaces: access ports, then core ones
 * @param slots calls
 * @param destinations LNSs, each with one address of ours and one way of sending
 * @param cpus that there may ever be
 */
record Sizes(int ports, int devices, int slots, int destinations, int cpus) {
    private static final int DESTINATIONS = 4096;
    private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");

    static Sizes of(int ports, int devices, int slots) throws KernelUnavailable {
        return new Sizes(ports, devices, slots, DESTINATIONS, possibleCpus());
    }

    private static int possibleCpus() throws KernelUnavailable {
        try {
            return highest(Files.readString(POSSIBLE)) + 1;
        } catch (IOException | NumberFormatException e) {
            throw new KernelUnavailable(POSSIBLE + " does not tell how many CPUs there may be", e);
        }
    }

    /** The highest of "0-3,8,10-11". */
    static int highest(String list) {
        String last = list.strip();
        last = last.substring(last.lastIndexOf(',') + 1);
        return Integer.parseInt(last.substring(last.lastIndexOf('-') + 1));
    }
}
