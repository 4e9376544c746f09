package org.lacserver.port;

import java.net.InetAddress;
import java.util.List;

/**
 * What the world asks of the core. A command about a call that is gone is an ordinary, silent row.
 */
public sealed interface Command {
    /**
     * A caller has finished LCP and named himself, and waits. {@code callId} is new and never used
     * again while the box runs; exactly one {@link Event.CallEnded} will answer it, sooner or
     * later. A caller may come twice: first {@link Caller#UNNAMED}, from a line that is to be asked
     * about before LCP begins, and after {@link Event.NameWanted} with his name.
     */
    record CallArrived(long callId, Line line, Caller caller, ProxyLcp lcp) implements Command {}

    /** The answer to {@link Event.LookupWanted}. */
    record LookupAnswered(long callId, LookupAnswer answer) implements Command {}

    /**
     * The caller's side is gone: PADT, LCP Terminate, silence, port down.
     *
     * @param ppp what became of PPP, as far as the access side knows
     */
    record CallerLeft(long callId, EndCause cause, String text, PppCause ppp) implements Command {
        /** Without a word about PPP. */
        public CallerLeft(long callId, EndCause cause, String text) {
            this(callId, cause, text, PppCause.NONE);
        }
    }

    /**
     * An operator ends a call; {@code reason} goes into the CDN.
     *
     * @param message for the caller; empty leaves it to the cause
     */
    record ClearCall(long callId, EndCause cause, String reason, String message)
            implements Command {
        /** The caller reads the reason, too. */
        public ClearCall(long callId, EndCause cause, String reason) {
            this(callId, cause, reason, reason);
        }
    }

    /** An operator ends a tunnel and all its calls with StopCCN; {@code reason} goes into it. */
    record ClearTunnel(int localTunnelId, String reason) implements Command {}

    /**
     * An operator says something of an LNS; it holds for its address as long as the box runs.
     *
     * @param name what the LNS is called if it was not met before
     * @param reason for people
     */
    record SetLns(InetAddress lns, String name, LnsAction action, String reason)
            implements Command {}

    /** The answer to {@link Event.DialWanted}. */
    record DialAnswered(long callId, DialAnswer answer) implements Command {}

    /**
     * The far end of an outgoing call has answered: the answer to {@link Event.PlaceCall}.
     *
     * @param access DIALLED or SERIAL
     * @param line where it answered
     * @param txBps LAC to the far end, bit/s; 0 when unknown
     * @param rxBps the far end to the LAC; 0 when unknown
     */
    record FarEndAnswered(long callId, Binding.Access access, Line line, long txBps, long rxBps)
            implements Command {}

    /** The far end of an outgoing call could not be reached: the answer to PlaceCall. */
    record FarEndFailed(long callId, DialFailure failure, String text) implements Command {}

    /**
     * A line's rates have changed, bit/s, 0 for one that has not: what its LNS was told is told
     * again (RFC 5515 §4.1).
     */
    record SpeedChanged(long callId, long txBps, long rxBps) implements Command {}

    /** What the lookup asked of a call is replaced; a Session-Timeout counts from its start. */
    record TermsChanged(long callId, LookupAnswer.Terms terms) implements Command {}

    /**
     * An established call is to go on with one of {@code candidates}: {@link Event.CallRehomed} or
     * {@link Event.CallStayed} answers, unless CallEnded comes first.
     *
     * @param reason for the former LNS and for people
     */
    record Rehome(long callId, List<Candidate> candidates, String reason) implements Command {
        public Rehome {
            candidates = List.copyOf(candidates);
        }
    }

    /** Errors on a call's line since the call began (RFC 2661 §6.13), whenever they grew. */
    record LineErrors(
            long callId,
            long crcErrors,
            long framingErrors,
            long hardwareOverruns,
            long bufferOverruns,
            long timeouts,
            long alignmentErrors)
            implements Command {}

    /** No new calls, StopCCN (6, shutting down) to every LNS, every call ended. */
    record ShutDown(String reason) implements Command {}
}
