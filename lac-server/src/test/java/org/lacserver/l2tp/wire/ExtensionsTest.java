package org.lacserver.l2tp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.l2tp.wire.ControlCodecTest.fault;
import static org.lacserver.l2tp.wire.Samples.base;
import static org.lacserver.l2tp.wire.Samples.control;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/** The octets of what later RFCs added to RFC 2661. */
class ExtensionsTest {
    @Test
    @DisplayName("RFC 5515 §4.1, §6.1: a CSUN is one AVP 97 a session, M clear, header session 0")
    void csun() {
        var csun =
                new ControlMessage.Csun(
                        List.of(
                                new SpeedUpdate(0x1234, 50_000_000, 10_000_000),
                                new SpeedUpdate(1, ControlMessage.MAX_UNSIGNED, 0)));
        assertThat(hex(csun))
                .isEqualTo(
                        "000800000000001c"
                                + "0012000000610000123402faf08000989680"
                                + "00120000006100000001ffffffff00000000");
    }

    @Test
    @DisplayName("RFC 5515 §4.2: in a CSURQ both speeds are 0")
    void csurq() {
        assertThat(hex(new ControlMessage.Csurq(List.of(7))))
                .isEqualTo("000800000000001d" + "001200000061" + "0000" + "0007" + "0".repeat(16));
    }

    @Test
    @DisplayName("RFC 5515 §6.1: more updates than there is room for are counted and left")
    void updatesAreBounded() {
        Raw raw = Raw.message(29, 0);
        for (int id = 1; id <= ControlMessage.MAX_SPEED_UPDATES + 3; id++) {
            raw.avp(
                    0,
                    0,
                    97,
                    new byte[] {0, 0, (byte) (id >> 8), (byte) id, 0, 0, 0, 0, 0, 0, 0, 0});
        }
        Decoded.Control control = control(ControlCodec.decode(raw.build(), List.of()));
        assertThat(((ControlMessage.Csurq) control.message()).sessionIds())
                .isEqualTo(
                        IntStream.rangeClosed(1, ControlMessage.MAX_SPEED_UPDATES)
                                .boxed()
                                .toList());
        assertThat(control.notes().duplicate()).isEqualTo(3);
        var full =
                new ControlMessage.Csun(
                        IntStream.rangeClosed(1, ControlMessage.MAX_SPEED_UPDATES)
                                .mapToObj(id -> new SpeedUpdate(id, 1, 1))
                                .toList());
        ByteBuffer datagram = Samples.encoded(full, HidePolicy.ALL, new Random(1));
        assertThat(control(ControlCodec.decode(datagram, Samples.SECRET)).message())
                .isEqualTo(full);
    }

    @Test
    @DisplayName("RFC 5515 §6.2: AVP 98 is there or not")
    void speedUpdateEnable() {
        assertThat(hex(icrq(true))).contains("000600000062").startsWith("80080000" + "0000000a");
        assertThat(hex(icrq(false))).doesNotContain("000600000062");
    }

    private static ControlMessage.Icrq icrq(boolean enable) {
        return new ControlMessage.Icrq(9, 1, -1, -1, null, null, null, List.of(), -1, enable, null);
    }

    @Test
    @DisplayName("RFC 3308 §3.1, §4.1: the PHB code is 16 bits, M clear")
    void differentiatedServices() {
        assertThat(hex(new ControlMessage.Icrp(9, 0xb800))).endsWith("0008000000" + "30b800");
        assertThat(hex(new ControlMessage.Icrp(9))).doesNotContain("00080000" + "0030");
        var sccrp = new ControlMessage.Sccrp(1, "h", 1, 0, 4, null, null, -1, null, 0xb800, false);
        assertThat(hex(sccrp)).endsWith("000800000" + "02fb800");
    }

    @Test
    @DisplayName("RFC 3437 §2.1, §2.2, §2.3: options are carried without an LCP header, M clear")
    void lcpOptions() {
        Octets mru = Octets.of((byte) 1, (byte) 4, (byte) 5, (byte) 0xd4);
        var occn = new ControlMessage.Occn(1, 1, -1, false, mru, Octets.EMPTY);
        assertThat(hex(occn)).endsWith("000a00000031010405d4" + "000600000032");
        var sli = new ControlMessage.Sli(0, 0, mru, mru);
        assertThat(hex(sli)).endsWith("000a00000033010405d4" + "000a00000034010405d4");
    }

    @ParameterizedTest
    @DisplayName("RFC 3573: bit 0 says on hold, the last four for how long; M clear")
    @CsvSource({"true, 13, 800d", "false, 0, 0000"})
    void modemOnHold(boolean onHold, int timeout, String value) {
        var mdmst = new ControlMessage.Mdmst(onHold, timeout);
        assertThat(hex(mdmst)).isEqualTo("0008000000000011" + "000800000036" + value);
        ByteBuffer reserved = Raw.message(17, 0).avp(0, 0, 54, (byte) 0xff, (byte) 0xf5).build();
        assertThat(control(ControlCodec.decode(reserved, List.of())).message())
                .isEqualTo(new ControlMessage.Mdmst(true, 5));
    }

    @Test
    @DisplayName("RFC 3301: VPI of 12 bits and VCI of 16 in one number, reserved bits ignored")
    void virtualPath() {
        ByteBuffer ocrp =
                base(MessageType.OCRP, null)
                        .avp(0, 0, 45, (byte) 0xf1, (byte) 0x23, (byte) 0x45, (byte) 0x67)
                        .build();
        assertThat(control(ControlCodec.decode(ocrp, List.of())).message())
                .isEqualTo(
                        new ControlMessage.Ocrp(
                                0x0101,
                                ControlMessage.ABSENT,
                                ControlMessage.ABSENT,
                                new Atm(-1, -1, -1, null, null, 0x123, 0x4567)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 5515 §5.1, §5.3, §5.13, §5.17, §5.18, §5.19: a wrong length is malformed")
    void lineAvp(LineAvp avp) {
        for (int length = 0; length < 70; length++) {
            byte[] value = new byte[length];
            Arrays.fill(value, (byte) 'a');
            ByteBuffer optional =
                    base(MessageType.ICRQ, null).avp(0, 3561, avp.number(), value).build();
            ByteBuffer mandatory =
                    base(MessageType.ICRQ, null).avp(Raw.M, 3561, avp.number(), value).build();
            Decoded.Control control = control(ControlCodec.decode(optional, List.of()));
            var icrq = (ControlMessage.Icrq) control.message();
            var sent =
                    new ControlMessage.Icrq(
                            1,
                            1,
                            -1,
                            -1,
                            null,
                            null,
                            null,
                            List.of(VendorAvp.line(avp.number(), Octets.of(value))));
            if (avp.kind().fits(length)) {
                assertThat(icrq.vendorAvps()).isEqualTo(sent.vendorAvps());
                assertThat(control.notes()).isEqualTo(Decoded.Notes.NONE);
                assertThat(control(ControlCodec.decode(mandatory, List.of())).notes())
                        .isEqualTo(Decoded.Notes.NONE);
                assertThat(hex(sent)).contains(Octets.of(value).toString());
                assertThat(Dump.line(optional)).contains(avp.label());
            } else {
                assertThat(icrq.vendorAvps()).isEmpty();
                assertThat(control.notes().malformed()).isEqualTo(1);
                assertThat(fault(ControlCodec.decode(mandatory, List.of())).reason())
                        .isEqualTo(Fault.Reason.AVP_LENGTH);
                // nor is it sent
                assertThat(control(ControlCodec.decode(encoded(sent), List.of())).message())
                        .isEqualTo(icrq(1, 1));
            }
        }
    }

    private static ControlMessage.Icrq icrq(int id, int serial) {
        return new ControlMessage.Icrq(id, serial, -1, -1, null, null, null, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "0x81, 1024, 00000000000fa000",
        "0x8a, 4294967295, 000003e7fffffc18",
        "0x82, 9223372036854775807, 7ffffffffffffcd8",
        "0x8b, 20, 00000014",
        "0x8e, 4294967296, ffffffff",
        "0x90, 0x010203, 010203",
        "0xfe, 1, 00000001",
        "0xfe, 7, 00000001",
    })
    @DisplayName(
            "RFC 5515 §3, §5.3, §5.13, §5.17, §5.19: TR-101's kbit/s are bit/s, the rest as is")
    void fromLine(String subType, String value, String octets) {
        VendorAvp avp = VendorAvp.fromLine(Integer.decode(subType), Long.decode(value));
        assertThat(Objects.requireNonNull(avp).value()).hasToString(octets);
        assertThat(avp.type()).isEqualTo(Integer.decode(subType));
        assertThat(avp.mandatory()).isFalse();
    }

    @Test
    @DisplayName("RFC 5515 §5.18: a type of line that it knows is the first of four octets")
    void lineTypes() {
        for (int type = 0; type <= 6; type++) {
            VendorAvp avp = Objects.requireNonNull(VendorAvp.fromLine(0x91, type));
            assertThat(avp.type()).isEqualTo(145);
            assertThat(avp.value()).hasToString("%02x000000".formatted(type));
        }
        assertThat(VendorAvp.fromLine(0x91, 7)).isNull();
        assertThat(VendorAvp.fromLine(0x91, 0xffff_ffffL)).isNull();
    }

    @Test
    void whatTr101DoesNotSayInNumbersIsNoAvp() {
        for (int subType : new int[] {0, 1, 2, 0x8f, 0x97, 0x9b, 0xb0, 0xff, 0x100}) {
            assertThat(VendorAvp.fromLine(subType, 1)).isNull();
        }
        assertThat(VendorAvp.fromLine(0x81, -1)).isNull();
    }

    private static String hex(ControlMessage message) {
        ByteBuffer datagram = encoded(message);
        return Octets.of(datagram.position(ControlHeader.LENGTH)).toString();
    }

    private static ByteBuffer encoded(ControlMessage message) {
        return Samples.encoded(message, HidePolicy.NONE, new Random(1));
    }
}
