package org.lacserver.l2tp.wire;

import static org.lacserver.l2tp.wire.AvpType.*;
import static org.lacserver.l2tp.wire.ControlMessage.ABSENT;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;

/** From the record of a message to its AVPs. */
final class MessageWriter {
    private MessageWriter() {}

    static void write(ControlMessage message, AvpWriter out) {
        switch (message) {
            case ControlMessage.Sccrq m -> sccrq(m, out);
            case ControlMessage.Sccrp m -> sccrp(m, out);
            case ControlMessage.Scccn m -> {
                begin(MessageType.SCCCN, out);
                octets(CHALLENGE_RESPONSE, m.challengeResponse(), out);
            }
            case ControlMessage.StopCcn m -> {
                begin(MessageType.STOP_CCN, out);
                out.u16(ASSIGNED_TUNNEL_ID, m.assignedTunnelId());
                result(m.result(), out);
            }
            case ControlMessage.Hello _ -> begin(MessageType.HELLO, out);
            case ControlMessage.Ocrq m -> ocrq(m, out);
            case ControlMessage.Ocrp m -> {
                begin(MessageType.OCRP, out);
                out.u16(ASSIGNED_SESSION_ID, m.assignedSessionId());
                number(PHYSICAL_CHANNEL_ID, m.physicalChannelId(), out);
                atm(m.atm(), out);
                u16(SESSION_DS, m.sessionDs(), out);
            }
            case ControlMessage.Occn m -> {
                begin(MessageType.OCCN, out);
                out.u32(TX_CONNECT_SPEED, m.txConnectSpeed());
                out.u32(FRAMING_TYPE, m.framingType());
                number(RX_CONNECT_SPEED, m.rxConnectSpeed(), out);
                present(SEQUENCING_REQUIRED, m.sequencingRequired(), out);
                octets(LCP_WANT_OPTIONS, m.lcpWantOptions(), out);
                octets(LCP_ALLOW_OPTIONS, m.lcpAllowOptions(), out);
            }
            case ControlMessage.Icrq m -> icrq(m, out);
            case ControlMessage.Icrp m -> {
                begin(MessageType.ICRP, out);
                out.u16(ASSIGNED_SESSION_ID, m.assignedSessionId());
                u16(SESSION_DS, m.sessionDs(), out);
            }
            case ControlMessage.Iccn m -> iccn(m, out);
            case ControlMessage.Cdn m -> cdn(m, out);
            case ControlMessage.Wen m -> wen(m, out);
            case ControlMessage.Sli m -> {
                begin(MessageType.SLI, out);
                ByteBuffer value = ByteBuffer.allocate(10).putShort((short) 0);
                value.putInt((int) m.sendAccm()).putInt((int) m.receiveAccm());
                out.octets(AvpType.ACCM, Octets.of(value.array()));
                octets(LNS_LAST_SENT_CONFREQ, m.lnsLastSentConfreq(), out);
                octets(LNS_LAST_RECEIVED_CONFREQ, m.lnsLastReceivedConfreq(), out);
            }
            case ControlMessage.Mdmst m -> {
                begin(MessageType.MDMST, out);
                int status = m.onHold() ? MessageReader.ON_HOLD : 0;
                out.u16(MODEM_ON_HOLD_STATUS, status | m.timeout());
            }
            case ControlMessage.Csun m -> {
                begin(MessageType.CSUN, out);
                m.updates().forEach(it -> speed(it, out));
            }
            case ControlMessage.Csurq m -> {
                begin(MessageType.CSURQ, out);
                // RFC 5515: the speeds of a request are 0
                m.sessionIds().forEach(id -> speed(new SpeedUpdate(id, 0, 0), out));
            }
            case ControlMessage.Unknown m -> out.messageType(m.type(), m.mandatory());
        }
    }

    private static void sccrq(ControlMessage.Sccrq m, AvpWriter out) {
        begin(MessageType.SCCRQ, out);
        out.octets(PROTOCOL_VERSION, ControlCodec.version());
        out.text(HOST_NAME, m.hostName());
        out.u32(FRAMING_CAPABILITIES, m.framingCapabilities());
        out.u16(ASSIGNED_TUNNEL_ID, m.assignedTunnelId());
        if (m.bearerCapabilities() != 0) {
            out.u32(BEARER_CAPABILITIES, m.bearerCapabilities());
        }
        out.u16(RECEIVE_WINDOW_SIZE, m.receiveWindow());
        octets(CHALLENGE, m.challenge(), out);
        if (m.tieBreaker() != null) {
            out.u64(TIE_BREAKER, m.tieBreaker());
        }
        about(m.firmwareRevision(), m.vendorName(), out);
        u16(CONTROL_CONNECTION_DS, m.controlDs(), out);
        present(MODEM_ON_HOLD_CAPABLE, m.modemOnHoldCapable(), out);
    }

    private static void sccrp(ControlMessage.Sccrp m, AvpWriter out) {
        begin(MessageType.SCCRP, out);
        out.octets(PROTOCOL_VERSION, ControlCodec.version());
        out.u32(FRAMING_CAPABILITIES, m.framingCapabilities());
        out.text(HOST_NAME, m.hostName());
        out.u16(ASSIGNED_TUNNEL_ID, m.assignedTunnelId());
        if (m.bearerCapabilities() != 0) {
            out.u32(BEARER_CAPABILITIES, m.bearerCapabilities());
        }
        out.u16(RECEIVE_WINDOW_SIZE, m.receiveWindow());
        octets(CHALLENGE, m.challenge(), out);
        octets(CHALLENGE_RESPONSE, m.challengeResponse(), out);
        about(m.firmwareRevision(), m.vendorName(), out);
        u16(CONTROL_CONNECTION_DS, m.controlDs(), out);
        present(MODEM_ON_HOLD_CAPABLE, m.modemOnHoldCapable(), out);
    }

    private static void ocrq(ControlMessage.Ocrq m, AvpWriter out) {
        begin(MessageType.OCRQ, out);
        out.u16(ASSIGNED_SESSION_ID, m.assignedSessionId());
        out.u32(CALL_SERIAL_NUMBER, m.callSerial());
        out.u32(MINIMUM_BPS, m.minimumBps());
        out.u32(MAXIMUM_BPS, m.maximumBps());
        out.u32(BEARER_TYPE, m.bearerType());
        out.u32(FRAMING_TYPE, m.framingType());
        address(CALLED_NUMBER, m.calledNumber(), m.bearerType(), out);
        address(SUB_ADDRESS, m.subAddress(), m.bearerType(), out);
        atm(m.atm(), out);
        u16(SESSION_DS, m.sessionDs(), out);
    }

    private static void icrq(ControlMessage.Icrq m, AvpWriter out) {
        begin(MessageType.ICRQ, out);
        out.u16(ASSIGNED_SESSION_ID, m.assignedSessionId());
        out.u32(CALL_SERIAL_NUMBER, m.callSerial());
        number(BEARER_TYPE, m.bearerType(), out);
        number(PHYSICAL_CHANNEL_ID, m.physicalChannelId(), out);
        address(CALLING_NUMBER, m.callingNumber(), m.bearerType(), out);
        address(CALLED_NUMBER, m.calledNumber(), m.bearerType(), out);
        address(SUB_ADDRESS, m.subAddress(), m.bearerType(), out);
        atm(m.atm(), out);
        u16(SESSION_DS, m.sessionDs(), out);
        present(CONNECT_SPEED_UPDATE_ENABLE, m.connectSpeedUpdateEnable(), out);
        m.vendorAvps().forEach(out::vendor);
    }

    private static void iccn(ControlMessage.Iccn m, AvpWriter out) {
        begin(MessageType.ICCN, out);
        out.u32(TX_CONNECT_SPEED, m.txConnectSpeed());
        out.u32(FRAMING_TYPE, m.framingType());
        octets(INITIAL_RECEIVED_CONFREQ, m.initialReceivedConfreq(), out);
        octets(LAST_SENT_CONFREQ, m.lastSentConfreq(), out);
        octets(LAST_RECEIVED_CONFREQ, m.lastReceivedConfreq(), out);
        ProxyAuthen proxy = m.proxyAuthen();
        if (proxy != null) {
            out.u16(PROXY_AUTHEN_TYPE, proxy.type());
            octets(PROXY_AUTHEN_NAME, proxy.name(), out);
            octets(PROXY_AUTHEN_CHALLENGE, proxy.challenge(), out);
            u16(PROXY_AUTHEN_ID, proxy.id(), out);
            if (proxy.response() != null) {
                out.secret(PROXY_AUTHEN_RESPONSE, proxy.response(), proxy.isPassword());
            }
        }
        text(PRIVATE_GROUP_ID, m.privateGroupId(), out);
        number(RX_CONNECT_SPEED, m.rxConnectSpeed(), out);
        present(SEQUENCING_REQUIRED, m.sequencingRequired(), out);
        octets(LCP_WANT_OPTIONS, m.lcpWantOptions(), out);
        octets(LCP_ALLOW_OPTIONS, m.lcpAllowOptions(), out);
    }

    private static void cdn(ControlMessage.Cdn m, AvpWriter out) {
        begin(MessageType.CDN, out);
        result(m.result(), out);
        out.u16(ASSIGNED_SESSION_ID, m.assignedSessionId());
        Q931Cause q931 = m.q931Cause();
        if (q931 != null) {
            ByteBuffer value = ByteBuffer.allocate(3).putShort((short) q931.code());
            out.advice(Q931_CAUSE_CODE, value.put((byte) q931.message()), q931.text());
        }
        DisconnectCause cause = m.disconnectCause();
        if (cause != null) {
            ByteBuffer value = ByteBuffer.allocate(5).putShort((short) cause.code());
            value.putShort((short) cause.controlProtocol()).put((byte) cause.direction());
            out.advice(DISCONNECT_CAUSE, value, cause.text());
        }
    }

    private static void wen(ControlMessage.Wen m, AvpWriter out) {
        begin(MessageType.WEN, out);
        ByteBuffer value = ByteBuffer.allocate(26).putShort((short) 0);
        value.putInt((int) m.crcErrors())
                .putInt((int) m.framingErrors())
                .putInt((int) m.hardwareOverruns())
                .putInt((int) m.bufferOverruns())
                .putInt((int) m.timeouts())
                .putInt((int) m.alignmentErrors());
        out.octets(CALL_ERRORS, Octets.of(value.array()));
    }

    private static void begin(MessageType type, AvpWriter out) {
        out.messageType(type);
    }

    private static void atm(@Nullable Atm atm, AvpWriter out) {
        if (atm == null) {
            return;
        }
        number(RX_MINIMUM_BPS, atm.rxMinimumBps(), out);
        number(RX_MAXIMUM_BPS, atm.rxMaximumBps(), out);
        u16(SERVICE_CATEGORY, atm.serviceCategory(), out);
        text(SERVICE_NAME, atm.serviceName(), out);
        octets(CALLING_SUB_ADDRESS, atm.callingSubAddress(), out);
        if (atm.vci() != ABSENT) {
            out.u32(VPI_VCI, (long) atm.vpi() << 16 | atm.vci());
        }
    }

    private static void address(
            AvpType type, @Nullable String value, long bearerType, AvpWriter out) {
        if (value == null) {
            return;
        }
        if (bearerType != ABSENT && (bearerType & ControlMessage.BEARER_ATM) != 0) {
            out.nsap(type, value);
        } else {
            out.text(type, value);
        }
    }

    private static void speed(SpeedUpdate update, AvpWriter out) {
        ByteBuffer value = ByteBuffer.allocate(12).putShort((short) 0);
        value.putShort((short) update.remoteSessionId());
        value.putInt((int) update.txBps()).putInt((int) update.rxBps());
        out.octets(CONNECT_SPEED_UPDATE, Octets.of(value.array()));
    }

    private static void about(int firmware, @Nullable String vendor, AvpWriter out) {
        u16(FIRMWARE_REVISION, firmware, out);
        text(VENDOR_NAME, vendor, out);
    }

    private static void result(ResultCode result, AvpWriter out) {
        // the error code is always there: not every peer looks at the length
        ByteBuffer value = ByteBuffer.allocate(4).putShort((short) result.result());
        out.advice(RESULT_CODE, value.putShort((short) result.error()), result.text());
    }

    private static void octets(AvpType type, @Nullable Octets value, AvpWriter out) {
        if (value != null) {
            out.octets(type, value);
        }
    }

    private static void text(AvpType type, @Nullable String value, AvpWriter out) {
        if (value != null) {
            out.text(type, value);
        }
    }

    private static void number(AvpType type, long value, AvpWriter out) {
        if (value != ABSENT) {
            out.u32(type, value);
        }
    }

    private static void u16(AvpType type, int value, AvpWriter out) {
        if (value != ABSENT) {
            out.u16(type, value);
        }
    }

    private static void present(AvpType type, boolean present, AvpWriter out) {
        if (present) {
            out.empty(type);
        }
    }
}
