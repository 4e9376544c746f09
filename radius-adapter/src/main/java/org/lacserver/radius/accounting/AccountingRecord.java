package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.AccessLine;

import java.net.InetAddress;
import java.util.List;

/**
 * One accounting record (RFC 2866, RFC 2867). Records of one {@code acctSessionId} reach the server
 * in the order in which they were given.
 *
 * @param acctSessionId unique to the call, leg or tunnel; ON and OFF have one too (RFC 2866 §5.5)
 * @param multiSessionId Acct-Multi-Session-Id: what several sessions belong to; null sends none
 * @param userName empty for ON and OFF
 * @param userNameOctets the octets of a name that is not UTF-8; they are what is sent. Empty for
 *     all others
 * @param line null for ON, OFF and the records of a tunnel
 * @param classes the Class attributes of the Access-Accept, in order
 * @param tunnel null before a tunnel took the call
 * @param usage null for records that begin or refuse something
 * @param linkCount Acct-Link-Count: how many links the session had; 0 sends none
 * @param terminateCause Acct-Terminate-Cause; 0 but in a record that ends or refuses something
 * @param authentic Acct-Authentic: 1 RADIUS, 2 local, 3 remote; 0 sends none
 * @param eventEpochSeconds when it happened, for Event-Timestamp
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record AccountingRecord(
        Kind kind,
        String acctSessionId,
        @Nullable String multiSessionId,
        String userName,
        byte[] userNameOctets,
        @Nullable AccessLine line,
        List<byte[]> classes,
        @Nullable Tunnel tunnel,
        @Nullable Usage usage,
        int linkCount,
        int terminateCause,
        int authentic,
        long eventEpochSeconds) {

    public AccountingRecord {
        classes = List.copyOf(classes);
    }

    /** With a name that its text tells wholly. */
    public AccountingRecord(
            Kind kind,
            String acctSessionId,
            @Nullable String multiSessionId,
            String userName,
            @Nullable AccessLine line,
            List<byte[]> classes,
            @Nullable Tunnel tunnel,
            @Nullable Usage usage,
            int linkCount,
            int terminateCause,
            int authentic,
            long eventEpochSeconds) {
        this(
                kind,
                acctSessionId,
                multiSessionId,
                userName,
                new byte[0],
                line,
                classes,
                tunnel,
                usage,
                linkCount,
                terminateCause,
                authentic,
                eventEpochSeconds);
    }

    /** The box starts (ON) or ends (OFF): the server closes whatever it believes open. */
    public static AccountingRecord ofBox(Kind kind, String acctSessionId, long eventEpochSeconds) {
        return new AccountingRecord(
                kind,
                acctSessionId,
                null,
                "",
                null,
                List.of(),
                null,
                null,
                0,
                0,
                0,
                eventEpochSeconds);
    }

    /** Acct-Status-Type (RFC 2866 §5.1, RFC 2867 §3). */
    public enum Kind {
        START(1),
        STOP(2),
        INTERIM(3),
        ON(7),
        OFF(8),
        TUNNEL_START(9),
        TUNNEL_STOP(10),
        TUNNEL_REJECT(11),
        TUNNEL_LINK_START(12),
        TUNNEL_LINK_STOP(13),
        TUNNEL_LINK_REJECT(14);

        private final int statusType;

        Kind(int statusType) {
            this.statusType = statusType;
        }

        int statusType() {
            return statusType;
        }

        /** About the box, not a session of it. */
        boolean isOfBox() {
            return this == ON || this == OFF;
        }

        /** Nothing of its session is before it. */
        boolean isFirst() {
            return this == START
                    || this == TUNNEL_START
                    || this == TUNNEL_REJECT
                    || this == TUNNEL_LINK_START
                    || this == TUNNEL_LINK_REJECT;
        }

        /** After it, its session wants an end. */
        boolean leavesOpen() {
            return switch (this) {
                case START, INTERIM, TUNNEL_START, TUNNEL_LINK_START -> true;
                case STOP,
                        ON,
                        OFF,
                        TUNNEL_STOP,
                        TUNNEL_REJECT,
                        TUNNEL_LINK_STOP,
                        TUNNEL_LINK_REJECT ->
                        false;
            };
        }

        /** What ends a session that this one left open. */
        Kind end() {
            return switch (this) {
                case TUNNEL_START, TUNNEL_STOP, TUNNEL_REJECT -> TUNNEL_STOP;
                case TUNNEL_LINK_START, TUNNEL_LINK_STOP, TUNNEL_LINK_REJECT -> TUNNEL_LINK_STOP;
                case START, STOP, INTERIM, ON, OFF -> STOP;
            };
        }

        static @Nullable Kind of(int statusType) {
            for (Kind kind : values()) {
                if (kind.statusType == statusType) {
                    return kind;
                }
            }
            return null;
        }
    }

    /**
     * The tunnel of the call (RFC 2867, RFC 2868).
     *
     * @param client the LAC's address
     * @param server the LNS's address
     * @param connection Acct-Tunnel-Connection: of a call its Call Serial Number, so that both
     *     ends' records can be matched (RFC 2867 §2); of a tunnel its two Tunnel IDs
     */
    public record Tunnel(
            InetAddress client,
            InetAddress server,
            @Nullable String assignmentId,
            @Nullable String clientAuthId,
            @Nullable String serverAuthId,
            String connection) {}

    /**
     * What was used; input comes from the subscriber.
     *
     * @param packetsLost Acct-Tunnel-Packets-Lost: what the LNS sent and never came
     */
    public record Usage(
            long sessionSeconds,
            long inputOctets,
            long outputOctets,
            long inputPackets,
            long outputPackets,
            long packetsLost) {
        public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);
    }
}
