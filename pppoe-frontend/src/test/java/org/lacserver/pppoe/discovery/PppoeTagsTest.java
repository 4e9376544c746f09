package org.lacserver.pppoe.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

/** Tags and the line's vendor tag, good, bad and cut. */
class PppoeTagsTest {
    private static final String LINE =
            "00000de9" + "0103632f31" + "02027232" + "810400002710" + "8204ffffffff";

    private static @Nullable PppoeTags tags(String hex) {
        return PppoeTags.in(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static PppoeTags good(String hex) {
        PppoeTags tags = tags(hex);
        if (tags == null) {
            throw new AssertionError("malformed: " + hex);
        }
        return tags;
    }

    private static LineTag line(String value) {
        String length = HexFormat.of().toHexDigits((short) (value.length() / 2));
        return LineTag.in(good("01010000" + "0105" + length + value));
    }

    @Test
    @DisplayName("RFC 2516 App. A: unknown tags are skipped, End-Of-List ends the list")
    void unknownAndEnd() {
        PppoeTags tags = good("7fff000201020101000161" + "00000000" + "0101ffff");
        assertThat(tags.text(PppoeCode.SERVICE_NAME)).isEqualTo("a");
        assertThat(tags.count(PppoeCode.SERVICE_NAME)).isEqualTo(1);
        assertThat(tags.first(PppoeCode.HOST_UNIQ)).isNull();
        assertThat(good("").first(PppoeCode.SERVICE_NAME)).isNull();
    }

    @Test
    void aTagBeyondThePayloadSpoilsTheList() {
        assertThat(tags("01010001")).isNull();
        assertThat(tags("0101000261")).isNull();
        assertThat(tags("010100")).isNull();
        assertThat(tags("01")).isNull();
    }

    @Test
    @DisplayName("TR-101 App. B: circuit id, remote id, actual data rates")
    void lineTag() {
        LineTag tag = line(LINE);
        assertThat(tag.circuitId()).isEqualTo("c/1");
        assertThat(tag.remoteId()).isEqualTo("r2");
        assertThat(tag.upKbps()).isEqualTo(10_000);
        assertThat(tag.downKbps()).isEqualTo(0xffff_ffffL);
        assertThat(tag.faults()).isZero();
    }

    @Test
    @DisplayName("TR-101 App. B: every rate, delay, encapsulation and the IWF flag, sorted")
    void allLineCharacteristics() {
        StringBuilder items = new StringBuilder("fe00" + "9003010203");
        for (int type = 0x8e; type >= 0x81; type--) {
            items.append("%02x04000000%02x".formatted(type, type));
        }
        LineTag tag = line("00000de9" + items + "8f0400000001" + "7f0101");

        assertThat(tag.attributes().keySet())
                .containsExactly(
                        0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c,
                        0x8d, 0x8e, 0x90, 0xfe);
        assertThat(tag.attributes()).containsEntry(0x8a, 0x8aL).containsEntry(0xfe, 1L);
        assertThat(tag.attributes()).containsEntry(0x90, 0x010203L);
        assertThat(tag.upKbps()).isEqualTo(0x81);
        assertThat(tag.faults()).isZero();
        assertThatThrownBy(() -> tag.attributes().put(1, 1L))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("RFC 6320 §6.5: type of DSL; G.fast and PON as access nodes number them")
    void laterCharacteristics() {
        StringBuilder items = new StringBuilder();
        for (int type = 0x8f; type <= 0xb8; type++) {
            items.append("%02x04000000%02x".formatted(type, type));
        }
        LineTag tag = line("00000de9" + items);
        assertThat(tag.attributes().keySet())
                .containsExactly(
                        0x91, 0x97, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2, 0xb0, 0xb1,
                        0xb2, 0xb3, 0xb4, 0xb5);
        assertThat(tag.attributes()).containsEntry(0xb5, 0xb5L);
        assertThat(tag.faults()).as("encapsulation has three octets").isEqualTo(1);
    }

    @Test
    @DisplayName("TR-101 §3.9.3: an id need not be text; what cannot be text is not lost")
    void idsAreOctets() {
        LineTag tag = line("00000de9" + "0103ff0061" + "02027232");
        LineId circuit = java.util.Objects.requireNonNull(tag.circuit());
        assertThat(HexFormat.of().formatHex(circuit.octets())).isEqualTo("ff0061");
        assertThat(tag.circuitId()).isEqualTo("\ufffd\u0000a");
        assertThat(tag.remoteId()).isEqualTo("r2");
        assertThat(tag.circuit()).isNotEqualTo(line("00000de9" + "0103fe0061").circuit());
        assertThat(tag.circuit()).isEqualTo(line("00000de9" + "0103ff0061").circuit());
    }

    @Test
    void aTagFullOfUnknownItemsKeepsNothing() {
        StringBuilder items = new StringBuilder();
        for (int n = 0; n < 400; n++) {
            items.append("7f0101");
        }
        assertThat(line("00000de9" + items)).isEqualTo(LineTag.ABSENT);
    }

    @Test
    void anotherVendorsTagIsNotTheLines() {
        assertThat(line("00000dea0103632f31")).isEqualTo(LineTag.ABSENT);
        assertThat(line("000d")).isEqualTo(LineTag.ABSENT);
        LineTag second = LineTag.in(good("0105000400000001" + "0105000700000de9010161"));
        assertThat(second.circuitId()).isEqualTo("a");
    }

    @Test
    void itemsOfAWrongSizeAreAsIfAbsent() {
        String items = "0100" + "0240" + "61".repeat(64) + "8103000001" + "fe0101" + "900400010203";
        assertThat(line("00000de9" + items)).isEqualTo(new LineTag(null, null, Map.of(), 5));
        assertThat(line("00000de9" + "810500000001").faults()).isEqualTo(1); // beyond the tag
        assertThat(line("00000de9" + "013f" + "61".repeat(63)).circuitId()).hasSize(63);
    }

    @Test
    void aLineTagCutAnywhereThrowsNothingAndInventsNothing() {
        LineTag whole = line(LINE);
        for (int length = 0; length < LINE.length(); length += 2) {
            LineTag cut = line(LINE.substring(0, length));
            assertThat(cut.circuitId()).isIn(null, whole.circuitId());
            assertThat(cut.remoteId()).isIn(null, whole.remoteId());
            assertThat(cut.upKbps()).isIn(0L, whole.upKbps());
            assertThat(cut.downKbps()).isZero();
        }
    }

    @Test
    void noiseThrowsNothing() {
        Random random = new Random(5);
        for (int turn = 0; turn < 50_000; turn++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            if (noise.length > 8 && random.nextBoolean()) {
                ByteBuffer.wrap(noise).putInt(0x0105_0000 | (noise.length - 4)).putInt(3561);
            }
            PppoeTags tags = PppoeTags.in(ByteBuffer.wrap(noise));
            if (tags != null) {
                assertThat(LineTag.in(tags).upKbps()).isNotNegative();
                assertThat(tags.count(PppoeCode.SERVICE_NAME)).isNotNegative();
            }
        }
    }
}
