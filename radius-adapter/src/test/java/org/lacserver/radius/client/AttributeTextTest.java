package org.lacserver.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.vendor.VendorTable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Attributes as people read them. */
class AttributeTextTest {
    private static byte[] octets(int... values) {
        byte[] octets = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            octets[i] = (byte) values[i];
        }
        return octets;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(int type, byte[] value) {
        return AttributeText.lines(List.of(new Attribute(type, value)), VendorTable.builtIn());
    }

    private static String line(int type, byte[] value) {
        return lines(type, value).getFirst();
    }

    @Test
    void whatIsSentHasItsName() {
        Attributes sent = new Attributes();
        sent.add(Type.USER_NAME, "bob").add(Type.USER_PASSWORD, text("secret"));
        sent.add(Type.SERVICE_TYPE, 5).add(Type.NAS_IP_ADDRESS, octets(192, 0, 2, 1));
        assertThat(AttributeText.lines(sent, VendorTable.builtIn()))
                .containsExactly(
                        "User-Name = \"bob\"",
                        "User-Password = ***",
                        "Service-Type = Outbound-User",
                        "NAS-IP-Address = 192.0.2.1");
    }

    @Test
    @DisplayName("RFC 2868 §3: a tag is told beside the name, and is no part of the value")
    void tagsAreTold() {
        assertThat(line(Type.TUNNEL_TYPE, octets(1, 0, 0, 3))).isEqualTo("Tunnel-Type:1 = L2TP");
        assertThat(line(Type.TUNNEL_TYPE, octets(0, 0, 0, 77))).isEqualTo("Tunnel-Type = 77");
        assertThat(line(Type.TUNNEL_SERVER_ENDPOINT, octets(2, 'a', 'b')))
                .isEqualTo("Tunnel-Server-Endpoint:2 = \"ab\"");
        assertThat(line(Type.TUNNEL_SERVER_ENDPOINT, text("192.0.2.1")))
                .isEqualTo("Tunnel-Server-Endpoint = \"192.0.2.1\"");
    }

    @Test
    void noSecretIsTold() {
        assertThat(line(Type.TUNNEL_PASSWORD, octets(3, 0x80, 1, 1, 2)))
                .isEqualTo("Tunnel-Password:3 = ***");
        assertThat(line(Type.CHAP_PASSWORD, text("x12345"))).isEqualTo("CHAP-Password = ***");
        // RFC 2548 §2.4.2: MS-MPPE-Send-Key; Cisco-AVPair; ERX-Tunnel-Password
        assertThat(line(26, octets(0, 0, 1, 55, 16, 4, 'k', 'k')))
                .isEqualTo("Vendor-311-Attribute-16 = 2 octets");
        assertThat(line(26, vendor(9, 1, text("vpdn:l2tp-tunnel-password=hush"))))
                .isEqualTo("vpdn:l2tp-tunnel-password = ***");
        assertThat(line(26, vendor(9, 1, text("lac:set=secret:hush")))).isEqualTo("lac:set = ***");
        assertThat(line(26, vendor(9, 1, text("vpdn:tunnel-pwd=hush"))))
                .isEqualTo("vpdn:tunnel-pwd = 20 octets");
        assertThat(line(26, vendor(4874, 9, text("hush")))).isEqualTo("ERX-Tunnel-Password = ***");
        assertThat(line(26, vendor(4874, 9, new byte[0]))).doesNotContain("\"");
    }

    private static byte[] vendor(int vendor, int type, byte[] value) {
        return ByteBuffer.allocate(6 + value.length)
                .putInt(vendor)
                .put((byte) type)
                .put((byte) (2 + value.length))
                .put(value)
                .array();
    }

    @Test
    @DisplayName("RFC 2865 §5.26: each part of a Vendor-Specific attribute is told")
    void vendorsAttributesAreTakenApart() {
        byte[] value = octets(0, 0, 0x7f, 0xf0, 1, 4, 'a', 'b', 2, 3, 7, 9, 99);
        assertThat(lines(26, value))
                .containsExactly(
                        "Vendor-32752-Attribute-1 = 2 octets",
                        "Vendor-32752-Attribute-2 = 1 octets",
                        "Vendor-32752 = malformed, 2 octets");
        assertThat(line(26, vendor(4874, 64, text("isp")))).isEqualTo("ERX-Tunnel-Group = \"isp\"");
        assertThat(line(26, vendor(3561, 1, text("olt7/1"))))
                .isEqualTo("ADSL-Agent-Circuit-Id = \"olt7/1\"");
    }

    @Test
    void whatIsNoTextIsHexadecimal() {
        assertThat(line(Type.CLASS, octets(0, 0xff))).isEqualTo("Class = 0x00ff");
        assertThat(line(250, text("a\nb"))).isEqualTo("Attribute-250 = 0x610a62");
    }

    @Test
    void anyOctetsCanBeTold() {
        Random random = new Random(2865);
        for (int i = 0; i < 20_000; i++) {
            byte[] value = new byte[random.nextInt(12)];
            random.nextBytes(value);
            Attribute attribute = new Attribute(random.nextInt(256), value);
            assertThat(lines(attribute.type(), attribute.value())).isNotEmpty();
        }
    }
}
