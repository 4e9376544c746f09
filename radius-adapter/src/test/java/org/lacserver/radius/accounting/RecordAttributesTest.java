package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.AccountingRecord.Usage;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Which attributes each kind of record has, and that they survive the disk. */
class RecordAttributesTest {
    /** NAS-IP-Address is a matter of configuration; these have one. */
    private static final RadiusSettings SETTINGS = settings();

    private static RadiusSettings settings() {
        RadiusSettings base = VirtualWire.settings(1, Require.YES);
        return new RadiusSettings(
                "lac1",
                InetAddress.ofLiteral("192.0.2.100"),
                base.servers(),
                base.deadTime(),
                1,
                null,
                10,
                "x");
    }

    private static AccountingRecord record(Kind kind, boolean hasLine) {
        boolean isEnd = kind.end() == kind && !kind.isOfBox();
        boolean isReject = kind == Kind.TUNNEL_REJECT || kind == Kind.TUNNEL_LINK_REJECT;
        return new AccountingRecord(
                kind,
                "id",
                "multi",
                "user",
                hasLine ? QueueOnDisk.LINE : null,
                List.of(new byte[] {(byte) 0xff, 0, 1}),
                QueueOnDisk.TUNNEL,
                isEnd ? new Usage(1, 2, 3, 4, 5, 6) : null,
                0,
                isEnd || isReject ? 15 : 0,
                1,
                1_700_000_000);
    }

    @Test
    @DisplayName("RFC 2866 §5.13, RFC 2865 §5.1: a User-Name that is not UTF-8 keeps its octets")
    void aNameIsOctets() {
        byte[] name = {'j', (byte) 0xe9};
        AccountingRecord latin =
                new AccountingRecord(
                        Kind.START,
                        "id",
                        null,
                        "j\ufffd",
                        name,
                        null,
                        List.of(),
                        null,
                        null,
                        0,
                        0,
                        1,
                        1_700_000_000);
        byte[] octets = RecordAttributes.waiting(1, latin, SETTINGS).attributes();
        assertThat(new String(octets, StandardCharsets.ISO_8859_1)).contains("\u0001\u0004j\u00e9");
    }

    /** Those that stay as they are, whenever the record is sent. */
    private static List<Integer> types(byte[] octets) {
        List<Integer> types = new ArrayList<>();
        for (int at = 0; at < octets.length; at += octets[at + 1] & 0xff) {
            types.add(octets[at] & 0xff);
        }
        return types;
    }

    private static List<Integer> types(Kind kind, boolean hasLine) {
        return types(RecordAttributes.waiting(1, record(kind, hasLine), SETTINGS).attributes());
    }

    @Test
    @DisplayName("RFC 2867 §3.1, §3.3: Tunnel-Start and Tunnel-Reject have their attributes")
    void tunnelStartAndReject() {
        assertThat(types(Kind.TUNNEL_START, false)).contains(1, 4, 64, 65, 66, 67, 68);
        assertThat(types(Kind.TUNNEL_REJECT, false)).contains(1, 4, 49, 64, 65, 66, 67, 68);
    }

    @Test
    @DisplayName("RFC 2867 §3.2: Tunnel-Stop has usage, cause, ids and packets lost")
    void tunnelStop() {
        assertThat(types(Kind.TUNNEL_STOP, false))
                .contains(1, 4, 42, 43, 44, 46, 47, 48, 49, 50, 64, 65, 66, 67, 68, 86);
    }

    @Test
    @DisplayName("RFC 2867 §3.4, §3.6: Tunnel-Link-Start names the port, -Reject a cause")
    void linkStartAndReject() {
        assertThat(types(Kind.TUNNEL_LINK_START, true)).contains(1, 4, 5, 64, 65, 66, 67, 68);
        assertThat(types(Kind.TUNNEL_LINK_REJECT, true)).contains(1, 4, 49, 64, 65, 66, 67, 68);
    }

    @Test
    @DisplayName("RFC 2867 §3.5: Tunnel-Link-Stop has usage, port, cause, ids and packets lost")
    void linkStop() {
        assertThat(types(Kind.TUNNEL_LINK_STOP, true))
                .contains(1, 4, 5, 42, 43, 44, 46, 47, 48, 49, 50, 61, 64, 65, 66, 67, 68, 86);
    }

    @Test
    @DisplayName("RFC 2867 §5: Tunnel-Password and Tunnel-Preference are in no record")
    void neverThere() {
        for (Kind kind : Kind.values()) {
            assertThat(types(kind, true)).doesNotContain(69, 83).doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("RFC 2865 §5.25: what is stored is sent octet for octet, Class and vendors' too")
    void survives() {
        byte[] octets = RecordAttributes.waiting(1, record(Kind.STOP, true), SETTINGS).attributes();
        assertThat(types(octets)).contains(25, 26);
        assertThat(new Attributes().addOctets(octets).octets()).isEqualTo(octets);
    }

    @Test
    @DisplayName("RFC 2866 §5.10: the end of a session after a crash says NAS-Reboot")
    void endOf() {
        Waiting open = RecordAttributes.waiting(1, record(Kind.TUNNEL_LINK_START, true), SETTINGS);
        Waiting end = RecordAttributes.endOf(2, open);
        assertThat(end.kind()).isEqualTo(Kind.TUNNEL_LINK_STOP);
        assertThat(end.seq()).isEqualTo(2);
        assertThat(end.attributes()).startsWith(40, 6, 0, 0, 0, 13).endsWith(49, 6, 0, 0, 0, 11);
        assertThat(types(end.attributes()))
                .contains(42, 43, 46, 47, 48, 52, 53)
                .doesNotHaveDuplicates();
    }
}
