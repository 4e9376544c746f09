package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** What the core tells the world. */
public sealed interface Event {
    /** Ask RADIUS or the local table; the answer comes back as {@link Command.LookupAnswered}. */
    record LookupWanted(long callId, Line line, Caller caller) implements Event {}

    /** The lookup knows too little of the line: the caller has to name himself. */
    record NameWanted(long callId) implements Event {}

    /**
     * An LNS asks for an outgoing call (OCRQ): where does the number lead? The answer comes back as
     * {@link Command.DialAnswered}.
     *
     * @param bearerType as in AVP 18
     * @param framingType as in AVP 19
     */
    record DialWanted(
            long callId,
            TunnelFacts tunnel,
            String calledNumber,
            String subAddress,
            long minimumBps,
            long maximumBps,
            long bearerType,
            long framingType)
            implements Event {}

    /**
     * Call the far end; FarEndAnswered or FarEndFailed answers, unless CallEnded comes first.
     *
     * @param timeout how long that may take
     */
    record PlaceCall(long callId, DialTarget target, Duration timeout) implements Event {}

    /** The LNS has told the link's control character maps (SLI, RFC 2661 §6.14). */
    record LinkInfo(long callId, long sendAccm, long receiveAccm) implements Event {}

    /**
     * ICCN or OCCN is sent: join both legs, hand the caller over, start accounting. At most once a
     * call.
     *
     * @param success what tells the caller that he is believed, before anything else comes to him
     *     (the whole EAP packet, or the Message of PAP Ack or CHAP Success); null when the LNS says
     *     it
     */
    record CallConnected(long callId, Binding binding, CallFacts facts, @Nullable Octets success)
            implements Event {}

    /**
     * An established call goes on with another LNS: the answer to {@link Command.Rehome}.
     *
     * @param before with its former LNS
     * @param binding in place of the one it had
     * @param counters of the former leg, final; those of the call begin at zero again
     */
    record CallRehomed(
            long callId,
            String reason,
            CallFacts before,
            CallFacts facts,
            Binding binding,
            DataPlane.Counters counters)
            implements Event {}

    /**
     * A call stays with its LNS: the answer to {@link Command.Rehome}.
     *
     * @param isThere whether it is where it was wanted already; else no LNS took it
     * @param decisions what became of each candidate
     */
    record CallStayed(long callId, boolean isThere, String reason, List<Decision> decisions)
            implements Event {
        public CallStayed {
            decisions = List.copyOf(decisions);
        }

        /** Of a call that is in no state to be moved. */
        public static CallStayed refused(long callId, String reason) {
            return new CallStayed(callId, false, reason, List.of());
        }
    }

    /**
     * The last event of every call. {@code message} is for the caller, in PAP-Nak or CHAP-Failure
     * when the call never connected; may be empty. {@code counters} are final.
     *
     * @param failure in place of such a message: see {@link LookupAnswer.Refused}
     */
    record CallEnded(
            long callId,
            CallFacts facts,
            End end,
            DataPlane.Counters counters,
            String message,
            Octets failure)
            implements Event {
        public CallEnded(
                long callId,
                CallFacts facts,
                End end,
                DataPlane.Counters counters,
                String message) {
            this(callId, facts, end, counters, message, Octets.EMPTY);
        }
    }

    /** A control connection reached or left the established state. */
    record TunnelUp(TunnelFacts tunnel) implements Event {}

    record TunnelDown(TunnelFacts tunnel, String reason) implements Event {}

    /**
     * A control connection that was opened never reached the established state. Once for each
     * lockout that follows from it, not once for each attempt.
     */
    record TunnelFailed(TunnelFacts tunnel, String reason) implements Event {}

    /** An LNS did not take the call into a tunnel that is up; another one may yet. */
    record LinkFailed(long callId, CallFacts facts, String reason) implements Event {}

    /**
     * Something needs people, or no longer does.
     *
     * @param raised false when it is over
     * @param what names it: the same when it begins and when it ends
     * @param text one sentence for people
     */
    record Alarm(boolean raised, String what, String text) implements Event {}

    /**
     * What is known of a call, growing as it proceeds; for accounting, logs and show commands.
     *
     * @param serial Call Serial Number, unsigned 32 bit; 0 before an ICRQ was built
     * @param name the octets of a user name that is not UTF-8; empty for all others
     * @param dialled the called number of an outgoing call; null for an incoming one
     * @param tunnel the tunnel that took or tried the call last, or asked for it
     * @param decisions what became of each candidate, in the order tried or skipped
     */
    record CallFacts(
            long callId,
            long serial,
            Line line,
            String userName,
            Octets name,
            Caller.Method method,
            String lookupSource,
            LookupAnswer.Terms terms,
            @Nullable String dialled,
            @Nullable Candidate candidate,
            @Nullable TunnelFacts tunnel,
            int localSessionId,
            int peerSessionId,
            List<Decision> decisions) {
        public CallFacts {
            decisions = List.copyOf(decisions);
        }
    }

    /**
     * One candidate and what became of it: {@code used}, {@code skipped: locked out …}, {@code CDN
     * 4/0 …}.
     *
     * @param after from the call's arrival until this was decided
     * @param took how long the candidate was tried; null when it was passed over
     */
    record Decision(Candidate candidate, String outcome, Duration after, @Nullable Duration took) {
        /** Of a call that has not come. */
        public Decision(Candidate candidate, String outcome) {
            this(candidate, outcome, Duration.ZERO, null);
        }
    }

    /** A control connection's facts. */
    record TunnelFacts(
            int localTunnelId,
            int peerTunnelId,
            String name,
            java.net.InetSocketAddress local,
            java.net.InetSocketAddress peer,
            String peerHostName) {}

    /**
     * How a call ended.
     *
     * @param by who ended it
     * @param reason one sentence for people
     * @param resultCode of the CDN or StopCCN sent or received; 0 without one
     * @param errorCode of the same
     * @param ppp RFC 3145 disconnect cause, sent or received
     * @param setup from arrival to ICCN; null when it never connected
     */
    record End(
            By by,
            EndCause cause,
            String reason,
            int resultCode,
            int errorCode,
            PppCause ppp,
            @Nullable Duration setup) {

        /** With no more than the code of the disconnect cause; 0 when there is none. */
        public End(
                By by,
                EndCause cause,
                String reason,
                int resultCode,
                int errorCode,
                int pppCause,
                @Nullable Duration setup) {
            this(by, cause, reason, resultCode, errorCode, new PppCause(pppCause, 0, 0), setup);
        }

        public int pppCause() {
            return ppp.code();
        }
    }

    /** The party that ended a call. */
    enum By {
        CALLER,
        LAC,
        LNS,
        OPERATOR
    }
}
