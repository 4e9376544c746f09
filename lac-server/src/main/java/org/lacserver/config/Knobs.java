package org.lacserver.config;

import org.lacserver.config.Knob.Level;
import org.lacserver.config.LacConfig.AddressControl;
import org.lacserver.config.LacConfig.Hide;
import org.lacserver.config.LacConfig.Leniency;
import org.lacserver.config.LacConfig.LineAvps;
import org.lacserver.config.LacConfig.Omission;
import org.lacserver.config.LacConfig.PeerMove;
import org.lacserver.config.LacConfig.Priority;
import org.lacserver.config.LacConfig.Proxy;
import org.lacserver.config.LacConfig.Quirk;
import org.lacserver.config.LacConfig.Reorder;
import org.lacserver.config.LacConfig.Sequencing;
import org.lacserver.config.LacConfig.SpeedSource;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every setting that an LNS can have in its own way, once: its name, what it must look like and its
 * default. What it means stands in {@code conf/lac.yaml}.
 */
public final class Knobs {
    private static final List<Knob<?>> TABLE = new ArrayList<>();
    private static final Set<Level> ALL_LEVELS = EnumSet.allOf(Level.class);
    private static final Set<Level> NOT_BOX = EnumSet.of(Level.GROUP, Level.LNS);

    // ---- who it is
    public static final Knob.Many<Quirk> QUIRKS = many("quirks", Kind.oneOf(Quirk.class), "[]");
    public static final Knob.One<Secret> SECRET = secret("secret");
    public static final Knob.One<Secret> OLD_SECRET = secret("old-secret");
    public static final Knob.One<Boolean> CHALLENGE = yesNo("challenge", "yes");
    public static final Knob.One<String> HOST_NAME = one("host-name", Kind.text(255), "lac");
    public static final Knob.One<Optional<String>> SERVER_NAME =
            orNone("server-name", ALL_LEVELS, Kind.text(255));
    public static final Knob.One<Optional<InetAddress>> LOCAL_ADDRESS =
            orNone("local-address", NOT_BOX, Kind.ip());
    public static final Knob.One<Optional<String>> ASSIGNMENT_ID =
            orNone("assignment-id", ALL_LEVELS, Kind.text(64));

    // ---- the control connection
    public static final Knob.One<Boolean> ACCEPT_TUNNELS = yesNo("accept-tunnels", "no");
    public static final Knob.One<PeerMove> PEER_PORT =
            one("peer-port", Kind.oneOf(PeerMove.class), "accept");
    public static final Knob.One<PeerMove> PEER_ADDRESS =
            one("peer-address", Kind.oneOf(PeerMove.class), "ignore");
    public static final Knob.One<Duration> HELLO = one("hello", Kind.duration("5s", "1h"), "60s");
    public static final Knob.One<Integer> WINDOW = one("window", Kind.number(1, 1024), "64");
    public static final Knob.One<Duration> RETRANSMIT_FIRST =
            one("retransmit.first", Kind.duration("100ms", "10s"), "1s");
    public static final Knob.One<Duration> RETRANSMIT_CAP =
            one("retransmit.cap", Kind.duration("1s", "60s"), "8s");
    public static final Knob.One<Integer> RETRANSMIT_RETRIES =
            one("retransmit.retries", Kind.number(1, 20), "5");
    public static final Knob.One<Integer> RETRANSMIT_SETUP_RETRIES =
            one("retransmit.setup-retries", Kind.number(1, 20), "3");
    public static final Knob.One<Duration> RETRANSMIT_SETUP_FIRST =
            one("retransmit.setup-first", Kind.duration("100ms", "10s"), "1s");
    public static final Knob.One<Duration> RETRANSMIT_SETUP_CAP =
            one("retransmit.setup-cap", Kind.duration("1s", "60s"), "8s");
    public static final Knob.One<Duration> TUNNEL_IDLE =
            one("tunnel-idle", Kind.durationOrOff("1s", "1d"), "80s");
    public static final Knob.One<Hide> HIDE = one("hide", Kind.oneOf(Hide.class), "none");
    public static final Knob.Many<Leniency> LENIENT =
            many("lenient", Kind.oneOf(Leniency.class), "[]");
    public static final Knob.One<Integer> DSCP = one("dscp", Kind.number(0, 63), "0");
    public static final Knob.One<Boolean> DSCP_NEGOTIATION = yesNo("dscp-negotiation", "no");

    // ---- what it is told of a call
    public static final Knob.One<Proxy> PROXY = one("proxy", Kind.oneOf(Proxy.class), "full");
    public static final Knob.One<Acknowledge> ACKNOWLEDGE =
            one("acknowledge", Kind.oneOf(Acknowledge.class), "auto");
    public static final Knob.Many<NameRewrite> PROXY_REWRITE =
            many("proxy-rewrite", NameRewrite.kind(), "[]");
    public static final Knob.One<NumberTemplate> CALLING_NUMBER =
            one("calling-number", Kind.template(), "{circuit-id|mac}");
    public static final Knob.One<NumberTemplate> CALLED_NUMBER =
            one("called-number", Kind.template(), "{service}");
    public static final Knob.One<NumberTemplate> SUB_ADDRESS =
            one("sub-address", Kind.template(), "");
    public static final Knob.One<LineAvps> LINE_AVPS =
            one(
                    "line-avps",
                    Kind.oneOf(LineAvps.class)
                            .orAs(Map.of("yes", LineAvps.IDS, "no", LineAvps.NONE)),
                    "none");
    public static final Knob.Many<SpeedSource> SPEED_SOURCE =
            many("speed-source", Kind.oneOf(SpeedSource.class), "[line, radius, static]");
    public static final Knob.One<Long> TX_SPEED =
            one("tx-speed", Kind.bitsPerSecond(), "1000000000");
    public static final Knob.One<Long> RX_SPEED =
            one("rx-speed", Kind.bitsPerSecond(), "1000000000");
    public static final Knob.One<Long> SPEED_CAP = one("speed-cap", Kind.speedOrOff(), "off");
    public static final Knob.One<Boolean> RX_SPEED_ALWAYS = yesNo("rx-speed-always", "no");
    public static final Knob.One<Boolean> CONNECT_SPEED_UPDATE =
            yesNo("connect-speed-update", "no");
    public static final Knob.One<Boolean> LCP_OPTIONS = yesNo("lcp-options", "no");
    public static final Knob.Many<Omission> OMIT = many("omit", Kind.oneOf(Omission.class), "[]");

    // ---- how frames travel
    public static final Knob.One<AddressControl> FF03 =
            one("ff03", Kind.oneOf(AddressControl.class), "always");
    public static final Knob.One<Boolean> LENGTH_BIT = yesNo("length-bit", "no");
    public static final Knob.One<Integer> OFFSET =
            one("offset", Kind.numberOrOff(0, 64, -1), "off");
    public static final Knob.One<Priority> PRIORITY_BIT =
            one("priority-bit", Kind.oneOf(Priority.class), "none");
    public static final Knob.One<Sequencing> SEQUENCING =
            one("sequencing", Kind.oneOf(Sequencing.class), "allow");
    public static final Knob.One<Reorder> REORDER =
            one("reorder", Kind.oneOf(Reorder.class), "deliver");
    public static final Knob.One<Boolean> DF = yesNo("df", "no");
    public static final Knob.One<Boolean> UDP_CHECKSUM = yesNo("udp-checksum", "yes");

    // ---- how much it is given
    public static final Knob.One<Integer> PREFERENCE =
            one("preference", Kind.number(0, 0xff_ffff), "10");
    public static final Knob.One<Integer> WEIGHT = one("weight", Kind.number(0, 65_535), "0");
    public static final Knob.One<Duration> PATIENCE =
            one("patience", Kind.duration("50ms", "60s"), "500ms");
    public static final Knob.One<Boolean> PROBE = yesNo("probe", "yes");
    public static final Knob.One<Integer> TUNNELS_PER_LNS =
            one("tunnels-per-lns", Kind.number(1, 1000), "1");
    public static final Knob.One<Optional<Integer>> LIMIT =
            orNone("limit", NOT_BOX, Kind.number(1, 65_535));
    public static final Knob.One<Integer> SESSIONS_PER_TUNNEL =
            one("sessions-per-tunnel", Kind.number(1, 60_000), "60000");
    public static final Knob.One<Integer> ICRQ_IN_FLIGHT =
            one("icrq-in-flight", Kind.number(1, 10_000), "100");
    public static final Knob.One<Integer> SETUP_RATE =
            one("setup-rate", Kind.numberOrOff(1, 100_000, 0), "off");
    public static final Knob.One<Duration> LOCKOUT =
            one("lockout", Kind.durationOrOff("1s", "1d"), "120s");
    public static final Knob.One<Optional<Duration>> REFUSED_LOCKOUT =
            orNone("refused-lockout", ALL_LEVELS, Kind.durationOrOff("1s", "1d"));
    public static final Knob.Codes CODES = row(new Knob.Codes("codes", ALL_LEVELS));

    /** All of them, in the order they are shown in. */
    static final List<Knob<?>> ALL = List.copyOf(TABLE);

    private Knobs() {}

    private static <K extends Knob<?>> K row(K knob) {
        TABLE.add(knob);
        return knob;
    }

    private static <T> Knob.One<T> one(String name, Kind<T> kind, String defaultText) {
        return row(Knob.One.of(name, ALL_LEVELS, kind, defaultText));
    }

    private static Knob.One<Boolean> yesNo(String name, String defaultText) {
        return one(name, Kind.yesNo(), defaultText);
    }

    private static <T> Knob.One<Optional<T>> orNone(String name, Set<Level> levels, Kind<T> kind) {
        return row(Knob.One.orNone(name, levels, kind.optional(), Optional.empty()));
    }

    private static Knob.One<Secret> secret(String name) {
        return row(Knob.One.orNone(name, ALL_LEVELS, Kind.secret(), Secret.NONE));
    }

    private static <T> Knob.Many<T> many(String name, Kind<T> kind, String defaultText) {
        return row(Knob.Many.of(name, ALL_LEVELS, kind, defaultText));
    }
}
