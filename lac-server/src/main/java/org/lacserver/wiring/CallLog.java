package org.lacserver.wiring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.ops.CallEndLine;
import org.lacserver.ops.CallMoveLine;
import org.lacserver.port.Event;
import org.lacserver.pppoe.AccessLine;

import java.time.Duration;

/**
 * One line for each call that ended and each attempt that came to nothing; in a storm a sample of
 * them, and how many more there were.
 */
final class CallLog {
    private static final Logger CALLS = LogManager.getLogger("lac.calls");
    private static final Logger TUNNELS = LogManager.getLogger("lac.tunnels");
    private static final int LINES_A_SECOND = 200;
    private static final long SECOND = 1_000_000_000L;

    private long secondStarted = Long.MIN_VALUE;
    private int lines;
    private long unlogged;

    void ended(long nowNanos, Event.CallEnded call, Duration connected) {
        if (mayLog(nowNanos)) {
            CALLS.info("{}", CallEndLine.of(call, connected));
        }
    }

    void rehomed(long nowNanos, Event.CallRehomed call) {
        if (mayLog(nowNanos)) {
            CALLS.info("{}", CallMoveLine.of(call));
        }
    }

    void stayed(long nowNanos, Event.CallStayed call) {
        if (mayLog(nowNanos)) {
            CALLS.info("{}", CallMoveLine.of(call));
        }
    }

    void attemptFailed(long nowNanos, AccessLine line, String reason) {
        if (mayLog(nowNanos)) {
            CALLS.info(
                    "no call from {} on {}: {}",
                    Translation.line(line).macText(),
                    Translation.line(line).portText(),
                    reason);
        }
    }

    void tunnelUp(Event.TunnelFacts tunnel) {
        TUNNELS.info(
                "tunnel {} up: {} ({}) from {}, ids {}/{}",
                tunnel.name(),
                tunnel.peer().getAddress().getHostAddress(),
                tunnel.peerHostName(),
                tunnel.local().getAddress().getHostAddress(),
                tunnel.localTunnelId(),
                tunnel.peerTunnelId());
    }

    void tunnelDown(Event.TunnelFacts tunnel, String reason) {
        TUNNELS.warn(
                "tunnel {} down: {} ({}): {}",
                tunnel.name(),
                tunnel.peer().getAddress().getHostAddress(),
                tunnel.peerHostName(),
                reason);
    }

    void tunnelFailed(Event.TunnelFacts tunnel, String reason) {
        TUNNELS.warn(
                "tunnel {} not up: {} from {}: {}",
                tunnel.name(),
                tunnel.peer().getAddress().getHostAddress(),
                tunnel.local().getAddress().getHostAddress(),
                reason);
    }

    void alarm(Event.Alarm alarm) {
        if (alarm.raised()) {
            TUNNELS.error("alarm {}: {}", alarm.what(), alarm.text());
        } else {
            TUNNELS.warn("alarm {} is over: {}", alarm.what(), alarm.text());
        }
    }

    private boolean mayLog(long nowNanos) {
        if (nowNanos - secondStarted >= SECOND || secondStarted == Long.MIN_VALUE) {
            if (unlogged > 0) {
                CALLS.info("{} more calls ended without a line of their own", unlogged);
            }
            secondStarted = nowNanos;
            lines = 0;
            unlogged = 0;
        }
        if (++lines > LINES_A_SECOND) {
            unlogged++;
            return false;
        }
        return true;
    }
}
