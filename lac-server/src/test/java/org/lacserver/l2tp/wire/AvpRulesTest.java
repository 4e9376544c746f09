package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.l2tp.wire.ControlCodecTest.fault;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Each AVP of the table against the rules of RFC 2661 §4.1, §4.3 and §7.1. */
class AvpRulesTest {
    private static final byte[] VECTOR = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final byte[] SECRET = "geheim".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @MethodSource
    @DisplayName("good, hidden, with the wrong M bit, twice, too short, too long, zero")
    void avp(AvpType type) {
        MessageType message = carrier(type);
        Decoded.Control good = control(decode(with(message, type, flags(type), value(type))));
        assertThat(good.notes().others()).hasSize(type.isShownOnly() ? 1 : 0);
        assertThat(good.notes().wrongM() + good.notes().malformed()).isZero();

        // §4.1: M only says what to do when the AVP is not recognised
        Decoded.Control wrong =
                control(decode(with(message, type, flags(type) ^ Raw.M, value(type))));
        assertThat(wrong.message()).isEqualTo(good.message());
        assertThat(wrong.notes().wrongM())
                .isEqualTo(type.mBit() == AvpType.MBit.CLEAR_OR_SET ? 0 : 1);

        if (!type.mayRepeat()) {
            ByteBuffer twice =
                    base(message, type)
                            .avp(Raw.M, 0, type.number(), value(type))
                            .avp(Raw.M, 0, type.number(), other(type))
                            .build();
            assertThat(control(decode(twice)).message()).isEqualTo(good.message());
            assertThat(control(decode(twice)).notes().duplicate()).isEqualTo(1);
        }

        hidden(message, type, good);

        if (type.kind().least() > 0) {
            byte[] shorter = new byte[type.kind().least() - 1];
            Arrays.fill(shorter, (byte) 1);
            malformed(message, type, shorter, Fault.Reason.AVP_LENGTH);
        }
        if (type.kind().most() < AvpType.MAX_VALUE) {
            byte[] longer = new byte[type.kind().most() + 1];
            Arrays.fill(longer, (byte) 1);
            malformed(message, type, longer, Fault.Reason.AVP_LENGTH);
        }
        if (type.kind() == AvpType.Kind.ID) {
            malformed(message, type, new byte[2], Fault.Reason.AVP_VALUE);
        }
    }

    private static void hidden(MessageType message, AvpType type, Decoded.Control good) {
        Raw raw = base(message, type).avp(Raw.M, 0, 36, VECTOR);
        byte[] value = Raw.hidden(value(type), type.number(), SECRET, VECTOR, 5);
        ByteBuffer datagram = raw.avp(Raw.M | Raw.H, 0, type.number(), value).build();
        if (!type.isHideable()) {
            refusedUnlessEnding(message, decode(datagram), Fault.Reason.AVP_VALUE);
            return;
        }
        Decoded.Control revealed = control(decode(datagram));
        assertThat(revealed.message()).isEqualTo(good.message());
        assertThat(revealed.notes().hidden()).isEqualTo(1);
        // §4.3: without a secret a hidden AVP cannot be understood
        refusedUnlessEnding(
                message, ControlCodec.decode(datagram, List.of()), Fault.Reason.HIDDEN_UNREADABLE);
        ByteBuffer noVector =
                base(message, type).avp(Raw.M | Raw.H, 0, type.number(), value).build();
        refusedUnlessEnding(message, decode(noVector), Fault.Reason.NO_RANDOM_VECTOR);
    }

    private static void malformed(
            MessageType message, AvpType type, byte[] value, Fault.Reason reason) {
        // §7.1: malformed and mandatory ends what it is about
        refusedUnlessEnding(message, decode(with(message, type, Raw.M, value)), reason);
        // §7.1: malformed and optional is as if not there
        Decoded optional = decode(with(message, type, 0, value));
        if (message.required().contains(type) && message.mBit() != AvpType.MBit.SET) {
            assertThat(control(optional).message()).isInstanceOf(ControlMessage.Unknown.class);
        } else if (message.required().contains(type)) {
            refusedUnlessEnding(message, optional, Fault.Reason.MISSING_AVP);
        } else {
            assertThat(control(optional).notes().malformed()).isEqualTo(1);
        }
    }

    private static void refusedUnlessEnding(
            MessageType message, Decoded decoded, Fault.Reason reason) {
        if (message.isEnding()) {
            assertThat(control(decoded).notes()).isNotEqualTo(Decoded.Notes.NONE);
            return;
        }
        Fault fault = fault(decoded);
        assertThat(fault.reason()).isEqualTo(reason);
        assertThat(fault.scope()).isEqualTo(message.scope());
        assertThat(fault.messageType()).isEqualTo(message.number());
        assertThat(fault.header()).isEqualTo(new ControlHeader(5, 6, 7, 8));
        assertThat(fault.result().result()).isEqualTo(ResultCode.GENERAL_ERROR);
        assertThat(fault.result().error()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("§6: without a required AVP a message is refused, StopCCN and CDN are understood")
    void requiredAvp(MessageType message) {
        assertThat(control(decode(base(message, null).build())).notes())
                .isEqualTo(Decoded.Notes.NONE);
        for (AvpType left : message.required()) {
            Decoded decoded = decode(base(message, left).build());
            if (message.isEnding() || message.mBit() != AvpType.MBit.SET) {
                assertThat(control(decoded).notes().missing()).isEqualTo(1);
                continue;
            }
            Fault fault = fault(decoded);
            assertThat(fault.reason()).isEqualTo(Fault.Reason.MISSING_AVP);
            assertThat(fault.scope()).isEqualTo(message.scope());
            assertThat(fault.section()).isEqualTo(message.section());
            assertThat(fault.text()).contains(left.label());
            if (left != AvpType.ASSIGNED_SESSION_ID
                    && message.required().contains(AvpType.ASSIGNED_SESSION_ID)) {
                assertThat(fault.assignedSessionId()).isEqualTo(0x0101);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "§4.1: an unknown AVP ends session or tunnel with 2/8 when mandatory, else nothing")
    void unknownAvp(MessageType message) {
        int[][] unknown = {{0, 20}, {0, 99}, {0, 65535}, {4874, 1}};
        for (int[] avp : unknown) {
            Decoded.Control optional =
                    control(decode(base(message, null).avp(0, avp[0], avp[1], VECTOR).build()));
            if (avp[0] != 0 && message == MessageType.ICRQ) {
                assertThat(((ControlMessage.Icrq) optional.message()).vendorAvps()).hasSize(1);
            } else {
                assertThat(optional.notes().unknown()).isEqualTo(1);
            }
            Decoded mandatory =
                    decode(base(message, null).avp(Raw.M, avp[0], avp[1], VECTOR).build());
            refusedUnlessEnding(message, mandatory, Fault.Reason.UNKNOWN_AVP);
            if (!message.isEnding()) {
                assertThat(fault(mandatory).result().error()).isEqualTo(8);
                assertThat(fault(mandatory).text()).contains("type " + avp[1]);
            }
        }
    }

    @Test
    @DisplayName("§4.1: reserved bits that are set make a known AVP an unrecognised one")
    void reservedBits() {
        for (int bit = 0x0400; bit <= 0x2000; bit <<= 1) {
            byte[] speed = {0, 0, 0, 1};
            ByteBuffer optional = base(MessageType.ICCN, null).avp(bit, 0, 38, speed).build();
            Decoded.Control control = control(decode(optional));
            assertThat(control.notes().unknown()).isEqualTo(1);
            assertThat(((ControlMessage.Iccn) control.message()).rxConnectSpeed())
                    .isEqualTo(ControlMessage.ABSENT);
            ByteBuffer mandatory =
                    base(MessageType.ICCN, null).avp(Raw.M | bit, 0, 38, speed).build();
            assertThat(fault(decode(mandatory)).reason()).isEqualTo(Fault.Reason.UNKNOWN_AVP);
        }
    }

    @Test
    @DisplayName(
            "§7.1: an AVP that overruns the message ends it when mandatory, else the rest is lost")
    void overrun() {
        ByteBuffer mandatory = base(MessageType.ICRP, null).octets(0x80, 20, 0, 0, 0, 22).build();
        assertThat(fault(decode(mandatory)).reason()).isEqualTo(Fault.Reason.AVP_LENGTH);
        assertThat(fault(decode(mandatory)).offset()).isEqualTo(mandatory.limit() - 6);
        ByteBuffer optional = base(MessageType.ICRP, null).octets(0, 20, 0, 0, 0, 22).build();
        assertThat(control(decode(optional)).notes().malformed()).isEqualTo(1);
        ByteBuffer tooSmall = base(MessageType.ICRP, null).octets(0x80, 5, 0, 0, 0, 22).build();
        assertThat(fault(decode(tooSmall)).reason()).isEqualTo(Fault.Reason.AVP_LENGTH);
    }

    @Test
    void anAvpOfAnotherMessageIsPassedOver() {
        ByteBuffer datagram = base(MessageType.ICRP, null).avp(Raw.M, 0, 35, new byte[10]).build();
        assertThat(control(decode(datagram)).notes().misplaced()).isEqualTo(1);
    }

    @Test
    @DisplayName("§4.4.3: a protocol version other than 1 is answered with result 5")
    void protocolVersion() {
        for (MessageType message : new MessageType[] {MessageType.SCCRQ, MessageType.SCCRP}) {
            ByteBuffer datagram =
                    base(message, AvpType.PROTOCOL_VERSION)
                            .avp(Raw.M, 0, 2, (byte) 2, (byte) 0)
                            .build();
            Fault fault = fault(decode(datagram));
            assertThat(fault.result().result()).isEqualTo(5);
            assertThat(fault.result().error()).isEqualTo(0x100);
            assertThat(fault.assignedTunnelId()).isEqualTo(0x0101);
        }
    }

    @Test
    void vendorAvpsOfAnIcrqAreBounded() {
        Raw raw = base(MessageType.ICRQ, null);
        for (int i = 0; i < 40; i++) {
            raw.avp(0, VendorAvp.CISCO, i, (byte) i);
        }
        Decoded.Control control = control(decode(raw.build()));
        assertThat(((ControlMessage.Icrq) control.message()).vendorAvps()).hasSize(32);
        assertThat(control.notes().unknown()).isEqualTo(8);
    }

    static List<AvpType> avp() {
        return Arrays.stream(AvpType.values())
                .filter(AvpType::isUnderstood)
                .filter(it -> it != AvpType.MESSAGE_TYPE && it != AvpType.RANDOM_VECTOR)
                .toList();
    }

    private static MessageType carrier(AvpType type) {
        for (MessageType message : MessageType.values()) {
            if (!message.isEnding() && message.takes(type)) {
                return message;
            }
        }
        return type == AvpType.RESULT_CODE ? MessageType.STOP_CCN : MessageType.CDN;
    }

    /** The message with its required AVPs except {@code left}. */
    private static Raw base(MessageType message, @org.jspecify.annotations.Nullable AvpType left) {
        Raw raw = Raw.message(message.number(), message.mBit() == AvpType.MBit.SET ? Raw.M : 0);
        for (AvpType needed : message.required()) {
            if (needed != left) {
                raw.avp(flags(needed), 0, needed.number(), value(needed));
            }
        }
        if (left != null && left.name().startsWith("PROXY_AUTHEN_") && left.number() != 29) {
            raw.avp(0, 0, 29, (byte) 0, (byte) 3);
        }
        return raw;
    }

    private static ByteBuffer with(MessageType message, AvpType type, int flags, byte[] value) {
        return base(message, type).avp(flags, 0, type.number(), value).build();
    }

    private static int flags(AvpType type) {
        return type.isMandatory() ? Raw.M : 0;
    }

    private static byte[] value(AvpType type) {
        byte[] value = new byte[Math.max(type.kind().least(), type.kind().most() > 99 ? 7 : 0)];
        Arrays.fill(value, (byte) 1);
        if (type == AvpType.PROTOCOL_VERSION) {
            value[1] = 0;
        }
        return value;
    }

    private static byte[] other(AvpType type) {
        byte[] value = value(type);
        if (value.length > 0) {
            value[value.length - 1] ^= 2;
        }
        return value;
    }

    private static Decoded decode(ByteBuffer datagram) {
        return ControlCodec.decode(datagram, Samples.SECRET);
    }

    private static Decoded.Control control(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Control.class);
        return (Decoded.Control) decoded;
    }
}
