package org.lacserver.l2tp.wire;

import static org.lacserver.l2tp.wire.AvpType.*;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The message types (RFC 2661 §3.2, §6, RFC 3573, RFC 5515), whether one is about a session or the
 * whole tunnel, and the AVPs it needs and takes besides Message Type and Random Vector.
 */
public enum MessageType {
    SCCRQ(
            1,
            "SCCRQ",
            false,
            "§6.1",
            List.of(PROTOCOL_VERSION, HOST_NAME, FRAMING_CAPABILITIES, ASSIGNED_TUNNEL_ID),
            List.of(
                    BEARER_CAPABILITIES,
                    RECEIVE_WINDOW_SIZE,
                    CHALLENGE,
                    TIE_BREAKER,
                    FIRMWARE_REVISION,
                    VENDOR_NAME,
                    CONTROL_CONNECTION_DS,
                    MODEM_ON_HOLD_CAPABLE,
                    PPPOE_RELAY_RESPONSE_CAPABILITY,
                    PPPOE_RELAY_FORWARD_CAPABILITY,
                    FAILOVER_CAPABILITY)),
    SCCRP(
            2,
            "SCCRP",
            false,
            "§6.2",
            List.of(PROTOCOL_VERSION, FRAMING_CAPABILITIES, HOST_NAME, ASSIGNED_TUNNEL_ID),
            List.of(
                    BEARER_CAPABILITIES,
                    FIRMWARE_REVISION,
                    VENDOR_NAME,
                    RECEIVE_WINDOW_SIZE,
                    CHALLENGE,
                    CHALLENGE_RESPONSE,
                    CONTROL_CONNECTION_DS,
                    MODEM_ON_HOLD_CAPABLE,
                    PPPOE_RELAY_RESPONSE_CAPABILITY,
                    PPPOE_RELAY_FORWARD_CAPABILITY,
                    FAILOVER_CAPABILITY)),
    SCCCN(3, "SCCCN", false, "§6.3", List.of(), List.of(CHALLENGE_RESPONSE)),
    STOP_CCN(4, "StopCCN", false, "§6.4", List.of(ASSIGNED_TUNNEL_ID, RESULT_CODE), List.of()),
    HELLO(6, "HELLO", false, "§6.5", List.of(), List.of()),
    OCRQ(
            7,
            "OCRQ",
            true,
            "§6.9",
            List.of(
                    ASSIGNED_SESSION_ID,
                    CALL_SERIAL_NUMBER,
                    MINIMUM_BPS,
                    MAXIMUM_BPS,
                    BEARER_TYPE,
                    FRAMING_TYPE,
                    CALLED_NUMBER),
            List.of(
                    SUB_ADDRESS,
                    RX_MINIMUM_BPS,
                    RX_MAXIMUM_BPS,
                    SERVICE_CATEGORY,
                    SERVICE_NAME,
                    SESSION_DS)),
    OCRP(
            8,
            "OCRP",
            true,
            "§6.10",
            List.of(ASSIGNED_SESSION_ID),
            List.of(PHYSICAL_CHANNEL_ID, VPI_VCI, SESSION_DS)),
    OCCN(
            9,
            "OCCN",
            true,
            "§6.11",
            List.of(TX_CONNECT_SPEED, FRAMING_TYPE),
            List.of(RX_CONNECT_SPEED, SEQUENCING_REQUIRED, LCP_WANT_OPTIONS, LCP_ALLOW_OPTIONS)),
    ICRQ(
            10,
            "ICRQ",
            true,
            "§6.6",
            List.of(ASSIGNED_SESSION_ID, CALL_SERIAL_NUMBER),
            List.of(
                    BEARER_TYPE,
                    PHYSICAL_CHANNEL_ID,
                    CALLING_NUMBER,
                    CALLED_NUMBER,
                    SUB_ADDRESS,
                    SERVICE_CATEGORY,
                    SERVICE_NAME,
                    CALLING_SUB_ADDRESS,
                    VPI_VCI,
                    SESSION_DS,
                    CONNECT_SPEED_UPDATE_ENABLE)),
    ICRP(11, "ICRP", true, "§6.7", List.of(ASSIGNED_SESSION_ID), List.of(SESSION_DS)),
    ICCN(
            12,
            "ICCN",
            true,
            "§6.8",
            List.of(TX_CONNECT_SPEED, FRAMING_TYPE),
            List.of(
                    INITIAL_RECEIVED_CONFREQ,
                    LAST_SENT_CONFREQ,
                    LAST_RECEIVED_CONFREQ,
                    PROXY_AUTHEN_TYPE,
                    PROXY_AUTHEN_NAME,
                    PROXY_AUTHEN_CHALLENGE,
                    PROXY_AUTHEN_ID,
                    PROXY_AUTHEN_RESPONSE,
                    PRIVATE_GROUP_ID,
                    RX_CONNECT_SPEED,
                    SEQUENCING_REQUIRED,
                    LCP_WANT_OPTIONS,
                    LCP_ALLOW_OPTIONS)),
    CDN(
            14,
            "CDN",
            true,
            "§6.12",
            List.of(RESULT_CODE, ASSIGNED_SESSION_ID),
            List.of(Q931_CAUSE_CODE, DISCONNECT_CAUSE)),
    WEN(15, "WEN", true, "§6.13", List.of(CALL_ERRORS), List.of()),
    SLI(
            16,
            "SLI",
            true,
            "§6.14",
            List.of(AvpType.ACCM),
            List.of(LNS_LAST_SENT_CONFREQ, LNS_LAST_RECEIVED_CONFREQ)),
    MDMST(17, "MDMST", true, "RFC 3573", List.of(MODEM_ON_HOLD_STATUS), List.of()),
    CSUN(28, "CSUN", false, "RFC 5515 §4.1", List.of(CONNECT_SPEED_UPDATE), List.of()),
    CSURQ(29, "CSURQ", false, "RFC 5515 §4.2", List.of(CONNECT_SPEED_UPDATE), List.of());

    private static final @Nullable MessageType[] BY_NUMBER = new MessageType[30];

    static {
        for (MessageType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final String label;
    private final boolean aboutSession;
    private final String section;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<AvpType> required;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<AvpType> optional;

    MessageType(
            int number,
            String label,
            boolean aboutSession,
            String section,
            List<AvpType> required,
            List<AvpType> optional) {
        this.number = number;
        this.label = label;
        this.aboutSession = aboutSession;
        this.section = section;
        this.required = required;
        this.optional = optional;
    }

    /** Null for a number that is not understood. */
    public static @Nullable MessageType of(int number) {
        return number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    public int number() {
        return number;
    }

    /** As the RFC spells it. */
    public String label() {
        return label;
    }

    public String section() {
        return section;
    }

    public List<AvpType> required() {
        return required;
    }

    public List<AvpType> optional() {
        return optional;
    }

    /** Whether the message ends what it is about: such a one is understood however faulty. */
    public boolean isEnding() {
        return this == STOP_CCN || this == CDN;
    }

    /** What ends when the message is faulty (§4.1, §7.1). */
    public Fault.Scope scope() {
        return aboutSession ? Fault.Scope.SESSION : Fault.Scope.TUNNEL;
    }

    /** What the M bit of the Message Type AVP has to be (§4.4.1). */
    public MBit mBit() {
        return switch (this) {
            case MDMST -> MBit.CLEAR;
            case CSUN, CSURQ -> MBit.CLEAR_OR_SET; // RFC 5515: SHOULD be 0
            default -> MBit.SET;
        };
    }

    boolean takes(AvpType type) {
        return required.contains(type) || optional.contains(type);
    }
}
