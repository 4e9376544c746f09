package org.lacserver.radius.lookup;

import java.time.Duration;
import java.util.List;

/** What RADIUS said. */
public sealed interface LookupReply {
    /**
     * @param server the name of the RADIUS server that answered
     * @param sets in preference order, never empty
     * @param skipped what else the answer held and why it is not used
     * @param classes Class attributes to echo in accounting, in order
     * @param interimSeconds Acct-Interim-Interval, 60 or more; 0 when none came
     * @param sessionTimeoutSeconds Session-Timeout; 0 when none came
     * @param txBps connect speed LAC to caller, bit/s; 0 when none came
     * @param rxBps connect speed caller to LAC, bit/s; 0 when none came
     */
    record Tunnels(
            String server,
            Duration rtt,
            List<TunnelSet> sets,
            List<Skipped> skipped,
            List<byte[]> classes,
            int interimSeconds,
            long sessionTimeoutSeconds,
            long txBps,
            long rxBps)
            implements LookupReply {
        public Tunnels {
            sets = List.copyOf(sets);
            skipped = List.copyOf(skipped);
            classes = List.copyOf(classes);
        }
    }

    /** Access-Reject; {@code replyMessage} is for the caller and may be empty. */
    record Refused(String server, Duration rtt, String replyMessage) implements LookupReply {}

    /**
     * An answer that gives no tunnel; to be treated as a reject (RFC 2868 §3.1).
     *
     * @param server empty when the request could not even be sent
     * @param reason one sentence for people
     * @param skipped the tunnels it named and why none can be used
     */
    record Unusable(
            String server, Duration rtt, String reason, String replyMessage, List<Skipped> skipped)
            implements LookupReply {
        public Unusable {
            skipped = List.copyOf(skipped);
        }
    }

    /** Nobody answered in time. */
    record NoAnswer(String reason) implements LookupReply {}

    /** A tunnel set, or a single attribute of it, that is not used. Tag 0 is untagged. */
    record Skipped(int tag, String reason) {}
}
