package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.Lockouts.Lockout;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.port.LnsView;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All LNS addresses met so far, and who is locked out. Bounded. */
final class LnsBook {
    private static final int MAX_ENTRIES = 16_384;
    private static final long REPEAT_NANOS = 60_000_000_000L;

    private final Core core;
    private final Map<InetAddress, Lns> entries = new LinkedHashMap<>();
    private final Lockouts<InetAddress> lockedLnses = new Lockouts<>(MAX_ENTRIES);
    private final Lockouts<TunnelKey> lockedTunnels = new Lockouts<>(MAX_ENTRIES);
    private final SecretChoices secrets = new SecretChoices(MAX_ENTRIES);

    LnsBook(Core core) {
        this.core = core;
    }

    /** The LNS at {@code address}, called {@code name} if it was not met before. */
    Lns of(InetAddress address, String name) {
        Lns known = entries.get(address);
        if (known != null) {
            return known;
        }
        if (entries.size() >= MAX_ENTRIES) {
            entries.values().stream()
                    .filter(Lns::isUnused)
                    .findFirst()
                    .ifPresent(unused -> entries.remove(unused.address));
        }
        Lns lns = new Lns(address, name);
        entries.put(lns.address, lns);
        return lns;
    }

    @Nullable Lns find(InetAddress address) {
        return entries.get(address);
    }

    int callsAt(InetAddress address) {
        Lns lns = entries.get(address);
        return lns == null ? 0 : lns.calls;
    }

    /**
     * Remembers a failure and locks out what {@link RetryPolicy} says.
     *
     * @return whether it is news: false while an earlier failure still locks the tunnel out, or,
     *     where nothing is locked out, while the same failure comes again and again
     */
    boolean failed(Tunnel tunnel, Failure failure, long nowNanos) {
        Lns lns = tunnel.lns;
        TunnelKey key = tunnel.key;
        boolean isLocked = lockout(key, false, nowNanos) != null;
        boolean isRepeated =
                failure.text().equals(lns.lastFailure)
                        && nowNanos - lns.lastFailureNanos < REPEAT_NANOS;
        lns.lastFailure = failure.text();
        lns.lastFailureNanos = nowNanos;
        LnsProfile.Allowance settings = tunnel.profile.allowance();
        RetryPolicy.Verdict verdict = RetryPolicy.of(failure, tunnel.codes);
        if (verdict.alarm()) {
            core.alarms.raise(tunnel.name, failure);
        }
        long time = verdict.lockTime(settings).toNanos();
        switch (verdict.lock()) {
            case NOTHING -> {}
            case TUNNEL -> {
                core.count(Count.TUNNELS_LOCKED_OUT);
                lockedTunnels.lock(key, nowNanos, time, failure.text());
            }
            case LNS -> {
                core.count(Count.LNS_LOCKED_OUT);
                lockedTunnels.lock(key, nowNanos, time, failure.text());
                lockedLnses.lock(lns.address, nowNanos, time, failure.text());
                lns.failedLast = true;
            }
        }
        return !isLocked && (!isRepeated || lockout(key, false, nowNanos) != null);
    }

    /**
     * Remembers that a tunnel the LNS opened came to nothing. Nobody is locked out for it: whoever
     * forges an address could keep calls from an LNS.
     *
     * @return whether it is news, at most once in a while
     */
    boolean failedToOpen(Lns lns, long nowNanos) {
        boolean isNews = !lns.failedToOpen || nowNanos - lns.failedToOpenNanos >= REPEAT_NANOS;
        if (isNews) {
            lns.failedToOpen = true;
            lns.failedToOpenNanos = nowNanos;
        }
        return isNews;
    }

    /** Which secret a new tunnel uses until its peer has proved one. */
    Secrets.Which firstSecret(TunnelKey key) {
        return secrets.first(key);
    }

    /** The peer has proved a secret, or was content with ours. */
    void secretWorked(TunnelKey key, Secrets.Which which) {
        secrets.worked(key, which);
    }

    /** {@link SecretChoices#failed}. */
    boolean secretFailed(TunnelKey key) {
        return secrets.failed(key);
    }

    /** A tunnel came up: whatever was held against it is over. */
    void succeeded(Lns lns, TunnelKey key) {
        lockedLnses.unlock(lns.address);
        lockedTunnels.unlock(key);
        lns.failedLast = false;
        lns.tiesAreOver();
    }

    /**
     * The lockout that keeps a call off a tunnel, or null.
     *
     * @param up whether the very tunnel is established: then the LNS lives, whatever happened
     *     elsewhere
     */
    @Nullable Lockout lockout(TunnelKey key, boolean up, long nowNanos) {
        Lockout tunnel = lockedTunnels.of(key, nowNanos);
        return tunnel != null || up ? tunnel : lockedLnses.of(key.server(), nowNanos);
    }

    List<LnsView> views(long nowNanos) {
        List<LnsView> views = new ArrayList<>(entries.size());
        for (Lns lns : entries.values()) {
            Lockout lockout = lockedLnses.of(lns.address, nowNanos);
            boolean up = lns.tunnels.stream().anyMatch(Tunnel::isEstablished);
            LnsView.State state =
                    lockout != null
                            ? LnsView.State.LOCKED
                            : up
                                    ? LnsView.State.UP
                                    : lns.failedLast ? LnsView.State.DOWN : LnsView.State.IDLE;
            views.add(
                    new LnsView(
                            lns.name,
                            lns.address,
                            state,
                            lns.tunnels.size(),
                            lns.calls,
                            lns.lastFailure,
                            lns.lastFailureNanos,
                            lockout == null ? 0 : lockout.untilNanos() - nowNanos));
        }
        return views;
    }
}
