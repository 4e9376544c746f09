package org.lacserver.data.kernel;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ethernet.Posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Follows the next hops to the LNSs as routes, neighbours and interfaces change. The kernel's own
 * packets keep a neighbour's entry alive; those that the XDP program sends do not, so each
 * neighbour is asked every now and then whether he is still there.
 *
 * <p>{@link #watch} and {@link #forget} may be called by any thread.
 */
final class NextHops implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(NextHops.class);
    private static final int LINK_NEWS = 0x1;
    private static final int NEIGHBOUR_NEWS = 0x4;
    private static final int ADDRESS_NEWS = 0x10 | 0x100;
    private static final int ROUTE_NEWS = 0x40 | 0x400;
    private static final int PROBE_MILLIS = 20_000;
    private static final int PAUSE_MILLIS = 20;
    private static final int POLLFD = 8;

    /** Takes what was found. Never called by two threads at once. */
    interface Setter {
        /**
         * @param hop null when packets cannot be sent there now
         */
        void set(int destination, @Nullable NextHop hop);
    }

    private record Ends(InetSocketAddress local, InetSocketAddress peer) {}

    private final Setter setter;
    private final Routes routes;
    private final Netlink news;
    private final int wakeUp;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment pollfds = arena.allocate(2 * POLLFD, 8);
    private final Map<Integer, Ends> watched = new HashMap<>();
    private final Map<Integer, NextHop> known = new HashMap<>();
    private final Thread thread;
    private volatile boolean stopping;

    NextHops(Setter setter) throws IOException {
        this.setter = setter;
        routes = new Routes();
        news = Netlink.open(Netlink.ROUTE, LINK_NEWS | NEIGHBOUR_NEWS | ADDRESS_NEWS | ROUTE_NEWS);
        wakeUp = Posix.eventfd();
        describe(0, news.fd());
        describe(1, wakeUp);
        thread = Thread.ofPlatform().name("lac-routes").daemon().start(this::run);
    }

    private void describe(int index, int fd) {
        pollfds.set(ValueLayout.JAVA_INT, (long) index * POLLFD, fd);
        pollfds.set(ValueLayout.JAVA_SHORT, (long) index * POLLFD + 4, (short) Posix.POLLIN);
    }

    /** The setter is told of the way between two ends, now if it is known, and when it changes. */
    synchronized void watch(int destination, InetSocketAddress local, InetSocketAddress peer) {
        Ends ends = new Ends(local, peer);
        watched.put(destination, ends);
        known.remove(destination);
        look(destination, ends, false);
        if (!known.containsKey(destination)) {
            setter.set(destination, null);
        }
    }

    /** The setter hears no more of it. */
    synchronized void forget(int destination) {
        watched.remove(destination);
        known.remove(destination);
    }

    /** The way as it was last told; null when there is none. */
    synchronized @Nullable NextHop known(int destination) {
        return known.get(destination);
    }

    private synchronized void lookAtAll(boolean probe) {
        watched.forEach((destination, ends) -> look(destination, ends, probe));
    }

    private void look(int destination, Ends ends, boolean probe) {
        NextHop hop = null;
        try {
            hop =
                    probe
                            ? routes.probe(ends.local(), ends.peer())
                            : routes.nextHop(ends.local(), ends.peer());
        } catch (IOException e) {
            LOG.warn("the way to {} could not be asked for: {}", ends.peer(), e.getMessage());
        }
        if (!Objects.equals(known.get(destination), hop)) {
            if (hop == null) {
                known.remove(destination);
            } else {
                known.put(destination, hop);
            }
            setter.set(destination, hop);
        }
    }

    private void run() {
        long probeAt = System.nanoTime();
        while (!stopping) {
            long left = probeAt + PROBE_MILLIS * 1_000_000L - System.nanoTime();
            int millis = (int) Math.max(0, left / 1_000_000);
            Posix.poll(pollfds.address(), 2, millis);
            // news come in bursts, and whoever watches waits for the lock
            Posix.poll(pollfds.address() + POLLFD, 1, PAUSE_MILLIS);
            if (stopping) {
                return;
            }
            boolean probe = System.nanoTime() - probeAt >= PROBE_MILLIS * 1_000_000L;
            if (probe) {
                probeAt = System.nanoTime();
            }
            try {
                if (news.takeNews() || probe) {
                    lookAtAll(probe);
                }
            } catch (IOException | RuntimeException e) {
                LOG.error("next hops could not be followed", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        Posix.signal(wakeUp);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true; // its sockets are closed next: wait all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            routes.close();
            news.close();
            Posix.close(wakeUp);
            arena.close();
        }
    }
}
