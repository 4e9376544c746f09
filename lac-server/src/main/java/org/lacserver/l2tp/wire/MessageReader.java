package org.lacserver.l2tp.wire;

import static org.lacserver.l2tp.wire.AvpType.*;
import static org.lacserver.l2tp.wire.ControlMessage.ABSENT;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** From sorted AVPs to the record of a message. */
final class MessageReader {
    /** RFC 3573: bits of Modem On-Hold Status. */
    static final int ON_HOLD = 0x8000;

    static final int ON_HOLD_TIMEOUT = 0x000f;

    private static final int VPI = 0x0fff;
    private static final Octets NO_CALL_ERRORS = Octets.of(new byte[CALL_ERRORS.kind().most()]);
    private static final Set<AvpType> ATM =
            EnumSet.of(
                    RX_MINIMUM_BPS,
                    RX_MAXIMUM_BPS,
                    SERVICE_CATEGORY,
                    SERVICE_NAME,
                    CALLING_SUB_ADDRESS,
                    VPI_VCI);

    private MessageReader() {}

    static ControlMessage message(MessageType type, AvpSet avps) {
        return switch (type) {
            case SCCRQ ->
                    new ControlMessage.Sccrq(
                            avps.id(ASSIGNED_TUNNEL_ID),
                            text(avps, HOST_NAME),
                            avps.number(FRAMING_CAPABILITIES, 0),
                            avps.number(BEARER_CAPABILITIES, 0),
                            window(avps),
                            avps.octets(CHALLENGE),
                            tieBreaker(avps.octets(TIE_BREAKER)),
                            (int) avps.number(FIRMWARE_REVISION, ABSENT),
                            avps.text(VENDOR_NAME),
                            (int) avps.number(CONTROL_CONNECTION_DS, ABSENT),
                            avps.has(MODEM_ON_HOLD_CAPABLE));
            case SCCRP ->
                    new ControlMessage.Sccrp(
                            avps.id(ASSIGNED_TUNNEL_ID),
                            text(avps, HOST_NAME),
                            avps.number(FRAMING_CAPABILITIES, 0),
                            avps.number(BEARER_CAPABILITIES, 0),
                            window(avps),
                            avps.octets(CHALLENGE),
                            avps.octets(CHALLENGE_RESPONSE),
                            (int) avps.number(FIRMWARE_REVISION, ABSENT),
                            avps.text(VENDOR_NAME),
                            (int) avps.number(CONTROL_CONNECTION_DS, ABSENT),
                            avps.has(MODEM_ON_HOLD_CAPABLE));
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
                            Objects.requireNonNullElse(address(avps, CALLED_NUMBER), ""),
                            address(avps, SUB_ADDRESS),
                            (int) avps.number(SESSION_DS, ABSENT),
                            atm(avps));
            case OCRP ->
                    new ControlMessage.Ocrp(
                            avps.id(ASSIGNED_SESSION_ID),
                            avps.number(PHYSICAL_CHANNEL_ID, ABSENT),
                            (int) avps.number(SESSION_DS, ABSENT),
                            atm(avps));
            case OCCN ->
                    new ControlMessage.Occn(
                            avps.number(TX_CONNECT_SPEED, 0),
                            avps.number(FRAMING_TYPE, 0),
                            avps.number(RX_CONNECT_SPEED, ABSENT),
                            avps.has(SEQUENCING_REQUIRED),
                            avps.octets(LCP_WANT_OPTIONS),
                            avps.octets(LCP_ALLOW_OPTIONS));
            case ICRQ ->
                    new ControlMessage.Icrq(
                            avps.id(ASSIGNED_SESSION_ID),
                            avps.number(CALL_SERIAL_NUMBER, 0),
                            avps.number(BEARER_TYPE, ABSENT),
                            avps.number(PHYSICAL_CHANNEL_ID, ABSENT),
                            address(avps, CALLED_NUMBER),
                            address(avps, CALLING_NUMBER),
                            address(avps, SUB_ADDRESS),
                            avps.vendor(),
                            (int) avps.number(SESSION_DS, ABSENT),
                            avps.has(CONNECT_SPEED_UPDATE_ENABLE),
                            atm(avps));
            case ICRP ->
                    new ControlMessage.Icrp(
                            avps.id(ASSIGNED_SESSION_ID), (int) avps.number(SESSION_DS, ABSENT));
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
                            avps.has(SEQUENCING_REQUIRED),
                            avps.octets(LCP_WANT_OPTIONS),
                            avps.octets(LCP_ALLOW_OPTIONS));
            case CDN ->
                    new ControlMessage.Cdn(
                            avps.id(ASSIGNED_SESSION_ID),
                            result(avps),
                            q931(avps.octets(Q931_CAUSE_CODE)),
                            disconnect(avps.octets(DISCONNECT_CAUSE)));
            case WEN -> wen(Objects.requireNonNullElse(avps.octets(CALL_ERRORS), NO_CALL_ERRORS));
            case SLI -> sli(avps);
            case MDMST -> {
                int status = (int) avps.number(MODEM_ON_HOLD_STATUS, 0);
                yield new ControlMessage.Mdmst((status & ON_HOLD) != 0, status & ON_HOLD_TIMEOUT);
            }
            case CSUN ->
                    new ControlMessage.Csun(
                            avps.speeds().stream().map(MessageReader::speed).toList());
            case CSURQ ->
                    new ControlMessage.Csurq(
                            avps.speeds().stream().map(it -> speed(it).remoteSessionId()).toList());
        };
    }

    private static String text(AvpSet avps, AvpType type) {
        return Objects.requireNonNullElse(avps.text(type), "");
    }

    /** RFC 3301: 20 octets on an ATM bearer. */
    private static @Nullable String address(AvpSet avps, AvpType type) {
        Octets value = avps.octets(type);
        return value != null && MessageCheck.isAtm(avps) ? value.toString() : avps.text(type);
    }

    private static @Nullable Atm atm(AvpSet avps) {
        if (ATM.stream().noneMatch(avps::has)) {
            return null;
        }
        long path = avps.number(VPI_VCI, ABSENT);
        return new Atm(
                avps.number(RX_MINIMUM_BPS, ABSENT),
                avps.number(RX_MAXIMUM_BPS, ABSENT),
                (int) avps.number(SERVICE_CATEGORY, ABSENT),
                avps.text(SERVICE_NAME),
                avps.octets(CALLING_SUB_ADDRESS),
                path == ABSENT ? ABSENT : (int) (path >> 16 & VPI),
                path == ABSENT ? ABSENT : (int) (path & 0xffff));
    }

    private static SpeedUpdate speed(Octets value) {
        return new SpeedUpdate(
                (int) AvpSet.number(value, 2, 2),
                AvpSet.number(value, 4, 4),
                AvpSet.number(value, 8, 4));
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
                avps.octets(PROXY_AUTHEN_NAME),
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

    private static ControlMessage.Sli sli(AvpSet avps) {
        Octets accm = avps.octets(AvpType.ACCM);
        return new ControlMessage.Sli(
                accm == null ? ControlMessage.MAX_UNSIGNED : AvpSet.number(accm, 2, 4),
                accm == null ? ControlMessage.MAX_UNSIGNED : AvpSet.number(accm, 6, 4),
                avps.octets(LNS_LAST_SENT_CONFREQ),
                avps.octets(LNS_LAST_RECEIVED_CONFREQ));
    }
}
