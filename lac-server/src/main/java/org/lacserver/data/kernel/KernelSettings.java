package org.lacserver.data.kernel;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the kernel path is to be used.
 *
 * @param mode where the program runs
 * @param slots calls that it moves at most, 1..1048576
 * @param pinDirectory where maps and links stay when the daemon goes, on a bpffs; below it is one
 *     directory for each network namespace
 * @param onStart what becomes of those that a former daemon left there
 * @param adoptTime how long an adopted flow goes on without its call
 */
public record KernelSettings(
        Mode mode, int slots, Path pinDirectory, OnStart onStart, Duration adoptTime) {
    public static final int MAX_SLOTS = 1 << 20;
    public static final KernelSettings DEFAULT =
            new KernelSettings(
                    Mode.AUTO,
                    1 << 17,
                    Path.of("/sys/fs/bpf/lac"),
                    OnStart.FRESH,
                    Duration.ofMinutes(5));

    public KernelSettings {
        if (slots < 1 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("slots " + slots + " is not in 1.." + MAX_SLOTS);
        }
    }

    /** Where the program runs. */
    public enum Mode {
        /** In the drivers if all interfaces can, else in the network stack. */
        AUTO,
        /** In the drivers, before anything is allocated for a frame. */
        NATIVE,
        /** In the network stack's receive path: any interface can, at a fraction of the speed. */
        GENERIC
    }

    /** What becomes of flows that a former daemon left. */
    public enum OnStart {
        /** They go on until they end or are replaced. */
        ADOPT,
        /** They are cleared. */
        FRESH
    }
}
