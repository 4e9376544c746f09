package org.lacserver.radius.lookup;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** What RADIUS said of a called number. */
public sealed interface DialReply {
    /**
     * Where it leads; exactly one of {@code port} and {@code modem} is there.
     *
     * @param server the name of the RADIUS server that answered
     * @param port the access port's interface name
     * @param outerVlan 1..4094; 0 untagged
     * @param innerVlan 1..4094; 0 without a second tag
     * @param mac of the only access concentrator that may answer, in the low 48 bits; 0 for any
     * @param service PPPoE Service-Name, may be empty
     * @param acName of the only access concentrator that may answer; null for any
     * @param modem the modem's name, or {@code any}
     * @param number what the modem dials
     * @param limit most calls to this number at a time; 0 when not told
     * @param minimumBps bit/s; 0 when not told
     * @param maximumBps bit/s; 0 when not told
     */
    record Route(
            String server,
            Duration rtt,
            @Nullable String port,
            int outerVlan,
            int innerVlan,
            long mac,
            String service,
            @Nullable String acName,
            @Nullable String modem,
            String number,
            int limit,
            long minimumBps,
            long maximumBps)
            implements DialReply {}

    /** Access-Reject. */
    record Refused(String server, Duration rtt, String message) implements DialReply {}

    /** An answer that leads nowhere; {@code reason} is one sentence for people. */
    record Unusable(String server, Duration rtt, String reason) implements DialReply {}

    /** Nobody answered in time. */
    record NoAnswer(String reason) implements DialReply {}
}
