package org.lacserver.ops;

import org.lacserver.config.LacConfig;

import java.util.List;

/** What the command line starts but does not know. Results are exit codes. */
public interface Actions {
    /** Runs the box until it is told to stop. */
    int run(LacConfig config);

    /**
     * What is worth saying of a good configuration on this machine: MTUs, interfaces; for people.
     */
    List<String> notes(LacConfig config);
}
