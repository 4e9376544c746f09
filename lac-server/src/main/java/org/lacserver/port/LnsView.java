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
 */
public record LnsView(
        String name,
        InetAddress address,
        State state,
        int tunnels,
        int sessions,
        @Nullable String lastFailure,
        long lastFailureNanos,
        long lockedForNanos) {

    /** What to expect of an LNS. */
    public enum State {
        /** A tunnel to it is established. */
        UP,
        /** It failed and is left alone for a while. */
        LOCKED,
        /** No tunnel, and nothing held against it. */
        IDLE,
        /** It failed last time; the next call tries it again. */
        DOWN
    }
}
