package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.l2tp.wire.Samples.base;
import static org.lacserver.l2tp.wire.Samples.control;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lacserver.l2tp.wire.ControlMessage.Iccn;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.Sli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

class LenienceTest {
    private static final byte[] VECTOR = new byte[16];
    private static final byte[] HIDDEN =
            Raw.hidden(
                    "lns".getBytes(StandardCharsets.UTF_8),
                    7,
                    "geheim".getBytes(StandardCharsets.UTF_8),
                    VECTOR,
                    0);

    /** A fault, the lenience that lets it pass, and what is then assumed. */
    record Sample(String name, Raw raw, Lenience lenience, Predicate<ControlMessage> assumed) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Sample> faults() {
        return List.of(
                new Sample(
                        "unknown AVP",
                        base(MessageType.ICCN, null).avp(Raw.M, 0, 20, VECTOR),
                        Lenience.UNKNOWN_MANDATORY_AVP,
                        it -> it instanceof Iccn),
                new Sample(
                        "unknown vendor's AVP",
                        base(MessageType.ICRQ, null).avp(Raw.M, 9, 1, VECTOR),
                        Lenience.UNKNOWN_MANDATORY_AVP,
                        it -> ((ControlMessage.Icrq) it).vendorAvps().isEmpty()),
                new Sample(
                        "tunnel recovery",
                        base(MessageType.SCCRQ, null).avp(Raw.M, 0, 77, new byte[10]),
                        Lenience.UNKNOWN_MANDATORY_AVP,
                        it -> it instanceof Sccrq),
                new Sample(
                        "number too short",
                        base(MessageType.ICCN, AvpType.FRAMING_TYPE).avp(Raw.M, 0, 19, (byte) 1),
                        Lenience.AVP_LENGTH,
                        it -> ((Iccn) it).framingType() == 1),
                new Sample(
                        "number too long",
                        base(MessageType.ICCN, AvpType.TX_CONNECT_SPEED)
                                .avp(Raw.M, 0, 24, new byte[] {0, 0, 0, 0, 0, 0, 3, 1}),
                        Lenience.AVP_LENGTH,
                        it -> ((Iccn) it).txConnectSpeed() == 0x301),
                new Sample(
                        "number too large",
                        base(MessageType.ICCN, null).avp(Raw.M, 0, 38, new byte[] {1, 0, 0, 0, 0}),
                        Lenience.AVP_LENGTH,
                        it -> ((Iccn) it).rxConnectSpeed() == ControlMessage.ABSENT),
                new Sample(
                        "ACCM too long",
                        base(MessageType.SLI, AvpType.ACCM)
                                .avp(Raw.M, 0, 35, new byte[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 3}),
                        Lenience.AVP_LENGTH,
                        it -> it.equals(new Sli(1, 2))),
                new Sample(
                        "challenge response too short",
                        base(MessageType.SCCCN, null).avp(Raw.M, 0, 13, (byte) 1),
                        Lenience.AVP_LENGTH,
                        it -> it.equals(new ControlMessage.Scccn(null))),
                new Sample(
                        "AVP longer than the message",
                        base(MessageType.ICRP, null).octets(0x80, 20, 0, 0, 0, 22),
                        Lenience.AVP_LENGTH,
                        it -> it instanceof ControlMessage.Icrp),
                new Sample(
                        "window of 0",
                        base(MessageType.SCCRP, null).avp(Raw.M, 0, 10, new byte[2]),
                        Lenience.AVP_VALUE,
                        it -> ((Sccrp) it).receiveWindow() == ControlMessage.DEFAULT_WINDOW),
                new Sample(
                        "hidden host name",
                        base(MessageType.SCCRP, AvpType.HOST_NAME)
                                .avp(Raw.M, 0, 36, VECTOR)
                                .avp(Raw.M | Raw.H, 0, 7, HIDDEN),
                        Lenience.AVP_VALUE,
                        it -> ((Sccrp) it).hostName().equals("lns")),
                new Sample(
                        "protocol version 2",
                        base(MessageType.SCCRP, AvpType.PROTOCOL_VERSION)
                                .avp(Raw.M, 0, 2, (byte) 2, (byte) 0),
                        Lenience.AVP_VALUE,
                        it -> it instanceof Sccrp),
                new Sample(
                        "no host name",
                        base(MessageType.SCCRP, AvpType.HOST_NAME),
                        Lenience.MISSING_AVP,
                        it -> ((Sccrp) it).hostName().isEmpty()),
                new Sample(
                        "no framing capabilities",
                        base(MessageType.SCCRP, AvpType.FRAMING_CAPABILITIES),
                        Lenience.MISSING_AVP,
                        it -> ((Sccrp) it).framingCapabilities() == 0),
                new Sample(
                        "no ACCM",
                        base(MessageType.SLI, AvpType.ACCM),
                        Lenience.MISSING_AVP,
                        it ->
                                it.equals(
                                        new Sli(
                                                ControlMessage.MAX_UNSIGNED,
                                                ControlMessage.MAX_UNSIGNED))),
                new Sample(
                        "no call errors",
                        base(MessageType.WEN, AvpType.CALL_ERRORS),
                        Lenience.MISSING_AVP,
                        it -> it.equals(new ControlMessage.Wen(0, 0, 0, 0, 0, 0))),
                new Sample(
                        "reserved bits",
                        base(MessageType.ICCN, AvpType.TX_CONNECT_SPEED)
                                .avp(Raw.M | 0x1000, 0, 24, new byte[] {0, 0, 0, 9}),
                        Lenience.RESERVED_BITS,
                        it -> ((Iccn) it).txConnectSpeed() == 9),
                new Sample(
                        "hidden without Random Vector",
                        base(MessageType.ICCN, null).avp(Raw.M | Raw.H, 0, 38, HIDDEN),
                        Lenience.HIDDEN_UNREADABLE,
                        it -> ((Iccn) it).rxConnectSpeed() == ControlMessage.ABSENT),
                new Sample(
                        "hidden with another secret",
                        base(MessageType.ICCN, null)
                                .avp(Raw.M, 0, 36, VECTOR)
                                .avp(Raw.M | Raw.H, 0, 38, HIDDEN),
                        Lenience.HIDDEN_UNREADABLE,
                        it -> ((Iccn) it).rxConnectSpeed() == ControlMessage.ABSENT),
                new Sample(
                        "unknown message",
                        Raw.message(21),
                        Lenience.UNKNOWN_MESSAGE,
                        it -> it.equals(new ControlMessage.Unknown(21, true))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    @DisplayName("§4.1, §4.3, §4.4.1, §7.1: a lenience lets its own faults pass and no others")
    void itsOwn(Sample sample) {
        ByteBuffer datagram = sample.raw().build();
        for (Lenience only : Lenience.values()) {
            Decoded decoded = decode(datagram, EnumSet.of(only));
            if (only != sample.lenience()) {
                assertThat(decoded).as(only.label()).isInstanceOf(Decoded.Refused.class);
                continue;
            }
            Decoded.Control control = control(decoded);
            assertThat(control.message()).matches(sample.assumed());
            for (Lenience other : Lenience.values()) {
                assertThat(control.notes().letPass(other)).isEqualTo(other == only ? 1 : 0);
            }
        }
        assertThat(decode(datagram, Set.of())).isInstanceOf(Decoded.Refused.class);
        assertThat(decode(datagram, EnumSet.allOf(Lenience.class)))
                .isInstanceOf(Decoded.Control.class);
    }

    @ParameterizedTest
    @EnumSource
    void everyLenienceHasASample(Lenience lenience) {
        assertThat(faults()).anyMatch(it -> it.lenience() == lenience);
        assertThat(Lenience.of(lenience.label())).isEqualTo(lenience);
    }

    @Test
    void aWordThatIsNoLenienceIsNone() {
        assertThat(Lenience.of("everything")).isNull();
    }

    @Test
    @DisplayName("§4.4.3, §4.4.4: nothing stands in for an assigned id, or for one that is 0")
    void idsAreNeeded() {
        for (MessageType message : new MessageType[] {MessageType.SCCRP, MessageType.ICRP}) {
            AvpType id =
                    message == MessageType.SCCRP
                            ? AvpType.ASSIGNED_TUNNEL_ID
                            : AvpType.ASSIGNED_SESSION_ID;
            Set<Lenience> all = EnumSet.allOf(Lenience.class);
            assertThat(decode(base(message, id).build(), all)).isInstanceOf(Decoded.Refused.class);
            ByteBuffer zero = base(message, id).avp(Raw.M, 0, id.number(), new byte[2]).build();
            assertThat(decode(zero, all)).isInstanceOf(Decoded.Refused.class);
        }
    }

    @Test
    @DisplayName("§4.4.1, §7.1: without Message Type or with a bad header nothing is let pass")
    void headersAreNeeded() {
        Set<Lenience> all = EnumSet.allOf(Lenience.class);
        ByteBuffer noType = Raw.header(0xc802, 5, 0, 7, 8).avp(Raw.M, 0, 9, VECTOR).build();
        assertThat(decode(noType, all)).isInstanceOf(Decoded.Refused.class);
        ByteBuffer badFlags = Raw.header(0xca02, 5, 0, 7, 8).build();
        assertThat(decode(badFlags, all)).isInstanceOf(Decoded.Refused.class);
    }

    private static Decoded decode(ByteBuffer datagram, Set<Lenience> lenient) {
        return ControlCodec.decode(datagram, List.of(Samples.SECRET), lenient);
    }
}
