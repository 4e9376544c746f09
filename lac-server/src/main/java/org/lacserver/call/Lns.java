package org.lacserver.call;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/** One LNS address: what is open there and what went wrong last. */
final class Lns {
    final InetAddress address;
    final String name;
    final Set<Tunnel> tunnels = new LinkedHashSet<>();
    int calls;
    @Nullable String lastFailure;
    long lastFailureNanos;
    boolean failedLast;

    Lns(InetAddress address, String name) {
        this.address = address;
        this.name = name;
    }

    boolean isUnused() {
        return tunnels.isEmpty() && calls == 0;
    }
}
