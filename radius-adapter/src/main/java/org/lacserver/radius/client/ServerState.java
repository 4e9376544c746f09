package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * One server as this client knows it: its free identifiers, its health, its counters. Counters and
 * health may be read from any thread, the rest belongs to the client's.
 */
final class ServerState {
    static final int IDS_PER_PORT = 256;

    enum Health {
        ALIVE,
        /** Passed over until {@code deadUntilNanos}. */
        DEAD,
        /** One request is out to see whether it is back. */
        PROBED
    }

    final Server server;
    final InetSocketAddress address;

    /** What waits for a reply, by slot: source port times 256 plus identifier. */
    final @Nullable Exchange[] slots;

    /** Unused slots, the longest unused first, so that an identifier rests before it is reused. */
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);

    long lastReplyNanos;
    boolean hasReplied;

    /** Why replies were dropped since the last right one. */
    private final Set<Counter> droppedFor = EnumSet.noneOf(Counter.class);

    private boolean hasSigned;
    private @Nullable Exchange prober;

    private volatile Health health = Health.ALIVE;
    private volatile long deadUntilNanos;
    private volatile long smoothedRttNanos;
    private volatile int inFlight;

    ServerState(Server server, int port, int sourcePorts) {
        this.server = server;
        this.address = new InetSocketAddress(server.address(), port);
        this.slots = new Exchange[sourcePorts * IDS_PER_PORT];
        // spread over the ports: ids 0 of all ports first
        for (int id = 0; id < IDS_PER_PORT; id++) {
            for (int sourcePort = 0; sourcePort < sourcePorts; sourcePort++) {
                free.add(sourcePort * IDS_PER_PORT + id);
            }
        }
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
    }

    /** A slot for {@code exchange}, or -1 when all are in use. */
    int take(Exchange exchange) {
        Integer slot = free.poll();
        if (slot == null) {
            return -1;
        }
        slots[slot] = exchange;
        inFlight = slots.length - free.size();
        return slot;
    }

    void release(int slot) {
        slots[slot] = null;
        free.add(slot);
        inFlight = slots.length - free.size();
    }

    boolean hasFreeSlot() {
        return !free.isEmpty();
    }

    Health health() {
        return health;
    }

    void live() {
        prober = null;
        health = Health.ALIVE;
    }

    void probeWith(Exchange exchange) {
        prober = exchange;
        health = Health.PROBED;
    }

    /** A probe that was answered elsewhere has told nothing: the next request probes again. */
    void probeEnds(Exchange exchange) {
        if (prober == exchange) {
            prober = null;
            if (health == Health.PROBED) {
                health = Health.DEAD;
            }
        }
    }

    void dieUntil(long untilNanos) {
        prober = null;
        deadUntilNanos = untilNanos;
        health = Health.DEAD;
    }

    /** Whether a request may go there now: it lives, or its time of rest is over. */
    boolean isUsable(long nowNanos) {
        return switch (health) {
            case ALIVE -> true;
            case DEAD -> nowNanos - deadUntilNanos >= 0;
            case PROBED -> false;
        };
    }

    void measured(long rttNanos) {
        long old = smoothedRttNanos;
        smoothedRttNanos = old == 0 ? rttNanos : old + (rttNanos - old) / 8;
    }

    /** What replies must carry: AUTO becomes YES with the first right Message-Authenticator. */
    Require require() {
        return server.require() == Require.AUTO && hasSigned ? Require.YES : server.require();
    }

    void signed() {
        hasSigned = true;
    }

    void count(Counter counter) {
        adder(counter).increment();
    }

    /** Counts a reply that is not taken; true for the first of its kind since a right one. */
    boolean dropped(Counter why) {
        count(why);
        return droppedFor.add(why);
    }

    void forgetDropped() {
        droppedFor.clear();
    }

    /** The server's name and, if it did say something, what was wrong with that. */
    String silence() {
        return server.name()
                + (droppedFor.isEmpty()
                        ? ""
                        : droppedFor.stream()
                                .map(Counter::label)
                                .collect(Collectors.joining(", ", " (", ")")));
    }

    private LongAdder adder(Counter counter) {
        return Objects.requireNonNull(counters.get(counter));
    }

    ServerView view(long nowNanos) {
        Map<Counter, Long> values = new EnumMap<>(Counter.class);
        counters.forEach((counter, adder) -> values.put(counter, adder.sum()));
        Health seen = health;
        long left = seen == Health.DEAD ? Math.max(0, deadUntilNanos - nowNanos) : 0;
        return new ServerView(
                server.name(),
                address,
                seen == Health.ALIVE,
                Duration.ofNanos(left),
                Duration.ofNanos(smoothedRttNanos),
                inFlight,
                values);
    }
}
