package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

class ControlCodecTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("§4, §6: every message comes back as it was sent, hidden or not")
    void roundTrip(HidePolicy hide) {
        for (ControlMessage message : Samples.each()) {
            same(message, hide, new Random(3));
        }
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            same(Samples.any(random), hide, random);
        }
    }

    private static void same(ControlMessage message, HidePolicy hide, Random random) {
        ByteBuffer datagram = Samples.encoded(message, hide, random);
        assertThat(ControlCodec.decode(datagram, Samples.SECRET))
                .isInstanceOfSatisfying(
                        Decoded.Control.class,
                        control -> {
                            assertThat(control.header()).isEqualTo(Samples.HEADER);
                            assertThat(control.message()).isEqualTo(message);
                        });
        assertThat(datagram.position()).isZero();
    }

    @Test
    @DisplayName("§7.1: cut anywhere, a datagram is refused as one, never an exception")
    void truncatedDatagram() {
        for (ControlMessage message : Samples.each()) {
            ByteBuffer whole = Samples.encoded(message, HidePolicy.ALL, new Random(4));
            for (int length = 0; length < whole.limit(); length++) {
                Decoded decoded = ControlCodec.decode(whole.slice(0, length), Samples.SECRET);
                assertThat(fault(decoded).scope()).isEqualTo(Fault.Scope.DATAGRAM);
                assertThat(fault(decoded).header()).isNull();
                assertThat(Dump.line(whole.slice(0, length))).startsWith("not L2TP control");
            }
        }
    }

    @Test
    @DisplayName("§7.1: cut anywhere with a length to match, a message is understood or a fault")
    void truncatedMessage() {
        for (HidePolicy hide : HidePolicy.values()) {
            for (ControlMessage message : Samples.each()) {
                ByteBuffer whole = Samples.encoded(message, hide, new Random(4));
                for (int length = ControlHeader.LENGTH; length < whole.limit(); length++) {
                    ByteBuffer cut = ByteBuffer.allocate(length).put(whole.slice(0, length));
                    cut.putShort(2, (short) length).flip();
                    plausible(ControlCodec.decode(cut, Samples.SECRET), length);
                    assertThat(Dump.line(cut)).isNotEmpty();
                }
            }
        }
    }

    @Test
    @DisplayName("§7.1: octets changed at random never cause an exception")
    void mutated() {
        Random random = new Random(20260101);
        List<Secret> secrets = List.of(Secret.of("other"), Samples.SECRET);
        for (int round = 0; round < 60_000; round++) {
            HidePolicy hide = List.of(HidePolicy.values()).get(round % 3);
            ByteBuffer datagram = Samples.encoded(Samples.any(random), hide, random);
            for (int change = 1 + random.nextInt(6); change > 0; change--) {
                int at = random.nextInt(datagram.limit());
                if (random.nextBoolean()) {
                    datagram.put(at, (byte) random.nextInt());
                } else {
                    datagram.put(at, (byte) (datagram.get(at) ^ 1 << random.nextInt(8)));
                }
            }
            plausible(ControlCodec.decode(datagram, secrets), datagram.limit());
            assertThat(Dump.line(datagram)).isNotEmpty();
        }
    }

    @Test
    void noiseNeverCausesAnException() {
        Random random = new Random(7);
        for (int round = 0; round < 60_000; round++) {
            byte[] noise = new byte[random.nextInt(80)];
            random.nextBytes(noise);
            if (noise.length >= 20) {
                ByteBuffer.wrap(noise).putShort((short) 0xc802).putShort((short) noise.length);
                ByteBuffer.wrap(noise).putLong(12, 0x8008_0000_0000_0000L | random.nextInt(17));
            }
            plausible(ControlCodec.decode(ByteBuffer.wrap(noise), List.of()), noise.length);
            assertThat(Dump.line(ByteBuffer.wrap(noise))).isNotEmpty();
        }
    }

    private static void plausible(Decoded decoded, int length) {
        switch (decoded) {
            case Decoded.Control(var header, var message, var notes) -> {
                assertThat(header).isNotNull();
                assertThat(message).isNotNull();
                assertThat(notes).isNotNull();
            }
            case Decoded.Zlb(var header) -> assertThat(header).isNotNull();
            case Decoded.Refused(var fault) -> {
                assertThat(fault.offset()).isBetween(0, length);
                assertThat(fault.header() == null).isEqualTo(fault.scope() == Fault.Scope.DATAGRAM);
                assertThat(fault.text()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "c801, VERSION_L2F",
        "c803, VERSION_UNSUPPORTED",
        "c800, VERSION_UNSUPPORTED",
        "4802, NOT_CONTROL",
        "8802, BAD_FLAGS",
        "c002, BAD_FLAGS",
        "ca02, BAD_FLAGS",
        "c902, BAD_FLAGS",
    })
    @DisplayName("§3.1: version 2, T, L and S set, O and P clear; else the datagram is dropped")
    void headerFlags(String flags, Fault.Reason reason) {
        ByteBuffer datagram = Raw.header(Integer.parseInt(flags, 16), 5, 6, 7, 8).build();
        Fault fault = fault(ControlCodec.decode(datagram, List.of()));
        assertThat(fault.reason()).isEqualTo(reason);
        assertThat(fault.scope()).isEqualTo(Fault.Scope.DATAGRAM);
        assertThat(ControlCodec.header(datagram)).isNull();
    }

    @Test
    @DisplayName("§3.1: reserved bits of the header are ignored, and so is what follows the length")
    void lenientHeader() {
        ByteBuffer datagram = Raw.header(0xfcf2, 5, 6, 7, 8).build();
        ControlHeader header = new ControlHeader(5, 6, 7, 8);
        assertThat(ControlCodec.decode(datagram, List.of())).isEqualTo(new Decoded.Zlb(header));
        ByteBuffer longer = ByteBuffer.allocate(40).put(datagram.duplicate()).rewind();
        assertThat(ControlCodec.decode(longer, List.of())).isEqualTo(new Decoded.Zlb(header));
        assertThat(ControlCodec.header(longer)).isEqualTo(header);
    }

    @Test
    @DisplayName("§3.1: a length below the header or beyond the datagram drops it")
    void headerLength() {
        for (int length : new int[] {0, 11, 13, 65535}) {
            ByteBuffer datagram = Raw.header(0xc802, 5, 6, 7, 8).build();
            datagram.putShort(2, (short) length);
            assertThat(fault(ControlCodec.decode(datagram, List.of())).reason())
                    .isEqualTo(Fault.Reason.BAD_LENGTH);
        }
    }

    @Test
    void positionAndByteOrderOfTheBufferDoNotMatter() {
        ByteBuffer shifted = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer datagram = Raw.message(11).avp(Raw.M, 0, 14, (byte) 1, (byte) 2).build();
        shifted.position(17).put(datagram).flip().position(17);
        assertThat(ControlCodec.decode(shifted, List.of()))
                .isEqualTo(
                        new Decoded.Control(
                                new ControlHeader(5, 6, 7, 8),
                                new ControlMessage.Icrp(0x102),
                                Decoded.Notes.NONE));
        assertThat(shifted.position()).isEqualTo(17);
    }

    @Test
    @DisplayName("§4.4.1: Message Type comes first, neither hidden nor of another vendor")
    void messageTypeFirst() {
        byte[] hello = {0, 6};
        Raw[] bad = {
            Raw.header(0xc802, 5, 0, 7, 8).avp(Raw.M, 0, 9, hello).avp(Raw.M, 0, 0, hello),
            Raw.header(0xc802, 5, 0, 7, 8).avp(Raw.M, 9, 0, hello),
            Raw.header(0xc802, 5, 0, 7, 8).avp(Raw.M | Raw.H, 0, 0, hello),
            Raw.header(0xc802, 5, 0, 7, 8).avp(Raw.M, 0, 0, (byte) 0, (byte) 6, (byte) 0),
            Raw.header(0xc802, 5, 0, 7, 8).octets(0x80),
        };
        for (Raw raw : bad) {
            Fault fault = fault(ControlCodec.decode(raw.build(), List.of()));
            assertThat(fault.reason()).isEqualTo(Fault.Reason.NO_MESSAGE_TYPE);
            assertThat(fault.scope()).isEqualTo(Fault.Scope.TUNNEL);
            assertThat(fault.header()).isEqualTo(new ControlHeader(5, 0, 7, 8));
        }
    }

    @Test
    @DisplayName(
            "§4.4.1: an unknown mandatory message clears the tunnel, an optional one is a value")
    void unknownMessage() {
        byte[] type = {0, 21};
        ByteBuffer mandatory = Raw.header(0xc802, 5, 6, 7, 8).avp(Raw.M, 0, 0, type).build();
        Fault fault = fault(ControlCodec.decode(mandatory, List.of()));
        assertThat(fault.reason()).isEqualTo(Fault.Reason.UNKNOWN_MESSAGE_TYPE);
        assertThat(fault.scope()).isEqualTo(Fault.Scope.TUNNEL);
        assertThat(fault.messageType()).isEqualTo(21);
        ByteBuffer optional = Raw.header(0xc802, 5, 6, 7, 8).avp(0, 0, 0, type).build();
        assertThat(((Decoded.Control) ControlCodec.decode(optional, List.of())).message())
                .isEqualTo(new ControlMessage.Unknown(21, false));
    }

    @Test
    @DisplayName("§4.1: a value too long for an AVP is left out, a text for people is cut")
    void tooLong() {
        Octets options = Octets.of(new byte[1018]);
        var iccn = new ControlMessage.Iccn(1, 1, options, null, null, null, null, -1, false);
        ByteBuffer out = ByteBuffer.allocate(4096);
        int leftOut =
                ControlCodec.encode(
                        Samples.HEADER, iccn, HidePolicy.NONE, Secret.NONE, new Random(1), out);
        assertThat(leftOut).isEqualTo(1);
        var without = new ControlMessage.Iccn(1, 1, null, null, null, null, null, -1, false);
        assertThat(((Decoded.Control) ControlCodec.decode(out.flip(), List.of())).message())
                .isEqualTo(without);
        var stop = new ControlMessage.StopCcn(3, new ResultCode(2, 6, "€".repeat(600)));
        ByteBuffer cut = Samples.encoded(stop, HidePolicy.NONE, new Random(1));
        var decoded = (Decoded.Control) ControlCodec.decode(cut, List.of());
        assertThat(((ControlMessage.StopCcn) decoded.message()).result().text())
                .isEqualTo("€".repeat(337));
    }

    static Fault fault(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Refused.class);
        return ((Decoded.Refused) decoded).fault();
    }
}
