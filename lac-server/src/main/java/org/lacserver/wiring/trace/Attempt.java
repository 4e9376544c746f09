package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt of a line to get through.
 *
 * @param atNanos when its first message came, in the engine's time
 * @param tookNanos until its end
 * @param port NAS-Port-Id
 * @param stage how far it came
 * @param upSeconds how long the call was established; -1 when it never was
 * @param reason one sentence for people without knowledge of protocols
 * @param lns the LNS that had the call, or was asked last; empty without one
 */
record Attempt(
        long atNanos,
        long tookNanos,
        String mac,
        String port,
        @Nullable String circuit,
        String user,
        String stage,
        long upSeconds,
        String reason,
        String lns) {}
