package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.l2tp.wire.ControlCodecTest.fault;
import static org.lacserver.l2tp.wire.Samples.base;
import static org.lacserver.l2tp.wire.Samples.control;
import static org.lacserver.l2tp.wire.Samples.flags;
import static org.lacserver.l2tp.wire.Samples.value;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Each AVP of the table, in each message that takes it, against RFC 2661 §4.1, §4.3 and §7.1. */
class AvpRulesTest {
    private static final byte[] VECTOR = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final byte[] SECRET = "geheim".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @MethodSource("taken")
    @DisplayName("§4.4.1: an AVP as its RFC has it is read without a note")
    void good(MessageType message, AvpType type) {
        Decoded.Notes notes = good(message, type, value(type)).notes();
        if (type.isShownOnly()) {
            assertThat(notes.others()).extracting(RawAvp::type).containsExactly(type.number());
        } else {
            assertThat(notes).isEqualTo(Decoded.Notes.NONE);
        }
    }

    @ParameterizedTest
    @MethodSource("taken")
    @DisplayName("§4.1: the M bit of an AVP that is recognised decides nothing, but is noted")
    void wrongM(MessageType message, AvpType type) {
        Decoded.Control good = good(message, type, value(type));
        int flags = flags(type) ^ Raw.M;
        Decoded.Control wrong = control(decode(with(message, type, flags, value(type))));
        assertThat(wrong.message()).isEqualTo(good.message());
        assertThat(wrong.notes().wrongM())
                .isEqualTo(type.mBit() == AvpType.MBit.CLEAR_OR_SET ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("§4.4.1: the M bit of a Message Type that is known decides nothing, but is noted")
    void wrongM(MessageType message) {
        Decoded.Control good = control(decode(base(message, null).build()));
        ByteBuffer datagram = base(message, null).build();
        datagram.put(ControlHeader.LENGTH, (byte) (datagram.get(ControlHeader.LENGTH) ^ 0x80));
        Decoded.Control wrong = control(decode(datagram));
        assertThat(wrong.message()).isEqualTo(good.message());
        assertThat(wrong.notes().wrongM())
                .isEqualTo(message.mBit() == AvpType.MBit.CLEAR_OR_SET ? 0 : 1);
    }

    @ParameterizedTest
    @MethodSource("taken")
    @DisplayName("Of an AVP that comes twice the first counts, where only one may come")
    void twice(MessageType message, AvpType type) {
        byte[] other = value(type);
        if (other.length > 0) {
            other[other.length - 1] ^= 2;
        }
        ByteBuffer twice =
                base(message, type)
                        .avp(flags(type), 0, type.number(), value(type))
                        .avp(flags(type), 0, type.number(), other)
                        .build();
        Decoded.Control control = control(decode(twice));
        if (type == AvpType.CONNECT_SPEED_UPDATE) {
            assertThat(control.message()).isNotEqualTo(good(message, type, value(type)).message());
            assertThat(control.notes()).isEqualTo(Decoded.Notes.NONE);
            return;
        }
        assertThat(control.message()).isEqualTo(good(message, type, value(type)).message());
        // RFC 3145 §2: one for each network protocol that failed
        boolean many = type == AvpType.DISCONNECT_CAUSE;
        assertThat(control.notes().duplicate()).isEqualTo(many ? 0 : 1);
        if (many) {
            assertThat(control.notes().others()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("taken")
    @DisplayName("§7.1: too short, too long or an id of 0: malformed; M says whether that is fatal")
    void malformed(MessageType message, AvpType type) {
        AvpType.Kind kind = type.kind();
        if (kind.least() > 0) {
            malformed(message, type, ones(kind.least() - 1), Fault.Reason.AVP_LENGTH);
        }
        if (kind.most() < AvpType.MAX_VALUE) {
            malformed(message, type, ones(kind.most() + 1), Fault.Reason.AVP_LENGTH);
        }
        if (kind == AvpType.Kind.ID || kind == AvpType.Kind.SPEEDS) {
            malformed(message, type, new byte[kind.most()], Fault.Reason.AVP_VALUE);
        }
    }

    private static void malformed(
            MessageType message, AvpType type, byte[] value, Fault.Reason reason) {
        refusedUnlessEnding(message, decode(with(message, type, Raw.M, value)), reason);
        Decoded optional = decode(with(message, type, 0, value));
        if (!message.required().contains(type)) {
            Decoded.Control control = control(optional);
            assertThat(control.notes().malformed()).isEqualTo(1);
            assertThat(control.message())
                    .isEqualTo(control(decode(base(message, type).build())).message());
        } else if (message.mBit() == AvpType.MBit.SET) {
            refusedUnlessEnding(message, optional, Fault.Reason.MISSING_AVP);
        } else {
            assertThat(control(optional).message()).isInstanceOf(ControlMessage.Unknown.class);
        }
    }

    @ParameterizedTest
    @MethodSource("taken")
    @DisplayName("§4.3: hidden, an AVP is read if it may be hidden, a secret is there and a vector")
    void hidden(MessageType message, AvpType type) {
        byte[] value = Raw.hidden(value(type), type.number(), SECRET, VECTOR, 5);
        ByteBuffer datagram =
                base(message, type)
                        .avp(Raw.M, 0, 36, VECTOR)
                        .avp(Raw.M | Raw.H, 0, type.number(), value)
                        .build();
        ByteBuffer noVector =
                base(message, type).avp(Raw.M | Raw.H, 0, type.number(), value).build();
        if (!type.isHideable()) {
            refusedUnlessEnding(message, decode(datagram), Fault.Reason.AVP_VALUE);
            return;
        }
        Decoded.Control revealed = control(decode(datagram));
        assertThat(revealed.message()).isEqualTo(good(message, type, value(type)).message());
        assertThat(revealed.notes().hidden()).isEqualTo(1);
        refusedUnlessEnding(
                message, ControlCodec.decode(datagram, List.of()), Fault.Reason.HIDDEN_UNREADABLE);
        refusedUnlessEnding(message, decode(noVector), Fault.Reason.NO_RANDOM_VECTOR);
    }

    @ParameterizedTest
    @MethodSource("taken")
    @DisplayName("§4.1: reserved bits that are set make a known AVP an unrecognised one")
    void reservedBits(MessageType message, AvpType type) {
        for (int bit = 0x0400; bit <= 0x2000; bit <<= 1) {
            Decoded mandatory = decode(with(message, type, Raw.M | bit, value(type)));
            refusedUnlessEnding(message, mandatory, Fault.Reason.UNKNOWN_AVP);
            if (!message.required().contains(type)) {
                Decoded.Control optional = control(decode(with(message, type, bit, value(type))));
                assertThat(optional.notes().unknown()).isEqualTo(1);
                assertThat(optional.message())
                        .isEqualTo(control(decode(base(message, type).build())).message());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("strange")
    @DisplayName("An AVP of another message is passed over and kept for people to see")
    void misplaced(MessageType message, AvpType type) {
        ByteBuffer datagram = base(message, null).avp(Raw.M, 0, type.number(), value(type)).build();
        Decoded.Control control = control(decode(datagram));
        assertThat(control.message())
                .isEqualTo(control(decode(base(message, null).build())).message());
        assertThat(control.notes().misplaced()).isEqualTo(1);
        assertThat(control.notes().others())
                .extracting(RawAvp::type)
                .containsExactly(type.number());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "§6.4, §6.12, §7.1: a message without a required AVP; StopCCN and CDN end all the same")
    void requiredAvp(MessageType message) {
        assertThat(control(decode(base(message, null).build())).notes())
                .isEqualTo(Decoded.Notes.NONE);
        for (AvpType left : message.required()) {
            Decoded decoded = decode(base(message, left).build());
            if (message.isEnding()) {
                assertThat(control(decoded).notes().missing()).isEqualTo(1);
                continue;
            }
            if (message.mBit() != AvpType.MBit.SET) {
                // §4.4.1: a message that may be ignored is
                assertThat(control(decoded).notes().missing()).isEqualTo(1);
                assertThat(control(decoded).message()).isInstanceOf(ControlMessage.Unknown.class);
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
        // of RFC 4951 and 3817 those are among them that this LAC has no part in
        int[][] unknown = {
            {0, 20}, {0, 55}, {0, 77}, {0, 78}, {0, 79}, {0, 99}, {0, 65535}, {4874, 1}, {3561, 3}
        };
        for (int[] avp : unknown) {
            Decoded.Control optional =
                    control(decode(base(message, null).avp(0, avp[0], avp[1], VECTOR).build()));
            if (avp[0] != 0 && message == MessageType.ICRQ) {
                assertThat(((ControlMessage.Icrq) optional.message()).vendorAvps()).hasSize(1);
            } else {
                assertThat(optional.notes().unknown()).isEqualTo(1);
                assertThat(optional.notes().others())
                        .extracting(RawAvp::type)
                        .containsExactly(avp[1]);
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

    /** Every message with each AVP that it takes. */
    static Stream<Arguments> taken() {
        return pairs(true);
    }

    /** Every message with each AVP that is understood but not in it. */
    static Stream<Arguments> strange() {
        return pairs(false);
    }

    private static Stream<Arguments> pairs(boolean taken) {
        List<AvpType> anywhere = List.of(AvpType.MESSAGE_TYPE, AvpType.RANDOM_VECTOR);
        return Stream.of(MessageType.values())
                .flatMap(
                        message ->
                                Stream.of(AvpType.values())
                                        .filter(AvpType::isUnderstood)
                                        .filter(it -> !anywhere.contains(it))
                                        .filter(it -> message.takes(it) == taken)
                                        .map(it -> Arguments.of(message, it)));
    }

    private static Decoded.Control good(MessageType message, AvpType type, byte[] value) {
        return control(decode(with(message, type, flags(type), value)));
    }

    private static ByteBuffer with(MessageType message, AvpType type, int flags, byte[] value) {
        return base(message, type).avp(flags, 0, type.number(), value).build();
    }

    private static byte[] ones(int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) 1);
        return value;
    }

    private static Decoded decode(ByteBuffer datagram) {
        return ControlCodec.decode(datagram, Samples.SECRET);
    }
}
