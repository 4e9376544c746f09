package org.lacserver.port;

/**
 * What the world asks of the core. A command about a call that is gone is an ordinary, silent row.
 */
public sealed interface Command {
    /**
     * A caller has finished LCP and named himself, and waits. {@code callId} is new and never used
     * again while the box runs; exactly one {@link Event.CallEnded} will answer it, sooner or
     * later.
     */
    record CallArrived(long callId, Line line, Caller caller, ProxyLcp lcp) implements Command {}

    /** The answer to {@link Event.LookupWanted}. */
    record LookupAnswered(long callId, LookupAnswer answer) implements Command {}

    /** The caller's side is gone: PADT, LCP Terminate, silence, port down. */
    record CallerLeft(long callId, EndCause cause, String text) implements Command {}

    /** An operator ends a call; {@code reason} goes into the CDN and to the caller. */
    record ClearCall(long callId, EndCause cause, String reason) implements Command {}

    /** An operator ends a tunnel and all its calls with StopCCN; {@code reason} goes into it. */
    record ClearTunnel(int localTunnelId, String reason) implements Command {}

    /** No new calls, StopCCN (6, shutting down) to every LNS, every call ended. */
    record ShutDown(String reason) implements Command {}
}
