package org.lacserver.pppoe.modem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** RFC 1662: FCS, transparency, invalid frames. */
final class AsyncFramingTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String CONFREQ = "c0210101000e02060000000007020802";

    /** CONFREQ with an ACCM of zero, PFC and ACFC, as an independent implementation sends it. */
    private static final String CONFREQ_LINE =
            "7eff7d23c0217d217d217d207d2e7d227d267d207d207d207d207d277d227d287d2270347e";

    private final List<String> frames = new ArrayList<>();
    private final List<FramingFault> faults = new ArrayList<>();
    private final AsyncFraming.Encoder encoder = new AsyncFraming.Encoder();
    private final AsyncFraming.Decoder decoder = new AsyncFraming.Decoder();
    private final AsyncFraming.Heard heard =
            new AsyncFraming.Heard() {
                @Override
                public void frame(ByteBuffer pppFrame) {
                    frames.add(hex(pppFrame));
                }

                @Override
                public void fault(FramingFault fault) {
                    faults.add(fault);
                }
            };

    private static String hex(ByteBuffer octets) {
        return HEX.formatHex(ModemBench.copy(octets).array());
    }

    private void line(String hex) {
        decoder.octets(ByteBuffer.wrap(HEX.parseHex(hex)), heard);
    }

    private String encode(String frame) {
        return hex(encoder.encode(ByteBuffer.wrap(HEX.parseHex(frame))));
    }

    /** Frames without any escape, for what only the decoder's rules are about. */
    private static String plain(String hex) {
        byte[] octets = HEX.parseHex(hex);
        int fcs = Fcs16.INIT;
        for (byte octet : octets) {
            fcs = Fcs16.add(fcs, octet & 0xff);
        }
        int last = ~fcs;
        return "7e"
                + hex
                + HEX.toHexDigits((byte) last)
                + HEX.toHexDigits((byte) (last >>> 8))
                + "7e";
    }

    /** RFC 1662 §C.2: the table's first row, and the catalogued check value of this FCS. */
    @Test
    void theFcsIsThatOfTheAppendix() {
        int[] row = {0x0000, 0x1189, 0x2312, 0x329b, 0x4624, 0x57ad, 0x6536, 0x74bf};
        for (int octet = 0; octet < row.length; octet++) {
            assertThat(Fcs16.add(0, octet)).isEqualTo(row[octet]);
        }
        int fcs = Fcs16.INIT;
        for (char digit : "123456789".toCharArray()) {
            fcs = Fcs16.add(fcs, digit);
        }
        int complement = ~fcs & 0xffff;
        assertThat(complement).isEqualTo(0x906e);
        fcs = Fcs16.add(Fcs16.add(fcs, complement & 0xff), complement >>> 8);
        assertThat(fcs).isEqualTo(Fcs16.GOOD);
    }

    /** RFC 1662 §3.1, §4.2. */
    @Test
    void aConfigureRequestIsOnTheLineAsOthersSendIt() {
        assertThat(encode(CONFREQ)).isEqualTo(CONFREQ_LINE);
        line(CONFREQ_LINE);
        assertThat(frames).containsExactly(CONFREQ);
    }

    /** RFC 1662 §4.2. */
    @Test
    void theFrameIsTheSameInWhateverTwoPiecesItComes() {
        for (int cut = 0; cut <= CONFREQ_LINE.length() / 2; cut++) {
            frames.clear();
            line(CONFREQ_LINE.substring(0, 2 * cut));
            line(CONFREQ_LINE.substring(2 * cut));
            assertThat(frames).as("cut at %d", cut).containsExactly(CONFREQ);
        }
        assertThat(faults).isEmpty();
    }

    /** RFC 1662 §7.1: bit n of the map is the octet of value n. */
    @Test
    void eachBitOfTheMapEscapesItsOctetAndNoOther() {
        StringBuilder all = new StringBuilder("0021");
        for (int octet = 0; octet < 32; octet++) {
            all.append(HEX.toHexDigits((byte) octet));
        }
        for (int bit = 0; bit < 32; bit++) {
            encoder.setAccm(1 << bit);
            decoder.setAccm(1 << bit);
            String line = encode(all.toString());
            String escaped = "7d" + HEX.toHexDigits((byte) (bit ^ 0x20));
            assertThat(line.substring(0, 76)).contains(escaped);
            assertThat(line.substring(2, 76).split("7d", -1)).hasSize(bit == 0 || bit == 3 ? 3 : 2);
            line(line);
            assertThat(frames).as("bit %d", bit).hasSize(bit + 1).last().isEqualTo(all.toString());
        }
    }

    /** RFC 1662 §7.1: LCP is sent as before anything was agreed. */
    @Test
    void lcpIsEscapedByTheWholeMapAtAnyTime() {
        encoder.setAccm(0);
        assertThat(encode(CONFREQ)).isEqualTo(CONFREQ_LINE);
        assertThat(encode("0021010203")).startsWith("7eff030021010203");
    }

    @Test
    void flagAndEscapeAreEscapedWithoutAMap() {
        encoder.setAccm(0);
        assertThat(encode("00217e7d117d")).startsWith("7eff0300217d5e7d5d117d5d");
    }

    /** RFC 1662 §4.2: a mapped octet that comes unescaped was inserted on the way. */
    @Test
    void insertedControlOctetsAreDroppedEvenBehindAnEscape() {
        line("7eff7d23" + "11" + "00210a" + "7d" + "13" + "5e" + "ff");
        line(CONFREQ_LINE); // ends the first: its FCS is wrong
        assertThat(faults).containsExactly(FramingFault.FCS);

        frames.clear();
        String escaped = CONFREQ_LINE;
        StringBuilder dirty = new StringBuilder();
        for (int i = 0; i < escaped.length(); i += 2) {
            dirty.append(escaped, i, i + 2).append("11").append("13");
        }
        line(dirty.toString());
        assertThat(frames).containsExactly(CONFREQ);
    }

    @Test
    void controlOctetsOutsideTheMapArePartOfTheFrame() {
        decoder.setAccm(0);
        line(plain("ff0300210a0d1100"));
        assertThat(frames).containsExactly("00210a0d1100");
    }

    /** RFC 1662 §4.2: every escaped octet is taken, whether or not the map asks for it. */
    @Test
    void octetsThatNeedNoEscapeMayHaveOne() {
        decoder.setAccm(0);
        line("7e7ddf7d23" + plain("ff03c223").substring(6));
        assertThat(frames).containsExactly("c223");
    }

    /** RFC 1661 §6.5, §6.6. */
    @Test
    void compressedFieldsAreExpanded() {
        decoder.setAccm(0);
        line(plain("ff032145000014")); // PFC
        line(plain("002145000014")); // ACFC
        line(plain("2145000014")); // both
        line(plain("ff03c0210501000468")); // neither
        assertThat(frames)
                .containsExactly("002145000014", "002145000014", "002145000014", "c0210501000468");
        assertThat(faults).isEmpty();
    }

    @Test
    void oneFlagMayEndAFrameAndBeginTheNext() {
        String inner = CONFREQ_LINE.substring(2);
        line("7e" + inner + inner + "7e7e7e" + inner);
        assertThat(frames).containsExactly(CONFREQ, CONFREQ, CONFREQ);
        assertThat(faults).isEmpty();
    }

    @Test
    void whatComesBeforeTheFirstFlagIsNoFault() {
        line("0d0a6c6f67696e3a20"); // login:
        assertThat(decoder.isFlagSeen()).isFalse();
        line(CONFREQ_LINE);
        assertThat(decoder.isFlagSeen()).isTrue();
        assertThat(frames).containsExactly(CONFREQ);
        assertThat(faults).isEmpty();
    }

    /** RFC 1662 §4.3. */
    @Test
    void anAbortedFrameIsNoFcsError() {
        line("7eff7d23c0217d7e" + CONFREQ_LINE);
        assertThat(faults).containsExactly(FramingFault.ABORTED);
        assertThat(frames).containsExactly(CONFREQ);
    }

    /** RFC 1662 §4.3: fewer than four octets; and one with no protocol field is no frame either. */
    @Test
    void shortFramesAreRunts() {
        decoder.setAccm(0);
        line("7e41427e4142437e");
        line(plain("ff03"));
        line(plain("c0")); // three octets with its FCS
        line(plain("ff03c0")); // half a protocol field
        assertThat(faults).hasSize(5).containsOnly(FramingFault.RUNT);
        assertThat(frames).isEmpty();
    }

    @Test
    void everySingleWrongBitIsAnFcsError() {
        decoder.setAccm(0);
        byte[] good = HEX.parseHex(plain("ff03c02105010004"));
        for (int bit = 8; bit < 8 * (good.length - 1); bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            if ((bad[bit / 8] & 0xfe) == 0x7c || bad[bit / 8] == 0x7e) {
                continue; // became a flag or an escape
            }
            decoder.octets(ByteBuffer.wrap(bad), heard);
        }
        assertThat(frames).isEmpty();
        assertThat(faults).isNotEmpty().containsOnly(FramingFault.FCS);
    }

    @Test
    void theLongestFramePassesAndOneOctetMoreIsCountedOnce() {
        String longest = "0021" + "7e".repeat(AsyncFraming.MAX_FRAME - 2);
        line(encode(longest));
        assertThat(frames).containsExactly(longest);

        decoder.setAccm(0);
        line(plain("ff030021" + "55".repeat(AsyncFraming.MAX_FRAME - 1)));
        line(plain("0021" + "55".repeat(AsyncFraming.MAX_FRAME - 1))); // ACFC leaves room
        line(plain("55".repeat(100_000)));
        assertThat(faults)
                .containsExactly(
                        FramingFault.TOO_LONG, FramingFault.TOO_LONG, FramingFault.TOO_LONG);
        line(CONFREQ_LINE);
        assertThat(frames).hasSize(2);
    }

    @Test
    void anyOctetsPassUnderAnyMapInAnyPieces() {
        Random random = new Random(1662);
        for (int round = 0; round < 2000; round++) {
            int map = random.nextInt();
            encoder.setAccm(map);
            decoder.setAccm(map);
            byte[] frame = new byte[2 + random.nextInt(60)];
            random.nextBytes(frame);
            frame[0] &= (byte) 0xfe; // a protocol field of two octets
            ByteBuffer line = ModemBench.copy(encoder.encode(ByteBuffer.wrap(frame)));
            frames.clear();
            while (line.hasRemaining()) {
                int piece = Math.min(line.remaining(), 1 + random.nextInt(9));
                decoder.octets(line.slice(line.position(), piece), heard);
                line.position(line.position() + piece);
            }
            assertThat(frames).containsExactly(HEX.formatHex(frame));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void noiseNeverThrowsAndNeverGivesAShortFrame() {
        Random random = new Random(7);
        byte[] noise = new byte[4096];
        for (int round = 0; round < 200; round++) {
            random.nextBytes(noise);
            decoder.octets(ByteBuffer.wrap(noise), heard);
        }
        assertThat(faults).isNotEmpty();
        assertThat(frames).allMatch(it -> it.length() >= 4);
    }
}
