package org.lacserver.pppoe;

import java.util.Arrays;

/**
 * What the ports' interfaces do to the calls on them. Calls of a port that stays down are cleared
 * some at a time, so that they do not keep the box from everybody else.
 */
final class PortStage {
    private static final int AT_A_TIME = 256;
    private static final long GAP_NANOS = 1_000_000L;

    private final PortRules rules;
    private final PortBook ports;
    private final SessionTable sessions;
    private final CallDriver calls;
    private final Dialler dialler;
    private final Tally tally;

    /** When a port's calls are cleared, or the next of them. */
    private final long[] clearAt;

    private final String[] reasons;
    private long nextAt = Long.MAX_VALUE;

    PortStage(
            FrontendSettings settings,
            PortBook ports,
            SessionTable sessions,
            CallDriver calls,
            Dialler dialler,
            Tally tally) {
        this.rules = settings.portRules();
        this.ports = ports;
        this.sessions = sessions;
        this.calls = calls;
        this.dialler = dialler;
        this.tally = tally;
        clearAt = new long[ports.count()];
        Arrays.fill(clearAt, Long.MAX_VALUE);
        reasons = new String[ports.count()];
        Arrays.fill(reasons, "");
    }

    void changed(long nowNanos, FrontendOrder.PortChanged change, FrontendOutbox out) {
        int port = change.port();
        if (port < 0 || port >= ports.count()) {
            tally.add(Count.ORDER_OUT_OF_PLACE);
            return;
        }
        boolean there = change.state() != PortState.ABSENT;
        if (there && ports.mac(port) != change.mac() && ports.mac(port) != 0) {
            // whoever sends to the former address sends to nobody: he is told from there
            clear(
                    port,
                    called(port) + " has another MAC address",
                    change.state() == PortState.UP,
                    out);
        }
        if (there) {
            ports.set(port, change.state(), change.mac(), change.mtu());
        } else {
            ports.set(port, change.state(), ports.mac(port), ports.mtu(port));
        }
        if (change.state() == PortState.UP) {
            if (clearAt[port] <= nowNanos) {
                clear(port, reasons[port], true, out); // the rest, before new calls come in
            }
            schedule(port, Long.MAX_VALUE);
        } else if (there && rules.keepsCalls()) {
            schedule(port, Long.MAX_VALUE);
        } else {
            reasons[port] = called(port) + (there ? " is down" : " is gone");
            schedule(port, Math.min(clearAt[port], nowNanos + rules.graceNanos()));
            onDeadline(nowNanos, out);
        }
    }

    /**
     * A frame came from a port that is taken for down: it is up again, and the word of it late. Who
     * calls now must not be cleared for what was before.
     */
    void heard(long nowNanos, int port) {
        if (clearAt[port] > nowNanos && clearAt[port] != Long.MAX_VALUE) {
            schedule(port, nowNanos + rules.graceNanos());
        }
    }

    private String called(int port) {
        return "access port " + ports.name(port);
    }

    long nextDeadlineNanos() {
        return nextAt;
    }

    private void schedule(int port, long at) {
        clearAt[port] = at;
        nextAt = Arrays.stream(clearAt).min().orElse(Long.MAX_VALUE);
    }

    void onDeadline(long nowNanos, FrontendOutbox out) {
        for (int port = 0; nextAt <= nowNanos && port < clearAt.length; port++) {
            if (clearAt[port] <= nowNanos) {
                boolean more = clearSome(port, reasons[port], false, out);
                schedule(port, more ? nowNanos + GAP_NANOS : Long.MAX_VALUE);
            }
        }
    }

    /**
     * @param tell whether a PADT can reach them
     */
    private void clear(int port, String text, boolean tell, FrontendOutbox out) {
        boolean more = true;
        while (more) {
            more = clearSome(port, text, tell, out);
        }
    }

    /** False when there are no more. */
    private boolean clearSome(int port, String text, boolean tell, FrontendOutbox out) {
        dialler.portGone(port, text, tell, out);
        for (int n = 0; n < AT_A_TIME; n++) {
            PppoeSession session = sessions.anyOf(port);
            if (session == null) {
                return false;
            }
            calls.ends().portGone(session, text, tell, out);
        }
        return true;
    }
}
