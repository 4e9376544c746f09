package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.tunnel.Secrets;
import org.lacserver.port.LnsView;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All LNS addresses met so far, and who is locked out. Bounded. */
final class LnsBook {
    private static final int MAX_ENTRIES = 16_384;
    private static final long REPEAT_NANOS = 60_000_000_000L;

    private final Core core;
    private final Map<InetAddress, Lns> entries = new LinkedHashMap<>();
    private final Health health;
    private final SecretChoices secrets = new SecretChoices(MAX_ENTRIES);

    LnsBook(Core core) {
        this.core = core;
        this.health = new Health(core);
    }

    Health health() {
        return health;
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
        boolean isLocked = isLocked(key);
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
        boolean isOfCalls = failure instanceof Failure.NoReply;
        String reason = failure.text();
        switch (verdict.lock()) {
            case NOTHING -> {
                if (failure instanceof Failure.Cdn || failure instanceof Failure.StopCcn) {
                    health.answered(key);
                }
            }
            case TUNNEL -> {
                core.count(Count.TUNNELS_LOCKED_OUT);
                health.lock(tunnel.recipe(), false, isOfCalls, nowNanos, time, reason);
            }
            case LNS -> {
                core.count(Count.LNS_LOCKED_OUT);
                health.lock(tunnel.recipe(), true, isOfCalls, nowNanos, time, reason);
            }
        }
        return !isLocked && (!isRepeated || isLocked(key));
    }

    private boolean isLocked(TunnelKey key) {
        Health.Mark mark = health.against(key, false);
        return mark != null && mark.phase() == Health.Phase.LOCKED;
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
        health.opened(key);
        lns.tiesAreOver();
    }

    List<LnsView> views(long nowNanos) {
        return entries.values().stream().map(lns -> view(lns, nowNanos)).toList();
    }

    private LnsView view(Lns lns, long nowNanos) {
        Health.Mark mark = health.of(lns.address);
        String held = mark == null ? "" : mark.reason();
        return new LnsView(
                lns.name,
                lns.address,
                state(lns, mark, nowNanos),
                lns.tunnels.size(),
                lns.calls,
                lns.lastFailure,
                lns.lastFailureNanos,
                mark == null ? 0 : mark.leftNanos(nowNanos),
                lns.bar == Lns.Bar.NONE ? held : "by an operator: " + lns.barReason,
                new LnsView.Figures(
                        core.profiles.profileAt(lns.address).allowance().choosing().weight(),
                        lns.tunnels.stream().mapToInt(Tunnel::waiting).sum(),
                        lns.tunnels.stream()
                                .mapToInt(tunnel -> tunnel.connection().unacknowledged())
                                .sum(),
                        lns.recent.attemptsPerMinute(nowNanos),
                        lns.recent.attempts(nowNanos),
                        lns.recent.failures(nowNanos)));
    }

    private static LnsView.State state(Lns lns, Health.@Nullable Mark mark, long nowNanos) {
        if (lns.bar != Lns.Bar.NONE) {
            return lns.bar == Lns.Bar.LOCKED ? LnsView.State.LOCKED : LnsView.State.DRAINING;
        }
        if (mark != null) {
            return switch (mark.phase()) {
                case LOCKED -> LnsView.State.LOCKED;
                case PROBING -> LnsView.State.PROBING;
                case TRIAL -> LnsView.State.DOWN;
            };
        }
        List<Tunnel> up = lns.tunnels.stream().filter(Tunnel::isEstablished).toList();
        if (up.isEmpty()) {
            return LnsView.State.IDLE;
        }
        boolean isStalled = up.stream().allMatch(tunnel -> tunnel.isSilent(nowNanos));
        return isStalled ? LnsView.State.STALLED : LnsView.State.UP;
    }
}
