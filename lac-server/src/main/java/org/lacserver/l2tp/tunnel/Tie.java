package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;

/** Who goes on when both sides open a tunnel at once (RFC 2661 §4.4.3, Tie Breaker). */
public enum Tie {
    /** Ours; theirs is discarded. */
    OURS,
    THEIRS,
    NEITHER,
    BOTH;

    /**
     * @param ours our SCCRQ's value, null without one
     * @param theirs the same of theirs
     */
    static Tie of(@Nullable Long ours, @Nullable Long theirs) {
        if (ours == null || theirs == null) {
            // §4.4.3: who sent a value wins against none; without any there are two tunnels
            return ours != null ? OURS : theirs != null ? THEIRS : BOTH;
        }
        int order = Long.compareUnsigned(ours, theirs);
        // §4.4.3: the lower value wins, equal ones both lose
        return order == 0 ? NEITHER : order < 0 ? OURS : THEIRS;
    }
}
