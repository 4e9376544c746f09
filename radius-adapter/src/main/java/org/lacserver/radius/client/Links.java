package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.ServerView.State;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The connections to one server over TLS: the first is always wanted, more when there are too few
 * identifiers. Whether the server lives is told by the connection and by Status-Server on it, never
 * by an ordinary request that goes unanswered (RFC 6613 §2.4, RFC 3539 §3.4).
 */
final class Links {
    static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

    private enum Phase {
        /** Not wanted, or wanted again when its pause is over. */
        DOWN,
        CONNECTING,
        OPEN
    }

    private static final class Lane {
        final Link link;
        Phase phase = Phase.DOWN;

        /** Down: when to connect; open: when to look whether it lives. */
        long dueNanos = Deadlines.NEVER;

        long heardNanos;
        boolean isWatched = true;
        int silent;

        /** A request went unanswered; Status-Server finds out. */
        boolean isSuspect;

        @Nullable Copy watchdog;

        Lane(Link link) {
            this.link = link;
        }
    }

    private final ServerState server;
    private final Sender sender;
    private final Exchanges.Wire wire;
    private final Exchanges.Watcher watcher;
    private final BiConsumer<List<Copy>, Long> lost;
    private final long intervalNanos;
    private final long patienceNanos;
    private final List<Lane> lanes = new ArrayList<>();

    /** Anything at all, and a Status-Server, on any connection so far. */
    private boolean hasAnswered;

    private boolean hasAnsweredStatus;

    private long pauseNanos = FIRST_PAUSE_NANOS;
    private volatile State state = State.CONNECTING;
    private volatile @Nullable String lastFailure = "not connected yet";

    /**
     * @param lost told of the copies that were on a connection that ended, and of the time
     */
    Links(
            ServerState server,
            int most,
            Sender sender,
            Exchanges.Wire wire,
            Exchanges.Watcher watcher,
            long intervalNanos,
            BiConsumer<List<Copy>, Long> lost) {
        this.server = server;
        this.sender = sender;
        this.wire = wire;
        this.watcher = watcher;
        this.intervalNanos = intervalNanos;
        this.patienceNanos = server.server.patience().toNanos();
        this.lost = lost;
        for (int number = 0; number < most; number++) {
            lanes.add(new Lane(new Link(server.server, server.address, number)));
        }
    }

    Link link(int number) {
        return lanes.get(number).link;
    }

    void begin() {
        connect(lanes.getFirst());
    }

    /** Closes them all, for good. */
    void end() {
        for (Lane lane : lanes) {
            if (lane.phase != Phase.DOWN) {
                wire.close(lane.link);
            }
            lane.phase = Phase.DOWN;
            lane.dueNanos = Deadlines.NEVER;
            server.slots.closeLane(lane.link.number());
        }
        conclude();
    }

    /** Safe from any thread, as is {@link #lastFailure}. */
    State state() {
        return state;
    }

    @Nullable String lastFailure() {
        return lastFailure;
    }

    boolean areUsable() {
        return state == State.ALIVE;
    }

    /** One connection has too few identifiers: one more, unless one is on its way. */
    void grow() {
        boolean isOnItsWay = lanes.stream().anyMatch(lane -> lane.phase == Phase.CONNECTING);
        if (isOnItsWay || state != State.ALIVE) {
            return;
        }
        for (Lane lane : lanes) {
            if (lane.phase == Phase.DOWN) {
                connect(lane);
                return;
            }
        }
    }

    long nextNanos() {
        long next = Deadlines.NEVER;
        for (Lane lane : lanes) {
            next = Deadlines.earlier(next, lane.dueNanos);
        }
        return next;
    }

    void onDeadline(long nowNanos) {
        for (Lane lane : lanes) {
            if (Deadlines.isDue(lane.dueNanos, nowNanos)) {
                switch (lane.phase) {
                    case DOWN -> connect(lane);
                    case CONNECTING -> lane.dueNanos = Deadlines.NEVER;
                    case OPEN -> watch(lane, nowNanos);
                }
            }
        }
    }

    private void connect(Lane lane) {
        lane.phase = Phase.CONNECTING;
        lane.dueNanos = Deadlines.NEVER;
        wire.connect(lane.link);
    }

    void opened(int number, long nowNanos) {
        Lane lane = lanes.get(number);
        if (lane.phase != Phase.CONNECTING) {
            return;
        }
        server.count(Counter.CONNECTS);
        lane.phase = Phase.OPEN;
        lane.heardNanos = nowNanos;
        lane.isWatched = true;
        lane.silent = 0;
        lane.isSuspect = false;
        lane.dueNanos = nowNanos + intervalNanos;
        server.slots.openLane(number);
        if (lastFailure != null) {
            watcher.connected(server.server.name());
        }
        lastFailure = null;
        conclude();
    }

    void failed(int number, String why, boolean inHandshake, long nowNanos) {
        Lane lane = lanes.get(number);
        if (lane.phase == Phase.DOWN) {
            return; // TLS 1.3 tells a client late that its certificate is refused
        }
        server.count(inHandshake ? Counter.HANDSHAKE_FAILURES : Counter.CONNECT_FAILURES);
        down(lane, why, nowNanos);
    }

    /** The far end closed it, or the network did. */
    void closed(int number, String why, long nowNanos) {
        Lane lane = lanes.get(number);
        if (lane.phase == Phase.OPEN) {
            down(lane, why, nowNanos);
        }
    }

    /** We do. */
    void close(int number, String why, long nowNanos) {
        Lane lane = lanes.get(number);
        if (lane.phase == Phase.OPEN) {
            wire.close(lane.link);
            down(lane, why, nowNanos);
        }
    }

    private void down(Lane lane, String why, long nowNanos) {
        boolean wasOpen = lane.phase == Phase.OPEN;
        lane.phase = Phase.DOWN;
        lane.watchdog = null;
        lane.isSuspect = false;
        boolean isWanted = lane.link.number() == 0;
        lane.dueNanos = isWanted ? nowNanos + pauseNanos : Deadlines.NEVER;
        if (isWanted) {
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
        if (wasOpen) {
            server.count(Counter.CLOSES);
        }
        List<Copy> gone = server.slots.closeLane(lane.link.number());
        if (lanes.stream().noneMatch(other -> other.phase == Phase.OPEN)) {
            if (!why.equals(lastFailure)) {
                watcher.disconnected(server.server.name(), why);
            }
            lastFailure = why;
        }
        conclude();
        lost.accept(gone, nowNanos);
    }

    /** A verified reply to {@code copy}. */
    void heard(Copy copy, long nowNanos) {
        Lane lane = lanes.get(Slots.laneOf(copy.slot()));
        lane.heardNanos = nowNanos;
        hasAnswered = true;
        lane.isSuspect = false;
        pauseNanos = FIRST_PAUSE_NANOS;
        if (copy.exchange() == null) {
            server.slots.release(copy);
            lane.watchdog = null;
            hasAnsweredStatus = true;
            lane.silent = 0;
            lane.dueNanos = nowNanos + intervalNanos;
        }
        conclude();
    }

    /** A request sent at {@code sentNanos} has had its time. */
    void unanswered(int number, long sentNanos, long nowNanos) {
        Lane lane = lanes.get(number);
        if (lane.phase != Phase.OPEN || lane.heardNanos - sentNanos > 0) {
            return;
        }
        if (!lane.isWatched) {
            close(number, "requests go unanswered", nowNanos);
            return;
        }
        lane.isSuspect = true;
        if (lane.watchdog == null) {
            ask(lane, nowNanos);
        }
        conclude();
    }

    private void watch(Lane lane, long nowNanos) {
        Copy asked = lane.watchdog;
        if (asked == null) {
            long quietUntil = lane.heardNanos + intervalNanos;
            if (quietUntil - nowNanos > 0) {
                lane.dueNanos = quietUntil;
            } else {
                ask(lane, nowNanos);
            }
            return;
        }
        server.slots.release(asked);
        lane.watchdog = null;
        server.count(Counter.STATUS_TIMEOUTS);
        lane.silent++;
        boolean heardSince = lane.heardNanos - asked.firstSentNanos() > 0;
        boolean mayNotKnowIt = hasAnswered && !hasAnsweredStatus && !lane.isSuspect;
        if (!heardSince && !mayNotKnowIt) {
            close(lane.link.number(), "no answer to Status-Server", nowNanos);
            return;
        }
        lane.dueNanos = nowNanos + intervalNanos;
        if (!hasAnsweredStatus && lane.silent >= StatusProbes.FEW) {
            lane.isWatched = false;
            lane.dueNanos = Deadlines.NEVER;
            watcher.isSilentToStatus(server.server.name());
        }
    }

    private void ask(Lane lane, long nowNanos) {
        int slot = Slots.watchdogOf(lane.link.number());
        lane.watchdog = sender.sendStatus(server, slot, nowNanos);
        lane.dueNanos = nowNanos + patienceNanos;
    }

    private void conclude() {
        boolean isOpen = false;
        boolean isSuspect = false;
        for (Lane lane : lanes) {
            isOpen |= lane.phase == Phase.OPEN;
            isSuspect |= lane.isSuspect;
        }
        state = !isOpen ? State.CONNECTING : isSuspect ? State.PROBING : State.ALIVE;
    }
}
