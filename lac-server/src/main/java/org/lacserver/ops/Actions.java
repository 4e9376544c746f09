package org.lacserver.ops;

import org.lacserver.config.LacConfig;

import java.util.List;

/** What the command line starts but does not know. Results are exit codes. */
public interface Actions {
    /** Runs the box until it is told to stop. */
    int run(LacConfig config);

    /** Has the box that runs end, and removes what one that was killed left behind. */
    int stop(LacConfig config);

    /** Why a good configuration cannot run: what is wrong in the files it names; a line each. */
    List<String> problems(LacConfig config);

    /**
     * What is worth saying of a good configuration on this machine: MTUs, interfaces; for people.
     */
    List<String> notes(LacConfig config);
}
