package org.lacserver.io;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PortLook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the interfaces of all access ports several times a second and tells what changed. A look
 * is six system calls that wait for nothing.
 */
public final class PortWatch implements AutoCloseable {
    public static final Duration USUAL_INTERVAL = Duration.ofMillis(200);

    private static final Logger LOG = LogManager.getLogger(PortWatch.class);

    /** Who is told. */
    @FunctionalInterface
    public interface Listener {
        /**
         * An interface is not what was told of it before; called at first for every port.
         *
         * @return false when it cannot be taken now; it is told again
         */
        boolean changed(int port, PortLook look);
    }

    private final List<AccessPort> ports;
    private final List<Told> told = new ArrayList<>();
    private final Listener listener;
    private final long intervalNanos;
    private final Thread thread;
    private volatile boolean stopping;

    private static final class Told {
        private PortLook look = new PortLook(-1, "", false, -1, -1, "");
    }

    /**
     * @param ports by their index
     */
    public PortWatch(List<AccessPort> ports, Duration interval, Listener listener) {
        this.ports = List.copyOf(ports);
        this.listener = listener;
        intervalNanos = interval.toNanos();
        ports.forEach(_ -> told.add(new Told()));
        thread = Thread.ofPlatform().name("lac-ports").daemon().unstarted(this::run);
    }

    /** Looks once at every port, before {@link #start}. */
    public void look() {
        for (int port = 0; port < ports.size(); port++) {
            PortLook found = ports.get(port).lookAgain();
            Told last = told.get(port);
            if (!found.equals(last.look) && listener.changed(port, found)) {
                last.look = found;
            }
        }
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!stopping) {
            LockSupport.parkNanos(this, intervalNanos);
            try {
                if (!stopping) {
                    look();
                }
            } catch (RuntimeException | Error e) {
                LOG.error("a look at the access ports failed", e);
            }
        }
    }

    /** Returns when the last look has ended. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
