package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.vendor.VendorTable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** What a packet says, and what nobody may keep of it. */
final class PacketTextTest {
    private static final VendorTable VENDORS = VendorTable.builtIn();

    /** An Access-Request; "secr" wherever a secret is. */
    private static byte[] packet() {
        String attributes =
                "0107616c696365" // User-Name
                        + "020673656372" // User-Password
                        + "030701"
                        + "73656372" // CHAP-Password, with its identifier
                        + "4506"
                        + "01"
                        + "736563" // Tunnel-Password, with its tag
                        + "4f0b"
                        + "0201000904"
                        + "73656372" // EAP-Message
                        + "5006"
                        + "73656372" // Message-Authenticator
                        + "1a0c"
                        + "00000137"
                        + "1906"
                        + "73656372" // MS-CHAP2-Response
                        + "1a0c"
                        + "0000abcd"
                        + "0106"
                        + "73656372"; // nobody knows it
        int length = 20 + attributes.length() / 2;
        return HexFormat.of()
                .parseHex("0107" + String.format("%04x", length) + "00".repeat(16) + attributes);
    }

    @Test
    @DisplayName("Code, identifier and attributes by name, without a secret")
    void text() {
        assertThat(PacketText.of(packet(), VENDORS))
                .startsWith("Access-Request id 7 {User-Name = \"alice\", User-Password = ***")
                .contains("CHAP-Password = ***", "Tunnel-Password:1 = ***")
                .endsWith("}");
    }

    @Test
    @DisplayName("RFC 2865 §5.2, §5.3: no password, response or key is left; lengths and names are")
    void masked() {
        byte[] packet = packet();
        byte[] masked = PacketText.masked(packet, 512, VENDORS);
        String text = new String(masked, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("alice").doesNotContain("secr").doesNotContain("sec");
        assertThat(masked).hasSameSizeAs(packet);
        assertThat(PacketText.masked(packet, 30, VENDORS)).hasSize(30);
        assertThat(new String(packet, StandardCharsets.ISO_8859_1)).contains("secr");
    }

    @Test
    @DisplayName("Whatever octets come, cut off anywhere: text, and never an exception")
    void anything() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = packet();
            for (int change = random.nextInt(5); change > 0; change--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            assertThat(PacketText.of(cut, VENDORS)).isNotEmpty();
            assertThat(PacketText.masked(cut, 64, VENDORS)).hasSizeLessThanOrEqualTo(64);
        }
    }
}
