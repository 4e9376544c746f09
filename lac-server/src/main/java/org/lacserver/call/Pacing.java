package org.lacserver.call;

/**
 * How many ICRQs a second an LNS's address gets: those beyond its rate wait. A tenth of a second's
 * worth may go at once.
 */
final class Pacing {
    private static final long SECOND = 1_000_000_000L;
    private static final long BURST_NANOS = SECOND / 10;

    private final Core core;
    private final Placement placement;

    Pacing(Core core, Placement placement) {
        this.core = core;
        this.placement = placement;
    }

    /** Whether an ICRQ may go into {@code tunnel} now; if not, the tunnel gets its turn later. */
    boolean allows(Tunnel tunnel, long nowNanos) {
        int rate = tunnel.profile.allowance().setupRate();
        if (rate == 0) {
            return true;
        }
        Pace pace = tunnel.lns.pace;
        if (pace == null) {
            pace = new Pace(tunnel.lns);
            tunnel.lns.pace = pace;
        }
        return pace.allows(SECOND / rate, nowNanos);
    }

    /** Of one address. */
    final class Pace extends Timers.Timer {
        private final Lns lns;

        /** When the next ICRQ would go if they went at even distances. */
        private long evenNanos = Long.MIN_VALUE;

        Pace(Lns lns) {
            this.lns = lns;
        }

        private boolean allows(long distance, long nowNanos) {
            boolean isRested = evenNanos == Long.MIN_VALUE || evenNanos - nowNanos <= 0;
            if (!isRested && evenNanos - nowNanos > BURST_NANOS - distance) {
                core.timers.set(this, evenNanos - Math.max(0, BURST_NANOS - distance));
                core.count(Count.SETUPS_PACED);
                return false;
            }
            evenNanos = (isRested ? nowNanos : evenNanos) + distance;
            return true;
        }

        @Override
        protected void expired(long nowNanos) {
            lns.tunnels.forEach(placement::hasRoom);
        }
    }
}
