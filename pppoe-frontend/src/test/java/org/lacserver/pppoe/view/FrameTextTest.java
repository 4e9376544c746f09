package org.lacserver.pppoe.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** What a frame says, and what nobody may keep of it. */
final class FrameTextTest {
    private static final String MACS = "020000000001020000000002";

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Shown shown(String hex) {
        return FrameText.of(ByteBuffer.wrap(octets(hex)));
    }

    /** A session frame on VLAN 200. */
    private static byte[] session(String ppp) {
        byte[] packet = octets(ppp);
        return octets(
                MACS
                        + "810000c88864 1100032b"
                        + String.format("%04x", packet.length)
                        + HexFormat.of().formatHex(packet));
    }

    @Test
    @DisplayName("RFC 2516 §5.1, App. A: PADI with service, Host-Uniq and the line's circuit id")
    void padi() {
        Shown padi =
                shown(
                        MACS
                                + "8863 1109 0000 001c 01010003 697370 01030002 abcd"
                                + " 0105000b 00000de9 0105 6f6c742d37");
        assertThat(padi.protocol()).isEqualTo("PPPoE");
        assertThat(padi.text())
                .isEqualTo("PADI service \"isp\" host-uniq 0xabcd circuit \"olt-7\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    c021 0101000e 010405d4 05061234abcd|LCP|Configure-Request id 1 {MRU 1492, Magic 0x1234abcd}
                    c021 01010009 0305c22305|LCP|Configure-Request id 1 {Auth CHAP-MD5}
                    c021 01020009 0305c22381|LCP|Configure-Request id 2 {Auth MS-CHAPv2}
                    c021 05070008 62796521|LCP|Terminate-Request id 7 "bye!"
                    c023 0103000c 02616c 04776f7264|PAP|Authenticate-Request id 3 name "al" password ***
                    c223 01040009 02aabb6c63|CHAP|Challenge id 4 value 0xaabb name "lc"
                    c227 02050007 01616c|EAP|Response id 5 Identity "al"
                    8021 0101000a 03060a000001|IPCP|Configure-Request id 1 {IP-Address 10.0.0.1}
                    c021 01010020 0104|LCP|Configure-Request id 1 (its length does not fit)
                    """)
    @DisplayName("RFC 1661 §5.1: packets of PPP and their options by name")
    void ppp(String hex, String protocol, String text) {
        Shown shown = FrameText.of(ByteBuffer.wrap(session(hex)));
        assertThat(shown).isEqualTo(new Shown(protocol, text));
    }

    @ParameterizedTest
    @CsvSource({
        "c023 0103000c 02616c 04736563 72, secr", // PAP's password
        "c223 0204000a 04736563 726c, secr", // a CHAP Response
        "c227 0206000a 04047365 6372, secr", // EAP's MD5 Response
        "c223 0304000c 533d7365 63723132, secr" // the proof of MS-CHAPv2
    })
    @DisplayName("No password, response or proof is left; what remains is read as before")
    void masked(String hex, String secret) {
        byte[] frame = session(hex);
        byte[] masked = frame.clone();
        FrameMask.frame(masked, 0, masked.length);
        assertThat(new String(masked, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
        String before = FrameText.of(ByteBuffer.wrap(frame)).protocol();
        Shown after = FrameText.of(ByteBuffer.wrap(masked));
        assertThat(after.protocol()).isEqualTo(before);
        assertThat(after.text()).doesNotContain("fit");
    }

    @Test
    @DisplayName("What is no secret stays: LCP, a Challenge, an EAP identity")
    void notMasked() {
        for (String hex :
                new String[] {
                    "c021 0101000e 010405d4 05061234abcd",
                    "c223 01040009 02aabb6c63",
                    "c227 02050007 01616c"
                }) {
            byte[] frame = session(hex);
            byte[] masked = frame.clone();
            FrameMask.frame(masked, 0, masked.length);
            assertThat(masked).isEqualTo(frame);
        }
    }

    @Test
    @DisplayName("Whatever octets come, cut off anywhere: text, and never an exception")
    void anything() {
        SplittableRandom random = new SplittableRandom(4);
        byte[][] seeds = {
            session("c021 0101000e 010405d4 05061234abcd"),
            session("c223 01040009 02aabb6c63"),
            session("c023 0103000c 02616c 04776f7264"),
            octets(MACS + "8863 1109 0000 000d 01010003 697370 01030002 abcd")
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = seeds[i % seeds.length].clone();
            for (int change = random.nextInt(4); change > 0; change--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(frame.length + 1);
            byte[] cut = java.util.Arrays.copyOf(frame, length);
            assertThat(FrameText.of(ByteBuffer.wrap(cut)).text()).isNotNull();
            FrameMask.frame(cut, 0, length);
            if (length > 20) {
                FrameMask.ppp(cut, 20, length);
                assertThat(PppText.of(ByteBuffer.wrap(cut, 20, length - 20)).text()).isNotNull();
            }
        }
    }
}
