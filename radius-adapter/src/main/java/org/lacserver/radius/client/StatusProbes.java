package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

/**
 * Asks one server over UDP by Status-Server whether it lives (RFC 5997): a dead one when its dead
 * time is over and then at each interval, a live one when nothing else was heard for an interval.
 * No caller is spent on finding out.
 *
 * <p>Not every server answers. One that is alive and never did is left alone after a few; a dead
 * one that keeps silent is asked by one ordinary request all the same, later if it is known to
 * answer.
 */
final class StatusProbes {
    /** Unanswered ones after which a server that never answered any may just not know them. */
    static final int FEW = 3;

    /** The same of a server that did answer: perhaps it was told not to, since. */
    static final int MANY = 30;

    private final ServerState server;
    private final Sender sender;
    private final Exchanges.Watcher watcher;
    private final long intervalNanos;

    /** When the next one goes out, or the one that is out has failed. */
    private long dueNanos = Deadlines.NEVER;

    private int unanswered;
    private boolean hasAnswered;
    private volatile @Nullable Copy out;

    StatusProbes(ServerState server, Sender sender, Exchanges.Watcher watcher, long intervalNanos) {
        this.server = server;
        this.sender = sender;
        this.watcher = watcher;
        this.intervalNanos = intervalNanos;
    }

    void begin(long nowNanos) {
        dueNanos = nowNanos + intervalNanos;
    }

    long nextNanos() {
        return dueNanos;
    }

    void end() {
        giveBack();
        dueNanos = Deadlines.NEVER;
    }

    /** Whether one may be answered. Safe from any thread. */
    boolean isOut() {
        return out != null;
    }

    /** Whether it is time for an ordinary request to try. */
    boolean haveGivenUp() {
        return unanswered >= (hasAnswered ? MANY : FEW);
    }

    void serverDied(long deadUntilNanos) {
        giveBack();
        unanswered = 0;
        dueNanos = deadUntilNanos;
    }

    /** True when the server has just proved dead. */
    boolean onDeadline(long nowNanos) {
        if (!Deadlines.isDue(dueNanos, nowNanos)) {
            return false;
        }
        if (out != null) {
            return failed(nowNanos);
        }
        if (server.isAlive() && server.heardSince(nowNanos - intervalNanos + 1)) {
            dueNanos = server.lastReplyNanos + intervalNanos;
            return false;
        }
        send(nowNanos);
        return false;
    }

    private void send(long nowNanos) {
        // RFC 5997 §4.1: never sent again, each has an identifier and an authenticator of its own
        int slot = server.slots.take();
        if (slot < 0) {
            dueNanos = nowNanos + intervalNanos;
            return;
        }
        out = sender.sendStatus(server, slot, nowNanos);
        dueNanos = nowNanos + server.server.timeout().toNanos();
    }

    private boolean failed(long nowNanos) {
        giveBack();
        server.count(Counter.STATUS_TIMEOUTS);
        unanswered++;
        if (!server.isAlive()) {
            dueNanos = nowNanos + intervalNanos;
            return false;
        }
        if (hasAnswered) {
            boolean isGivenUp = unanswered > server.server.retries();
            if (isGivenUp) {
                return true;
            }
            send(nowNanos);
        } else if (unanswered >= FEW) {
            watcher.isSilentToStatus(server.server.name());
            dueNanos = Deadlines.NEVER; // until it is dead
        } else {
            dueNanos = nowNanos + intervalNanos;
        }
        return false;
    }

    /** A verified reply to {@code copy}, whatever it asked. */
    void heard(Copy copy, long nowNanos) {
        hasAnswered |= copy.exchange() == null;
        if (copy.equals(out) || !server.isAlive()) {
            giveBack();
            unanswered = 0;
            dueNanos = nowNanos + intervalNanos;
        }
    }

    int unanswered() {
        return unanswered;
    }

    private void giveBack() {
        Copy copy = out;
        if (copy != null) {
            server.slots.release(copy);
            out = null;
        }
    }
}
