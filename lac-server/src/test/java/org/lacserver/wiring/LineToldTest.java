package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.l2tp.session.IncomingCall;
import org.lacserver.l2tp.session.LineAvps;
import org.lacserver.l2tp.session.LinkOptions;
import org.lacserver.l2tp.session.Proxy;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.session.Speeds;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.port.Caller;
import org.lacserver.port.Line;
import org.lacserver.port.Octets;
import org.lacserver.port.ProxyLcp;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.FrontendOutbox;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.LineAttributes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** From the octets of a PADR to those of RADIUS and L2TP: each number in the right attribute. */
class LineToldTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String LAC = "02005e000001";
    private static final String CALLER = "02005e100001";

    @TempDir Path directory;

    private final List<byte[]> frames = new ArrayList<>();
    private final List<FrontendEvent> events = new ArrayList<>();
    private final FrontendOutbox out =
            new FrontendOutbox() {
                @Override
                public void frame(int accessPort, ByteBuffer frame) {
                    byte[] octets = new byte[frame.remaining()];
                    frame.get(frame.position(), octets);
                    frames.add(octets);
                }

                @Override
                public void event(FrontendEvent event) {
                    events.add(event);
                }
            };

    /** The line of a PADR with this vendor tag, on a line with these settings. */
    private Line told(String settings, String vendorTag) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: [eth1]
                  %s
                l2tp: { local-address: 192.0.2.1 }
                lookup: { order: [line] }
                radius:
                  servers: [ { name: r1, address: 192.0.2.53, secret: hush } ]
                """
                        .formatted(settings));
        LacConfig config =
                switch (ConfigFile.read(file)) {
                    case ConfigFile.Reading.Good(LacConfig good) -> good;
                    case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
                };
        Frontend frontend =
                new Frontend(
                        Settings.frontend(
                                config,
                                List.of(new FrontendSettings.Port("eth1", 0x02005e000001L))),
                        new Random(1));
        String header = CALLER + "810000c8" + "8863" + "11";
        frontend.onFrame(
                0, 0, frame("ffffffffffff" + header + "09" + "0000" + "0004" + "01010000"), out);
        String octets = HEX.formatHex(frames.getLast());
        String cookie =
                octets.substring(octets.indexOf("0104001c"), octets.indexOf("0104001c") + 64);
        String tags =
                "01010000"
                        + cookie
                        + "0105"
                        + HEX.toHexDigits((short) (vendorTag.length() / 2))
                        + vendorTag;
        String length = HEX.toHexDigits((short) (tags.length() / 2));
        frontend.onFrame(0, 0, frame(LAC + header + "19" + "0000" + length + tags), out);
        return Translation.callArrived((FrontendEvent.LineSeen) events.getLast()).line();
    }

    private static ByteBuffer frame(String hex) {
        return ByteBuffer.wrap(HEX.parseHex(hex));
    }

    private static String item(int type, long value) {
        return HEX.toHexDigits((byte) type) + "04" + HEX.toHexDigits((int) value);
    }

    /** The VSAs of the Broadband Forum, sub-attribute by sub-attribute: number=octets. */
    private static List<String> radius(Line line, LineAttributes which) {
        byte[] octets = new Attributes().addLine(new NasIdentity(1, 15).line(line), which).octets();
        List<String> said = new ArrayList<>();
        for (int at = 0; at < octets.length; at += octets[at + 1] & 0xff) {
            if (octets[at] == 26) {
                assertThat(ByteBuffer.wrap(octets).getInt(at + 2)).isEqualTo(3561);
                int length = octets[at + 7] & 0xff;
                assertThat(length + 6).isEqualTo(octets[at + 1] & 0xff);
                said.add(
                        (octets[at + 6] & 0xff)
                                + "="
                                + HEX.formatHex(octets, at + 8, at + 6 + length));
            }
        }
        return said;
    }

    private static IncomingCall call(Line line) {
        SessionSettings settings = SessionSettings.DEFAULTS.withLine(LineAvps.ALL, false);
        return IncomingCall.of(
                settings,
                new IncomingCall.Particulars(
                        Proxy.NONE, 1, null, new Speeds(7, 7), false, ControlMessage.ABSENT),
                line,
                Caller.UNNAMED,
                ProxyLcp.NONE);
    }

    private static List<String> l2tp(Line line) {
        return call(line).request().vendorAvps().stream()
                .map(avp -> avp.type() + "=" + avp.value())
                .toList();
    }

    @Test
    @DisplayName(
            "TR-101 App. B, RFC 4679 §3.3, RFC 5515 §5.1: ids, rates, delays and encapsulation")
    void everyItemOfTr101() throws IOException {
        StringBuilder tag = new StringBuilder("00000de9" + "0103633a31" + "02027232");
        IntStream.rangeClosed(0x81, 0x8e).forEach(type -> tag.append(item(type, type)));
        tag.append("9003010203").append("fe00");
        Line line = told("mru: 1492", tag.toString());

        List<String> rates =
                IntStream.rangeClosed(0x81, 0x8a)
                        .mapToObj(type -> type + "=" + HEX.toHexDigits(type * 1000))
                        .toList();
        List<String> delays =
                IntStream.rangeClosed(0x8b, 0x8e)
                        .mapToObj(type -> type + "=" + HEX.toHexDigits(type))
                        .toList();
        List<String> all = new ArrayList<>(List.of("1=633a31", "2=7232"));
        all.addAll(rates);
        all.addAll(delays);
        all.addAll(List.of("144=010203", "254="));
        assertThat(radius(line, LineAttributes.ALL)).containsExactlyElementsOf(all);
        assertThat(radius(line, LineAttributes.TR_101))
                .containsExactly(
                        "1=633a31",
                        "2=7232",
                        all.get(2),
                        all.get(3),
                        all.get(4),
                        all.get(5),
                        "254=");

        List<String> avps = new ArrayList<>(List.of("1=633a31", "2=7232"));
        rates.forEach(rate -> avps.add(rate.replace("=", "=00000000")));
        avps.addAll(delays);
        avps.addAll(List.of("144=010203", "254=00000001"));
        assertThat(l2tp(line)).containsExactlyElementsOf(avps);
    }

    @Test
    @DisplayName("RFC 6320 §6.5, RFC 5515 §5.18: types of line, G.fast and PON by RADIUS's numbers")
    void laterItems() throws IOException {
        StringBuilder tag = new StringBuilder("00000de9" + item(0x91, 5) + item(0x97, 4));
        IntStream.rangeClosed(0x9b, 0xa2).forEach(type -> tag.append(item(type, type)));
        IntStream.rangeClosed(0xb0, 0xb5).forEach(type -> tag.append(item(type, type)));
        Line line = told("mru: 1492", tag.toString());

        List<String> all = new ArrayList<>(List.of("145=00000005", "146=00000004"));
        IntStream.rangeClosed(0x9b, 0xa2)
                .forEach(type -> all.add(type + "=" + HEX.toHexDigits(type)));
        IntStream.rangeClosed(0xb0, 0xb5)
                .forEach(type -> all.add((type - 0xb0 + 147) + "=" + HEX.toHexDigits(type)));
        assertThat(radius(line, LineAttributes.ALL)).containsExactlyElementsOf(all);
        assertThat(radius(line, LineAttributes.TR_101)).isEmpty();
        assertThat(l2tp(line)).as("RFC 5515 knows no others").containsExactly("145=05000000");
        assertThat(l2tp(told("mru: 1492", "00000de9" + item(0x91, 8)))).as("G.fast").isEmpty();
    }

    @Test
    @DisplayName(
            "RFC 4679 §3.3.1, RFC 5515 §5.1: ids that are no text come through octet for octet")
    void idsAreOctets() throws IOException {
        Line line = told("mru: 1492", "00000de9" + "0104ff00fe61" + "0203c3a4c3");
        assertThat(radius(line, LineAttributes.IDS)).containsExactly("1=ff00fe61", "2=c3a4c3");
        assertThat(l2tp(line)).containsExactly("1=ff00fe61", "2=c3a4c3");
        Line text = told("mru: 1492", "00000de9" + "0103c3a461");
        assertThat(text.circuitId()).isEqualTo("äa");
        assertThat(text.circuit()).isEqualTo(Octets.EMPTY);
        assertThat(radius(text, LineAttributes.IDS)).containsExactly("1=c3a461");
    }

    @Test
    void whatIsNotBelievedIsToldToNobody() throws IOException {
        String tag = "00000de9" + "0103633a31" + "02027232" + item(0x81, 9);
        assertThat(radius(told("line-tags: strip", tag), LineAttributes.ALL)).isEmpty();
        Line named = told("line-tags: strip\n  line-id: \"{port}\"", tag);
        assertThat(named.circuitId()).isEqualTo("eth1:200");
        assertThat(radius(named, LineAttributes.ALL)).hasSize(1);
        assertThat(l2tp(named))
                .containsExactly(
                        "1=" + HEX.formatHex("eth1:200".getBytes(StandardCharsets.US_ASCII)));

        Line replaced = told("line-tags: replace\n  line-id: \"{port}/{circuit-id}\"", tag);
        assertThat(replaced.circuitId()).isEqualTo("eth1:200/c:1");
        assertThat(replaced.remoteId()).isEqualTo("r2");
        assertThat(replaced.upKbps()).isEqualTo(9);
        assertThat(told("line-id: \"{port}\"", tag).circuitId()).isEqualTo("c:1");
        assertThat(told("line-id: \"{mac}\"", "00000de9").circuitId())
                .isEqualTo("02:00:5e:10:00:01");
    }

    @Test
    @DisplayName("RFC 3437 §2.1, §2.2: the LNS is told the MRU of this session, not of all")
    void theMruOfTheSession() {
        LinkOptions options =
                new LinkOptions(
                        Octets.of(HEX.parseHex("01042328")),
                        Octets.of(HEX.parseHex("0104232805060000ffff")));
        SessionSettings settings = SessionSettings.DEFAULTS.withLcpOptions(options);
        Line usual = new Line(0, "eth1", 0, 0, 1, 1, null, null, 0, 0, "");
        Line line =
                new Line(
                        0,
                        "eth1",
                        0,
                        0,
                        1,
                        1,
                        null,
                        null,
                        0,
                        0,
                        "",
                        java.util.Map.of(),
                        Octets.EMPTY,
                        Octets.EMPTY,
                        1500);
        IncomingCall.Particulars particulars =
                new IncomingCall.Particulars(
                        Proxy.NONE, 1, null, new Speeds(7, 7), false, ControlMessage.ABSENT);
        IncomingCall call =
                IncomingCall.of(settings, particulars, line, Caller.UNNAMED, ProxyLcp.NONE);
        assertThat(String.valueOf(call.connected().lcpWantOptions())).isEqualTo("010405dc");
        assertThat(String.valueOf(call.connected().lcpAllowOptions()))
                .isEqualTo("010405dc05060000ffff");
        IncomingCall other =
                IncomingCall.of(settings, particulars, usual, Caller.UNNAMED, ProxyLcp.NONE);
        assertThat(String.valueOf(other.connected().lcpWantOptions())).isEqualTo("01042328");
    }
}
