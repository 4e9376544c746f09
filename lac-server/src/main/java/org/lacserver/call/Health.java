package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is held against tunnels and LNSs that failed, until they have proved that they work.
 * Bounded: beyond the limit the oldest mark gives way, which costs at worst one more attempt.
 */
final class Health {
    private static final int MOST = 16_384;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** When the box has no room for a probe now. */
    private static final long AGAIN_NANOS = NANOS_PER_SECOND;

    /** An LNS that is not configured and that nobody has asked for since is not probed for ever. */
    private static final long FORGOTTEN_NANOS = 3600 * NANOS_PER_SECOND;

    private final Core core;
    private final Map<TunnelKey, Mark> marks = new LinkedHashMap<>();
    private final Map<InetAddress, Mark> ofLnses = new LinkedHashMap<>();
    private Prober prober = (_, _) -> false;

    Health(Core core) {
        this.core = core;
    }

    /** How a tunnel is tried without a call. */
    interface Prober {
        /**
         * Sends a Hello into the tunnel if it is up, else an SCCRQ.
         *
         * @return false when there is no room for it now
         */
        boolean probe(Tunnel.Recipe recipe, long nowNanos);
    }

    void probesBy(Prober whoever) {
        prober = whoever;
    }

    /** How far the one that failed has come. */
    enum Phase {
        /** Left alone for a while. */
        LOCKED,
        /** The LAC itself finds out whether it works again. */
        PROBING,
        /** One caller at a time finds out. */
        TRIAL
    }

    /** A failure that has not been made good. */
    final class Mark extends Timers.Timer {
        private final Tunnel.Recipe recipe;
        private final long sinceNanos;
        private final long untilNanos;
        private final String reason;
        private final boolean isOfCalls;
        private Phase phase = Phase.LOCKED;
        private long wantedNanos;
        private @Nullable Call trier;

        private Mark(
                Tunnel.Recipe recipe,
                long sinceNanos,
                long untilNanos,
                String reason,
                boolean isOfCalls) {
            this.recipe = recipe;
            this.sinceNanos = sinceNanos;
            this.untilNanos = untilNanos;
            this.reason = reason;
            this.isOfCalls = isOfCalls;
            this.wantedNanos = sinceNanos;
        }

        Phase phase() {
            return phase;
        }

        long sinceNanos() {
            return sinceNanos;
        }

        String reason() {
            return reason;
        }

        /** Until it is tried again. */
        long leftNanos(long nowNanos) {
            return phase == Phase.LOCKED ? Math.max(0, untilNanos - nowNanos) : 0;
        }

        String text(long nowNanos) {
            return switch (phase) {
                case LOCKED ->
                        "locked out for "
                                + leftNanos(nowNanos) / NANOS_PER_SECOND
                                + " s more ("
                                + reason
                                + ")";
                case PROBING -> "being probed (" + reason + ")";
                case TRIAL -> "tried by another call (" + reason + ")";
            };
        }

        @Override
        protected void expired(long nowNanos) {
            over(this, nowNanos);
        }
    }

    /**
     * @param wholeLns whether tunnels of other kinds to the same address are left alone too
     * @param isOfCalls whether it took the tunnel, but no call
     */
    void lock(
            Tunnel.Recipe recipe,
            boolean wholeLns,
            boolean isOfCalls,
            long nowNanos,
            long forNanos,
            String reason) {
        if (forNanos == 0) {
            return;
        }
        Mark mark = new Mark(recipe, nowNanos, nowNanos + forNanos, reason, isOfCalls);
        Mark old = marks.get(recipe.key());
        if (old != null) {
            mark.wantedNanos = old.wantedNanos;
            drop(old);
        }
        if (marks.size() >= MOST) {
            drop(marks.values().iterator().next());
        }
        marks.put(recipe.key(), mark);
        if (wholeLns) {
            ofLnses.put(recipe.key().server(), mark);
        }
        core.timers.set(mark, mark.untilNanos);
    }

    private void drop(Mark mark) {
        core.timers.cancel(mark);
        marks.remove(mark.recipe.key(), mark);
        ofLnses.remove(mark.recipe.key().server(), mark);
    }

    private void over(Mark mark, long nowNanos) {
        LnsProfile profile = mark.recipe.profile();
        boolean isForgotten =
                profile.name().isEmpty() && nowNanos - mark.wantedNanos > FORGOTTEN_NANOS;
        if (isForgotten) {
            drop(mark);
        } else if (profile.allowance().choosing().probe()) {
            probe(mark, nowNanos);
        } else {
            mark.phase = Phase.TRIAL;
        }
    }

    private void probe(Mark mark, long nowNanos) {
        mark.phase = Phase.PROBING;
        if (prober.probe(mark.recipe, nowNanos)) {
            core.count(Count.PROBES_SENT);
        } else {
            core.timers.set(mark, nowNanos + AGAIN_NANOS);
        }
    }

    /**
     * What keeps a call off a tunnel, or null.
     *
     * @param up whether the very tunnel is established: then the LNS lives, whatever happened
     *     elsewhere
     */
    @Nullable Mark against(TunnelKey key, boolean up) {
        Mark mark = mark(key, up);
        return mark != null && mark.phase == Phase.TRIAL && mark.trier == null ? null : mark;
    }

    private @Nullable Mark mark(TunnelKey key, boolean up) {
        Mark mark = marks.get(key);
        return mark != null || up ? mark : ofLnses.get(key.server());
    }

    /** A call has passed over it: it is worth probing. */
    void wanted(Mark mark, long nowNanos) {
        mark.wantedNanos = nowNanos;
    }

    /** What is held against a whole LNS, or null. */
    @Nullable Mark of(InetAddress lns) {
        return ofLnses.get(lns);
    }

    /** {@code call} is about to find out; no other does until {@link #left}. */
    void tries(Call call, TunnelKey key, boolean up) {
        Mark mark = mark(key, up);
        if (mark != null && mark.phase == Phase.TRIAL && mark.trier == null) {
            mark.trier = call;
            call.trial = mark;
        }
    }

    void left(Call call) {
        Mark mark = call.trial;
        call.trial = null;
        if (mark != null && mark.trier == call) {
            mark.trier = null;
        }
    }

    /** A tunnel came up: unless calls were the trouble, nothing is held against it any more. */
    void opened(TunnelKey key) {
        proved(marks.get(key));
        lives(key);
    }

    /** Whatever is held against other tunnels, the LNS is there. */
    private void lives(TunnelKey key) {
        Mark other = ofLnses.get(key.server());
        if (other != null && !other.recipe.key().equals(key)) {
            ofLnses.remove(key.server());
        }
    }

    /**
     * Everything said into a tunnel was acknowledged.
     *
     * @return whether that was waited for
     */
    boolean acknowledged(TunnelKey key) {
        Mark mark = marks.isEmpty() ? null : marks.get(key);
        if (mark == null || mark.phase != Phase.PROBING) {
            return false;
        }
        proved(mark);
        return true;
    }

    private void proved(@Nullable Mark mark) {
        if (mark == null) {
            return;
        }
        if (mark.phase == Phase.PROBING) {
            core.count(Count.PROBES_ANSWERED);
        }
        if (!mark.isOfCalls) {
            drop(mark);
        } else if (mark.phase == Phase.PROBING) {
            core.timers.cancel(mark);
            mark.phase = Phase.TRIAL;
        }
    }

    /** A call was answered, if only with a refusal that means nobody else. */
    void answered(TunnelKey key) {
        Mark mark = marks.get(key);
        if (mark != null) {
            drop(mark);
        }
        lives(key);
    }

    /**
     * A tunnel has ended, and no failure is held against it.
     *
     * @param isAgain whether it is opened once more, in another way
     */
    void closed(TunnelKey key, boolean isAgain, long nowNanos) {
        Mark mark = marks.get(key);
        if (mark != null && mark.phase == Phase.PROBING) {
            if (isAgain) {
                core.timers.set(mark, nowNanos);
            } else {
                drop(mark);
            }
        }
    }

    /** An operator believes in an LNS again. */
    void unlock(InetAddress lns) {
        marks.values().stream()
                .filter(mark -> mark.recipe.key().server().equals(lns))
                .toList()
                .forEach(this::drop);
    }

    /**
     * An operator wants to know now.
     *
     * @return whether there is anything that the LNS has to prove
     */
    boolean probe(InetAddress lns, long nowNanos) {
        var held =
                marks.values().stream()
                        .filter(mark -> mark.recipe.key().server().equals(lns))
                        .toList();
        for (Mark mark : held) {
            core.timers.cancel(mark);
            probe(mark, nowNanos);
        }
        return !held.isEmpty();
    }

    /** No probe is sent from now on. */
    void shutDown() {
        marks.values().forEach(core.timers::cancel);
        marks.clear();
        ofLnses.clear();
    }
}
