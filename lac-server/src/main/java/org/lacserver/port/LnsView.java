package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * An LNS address as show commands see it.
 *
 * @param name as the candidate that led there first was called
 * @param tunnels tunnels that are open or being opened
 * @param sessions calls that have or wait for a session
 * @param lastFailure null when there was none
 * @param lastFailureNanos when that was; 0 when there was none
 * @param lockedForNanos what is left of the lockout; 0 when not locked
 * @param held why it is locked, being probed or draining; empty when it is not
 * @param figures how it is doing
 */
public record LnsView(
        String name,
        InetAddress address,
        State state,
        int tunnels,
        int sessions,
        @Nullable String lastFailure,
        long lastFailureNanos,
        long lockedForNanos,
        String held,
        Figures figures) {

    /** Of an LNS that is not held back, without figures. */
    public LnsView(
            String name,
            InetAddress address,
            State state,
            int tunnels,
            int sessions,
            @Nullable String lastFailure,
            long lastFailureNanos,
            long lockedForNanos) {
        this(
                name,
                address,
                state,
                tunnels,
                sessions,
                lastFailure,
                lastFailureNanos,
                lockedForNanos,
                "",
                Figures.NONE);
    }

    /**
     * @param weight its share among equals where the lookup says nothing else; 0: as its limit
     * @param waiting calls that wait for a tunnel or for their turn in it
     * @param unacknowledged control messages that are sent and not acknowledged
     * @param setupsPerMinute calls placed there in the last whole half minute, for a minute
     * @param attempts calls placed there in the last five minutes
     * @param failures those of them that it did not take
     */
    public record Figures(
            int weight,
            int waiting,
            int unacknowledged,
            int setupsPerMinute,
            int attempts,
            int failures) {
        public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0);
    }

    /** What to expect of an LNS. */
    public enum State {
        /** A tunnel to it is established. */
        UP,
        /** It failed and is left alone for a while, or an operator has locked it. */
        LOCKED,
        /** No tunnel, and nothing held against it. */
        IDLE,
        /** It failed last time; one caller at a time tries it. */
        DOWN,
        /** It failed last time; the LAC itself finds out whether it works again. */
        PROBING,
        /** Tunnels to it are up, but it owes an answer for longer than callers wait. */
        STALLED,
        /** An operator sends it no new calls; its tunnels close when they are empty. */
        DRAINING
    }
}
