package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.Acknowledge;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
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
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The settings of an LNS: for each, values of the file and what of them the core is told. */
final class KnobRows {
    private static final Line LINE =
            new Line(0, "eth1", 0, 0, 0x02005e100001L, 1, "olt7 1/3/12", null, 0, 0, "net");
    private static final Caller CALLER =
            new Caller(Caller.Method.NONE, "alice@isp", 0, Octets.EMPTY, Secret.NONE);
    private static final Set<Place> EVERYWHERE = Set.of(Place.values());
    private static final Set<Place> BELOW = Set.of(Place.GROUP, Place.LNS);

    private KnobRows() {}

    /** Where in the file. */
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
                        "acknowledge",
                        "yes",
                        Acknowledge.YES,
                        "no",
                        Acknowledge.NO,
                        t -> t.profile().acknowledge()),
                row(
                        "proxy-rewrite",
                        "[strip-realm]",
                        "alice",
                        "[strip-realm, s/al/b/]",
                        "bice",
                        t -> t.profile().session().proxyName().apply("alice@isp")),
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
                row("weight", "7", 7, "9", 9, t -> t.profile().allowance().choosing().weight()),
                row(
                        "patience",
                        "7s",
                        Duration.ofSeconds(7),
                        "300ms",
                        Duration.ofMillis(300),
                        t -> t.profile().allowance().choosing().patience()),
                yesNo("probe", true, t -> t.profile().allowance().choosing().probe()),
                row(
                        "tunnels-per-lns",
                        "7",
                        7,
                        "9",
                        9,
                        t -> t.profile().allowance().choosing().tunnels()),
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
}
