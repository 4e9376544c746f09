package org.lacserver.wiring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.util.ArrayList;
import java.util.List;

/** What was opened so far; closed in the reverse order, each whatever becomes of the others. */
final class Opened implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("lac");

    private final List<AutoCloseable> all = new ArrayList<>();

    <T extends AutoCloseable> T add(T resource) {
        all.add(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable each : all.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("while closing: {}", e.toString());
            }
        }
        all.clear();
    }
}
