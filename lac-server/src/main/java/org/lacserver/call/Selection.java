package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallPhase.Placing;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event.Decision;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Which LNS is tried next, and why others are not. */
final class Selection {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Core core;
    private final LnsBook book;
    private final Fill fill;
    private final Order order;

    Selection(Core core, LnsBook book, Fill fill) {
        this.core = core;
        this.book = book;
        this.fill = fill;
        this.order = new Order(core, book, fill);
    }

    /** What stands between a call and a candidate. */
    private sealed interface Obstacle {
        /** It failed, and has not proved that it works again. */
        record Held(Health.Mark mark) implements Obstacle {}

        /** It owes an answer for longer than callers wait. */
        record Silent(String what) implements Obstacle {}

        record Full(Count limit, String what) implements Obstacle {}

        /** By an operator. */
        record Barred(String what) implements Obstacle {}

        record Unreachable(String what) implements Obstacle {}
    }

    /**
     * The first candidate that nothing stands against; writes down who was passed over. When there
     * is none: one that is silent or locked out and that the call has not waited for, the least
     * recent failure first; then one that it has left and that may still answer, or that works
     * again although nothing has shown it yet; then null.
     */
    @Nullable Candidate next(Call call, Placing placing, long nowNanos) {
        int most = order.policy(placing.untried()).maxAttempts();
        if (most > 0 && placing.tried().size() >= most) {
            return null;
        }
        Candidate silent = null;
        Candidate leftSilent = null;
        Candidate held = null;
        long heldSince = 0;
        Candidate leftHeld = null;
        for (Candidate candidate : order.of(placing.untried(), placing.tried())) {
            switch (obstacle(candidate, nowNanos)) {
                case null -> {
                    return candidate;
                }
                case Obstacle.Full(var limit, var what) -> {
                    core.count(limit);
                    skip(call, candidate, Count.CANDIDATES_SKIPPED_FULL, what, nowNanos);
                }
                case Obstacle.Unreachable(var what) ->
                        skip(call, candidate, Count.CANDIDATES_SKIPPED_UNREACHABLE, what, nowNanos);
                case Obstacle.Barred(var what) ->
                        skip(call, candidate, Count.CANDIDATES_SKIPPED_BARRED, what, nowNanos);
                case Obstacle.Silent(var what) -> {
                    skip(call, candidate, Count.CANDIDATES_SKIPPED_SILENT, what, nowNanos);
                    if (call.hasLeft(candidate)) {
                        leftSilent = leftSilent == null ? candidate : leftSilent;
                    } else {
                        silent = silent == null ? candidate : silent;
                    }
                }
                case Obstacle.Held(var mark) -> {
                    String what = mark.text(nowNanos);
                    skip(call, candidate, Count.CANDIDATES_SKIPPED_LOCKED, what, nowNanos);
                    book.health().wanted(mark, nowNanos);
                    boolean isEarlier = held == null || mark.sinceNanos() - heldSince < 0;
                    if (call.hasLeft(candidate)) {
                        leftHeld = leftHeld == null ? candidate : leftHeld;
                    } else if (isEarlier) {
                        held = candidate;
                        heldSince = mark.sinceNanos();
                    }
                }
            }
        }
        // better a bad chance than none
        Candidate chance = silent != null ? silent : held;
        Candidate second = leftSilent != null ? leftSilent : leftHeld;
        return chance != null ? chance : second;
    }

    private void skip(Call call, Candidate candidate, Count kind, String what, long nowNanos) {
        core.count(kind);
        call.skipped(candidate, kind, what, nowNanos);
    }

    /** Whether there is another candidate that the call has not waited for. */
    boolean hasOther(Call call, Placing placing, long nowNanos) {
        int most = order.policy(placing.untried()).maxAttempts();
        if (most > 0 && placing.tried().size() + 1 >= most) {
            return false;
        }
        for (Candidate candidate : placing.untried()) {
            boolean isOther = !candidate.equals(call.candidate);
            if (isOther && isChance(obstacle(candidate, nowNanos), call.hasLeft(candidate))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isChance(@Nullable Obstacle obstacle, boolean isLeft) {
        return switch (obstacle) {
            case null -> true;
            case Obstacle.Silent _, Obstacle.Held _ -> !isLeft;
            case Obstacle.Full _, Obstacle.Barred _, Obstacle.Unreachable _ -> false;
        };
    }

    /**
     * What would be tried first, and why others would not; nothing is changed by it.
     *
     * @return each candidate once, in the order they would be tried
     */
    List<Decision> explain(List<Candidate> candidates, long nowNanos) {
        List<Decision> decisions = new ArrayList<>();
        boolean isTaken = false;
        for (Candidate candidate : order.expected(candidates)) {
            Obstacle obstacle = obstacle(candidate, nowNanos);
            String outcome =
                    switch (obstacle) {
                        case null -> isTaken ? "next if it fails" : "tried first";
                        case Obstacle.Full(_, var what) -> "skipped: " + what;
                        case Obstacle.Unreachable(var what) -> "skipped: " + what;
                        case Obstacle.Barred(var what) -> "skipped: " + what;
                        case Obstacle.Silent(var what) -> "skipped: " + what;
                        case Obstacle.Held(var mark) -> "skipped: " + mark.text(nowNanos);
                    };
            decisions.add(new Decision(candidate, outcome));
            isTaken |= obstacle == null;
        }
        return decisions;
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
        TunnelKey key = fill.keyOf(candidate);
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
        Lns lns = book.find(server);
        if (lns != null && lns.bar != Lns.Bar.NONE) {
            String how = lns.bar == Lns.Bar.LOCKED ? "locked" : "draining";
            return new Obstacle.Barred(how + " by an operator: " + lns.barReason);
        }
        Fill.Room room = fill.roomFor(candidate, key);
        Tunnel tunnel = room instanceof Fill.Room.In(var there) ? there : null;
        boolean isUp = tunnel != null && tunnel.isEstablished();
        Health.Mark mark = book.health().against(key, isUp);
        if (mark != null) {
            return new Obstacle.Held(mark);
        }
        if (room instanceof Fill.Room.Full(var limit, var what)) {
            return new Obstacle.Full(limit, what);
        }
        if (tunnel != null && tunnel.isSilent(nowNanos)) {
            long millis = (nowNanos - tunnel.owesSinceNanos()) / NANOS_PER_MILLI;
            return new Obstacle.Silent("it owes an answer for " + millis + " ms");
        }
        return null;
    }
}
