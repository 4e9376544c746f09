package org.lacserver.l2tp.wire;

import static org.lacserver.l2tp.wire.AvpType.*;
import static org.lacserver.l2tp.wire.ControlMessage.ABSENT;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.util.Objects;

/** From sorted AVPs to the record of a message. */
final class MessageReader {
    private MessageReader() {}

    /** Marks {@code avps} as spoiled when a required AVP is missing or a value out of range. */
    static void check(MessageType type, AvpSet avps) {
        for (AvpType needed : type.required()) {
            if (!avps.has(needed)) {
                // §7.1: a message that lacks a required AVP is malformed
                avps.spoiled(
                        new AvpSet.Defect(
                                Fault.Reason.MISSING_AVP,
                                type.section(),
                                0,
                                new ResultCode(
                                        ResultCode.GENERAL_ERROR,
                                        ResultCode.ERROR_VENDOR,
                                        type.label() + " without " + needed.label())));
                return;
            }
        }
        if (avps.has(PROTOCOL_VERSION) && avps.number(PROTOCOL_VERSION, 0) >> 8 != 1) {
            // §4.4.3: version 1, revision 0; result 5 tells the highest version supported
            avps.spoiled(
                    new AvpSet.Defect(
                            Fault.Reason.AVP_VALUE,
                            "§4.4.3",
                            0,
                            new ResultCode(5, 0x0100, "only protocol version 1")));
        }
    }

    static ControlMessage message(MessageType type, AvpSet avps) {
        return switch (type) {
            case SCCRQ ->
                    new ControlMessage.Sccrq(
                            avps.id(ASSIGNED_TUNNEL_ID),
                            required(avps.text(HOST_NAME)),
                            avps.number(FRAMING_CAPABILITIES, 0),
                            avps.number(BEARER_CAPABILITIES, 0),
                            window(avps),
                            avps.octets(CHALLENGE),
                            tieBreaker(avps.octets(TIE_BREAKER)),
                            (int) avps.number(FIRMWARE_REVISION, ABSENT),
                            avps.text(VENDOR_NAME));
            case SCCRP ->
                    new ControlMessage.Sccrp(
                            avps.id(ASSIGNED_TUNNEL_ID),
                            required(avps.text(HOST_NAME)),
                            avps.number(FRAMING_CAPABILITIES, 0),
                            avps.number(BEARER_CAPABILITIES, 0),
                            window(avps),
                            avps.octets(CHALLENGE),
                            avps.octets(CHALLENGE_RESPONSE),
                            (int) avps.number(FIRMWARE_REVISION, ABSENT),
                            avps.text(VENDOR_NAME));
            case SCCCN -> new ControlMessage.Scccn(avps.octets(CHALLENGE_RESPONSE));
            case STOP_CCN -> new ControlMessage.StopCcn(avps.id(ASSIGNED_TUNNEL_ID), result(avps));
            case HELLO -> new ControlMessage.Hello();
            case OCRQ ->
                    new ControlMessage.Ocrq(
                            avps.id(ASSIGNED_SESSION_ID),
                            avps.number(CALL_SERIAL_NUMBER, 0),
                            avps.number(MINIMUM_BPS, 0),
                            avps.number(MAXIMUM_BPS, 0),
                            avps.number(BEARER_TYPE, 0),
                            avps.number(FRAMING_TYPE, 0),
                            required(avps.text(CALLED_NUMBER)),
                            avps.text(SUB_ADDRESS));
            case OCRP ->
                    new ControlMessage.Ocrp(
                            avps.id(ASSIGNED_SESSION_ID), avps.number(PHYSICAL_CHANNEL_ID, ABSENT));
            case OCCN ->
                    new ControlMessage.Occn(
                            avps.number(TX_CONNECT_SPEED, 0),
                            avps.number(FRAMING_TYPE, 0),
                            avps.number(RX_CONNECT_SPEED, ABSENT),
                            avps.has(SEQUENCING_REQUIRED));
            case ICRQ ->
                    new ControlMessage.Icrq(
                            avps.id(ASSIGNED_SESSION_ID),
                            avps.number(CALL_SERIAL_NUMBER, 0),
                            avps.number(BEARER_TYPE, ABSENT),
                            avps.number(PHYSICAL_CHANNEL_ID, ABSENT),
                            avps.text(CALLED_NUMBER),
                            avps.text(CALLING_NUMBER),
                            avps.text(SUB_ADDRESS),
                            avps.vendor());
            case ICRP -> new ControlMessage.Icrp(avps.id(ASSIGNED_SESSION_ID));
            case ICCN ->
                    new ControlMessage.Iccn(
                            avps.number(TX_CONNECT_SPEED, 0),
                            avps.number(FRAMING_TYPE, 0),
                            avps.octets(INITIAL_RECEIVED_CONFREQ),
                            avps.octets(LAST_SENT_CONFREQ),
                            avps.octets(LAST_RECEIVED_CONFREQ),
                            proxyAuthen(avps),
                            avps.text(PRIVATE_GROUP_ID),
                            avps.number(RX_CONNECT_SPEED, ABSENT),
                            avps.has(SEQUENCING_REQUIRED));
            case CDN ->
                    new ControlMessage.Cdn(
                            avps.id(ASSIGNED_SESSION_ID),
                            result(avps),
                            q931(avps.octets(Q931_CAUSE_CODE)),
                            disconnect(avps.octets(DISCONNECT_CAUSE)));
            case WEN -> wen(required(avps.octets(CALL_ERRORS)));
            case SLI -> sli(required(avps.octets(AvpType.ACCM)));
        };
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value, "checked before");
    }

    private static int window(AvpSet avps) {
        return (int) avps.number(RECEIVE_WINDOW_SIZE, ControlMessage.DEFAULT_WINDOW);
    }

    private static @Nullable Long tieBreaker(@Nullable Octets value) {
        return value == null ? null : AvpSet.number(value, 0, Long.BYTES);
    }

    private static ResultCode result(AvpSet avps) {
        Octets value = avps.octets(RESULT_CODE);
        if (value == null) {
            return new ResultCode(0);
        }
        int error = value.length() < 4 ? 0 : (int) AvpSet.number(value, 2, 2);
        return new ResultCode((int) AvpSet.number(value, 0, 2), error, AvpSet.text(value, 4));
    }

    private static @Nullable Q931Cause q931(@Nullable Octets value) {
        return value == null
                ? null
                : new Q931Cause(
                        (int) AvpSet.number(value, 0, 2),
                        value.at(2) & 0xff,
                        AvpSet.text(value, 3));
    }

    private static @Nullable DisconnectCause disconnect(@Nullable Octets value) {
        return value == null
                ? null
                : new DisconnectCause(
                        (int) AvpSet.number(value, 0, 2),
                        (int) AvpSet.number(value, 2, 2),
                        value.at(4) & 0xff,
                        AvpSet.text(value, 5));
    }

    private static @Nullable ProxyAuthen proxyAuthen(AvpSet avps) {
        if (!avps.has(PROXY_AUTHEN_TYPE)) {
            // §4.4.5: without the type nothing else of it can be used
            return null;
        }
        Octets response = avps.octets(PROXY_AUTHEN_RESPONSE);
        int id = (int) avps.number(PROXY_AUTHEN_ID, ABSENT);
        return new ProxyAuthen(
                (int) avps.number(PROXY_AUTHEN_TYPE, 0),
                avps.text(PROXY_AUTHEN_NAME),
                avps.octets(PROXY_AUTHEN_CHALLENGE),
                id == ABSENT ? ABSENT : id & 0xff, // §4.4.5: the high octet is reserved
                response == null ? null : Secret.of(response.toByteArray()));
    }

    private static ControlMessage.Wen wen(Octets value) {
        return new ControlMessage.Wen(
                AvpSet.number(value, 2, 4),
                AvpSet.number(value, 6, 4),
                AvpSet.number(value, 10, 4),
                AvpSet.number(value, 14, 4),
                AvpSet.number(value, 18, 4),
                AvpSet.number(value, 22, 4));
    }

    private static ControlMessage.Sli sli(Octets value) {
        return new ControlMessage.Sli(AvpSet.number(value, 2, 4), AvpSet.number(value, 6, 4));
    }
}
