package org.lacserver.l2tp.wire;

import org.jspecify.annotations.Nullable;

/**
 * The AVPs that are understood (RFC 2661 §4.4, RFC 3145): number, form of the value, whether the M
 * bit is set when sent, whether it may be hidden.
 */
public enum AvpType {
    MESSAGE_TYPE(0, Kind.U16, true, false, "§4.4.1", "Message Type"),
    RESULT_CODE(1, Kind.RESULT, true, false, "§4.4.2", "Result Code"),
    PROTOCOL_VERSION(2, Kind.U16, true, false, "§4.4.3", "Protocol Version"),
    FRAMING_CAPABILITIES(3, Kind.U32, true, true, "§4.4.3", "Framing Capabilities"),
    BEARER_CAPABILITIES(4, Kind.U32, true, true, "§4.4.3", "Bearer Capabilities"),
    TIE_BREAKER(5, Kind.U64, false, false, "§4.4.3", "Tie Breaker"),
    FIRMWARE_REVISION(6, Kind.U16, false, true, "§4.4.3", "Firmware Revision"),
    HOST_NAME(7, Kind.NAME, true, false, "§4.4.3", "Host Name"),
    VENDOR_NAME(8, Kind.TEXT, false, true, "§4.4.3", "Vendor Name"),
    ASSIGNED_TUNNEL_ID(9, Kind.ID, true, true, "§4.4.3", "Assigned Tunnel"),
    RECEIVE_WINDOW_SIZE(10, Kind.ID, true, false, "§4.4.3", "Receive Window"),
    CHALLENGE(11, Kind.CHALLENGE, true, true, "§4.4.3", "Challenge"),
    Q931_CAUSE_CODE(12, Kind.Q931, true, false, "§4.4.4", "Q.931 Cause"),
    CHALLENGE_RESPONSE(13, Kind.DIGEST, true, true, "§4.4.3", "Challenge Response"),
    ASSIGNED_SESSION_ID(14, Kind.ID, true, true, "§4.4.4", "Assigned Session"),
    CALL_SERIAL_NUMBER(15, Kind.U32, true, true, "§4.4.4", "Serial"),
    MINIMUM_BPS(16, Kind.U32, true, true, "§4.4.4", "Minimum BPS"),
    MAXIMUM_BPS(17, Kind.U32, true, true, "§4.4.4", "Maximum BPS"),
    BEARER_TYPE(18, Kind.U32, true, true, "§4.4.4", "Bearer Type"),
    FRAMING_TYPE(19, Kind.U32, true, true, "§4.4.4", "Framing Type"),
    CALLED_NUMBER(21, Kind.TEXT, true, true, "§4.4.4", "Called"),
    CALLING_NUMBER(22, Kind.TEXT, true, true, "§4.4.4", "Calling"),
    SUB_ADDRESS(23, Kind.TEXT, true, true, "§4.4.4", "Sub-Address"),
    TX_CONNECT_SPEED(24, Kind.U32, true, true, "§4.4.4", "Tx Speed"),
    PHYSICAL_CHANNEL_ID(25, Kind.U32, false, true, "§4.4.4", "Physical Channel"),
    INITIAL_RECEIVED_CONFREQ(26, Kind.OCTETS, false, true, "§4.4.5", "Initial Received CONFREQ"),
    LAST_SENT_CONFREQ(27, Kind.OCTETS, false, true, "§4.4.5", "Last Sent CONFREQ"),
    LAST_RECEIVED_CONFREQ(28, Kind.OCTETS, false, true, "§4.4.5", "Last Received CONFREQ"),
    PROXY_AUTHEN_TYPE(29, Kind.U16, false, true, "§4.4.5", "Proxy Authen Type"),
    PROXY_AUTHEN_NAME(30, Kind.TEXT, false, true, "§4.4.5", "Proxy Authen Name"),
    PROXY_AUTHEN_CHALLENGE(31, Kind.OCTETS, false, true, "§4.4.5", "Proxy Authen Challenge"),
    PROXY_AUTHEN_ID(32, Kind.U16, false, true, "§4.4.5", "Proxy Authen ID"),
    PROXY_AUTHEN_RESPONSE(33, Kind.SECRET, false, true, "§4.4.5", "Proxy Authen Response"),
    CALL_ERRORS(34, Kind.CALL_ERRORS, true, true, "§4.4.6", "Call Errors"),
    ACCM(35, Kind.ACCM, true, true, "§4.4.6", "ACCM"),
    RANDOM_VECTOR(36, Kind.NONEMPTY, true, false, "§4.3", "Random Vector"),
    PRIVATE_GROUP_ID(37, Kind.TEXT, false, true, "§4.4.5", "Private Group"),
    RX_CONNECT_SPEED(38, Kind.U32, false, true, "§4.4.4", "Rx Speed"),
    SEQUENCING_REQUIRED(39, Kind.EMPTY, true, false, "§4.4.4", "Sequencing Required"),
    DISCONNECT_CAUSE(46, Kind.DISCONNECT, false, true, "RFC 3145 §2", "Disconnect Cause");

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
        ACCM(10, 10);

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
    }

    private static final int SLOTS = 47;
    private static final @Nullable AvpType[] BY_NUMBER = new AvpType[SLOTS];

    static {
        for (AvpType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final Kind kind;
    private final boolean mandatory;
    private final boolean hideable;
    private final String section;
    private final String label;

    AvpType(
            int number,
            Kind kind,
            boolean mandatory,
            boolean hideable,
            String section,
            String label) {
        this.number = number;
        this.kind = kind;
        this.mandatory = mandatory;
        this.hideable = hideable;
        this.section = section;
        this.label = label;
    }

    /** Null for a number that is not understood. */
    public static @Nullable AvpType of(int number) {
        return number < SLOTS ? BY_NUMBER[number] : null;
    }

    /** One more than the highest number, for tables by number. */
    static int slots() {
        return SLOTS;
    }

    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    /** The M bit when sent. */
    public boolean isMandatory() {
        return mandatory;
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
