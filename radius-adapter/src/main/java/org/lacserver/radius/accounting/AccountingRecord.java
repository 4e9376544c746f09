package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.AccessLine;

import java.net.InetAddress;
import java.util.List;

/**
 * One accounting record (RFC 2866). Records of one {@code acctSessionId} reach the server in the
 * order in which they were given.
 *
 * @param acctSessionId unique to the call; ON and OFF have one too (RFC 2866 §5.5)
 * @param userName empty for ON and OFF
 * @param line null for ON and OFF
 * @param classes the Class attributes of the Access-Accept, in order
 * @param tunnel null before a tunnel took the call
 * @param usage null for START, ON and OFF
 * @param terminateCause Acct-Terminate-Cause; 0 but in a STOP
 * @param authentic Acct-Authentic: 1 RADIUS, 2 local, 3 remote; 0 sends none
 * @param eventEpochSeconds when it happened, for Event-Timestamp
 */
public record AccountingRecord(
        Kind kind,
        String acctSessionId,
        String userName,
        @Nullable AccessLine line,
        List<byte[]> classes,
        @Nullable Tunnel tunnel,
        @Nullable Usage usage,
        int terminateCause,
        int authentic,
        long eventEpochSeconds) {

    public AccountingRecord {
        classes = List.copyOf(classes);
    }

    /** The box starts (ON) or ends (OFF): the server closes whatever it believes open. */
    public static AccountingRecord ofBox(Kind kind, String acctSessionId, long eventEpochSeconds) {
        return new AccountingRecord(
                kind, acctSessionId, "", null, List.of(), null, null, 0, 0, eventEpochSeconds);
    }

    /** Acct-Status-Type. */
    public enum Kind {
        START(1),
        STOP(2),
        INTERIM(3),
        ON(7),
        OFF(8);

        private final int statusType;

        Kind(int statusType) {
            this.statusType = statusType;
        }

        int statusType() {
            return statusType;
        }
    }

    /**
     * The tunnel of the call (RFC 2867, RFC 2868).
     *
     * @param client the LAC's address
     * @param server the LNS's address
     * @param connection Acct-Tunnel-Connection: the Call Serial Number, so that both ends' records
     *     can be matched
     */
    public record Tunnel(
            InetAddress client,
            InetAddress server,
            @Nullable String assignmentId,
            @Nullable String clientAuthId,
            @Nullable String serverAuthId,
            String connection) {}

    /** What was used; input comes from the subscriber. */
    public record Usage(
            long sessionSeconds,
            long inputOctets,
            long outputOctets,
            long inputPackets,
            long outputPackets) {}
}
