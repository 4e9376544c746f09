package org.lacserver.radius.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Question.Attempt;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.lookup.LookupReply.Skipped;
import org.lacserver.radius.vendor.VendorTable;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The grouping and use of tunnel attributes (RFC 2868 §3). */
class TunnelSetsTest {
    private static final String SECRET = "xyzzy5461";
    private static final byte[] AUTHENTICATOR =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final byte[] SALT = {(byte) 0x81, 0x02};

    private final List<Attribute> attributes = new ArrayList<>();

    private TunnelSets sets() {
        Server server = Server.of("r1", InetAddress.getLoopbackAddress(), SECRET);
        return new TunnelSets(
                new Attempt(server, AUTHENTICATOR), attributes, VendorTable.builtIn());
    }

    private TunnelSetsTest octets(int type, byte... value) {
        attributes.add(new Attribute(type, value));
        return this;
    }

    private TunnelSetsTest number(int type, int tag, int value) {
        return octets(type, ByteBuffer.allocate(4).putInt(tag << 24 | value).array());
    }

    private TunnelSetsTest text(int type, String text) {
        return octets(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private TunnelSetsTest text(int type, int tag, String text) {
        return text(type, (char) tag + text);
    }

    private TunnelSetsTest l2tp(int tag, String server) {
        return number(64, tag, 3).number(65, tag, 1).text(67, tag, server);
    }

    private static byte[] password(int tag, int lengthOctet, String password) {
        byte[] hidden =
                RadiusPackets.hide(
                        lengthOctet,
                        password.getBytes(StandardCharsets.UTF_8),
                        SALT,
                        AUTHENTICATOR,
                        SECRET);
        return ByteBuffer.allocate(1 + hidden.length).put((byte) tag).put(hidden).array();
    }

    private static String skips(TunnelSets sets) {
        return String.join("; ", sets.skipped().stream().map(Skipped::reason).toList());
    }

    @Test
    @DisplayName("§3.8: lower preference first; equal and absent ones in order, absent last")
    void ordersByPreference() {
        l2tp(1, "192.0.2.1").l2tp(2, "192.0.2.2").l2tp(3, "192.0.2.3").l2tp(4, "192.0.2.4");
        number(83, 2, 20).number(83, 3, 10).number(83, 4, 10);
        assertThat(sets().sets()).extracting(TunnelSet::tag).containsExactly(3, 4, 2, 1);
        assertThat(sets().sets().getLast().preference()).isEqualTo(TunnelSet.NO_PREFERENCE);
    }

    @Test
    @DisplayName("§3: every attribute of a tag goes to its set")
    void readsAll() {
        l2tp(31, "192.0.2.1").text(66, 31, "192.0.2.9").text(82, 31, "isp1");
        text(90, 31, "lac-isp1").text(91, 31, "lns1").text(81, 31, "group1");
        octets(69, password(31, 6, "secret"));
        TunnelSet set = sets().sets().getFirst();
        assertThat(set.tag()).isEqualTo(31);
        assertThat(set.server()).isEqualTo(at("192.0.2.1"));
        assertThat(set.client()).isEqualTo(at("192.0.2.9"));
        assertThat(set.assignmentId()).isEqualTo("isp1");
        assertThat(set.clientAuthId()).isEqualTo("lac-isp1");
        assertThat(set.serverAuthId()).isEqualTo("lns1");
        assertThat(set.privateGroupId()).isEqualTo("group1");
        assertThat(set.password()).isEqualTo("secret".getBytes(StandardCharsets.UTF_8));
        assertThat(set.toString()).doesNotContain("secret").contains("***");
    }

    @Test
    @DisplayName("§3.3: a first octet above 0x1f is text, zero is an unused tag")
    void textWithoutTag() {
        number(64, 0, 3).text(67, "192.0.2.1").text(82, 0, "zero").text(90, " blank");
        TunnelSet set = sets().sets().getFirst();
        assertThat(set.tag()).isZero();
        assertThat(set.assignmentId()).isEqualTo("zero");
        assertThat(set.clientAuthId()).isEqualTo(" blank");
    }

    @Test
    @DisplayName("Untagged attributes without an LNS fill what tagged sets leave open")
    void untaggedFills() {
        number(64, 0, 3).octets(69, password(0, 3, "all")).text(90, "lac");
        text(67, 1, "192.0.2.1").text(67, 2, "192.0.2.2").text(90, 2, "own");
        List<TunnelSet> sets = sets().sets();
        assertThat(sets).extracting(TunnelSet::clientAuthId).containsExactly("lac", "own");
        assertThat(sets)
                .allMatch(s -> new String(s.password(), StandardCharsets.UTF_8).equals("all"));
        assertThat(sets().skipped()).isEmpty();
    }

    @Test
    @DisplayName("An untagged set with its own LNS stands beside the tagged ones")
    void untaggedStands() {
        l2tp(0, "192.0.2.7").text(82, "u").l2tp(1, "192.0.2.1");
        assertThat(sets().sets()).extracting(TunnelSet::tag).containsExactly(0, 1);
        assertThat(sets().sets().get(1).assignmentId()).isNull();
    }

    @Test
    @DisplayName("Each set that cannot be used is named with its reason")
    void skipsWithReason() {
        text(67, 1, "192.0.2.1");
        number(64, 2, 1).text(67, 2, "192.0.2.1");
        number(64, 3, 3).number(65, 3, 6).text(67, 3, "192.0.2.1");
        number(64, 4, 3);
        l2tp(5, "lns_5.example.net");
        l2tp(6, "2001:db8::1");
        l2tp(7, "192.0.2.1").text(66, 7, "-lac.example.net");
        l2tp(8, "0.0.0.0");
        l2tp(9, "1.2.3");
        l2tp(10, "192.0.2.1").octets(69, (byte) 10, (byte) 0x80);
        l2tp(11, "192.0.2.300");
        TunnelSets sets = sets();
        assertThat(sets.sets()).isEmpty();
        assertThat(sets.skipped())
                .extracting(Skipped::tag)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(skips(sets))
                .contains("no Tunnel-Type")
                .contains("Tunnel-Type 1 is not L2TP")
                .contains("Tunnel-Medium-Type 6")
                .contains("no Tunnel-Server-Endpoint")
                .contains("lns_5.example.net is no address or name")
                .contains("2001:db8:0:0:0:0:0:1 is not of Tunnel-Medium-Type")
                .contains("-lac.example.net is no address or name")
                .contains("0.0.0.0 is no address")
                .contains("Tunnel-Password cannot be uncovered");
    }

    @Test
    @DisplayName("IPv6 endpoints by medium 2, or without a medium")
    void ipv6() {
        number(64, 1, 3).number(65, 1, 2).text(67, 1, "2001:db8::1");
        number(64, 2, 3).text(67, 2, "2001:db8::2").text(66, 2, "2001:db8::9");
        assertThat(sets().sets()).hasSize(2);
    }

    @Test
    @DisplayName("Malformed numbers, empty texts and repeated attributes change no set")
    void toleratesNoise() {
        l2tp(1, "192.0.2.1").octets(64, (byte) 1).octets(82, (byte) 1);
        octets(90).number(83, 0x20, 5).number(83, 1, 7).number(83, 1, 8);
        TunnelSets sets = sets();
        assertThat(sets.sets()).hasSize(1);
        assertThat(sets.sets().getFirst().server()).isEqualTo(at("192.0.2.1"));
        assertThat(sets.sets().getFirst().preference()).isEqualTo(7);
        assertThat(sets.skipped()).hasSize(4);
    }

    @Test
    @DisplayName("§3.5: fixed vectors of a salted Tunnel-Password")
    void passwordVectors() {
        // computed apart from this code, with Python's hashlib
        String hidden = "8102ef243370ed0ebc5e07e841c3ffdc74d3";
        byte[] plain =
                TunnelPassword.uncover(HexFormat.of().parseHex(hidden), AUTHENTICATOR, SECRET);
        assertThat(plain).isEqualTo("lns-secret".getBytes(StandardCharsets.UTF_8));
        String longer =
                "8102ca297d77b513b75819ad46a69cae11a71449831689fb8399a29c73e04b9cdadd"
                        + "3a75bd8ee46753ac18d991fce069e3ec";
        assertThat(TunnelPassword.uncover(HexFormat.of().parseHex(longer), AUTHENTICATOR, SECRET))
                .isEqualTo(
                        "a tunnel secret that fills more than two blocks"
                                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("§3.5: lengths at the edges of blocks; cut or overlong ones are refused")
    void passwordLengths() {
        for (int length = 0; length <= 239; length++) {
            String password = "p".repeat(length);
            byte[] value = password(1, length, password);
            byte[] hidden = Arrays.copyOfRange(value, 1, value.length);
            assertThat(TunnelPassword.uncover(hidden, AUTHENTICATOR, SECRET))
                    .isEqualTo(password.getBytes(StandardCharsets.UTF_8));
            for (int cut = 0; cut < hidden.length; cut++) {
                byte[] part = Arrays.copyOf(hidden, cut);
                byte[] plain = TunnelPassword.uncover(part, AUTHENTICATOR, SECRET);
                assertThat(plain == null || (plain.length == length && cut % 16 == 2)).isTrue();
            }
        }
        byte[] lying = password(1, 16, "0123456789abcde");
        assertThat(
                        TunnelPassword.uncover(
                                Arrays.copyOfRange(lying, 1, lying.length), AUTHENTICATOR, SECRET))
                .isNull();
    }

    @Test
    @DisplayName("§3.5: a tag octet out of range is ignored, not taken for text")
    void passwordTagOutOfRange() {
        l2tp(0, "192.0.2.1").octets(69, password(0x55, 3, "abc"));
        assertThat(sets().sets().getFirst().password()).isEqualTo(new byte[] {'a', 'b', 'c'});
    }

    private static Endpoint at(String address) {
        return new Endpoint.Address(InetAddress.ofLiteral(address));
    }
}
