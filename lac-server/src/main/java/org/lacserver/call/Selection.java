package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.Lockouts.Lockout;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event.Decision;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which LNS is tried next, and why others are not. */
final class Selection {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Core core;
    private final LnsBook book;
    private final TunnelTable tunnels;

    Selection(Core core, LnsBook book, TunnelTable tunnels) {
        this.core = core;
        this.book = book;
        this.tunnels = tunnels;
    }

    /** What stands between a call and a candidate. */
    private sealed interface Obstacle {
        record Locked(Lockout lockout) implements Obstacle {}

        record Full(Count limit, String what) implements Obstacle {}

        record Unreachable(String what) implements Obstacle {}
    }

    /**
     * What to try, and what remains after it.
     *
     * @param candidate null when there is nothing left
     */
    record Choice(@Nullable Candidate candidate, List<Candidate> rest) {}

    /**
     * Candidates in the order to try them: by preference; among equals those with fewer of our
     * calls first, else as given.
     */
    List<Candidate> inOrder(List<Candidate> candidates) {
        List<Candidate> ordered = new ArrayList<>(candidates);
        ordered.sort(
                Comparator.comparingInt(Candidate::preference)
                        .thenComparingInt(candidate -> book.callsAt(candidate.server())));
        return ordered;
    }

    /** Null when the candidate's address family is not served. */
    @Nullable TunnelKey keyOf(Candidate candidate) {
        InetAddress client = candidate.client();
        InetAddress local = client != null ? client : core.calls.localTowards(candidate.server());
        return local == null ? null : TunnelKey.of(candidate, core.profiles.of(candidate), local);
    }

    /** The first candidate that nothing stands against; writes down who was passed over. */
    Choice next(Call call, CallPhase.Placing placing, long nowNanos) {
        List<Candidate> untried = placing.untried();
        Candidate leastRecent = null;
        long failedAt = 0;
        for (int i = 0; i < untried.size(); i++) {
            Candidate candidate = untried.get(i);
            switch (obstacle(candidate, nowNanos)) {
                case null -> {
                    return new Choice(candidate, untried.subList(i + 1, untried.size()));
                }
                case Obstacle.Full(var limit, var what) -> {
                    core.count(limit);
                    core.count(Count.CANDIDATES_SKIPPED_FULL);
                    call.decided(candidate, "skipped: " + what);
                }
                case Obstacle.Unreachable(var what) -> {
                    core.count(Count.CANDIDATES_SKIPPED_UNREACHABLE);
                    call.decided(candidate, "skipped: " + what);
                }
                case Obstacle.Locked(var lockout) -> {
                    core.count(Count.CANDIDATES_SKIPPED_LOCKED);
                    call.decided(candidate, "skipped: " + text(lockout, nowNanos));
                    if (leastRecent == null || lockout.sinceNanos() - failedAt < 0) {
                        leastRecent = candidate;
                        failedAt = lockout.sinceNanos();
                    }
                }
            }
        }
        // all that could take the call are locked out: better a bad chance than none
        return new Choice(placing.attempts() == 0 ? leastRecent : null, List.of());
    }

    /**
     * What would be tried first, and why others would not; nothing is changed by it.
     *
     * @return each candidate once, in the order they would be tried
     */
    List<Decision> explain(List<Candidate> candidates, long nowNanos) {
        List<Decision> decisions = new ArrayList<>();
        boolean isTaken = false;
        for (Candidate candidate : inOrder(candidates)) {
            Obstacle obstacle = obstacle(candidate, nowNanos);
            decisions.add(
                    new Decision(
                            candidate,
                            switch (obstacle) {
                                case null -> isTaken ? "next if it fails" : "tried first";
                                case Obstacle.Full(_, var what) -> "skipped: " + what;
                                case Obstacle.Unreachable(var what) -> "skipped: " + what;
                                case Obstacle.Locked(var lockout) ->
                                        "skipped: " + text(lockout, nowNanos);
                            }));
            isTaken |= obstacle == null;
        }
        return decisions;
    }

    private static String text(Lockout lockout, long nowNanos) {
        long left = (lockout.untilNanos() - nowNanos) / NANOS_PER_SECOND;
        return "locked out for " + left + " s more (" + lockout.reason() + ")";
    }

    private @Nullable Obstacle obstacle(Candidate candidate, long nowNanos) {
        InetAddress client = candidate.client();
        if (client != null && !core.calls.localAddresses().contains(client)) {
            return new Obstacle.Unreachable(
                    "the LAC has no tunnels from " + client.getHostAddress());
        }
        InetAddress server = candidate.server();
        if (core.calls.localAddresses().contains(server)) {
            return new Obstacle.Unreachable(server.getHostAddress() + " is the LAC itself");
        }
        TunnelKey key = keyOf(candidate);
        if (key == null) {
            return new Obstacle.Unreachable(
                    "the LAC has no address of the family of " + server.getHostAddress());
        }
        if (!key.local().getClass().equals(server.getClass())) {
            return new Obstacle.Unreachable(
                    key.local().getHostAddress()
                            + " is of another address family than "
                            + server.getHostAddress());
        }
        LnsProfile.Allowance allowance = core.profiles.of(candidate).allowance();
        Tunnel tunnel = tunnels.find(key);
        boolean up = tunnel != null && tunnel.isEstablished();
        Lockout lockout = book.lockout(key, up, nowNanos);
        if (lockout != null) {
            return new Obstacle.Locked(lockout);
        }
        if (book.callsAt(server) >= allowance.calls()) {
            return new Obstacle.Full(Count.LIMIT_CALLS_PER_LNS, "as many calls there as allowed");
        }
        if (tunnel == null) {
            return tunnels.hasRoom()
                    ? null
                    : new Obstacle.Full(Count.LIMIT_TUNNELS, "as many tunnels as allowed");
        }
        if (tunnel.waiting() >= core.calls.queuePerTunnel()) {
            return new Obstacle.Full(
                    Count.LIMIT_TUNNEL_QUEUE, "too many calls wait for the tunnel");
        }
        if (tunnel.sessionCount() >= allowance.sessionsPerTunnel()) {
            return new Obstacle.Full(
                    Count.LIMIT_SESSIONS_PER_TUNNEL,
                    "the tunnel is full with "
                            + tunnel.sessionCount()
                            + " sessions, and no second one is opened");
        }
        return null;
    }
}
