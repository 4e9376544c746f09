package org.lacserver.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How frames of established calls move.
 *
 * @param coreInterfaces interfaces towards the LNSs; empty: those that have the core addresses
 * @param kernelCalls calls that the kernel path has room for
 * @param pinDirectory on a bpffs; what outlives the process stands below it
 * @param adoptTime how long flows of an earlier process go on
 * @param threads of the userspace path, in each direction
 * @param busyPoll how long one of them looks again before it sleeps; zero: not at all
 */
public record DataConfig(
        Choice path,
        List<String> coreInterfaces,
        XdpMode xdpMode,
        int kernelCalls,
        Path pinDirectory,
        OnStart onStart,
        Duration adoptTime,
        int threads,
        Duration busyPoll) {
    public DataConfig {
        coreInterfaces = List.copyOf(coreInterfaces);
    }

    /** Which path it is to be. */
    public enum Choice {
        /** The kernel's where it can be had. */
        AUTO,
        KERNEL,
        USERSPACE
    }

    /** How the program may be attached: in the driver, or behind it. */
    public enum XdpMode {
        AUTO,
        NATIVE,
        GENERIC
    }

    /** What becomes of the flows of an earlier process. */
    public enum OnStart {
        ADOPT,
        FRESH
    }

    static DataConfig read(Section s) {
        return new DataConfig(
                s.get(DataKeys.PATH),
                s.get(DataKeys.CORE_INTERFACES).stream().distinct().toList(),
                s.get(DataKeys.XDP_MODE),
                s.get(DataKeys.KERNEL_CALLS),
                Path.of(s.get(DataKeys.PIN_DIRECTORY)),
                s.get(DataKeys.ON_START),
                s.get(DataKeys.ADOPT_TIME),
                s.get(DataKeys.THREADS),
                s.get(DataKeys.BUSY_POLL));
    }
}
