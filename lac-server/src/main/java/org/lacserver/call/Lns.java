package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/** One LNS address: what is open there and what went wrong last. */
final class Lns {
    private static final int MOST_TIES = 3;

    final InetAddress address;
    final String name;
    final Set<Tunnel> tunnels = new LinkedHashSet<>();
    int calls;

    /** How fast it gets ICRQs, where that is bounded. */
    Pacing.@Nullable Pace pace;

    @Nullable String lastFailure;
    long lastFailureNanos;

    /** How it did of late. */
    final Recent recent = new Recent();

    /** What an operator has said of it. */
    Bar bar = Bar.NONE;

    /** Why; empty without one. */
    String barReason = "";

    /** Whether and when a tunnel that it opened last came to nothing and was told of. */
    boolean failedToOpen;

    long failedToOpenNanos;

    /** Ties lost in a row; a peer that always wins must not keep us opening tunnels. */
    private int tiesLost;

    /** What keeps new calls off an LNS until an operator says otherwise. */
    enum Bar {
        NONE,
        /** Calls that are there stay; tunnels that are empty close. */
        DRAINING,
        /** Calls and tunnels that are there stay. */
        LOCKED
    }

    Lns(InetAddress address, String name) {
        this.address = address;
        this.name = name;
    }

    /** Whether a tunnel that lost a tie is to be opened once more. */
    boolean opensAgainAfterTie() {
        tiesLost++;
        return tiesLost % (MOST_TIES + 1) != 0;
    }

    void tiesAreOver() {
        tiesLost = 0;
    }

    boolean isUnused() {
        return tunnels.isEmpty() && calls == 0 && bar == Bar.NONE;
    }
}
