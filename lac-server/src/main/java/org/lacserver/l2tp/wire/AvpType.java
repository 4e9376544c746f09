package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * The AVPs of the IETF (RFC 2661 §4.4, RFC 3145, 3301, 3308, 3437, 3573, 3817, 4951, 5515): number,
 * form of the value, the M bit, whether it may be hidden. Four of them are known by name and layout
 * alone, see {@link #isUnderstood}.
 */
public enum AvpType {
    MESSAGE_TYPE(0, Kind.U16, MBit.SET, false, "§4.4.1", "Message Type"),
    RESULT_CODE(1, Kind.RESULT, MBit.SET, false, "§4.4.2", "Result Code"),
    PROTOCOL_VERSION(2, Kind.U16, MBit.SET, false, "§4.4.3", "Protocol Version"),
    FRAMING_CAPABILITIES(3, Kind.U32, MBit.SET, true, "§4.4.3", "Framing Capabilities"),
    BEARER_CAPABILITIES(4, Kind.U32, MBit.SET, true, "§4.4.3", "Bearer Capabilities"),
    TIE_BREAKER(5, Kind.U64, MBit.CLEAR, false, "§4.4.3", "Tie Breaker"),
    FIRMWARE_REVISION(6, Kind.U16, MBit.CLEAR, true, "§4.4.3", "Firmware Revision"),
    HOST_NAME(7, Kind.NAME, MBit.SET, false, "§4.4.3", "Host Name"),
    VENDOR_NAME(8, Kind.TEXT, MBit.CLEAR, true, "§4.4.3", "Vendor Name"),
    ASSIGNED_TUNNEL_ID(9, Kind.ID, MBit.SET, true, "§4.4.3", "Assigned Tunnel"),
    RECEIVE_WINDOW_SIZE(10, Kind.ID, MBit.SET, false, "§4.4.3", "Receive Window"),
    CHALLENGE(11, Kind.CHALLENGE, MBit.SET, true, "§4.4.3", "Challenge"),
    Q931_CAUSE_CODE(12, Kind.Q931, MBit.SET, false, "§4.4.4", "Q.931 Cause"),
    CHALLENGE_RESPONSE(13, Kind.DIGEST, MBit.SET, true, "§4.4.3", "Challenge Response"),
    ASSIGNED_SESSION_ID(14, Kind.ID, MBit.SET, true, "§4.4.4", "Assigned Session"),
    CALL_SERIAL_NUMBER(15, Kind.U32, MBit.SET, true, "§4.4.4", "Serial"),
    MINIMUM_BPS(16, Kind.U32, MBit.SET, true, "§4.4.4", "Minimum BPS"),
    MAXIMUM_BPS(17, Kind.U32, MBit.SET, true, "§4.4.4", "Maximum BPS"),
    BEARER_TYPE(18, Kind.U32, MBit.SET, true, "§4.4.4", "Bearer Type"),
    FRAMING_TYPE(19, Kind.U32, MBit.SET, true, "§4.4.4", "Framing Type"),
    CALLED_NUMBER(21, Kind.TEXT, MBit.SET, true, "§4.4.4", "Called"),
    CALLING_NUMBER(22, Kind.TEXT, MBit.SET, true, "§4.4.4", "Calling"),
    SUB_ADDRESS(23, Kind.TEXT, MBit.SET, true, "§4.4.4", "Sub-Address"),
    TX_CONNECT_SPEED(24, Kind.U32, MBit.SET, true, "§4.4.4", "Tx Speed"),
    PHYSICAL_CHANNEL_ID(25, Kind.U32, MBit.CLEAR, true, "§4.4.4", "Physical Channel"),
    INITIAL_RECEIVED_CONFREQ(
            26, Kind.OCTETS, MBit.CLEAR, true, "§4.4.5", "Initial Received CONFREQ"),
    LAST_SENT_CONFREQ(27, Kind.OCTETS, MBit.CLEAR, true, "§4.4.5", "Last Sent CONFREQ"),
    LAST_RECEIVED_CONFREQ(28, Kind.OCTETS, MBit.CLEAR, true, "§4.4.5", "Last Received CONFREQ"),
    PROXY_AUTHEN_TYPE(29, Kind.U16, MBit.CLEAR, true, "§4.4.5", "Proxy Authen Type"),
    PROXY_AUTHEN_NAME(30, Kind.TEXT, MBit.CLEAR, true, "§4.4.5", "Proxy Authen Name"),
    PROXY_AUTHEN_CHALLENGE(31, Kind.OCTETS, MBit.CLEAR, true, "§4.4.5", "Proxy Authen Challenge"),
    PROXY_AUTHEN_ID(32, Kind.U16, MBit.CLEAR, true, "§4.4.5", "Proxy Authen ID"),
    PROXY_AUTHEN_RESPONSE(33, Kind.SECRET, MBit.CLEAR, true, "§4.4.5", "Proxy Authen Response"),
    CALL_ERRORS(34, Kind.CALL_ERRORS, MBit.SET, true, "§4.4.6", "Call Errors"),
    ACCM(35, Kind.ACCM, MBit.SET, true, "§4.4.6", "ACCM"),
    RANDOM_VECTOR(36, Kind.NONEMPTY, MBit.SET, false, "§4.3", "Random Vector"),
    PRIVATE_GROUP_ID(37, Kind.TEXT, MBit.CLEAR, true, "§4.4.4", "Private Group"),
    RX_CONNECT_SPEED(38, Kind.U32, MBit.CLEAR, true, "§4.4.4", "Rx Speed"),
    SEQUENCING_REQUIRED(39, Kind.EMPTY, MBit.SET, false, "§4.4.4", "Sequencing Required"),
    RX_MINIMUM_BPS(40, Kind.U32, MBit.CLEAR, true, "RFC 3301", "Rx Minimum BPS"),
    RX_MAXIMUM_BPS(41, Kind.U32, MBit.CLEAR, true, "RFC 3301", "Rx Maximum BPS"),
    SERVICE_CATEGORY(42, Kind.U16, MBit.CLEAR, true, "RFC 3301", "Service Category"),
    SERVICE_NAME(43, Kind.NAME, MBit.CLEAR, true, "RFC 3301", "Service Name"),
    CALLING_SUB_ADDRESS(44, Kind.NSAP, MBit.CLEAR, true, "RFC 3301", "Calling Sub-Address"),
    VPI_VCI(45, Kind.VPI_VCI, MBit.CLEAR, true, "RFC 3301", "VPI/VCI"),
    DISCONNECT_CAUSE(46, Kind.DISCONNECT, MBit.CLEAR, true, "RFC 3145 §2", "Disconnect Cause"),
    CONTROL_CONNECTION_DS(47, Kind.U16, MBit.CLEAR, true, "RFC 3308 §3.1", "Control Connection DS"),
    SESSION_DS(48, Kind.U16, MBit.CLEAR, true, "RFC 3308 §4.1", "Session DS"),
    LCP_WANT_OPTIONS(49, Kind.OCTETS, MBit.CLEAR_OR_SET, true, "RFC 3437 §2.1", "LCP Want Options"),
    LCP_ALLOW_OPTIONS(
            50, Kind.OCTETS, MBit.CLEAR_OR_SET, true, "RFC 3437 §2.2", "LCP Allow Options"),
    LNS_LAST_SENT_CONFREQ(
            51, Kind.OCTETS, MBit.CLEAR_OR_SET, true, "RFC 3437 §2.3", "LNS Last Sent CONFREQ"),
    LNS_LAST_RECEIVED_CONFREQ(
            52, Kind.OCTETS, MBit.CLEAR_OR_SET, true, "RFC 3437 §2.3", "LNS Last Received CONFREQ"),
    MODEM_ON_HOLD_CAPABLE(53, Kind.EMPTY, MBit.CLEAR, true, "RFC 3573", "Modem On-Hold Capable"),
    MODEM_ON_HOLD_STATUS(54, Kind.ON_HOLD, MBit.CLEAR, true, "RFC 3573", "Modem On-Hold Status"),
    PPPOE_RELAY(55, Kind.OCTETS, MBit.CLEAR, true, "RFC 3817", "PPPoE Relay"),
    PPPOE_RELAY_RESPONSE_CAPABILITY(
            56, Kind.OCTETS, MBit.CLEAR, true, "RFC 3817", "PPPoE Relay Response Capability"),
    PPPOE_RELAY_FORWARD_CAPABILITY(
            57, Kind.OCTETS, MBit.CLEAR, true, "RFC 3817", "PPPoE Relay Forward Capability"),
    FAILOVER_CAPABILITY(76, Kind.FAILOVER, MBit.CLEAR, true, "RFC 4951", "Failover Capability"),
    TUNNEL_RECOVERY(77, Kind.ID_PAIR, MBit.SET, false, "RFC 4951", "Tunnel Recovery"),
    SUGGESTED_CONTROL_SEQUENCE(
            78, Kind.SEQUENCE, MBit.CLEAR, true, "RFC 4951", "Suggested Control Sequence"),
    FAILOVER_SESSION_STATE(79, Kind.ID_PAIR, MBit.SET, true, "RFC 4951", "Failover Session State"),
    CONNECT_SPEED_UPDATE(
            97, Kind.SPEEDS, MBit.CLEAR_OR_SET, true, "RFC 5515 §6.1", "Connect Speed Update"),
    CONNECT_SPEED_UPDATE_ENABLE(
            98,
            Kind.EMPTY,
            MBit.CLEAR_OR_SET,
            true,
            "RFC 5515 §6.2",
            "Connect Speed Update Enable");

    /** Largest value an AVP can carry: 1023 less its header (§4.1). */
    public static final int MAX_VALUE = 1017;

    /** The forms of a value, with the fewest and the most octets. */
    public enum Kind {
        U16(2, 2),
        /** 16 bits that must not be 0. */
        ID(2, 2),
        U32(4, 4),
        U64(8, 8),
        EMPTY(0, 0),
        TEXT(0, MAX_VALUE),
        NAME(1, MAX_VALUE),
        OCTETS(0, MAX_VALUE),
        NONEMPTY(1, MAX_VALUE),
        /** Not for people. */
        SECRET(0, MAX_VALUE),
        CHALLENGE(1, MAX_VALUE),
        /** An MD5 digest; not for people. */
        DIGEST(16, 16),
        /** Result code, error code, text; the last two may be absent. */
        RESULT(2, MAX_VALUE),
        /** Cause code, cause message, text. */
        Q931(3, MAX_VALUE),
        /** Code, control protocol, direction, text. */
        DISCONNECT(5, MAX_VALUE),
        CALL_ERRORS(26, 26),
        ACCM(10, 10),
        /** An ATM end system address. */
        NSAP(20, 20),
        /** 4 bits reserved, 12 of VPI, 16 of VCI. */
        VPI_VCI(4, 4),
        /** Bit 15 on hold, bits 3 to 0 a code for how long. */
        ON_HOLD(2, 2),
        /** Flags, and a recovery time in milliseconds. */
        FAILOVER(6, 6),
        /** Reserved (4), id, reserved (2), the peer's id. */
        ID_PAIR(10, 10),
        /** Reserved (2), Ns, Nr. */
        SEQUENCE(6, 6),
        /** Reserved (2), session id, Tx and Rx in bit/s. */
        SPEEDS(12, 12);

        private final int least;
        private final int most;

        Kind(int least, int most) {
            this.least = least;
            this.most = most;
        }

        public int least() {
            return least;
        }

        public int most() {
            return most;
        }

        public boolean fits(int length) {
            return length >= least && length <= most;
        }

        private boolean isNumber() {
            return this == U16 || this == ID || this == U32;
        }

        /** A value of the right length made from one of the wrong: {@link Lenience#AVP_LENGTH}. */
        @Nullable Octets mend(Octets value) {
            if (!isNumber()) {
                return value.length() > most
                        ? Octets.of(value.asReadOnlyBuffer().limit(most))
                        : null;
            }
            if (value.length() == 0 || value.length() > Long.BYTES) {
                return null;
            }
            long number = AvpSet.number(value, 0, value.length());
            if (number >>> (most * Byte.SIZE) != 0) {
                return null;
            }
            ByteBuffer all = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
            return Octets.of(all.position(Long.BYTES - most));
        }
    }

    /** What the M bit has to be (§4.1). */
    public enum MBit {
        SET,
        CLEAR,
        /** Clear; set by a sender that would rather have the call end than not be understood. */
        CLEAR_OR_SET;

        public boolean allows(boolean mandatory) {
            return this == CLEAR_OR_SET || mandatory == (this == SET);
        }
    }

    /** Of what this LAC has no part in: an M bit on one of them is answered as §4.1 asks. */
    private static final Set<AvpType> NAMED_ONLY =
            EnumSet.of(
                    PPPOE_RELAY,
                    TUNNEL_RECOVERY,
                    SUGGESTED_CONTROL_SEQUENCE,
                    FAILOVER_SESSION_STATE);

    /** Recognised, and kept for people to see: no record has a place for them. */
    private static final Set<AvpType> SHOWN_ONLY =
            EnumSet.of(
                    PPPOE_RELAY_RESPONSE_CAPABILITY,
                    PPPOE_RELAY_FORWARD_CAPABILITY,
                    FAILOVER_CAPABILITY);

    private static final int SLOTS = 99;
    private static final @Nullable AvpType[] BY_NUMBER = new AvpType[SLOTS];

    static {
        for (AvpType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final Kind kind;
    private final MBit mBit;
    private final boolean hideable;
    private final String section;
    private final String label;

    AvpType(int number, Kind kind, MBit mBit, boolean hideable, String section, String label) {
        this.number = number;
        this.kind = kind;
        this.mBit = mBit;
        this.hideable = hideable;
        this.section = section;
        this.label = label;
    }

    /** Null for a number that is not understood. */
    public static @Nullable AvpType of(int number) {
        AvpType type = named(number);
        return type != null && type.isUnderstood() ? type : null;
    }

    /** Also those that are not understood but known by name and layout; null for the others. */
    static @Nullable AvpType named(int number) {
        return number < SLOTS ? BY_NUMBER[number] : null;
    }

    /**
     * Whether a message with this AVP is read with it. One that is not, a wish to recover a tunnel
     * say, is unrecognised in the sense of §4.1 and must not be passed over with its M bit set.
     */
    public boolean isUnderstood() {
        return !NAMED_ONLY.contains(this);
    }

    /** RFC 5515 §6, and RFC 3145 §2: one for each network protocol that failed. */
    boolean mayRepeat() {
        return this == CONNECT_SPEED_UPDATE || this == DISCONNECT_CAUSE;
    }

    boolean isProxyAuthen() {
        return number >= PROXY_AUTHEN_TYPE.number && number <= PROXY_AUTHEN_RESPONSE.number;
    }

    boolean isShownOnly() {
        return SHOWN_ONLY.contains(this);
    }

    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    /** The M bit when sent. */
    public boolean isMandatory() {
        return mBit == MBit.SET;
    }

    public MBit mBit() {
        return mBit;
    }

    public boolean isHideable() {
        return hideable;
    }

    /** Where the RFC describes it. */
    public String section() {
        return section;
    }

    /** Short, for people. */
    public String label() {
        return label;
    }
}
