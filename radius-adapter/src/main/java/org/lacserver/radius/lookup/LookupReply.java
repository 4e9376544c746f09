package org.lacserver.radius.lookup;

import java.time.Duration;
import java.util.List;

/** What RADIUS said. */
public sealed interface LookupReply {
    /**
     * @param server the name of the RADIUS server that answered
     * @param sets in preference order; empty only when {@code groups} is not
     * @param groups names of groups of LNSs in {@code lac.yaml} that take the call, in order; after
     *     {@code sets}
     * @param skipped what else the answer held and why it is not used
     */
    record Tunnels(
            String server,
            Duration rtt,
            List<TunnelSet> sets,
            List<String> groups,
            List<Skipped> skipped,
            Terms terms)
            implements LookupReply {
        public Tunnels {
            sets = List.copyOf(sets);
            groups = List.copyOf(groups);
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * An Access-Accept without a word about tunnels: somebody else may know where the call goes.
     *
     * @param replyMessage for the caller, should nobody know; may be empty
     * @param terms of the call wherever it goes
     */
    record NoTunnel(String server, Duration rtt, String replyMessage, Terms terms)
            implements LookupReply {}

    /**
     * What an Access-Accept says beside its tunnels.
     *
     * @param classes Class attributes to echo in accounting, in order
     * @param interimSeconds Acct-Interim-Interval, 60 or more; 0 when none came
     * @param sessionTimeoutSeconds Session-Timeout; 0 when none came
     * @param idleTimeoutSeconds Idle-Timeout; 0 when none came
     * @param txBps connect speed LAC to caller, bit/s; 0 when none came
     * @param rxBps connect speed caller to LAC, bit/s; 0 when none came
     * @param success for the caller: EAP Success, or the text of MS-CHAP2-Success without its
     *     identifier; empty when none came
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Terms(
            List<byte[]> classes,
            int interimSeconds,
            long sessionTimeoutSeconds,
            long idleTimeoutSeconds,
            long txBps,
            long rxBps,
            byte[] success) {
        public Terms {
            classes = List.copyOf(classes);
        }
    }

    /**
     * Access-Reject.
     *
     * @param replyMessage Reply-Message, for the caller; may be empty
     * @param failure for the caller as it stands: EAP Failure, or the text of MS-CHAP-Error without
     *     its identifier; empty when none came
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Refused(String server, Duration rtt, String replyMessage, byte[] failure)
            implements LookupReply {
        @Override
        public String toString() {
            return "Refused[" + server + ", " + replyMessage + "]";
        }
    }

    /**
     * To be treated as a reject: a challenge that nobody here can answer (RFC 2865 §4.4), tunnels
     * none of which can be (RFC 2868 §3.1), a request that does not fit.
     *
     * @param server empty when the request could not even be sent
     * @param reason one sentence for people
     * @param skipped the tunnels it named and why none can be used; may be empty
     */
    record Unusable(
            String server, Duration rtt, String reason, String replyMessage, List<Skipped> skipped)
            implements LookupReply {
        public Unusable {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Access-Challenge: the caller has to answer an EAP Request (RFC 3579 §2.2).
     *
     * @param eap the whole EAP packet
     * @param state to be given back with the caller's Response
     * @param timeoutSeconds how long that may take; 0 when nothing was said
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Challenge(String server, Duration rtt, byte[] eap, byte[] state, int timeoutSeconds)
            implements LookupReply {
        @Override
        public String toString() {
            return "Challenge[" + server + ", " + eap.length + " octets]";
        }
    }

    /** Nobody answered in time. */
    record NoAnswer(String reason) implements LookupReply {}

    /** A tunnel set, or a single attribute of it, that is not used. Tag 0 is untagged. */
    record Skipped(int tag, String reason) {}
}
