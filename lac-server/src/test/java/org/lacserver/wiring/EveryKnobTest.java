package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.Effective;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LocalTable;
import org.lacserver.l2tp.session.LineAvps;
import org.lacserver.l2tp.session.LinkOptions;
import org.lacserver.l2tp.session.Proxy;
import org.lacserver.l2tp.session.SpeedSource;
import org.lacserver.l2tp.tunnel.PeerMove;
import org.lacserver.l2tp.wire.AvpType;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.CodeRule;
import org.lacserver.port.Encapsulation.AddressControl;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Each setting of an LNS reaches the core from each level of the file, and moves nothing else. */
class EveryKnobTest {
    private static final Line LINE =
            new Line(0, "eth1", 0, 0, 0x02005e100001L, 1, "olt7 1/3/12", null, 0, 0, "net");
    private static final Caller CALLER =
            new Caller(Caller.Method.NONE, "alice@isp", 0, Octets.EMPTY, Secret.NONE);
    private static final Set<Place> EVERYWHERE = Set.of(Place.values());
    private static final Set<Place> BELOW = Set.of(Place.GROUP, Place.LNS);

    @TempDir private Path directory;

    enum Place {
        BOX,
        GROUP,
        LNS
    }

    /** What the core is told of an LNS. */
    record Told(LnsProfile profile, Profiles.Identity identity, Candidate candidate) {}

    /** The part of it that a knob is about. */
    interface Part extends Function<Told, @Nullable Object> {}

    /**
     * @param one a value of the file that is not the default, and what it means
     * @param other another one, which may be the default
     * @param moves other knobs whose part this one is about too
     */
    record Row(
            String knob,
            Set<Place> places,
            String one,
            Object oneMeans,
            String other,
            Object otherMeans,
            Part part,
            Set<String> moves) {
        @Override
        public String toString() {
            return knob;
        }
    }

    private static Row row(
            String knob, String one, Object oneMeans, String other, Object otherMeans, Part part) {
        return new Row(knob, EVERYWHERE, one, oneMeans, other, otherMeans, part, Set.of());
    }

    private static Row below(
            String knob, String one, Object oneMeans, String other, Object otherMeans, Part part) {
        return new Row(knob, BELOW, one, oneMeans, other, otherMeans, part, Set.of());
    }

    private static Row yesNo(String knob, boolean byDefault, Part part) {
        return byDefault
                ? row(knob, "no", false, "yes", true, part)
                : row(knob, "yes", true, "no", false, part);
    }

    static List<Row> rows() {
        return List.of(
                new Row(
                        "quirks",
                        EVERYWHERE,
                        "[juniper-mx]",
                        PeerMove.ACCEPT,
                        "[juniper-mx, xl2tpd]",
                        PeerMove.ACCEPT,
                        t -> t.profile().tunnel().peerAddress(),
                        Set.of("peer-address")),
                row(
                        "secret",
                        "aa",
                        List.of(Secret.of("aa"), Secret.of("aa")),
                        "bb",
                        List.of(Secret.of("bb"), Secret.of("bb")),
                        t -> List.of(t.identity().secrets().secret(), t.candidate().secret())),
                row(
                        "old-secret",
                        "aa",
                        Secret.of("aa"),
                        "bb",
                        Secret.of("bb"),
                        t -> t.identity().secrets().old()),
                yesNo("challenge", true, t -> t.profile().tunnel().challenge()),
                row(
                        "host-name",
                        "aa",
                        List.of("aa", "aa", "aa"),
                        "bb",
                        List.of("bb", "bb", "bb"),
                        t ->
                                Arrays.asList(
                                        t.profile().tunnel().hostName(),
                                        t.identity().hostName(),
                                        t.candidate().clientAuthId())),
                row(
                        "server-name",
                        "aa",
                        List.of("aa", "aa"),
                        "bb",
                        List.of("bb", "bb"),
                        t ->
                                Arrays.asList(
                                        t.identity().serverName(), t.candidate().serverAuthId())),
                below(
                        "local-address",
                        "192.0.2.7",
                        addresses("192.0.2.7"),
                        "192.0.2.8",
                        addresses("192.0.2.8"),
                        t -> Arrays.asList(t.identity().localAddress(), t.candidate().client())),
                row("assignment-id", "a", "a", "b", "b", t -> t.candidate().assignmentId()),
                yesNo("accept-tunnels", false, t -> t.profile().tunnel().acceptsTunnels()),
                row(
                        "peer-port",
                        "reject",
                        PeerMove.REJECT,
                        "ignore",
                        PeerMove.IGNORE,
                        t -> t.profile().tunnel().peerPort()),
                row(
                        "peer-address",
                        "reject",
                        PeerMove.REJECT,
                        "accept",
                        PeerMove.ACCEPT,
                        t -> t.profile().tunnel().peerAddress()),
                row(
                        "hello",
                        "7s",
                        Duration.ofSeconds(7),
                        "9s",
                        Duration.ofSeconds(9),
                        t -> t.profile().tunnel().hello()),
                row("window", "7", 7, "9", 9, t -> t.profile().tunnel().channel().localWindow()),
                row(
                        "retransmit.first",
                        "2s",
                        2_000_000_000L,
                        "500ms",
                        500_000_000L,
                        t -> t.profile().tunnel().channel().established().firstNanos()),
                row(
                        "retransmit.cap",
                        "9s",
                        9_000_000_000L,
                        "5s",
                        5_000_000_000L,
                        t -> t.profile().tunnel().channel().established().capNanos()),
                row(
                        "retransmit.retries",
                        "7",
                        7,
                        "9",
                        9,
                        t -> t.profile().tunnel().channel().established().retries()),
                row(
                        "retransmit.setup-retries",
                        "7",
                        7,
                        "9",
                        9,
                        t -> t.profile().tunnel().channel().setup().retries()),
                row(
                        "retransmit.setup-first",
                        "2s",
                        2_000_000_000L,
                        "500ms",
                        500_000_000L,
                        t -> t.profile().tunnel().channel().setup().firstNanos()),
                row(
                        "retransmit.setup-cap",
                        "9s",
                        9_000_000_000L,
                        "5s",
                        5_000_000_000L,
                        t -> t.profile().tunnel().channel().setup().capNanos()),
                row(
                        "tunnel-idle",
                        "7s",
                        Duration.ofSeconds(7),
                        "off",
                        Duration.ZERO,
                        t -> t.profile().tunnel().idle()),
                row(
                        "hide",
                        "all",
                        HidePolicy.ALL,
                        "sensitive",
                        HidePolicy.SENSITIVE,
                        t -> t.profile().tunnel().hide()),
                row(
                        "lenient",
                        "[avp-value]",
                        Set.of(Lenience.AVP_VALUE),
                        "[]",
                        Set.of(),
                        t -> t.profile().tunnel().lenient()),
                row(
                        "dscp",
                        "46",
                        List.of(46, 46),
                        "8",
                        List.of(8, 8),
                        t ->
                                List.of(
                                        t.profile().tunnel().controlDscp(),
                                        t.profile().data().datagrams().dscp())),
                yesNo("dscp-negotiation", false, t -> t.profile().tunnel().negotiateDscp()),
                row(
                        "proxy",
                        "none",
                        Proxy.NONE,
                        "lcp",
                        Proxy.LCP,
                        t -> t.profile().session().proxy()),
                row(
                        "calling-number",
                        "\"a {user}\"",
                        "a alice@isp",
                        "b",
                        "b",
                        t -> t.profile().session().callingNumber().of(LINE, CALLER)),
                row(
                        "called-number",
                        "\"{port}\"",
                        LINE.portText(),
                        "b",
                        "b",
                        t -> t.profile().session().calledNumber().of(LINE, CALLER)),
                row(
                        "sub-address",
                        "\"{realm}\"",
                        "isp",
                        "\"\"",
                        "",
                        t -> t.profile().session().subAddress().of(LINE, CALLER)),
                row(
                        "line-avps",
                        "all",
                        LineAvps.ALL,
                        "ids",
                        LineAvps.IDS,
                        t -> t.profile().session().lineAvps()),
                row(
                        "speed-source",
                        "[static, line]",
                        List.of(SpeedSource.STATIC, SpeedSource.LINE),
                        "[radius]",
                        List.of(SpeedSource.RADIUS),
                        t -> t.profile().session().speedOrder()),
                row(
                        "tx-speed",
                        "40M",
                        40_000_000L,
                        "56000",
                        56_000L,
                        t -> t.profile().session().defaultDownBps()),
                row(
                        "rx-speed",
                        "40M",
                        40_000_000L,
                        "56000",
                        56_000L,
                        t -> t.profile().session().defaultUpBps()),
                row(
                        "speed-cap",
                        "1G",
                        1_000_000_000L,
                        "off",
                        4_294_967_295L,
                        t -> t.profile().session().maxBps()),
                yesNo("rx-speed-always", false, t -> t.profile().session().rxAlways()),
                yesNo(
                        "connect-speed-update",
                        false,
                        t -> t.profile().session().connectSpeedUpdate()),
                yesNo(
                        "lcp-options",
                        false,
                        t -> !t.profile().session().lcpOptions().equals(LinkOptions.UNTOLD)),
                row(
                        "omit",
                        "[rx-speed, vendor-name]",
                        Set.of(AvpType.RX_CONNECT_SPEED, AvpType.VENDOR_NAME),
                        "[]",
                        Set.of(),
                        t -> t.profile().session().omit()),
                row(
                        "ff03",
                        "lcp",
                        AddressControl.LCP_ONLY,
                        "never",
                        AddressControl.NEVER,
                        t -> t.profile().data().addressControl()),
                yesNo("length-bit", false, t -> t.profile().data().lengthBit()),
                row("offset", "0", 0, "64", 64, t -> t.profile().data().offset()),
                row(
                        "priority-bit",
                        "lcp",
                        true,
                        "none",
                        false,
                        t -> t.profile().data().priorityOfLcp()),
                row(
                        "sequencing",
                        "require",
                        Sequencing.REQUIRE,
                        "deny",
                        Sequencing.DENY,
                        t -> t.profile().data().sequencing()),
                row(
                        "reorder",
                        "wait",
                        Reordering.WAIT,
                        "drop",
                        Reordering.DROP,
                        t -> t.profile().data().reordering()),
                yesNo("df", false, t -> t.profile().data().datagrams().dontFragment()),
                yesNo("udp-checksum", true, t -> t.profile().data().datagrams().checksum()),
                row("preference", "7", 7, "9", 9, t -> t.candidate().preference()),
                below("limit", "7", 7, "9", 9, t -> t.profile().allowance().calls()),
                row(
                        "sessions-per-tunnel",
                        "7",
                        7,
                        "9",
                        9,
                        t -> t.profile().allowance().sessionsPerTunnel()),
                row("icrq-in-flight", "7", 7, "9", 9, t -> t.profile().allowance().icrqsInFlight()),
                row("setup-rate", "7", 7, "off", 0, t -> t.profile().allowance().setupRate()),
                new Row(
                        "lockout",
                        EVERYWHERE,
                        "7s",
                        Duration.ofSeconds(7),
                        "off",
                        Duration.ZERO,
                        t -> t.profile().allowance().lockout(),
                        Set.of("refused-lockout")), // "no default for the latter: as long"
                row(
                        "refused-lockout",
                        "7s",
                        Duration.ofSeconds(7),
                        "off",
                        Duration.ZERO,
                        t -> t.profile().allowance().refusedLockout()),
                row(
                        "codes",
                        "[ { code: CDN 4, alarm: yes } ]",
                        List.of(4),
                        "[ { code: CDN 5, alarm: yes } ]",
                        List.of(5),
                        t ->
                                t.profile().allowance().codes().stream()
                                        .map(CodeRule::result)
                                        .toList()));
    }

    private static List<InetAddress> addresses(String text) {
        return List.of(InetAddress.ofLiteral(text), InetAddress.ofLiteral(text));
    }

    // ---- what is tried

    @Test
    void everyKnobHasARowHere() throws IOException {
        assertThat(rows())
                .extracting(Row::knob)
                .containsExactlyElementsOf(
                        config(Map.of()).l2tp().usual().lines().stream()
                                .map(Effective.Line::name)
                                .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aWordAtAnyLevelReachesTheCoreAndMovesNothingElse(Row row) throws IOException {
        Told before = told(Map.of());
        for (Place place : row.places()) {
            Told after = told(Map.of(place, text(row, row.one())));
            assertThat(row.part().apply(before)).isNotEqualTo(row.oneMeans());
            assertThat(row.part().apply(after)).as("at %s", place).isEqualTo(row.oneMeans());
            for (Row each : rows()) {
                boolean mayMove =
                        row.moves().contains(each.knob()) || each.moves().contains(row.knob());
                if (!each.knob().equals(row.knob()) && !mayMove && !row.knob().equals("quirks")) {
                    assertThat(each.part().apply(after))
                            .as("%s, moved by %s", each.knob(), row.knob())
                            .isEqualTo(each.part().apply(before));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theNearerWordCounts(Row row) throws IOException {
        for (Place far : row.places()) {
            for (Place near : row.places()) {
                if (far.compareTo(near) < 0) {
                    Told told =
                            told(
                                    Map.of(
                                            far, text(row, row.one()),
                                            near, text(row, row.other())));
                    assertThat(row.part().apply(told))
                            .as("%s behind %s", far, near)
                            .isEqualTo(row.otherMeans());
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void whatTheBoxSaysHoldsForLnssThatTheFileDoesNotName(Row row) throws IOException {
        if (row.places().contains(Place.BOX)) {
            LacConfig config = config(Map.of(Place.BOX, text(row, row.one())));
            Told named = told(config);
            Told stranger =
                    new Told(LnsSettings.usual(config), named.identity(), named.candidate());
            assertThat(row.part().apply(stranger)).isEqualTo(row.oneMeans());
        }
    }

    @Test
    void anLnsThatTheFileDoesNotNameHasTheLimitOfEveryLns() throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(file, text(Map.of()) + "limits: { calls-per-lns: 5 }\n");
        LacConfig config = good(file);
        assertThat(LnsSettings.usual(config).allowance().calls()).isEqualTo(5);
        assertThat(told(config).profile().allowance().calls()).isEqualTo(5);
    }

    // ---- how

    /** The knob as it stands in the file. */
    private static String text(Row row, String value) {
        int dot = row.knob().indexOf('.');
        return dot < 0
                ? row.knob() + ": " + value
                : row.knob().substring(0, dot)
                        + ": { "
                        + row.knob().substring(dot + 1)
                        + ": "
                        + value
                        + " }";
    }

    private static String text(Map<Place, String> said) {
        Map<Place, String> all = new LinkedHashMap<>(said);
        boolean isBoxSecret = all.getOrDefault(Place.BOX, "").startsWith("secret:");
        String secret = isBoxSecret ? "" : ", secret: usual"; // an old one needs it beside it
        return """
        access: { ports: [eth1] }
        l2tp: { local-address: 192.0.2.1%s%s }
        lookup: { otherwise: isp }
        lns-groups:
          isp:
            defaults: { %s }
            lns: [ { name: one, address: 192.0.2.2%s } ]
        """
                .formatted(
                        secret,
                        after(all.get(Place.BOX)),
                        all.getOrDefault(Place.GROUP, ""),
                        after(all.get(Place.LNS)));
    }

    private static String after(@Nullable String text) {
        return text == null ? "" : ", " + text;
    }

    private LacConfig config(Map<Place, String> said) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(file, text(said));
        return good(file);
    }

    private static LacConfig good(Path file) {
        return switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(LacConfig good) -> good;
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private Told told(Map<Place, String> said) throws IOException {
        return told(config(said));
    }

    private static Told told(LacConfig config) {
        Profiles.Known known = LnsSettings.known(config.allLns().getFirst(), config);
        LookupAnswer answer = new LocalTable(config).otherwise();
        Candidate candidate = ((LookupAnswer.Tunnels) answer).candidates().getFirst();
        return new Told(known.profile(), known.identity(), candidate);
    }
}
