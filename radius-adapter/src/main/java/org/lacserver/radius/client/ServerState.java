package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerView.State;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * One server as this client knows it: its free identifiers, its health, its counters. What {@link
 * #view} reads may be read from any thread, the rest belongs to the client's.
 */
final class ServerState {
    private enum Health {
        ALIVE,
        /** Passed over until {@code deadUntilNanos}. */
        DEAD,
        /** One request is out to see whether it is back. */
        PROBED
    }

    final Server server;
    final InetSocketAddress address;
    final Slots slots;

    /** The first of the source ports it is asked from. */
    final int firstPort;

    final Meter meter = new Meter();

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);

    /** What it has saved up of its turns. */
    long credit;

    long lastReplyNanos;
    boolean hasReplied;

    /** Why replies were dropped since the last right one. */
    private final Set<Counter> droppedFor = EnumSet.noneOf(Counter.class);

    private boolean hasSigned;
    private @Nullable Exchange prober;
    private @Nullable Links links;
    private @Nullable StatusProbes probes;

    private volatile Health health = Health.ALIVE;
    private volatile long deadUntilNanos;

    ServerState(Server server, int port, Slots slots, int firstPort) {
        this.server = server;
        this.address = new InetSocketAddress(server.address(), port);
        this.slots = slots;
        this.firstPort = firstPort;
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
    }

    void connectsBy(Links ofThis) {
        links = ofThis;
    }

    void isProbedBy(StatusProbes ofThis) {
        probes = ofThis;
    }

    /** Its connections; null over UDP. */
    @Nullable Links links() {
        return links;
    }

    /** Its Status-Servers; null where they are not used, or belong to its connections. */
    @Nullable StatusProbes probes() {
        return probes;
    }

    boolean isAlive() {
        return health == Health.ALIVE;
    }

    boolean isDead() {
        return health == Health.DEAD;
    }

    void live() {
        prober = null;
        health = Health.ALIVE;
    }

    /** The request asked of a dead server finds out for all the others. */
    void isAskedBy(Exchange exchange, long nowNanos) {
        if (health == Health.DEAD && isUsable(nowNanos)) {
            prober = exchange;
            health = Health.PROBED;
        }
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
        boolean isNews = health != Health.DEAD;
        prober = null;
        deadUntilNanos = untilNanos;
        health = Health.DEAD;
        if (probes != null && isNews) {
            probes.serverDied(untilNanos); // what is asked while all are dead puts no probe off
        }
    }

    /** Whether a request may go there now. */
    boolean isUsable(long nowNanos) {
        if (links != null) {
            return links.areUsable();
        }
        return switch (health) {
            case ALIVE -> true;
            case DEAD -> nowNanos - deadUntilNanos >= 0 && (probes == null || probes.haveGivenUp());
            case PROBED -> false;
        };
    }

    /** A verified reply came, of whatever kind. */
    void heard(long nowNanos) {
        lastReplyNanos = nowNanos;
        hasReplied = true;
        droppedFor.clear();
    }

    boolean heardSince(long nanos) {
        return hasReplied && lastReplyNanos - nanos >= 0;
    }

    /** What replies must carry: AUTO becomes YES with the first right Message-Authenticator. */
    Require require() {
        if (links != null) {
            return Require.NO; // RFC 6614: the connection protects them
        }
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

    /** The server's name and, if it did say something, what was wrong with that. */
    String silence() {
        String link = links == null ? null : links.lastFailure();
        if (link != null) {
            return server.name() + " (" + link + ")";
        }
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

    private State state() {
        Links connections = links;
        if (connections != null) {
            return connections.state();
        }
        StatusProbes asked = probes;
        return switch (health) {
            case ALIVE -> State.ALIVE;
            case DEAD -> asked != null && asked.isOut() ? State.PROBING : State.DEAD;
            case PROBED -> State.PROBING;
        };
    }

    ServerView view(long nowNanos) {
        Map<Counter, Long> values = new EnumMap<>(Counter.class);
        counters.forEach((counter, adder) -> values.put(counter, adder.sum()));
        long left = health == Health.DEAD ? Math.max(0, deadUntilNanos - nowNanos) : 0;
        Meter.RoundTrip roundTrip = meter.roundTrip();
        Links connections = links;
        return new ServerView(
                server.name(),
                address,
                connections == null ? "udp" : "tls",
                state(),
                Duration.ofNanos(left),
                connections == null ? null : connections.lastFailure(),
                roundTrip.smoothed(),
                roundTrip.p50(),
                roundTrip.p99(),
                meter.lossPerMille(nowNanos),
                slots.used(),
                values);
    }
}
