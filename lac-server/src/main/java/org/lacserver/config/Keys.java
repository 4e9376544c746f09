package org.lacserver.config;

import org.lacserver.config.LacConfig.Source;
import org.lacserver.config.LookupConfig.Stage;
import org.lacserver.config.RadiusConfig.MessageAuthenticator;
import org.lacserver.config.RadiusConfig.NasPortType;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every setting of {@code conf/lac.yaml}, once: its path, what it must look like and its default.
 * What a setting means stands beside it in the file.
 */
final class Keys {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    static final Kind<String> A_NAME =
            Kind.matching("a name of letters, digits, . _ - (up to 64)", "x", NAME);
    static final Kind<String> AN_INTERFACE =
            Kind.matching("a network interface name such as eth1", "eth1", "[^\\s/:]{1,15}");
    private static final Kind<Integer> A_UDP_PORT = Kind.number(1, 65_535);

    private static final List<Key> TABLE = new ArrayList<>();

    // ---- access
    static final Key.Many<String> PORTS = some("access.ports", AN_INTERFACE);
    static final Key.Defaulted<Integer> HALF_OPEN_LIMIT =
            key("access.half-open-limit", Kind.number(1, 100_000), "2000");
    // ---- access, of its ports
    static final Key.Defaulted<PortConfig.OnDown> ON_PORT_DOWN =
            key("access.on-port-down", Kind.oneOf(PortConfig.OnDown.class), "clear");
    static final Key.Defaulted<Duration> PORT_DOWN_GRACE =
            key("access.port-down-grace", Kind.durationOrOff("1s", "1h"), "5s");
    static final Key.Defaulted<Integer> PRIORITY =
            key("access.priority", Kind.numberOr(0, 7, "copy", PortConfig.COPY), "copy");
    // ---- access.admission
    private static final Kind<Integer> A_RATE = Kind.numberOrOff(1, 1_000_000, 0);
    static final Key.Defaulted<Integer> PADI_RATE =
            key("access.admission.padi-rate", A_RATE, "10000");
    static final Key.Defaulted<Integer> PADI_RATE_PER_PORT =
            key("access.admission.padi-rate-per-port", A_RATE, "5000");
    static final Key.Defaulted<Integer> PADI_RATE_PER_VLAN =
            key("access.admission.padi-rate-per-vlan", A_RATE, "1000");
    static final Key.Defaulted<Integer> PADI_RATE_PER_MAC =
            key("access.admission.padi-rate-per-mac", A_RATE, "5");
    static final Key.Defaulted<Integer> PADR_RATE =
            key("access.admission.padr-rate", A_RATE, "20000");
    static final Key.Defaulted<Integer> PADR_RATE_PER_PORT =
            key("access.admission.padr-rate-per-port", A_RATE, "10000");
    static final Key.Defaulted<Integer> PADR_RATE_PER_VLAN =
            key("access.admission.padr-rate-per-vlan", A_RATE, "4000");
    static final Key.Defaulted<Integer> PADR_RATE_PER_MAC =
            key("access.admission.padr-rate-per-mac", A_RATE, "20");
    static final Key.Defaulted<Integer> SESSION_RATE =
            key("access.admission.session-rate", A_RATE, "100000");
    static final Key.Defaulted<Integer> SESSION_RATE_PER_PORT =
            key("access.admission.session-rate-per-port", A_RATE, "50000");
    static final Key.Defaulted<Integer> SESSION_RATE_PER_VLAN =
            key("access.admission.session-rate-per-vlan", A_RATE, "20000");
    static final Key.Defaulted<Integer> SESSION_RATE_PER_MAC =
            key("access.admission.session-rate-per-mac", A_RATE, "2000");
    static final Key.Required<Integer> LADDER_LOAD =
            required("access.admission.ladder[].load", Kind.number(1, 1000));
    static final Key.Required<Duration> LADDER_DELAY =
            required("access.admission.ladder[].delay", GateConfig.delay());
    // ---- access.groups
    static final Key.Required<String> ACCESS_GROUP_NAME = required("access.groups[].name", A_NAME);
    static final Key.Many<String> ACCESS_GROUP_PORTS = many("access.groups[].ports", AN_INTERFACE);
    static final Key.Many<VlanPattern> ACCESS_GROUP_VLANS =
            many("access.groups[].vlans", VlanPattern.kind());
    static final Key.Inherited<Stage> ACCESS_GROUP_ORDER =
            inherited("access.groups[].order", stage());
    static final Key.Inherited<NameRewrite> ACCESS_GROUP_REWRITE =
            inherited("access.groups[].rewrite", NameRewrite.kind());

    // ---- l2tp
    static final Key.Optional<InetAddress> LOCAL_ADDRESS =
            optional("l2tp.local-address", Kind.ipv4());
    static final Key.Optional<InetAddress> LOCAL_ADDRESS_V6 =
            optional("l2tp.local-address-v6", Kind.ipv6());
    static final Key.Defaulted<Integer> PORT = key("l2tp.port", A_UDP_PORT, "1701");
    static final Key.Defaulted<Duration> SETUP_TIMEOUT =
            key("l2tp.setup-timeout", Kind.duration("1s", "5m"), "30s");
    static final Key.Defaulted<LacConfig.Range> TUNNEL_IDS =
            key("l2tp.tunnel-ids", Kind.range(1, 65_534), "1-65534");

    // ---- lookup
    static final Key.Many<Stage> LOOKUP_ORDER = many("lookup.order", stage(), "local");
    static final Key.Defaulted<NumberTemplate> LINE_NAME =
            key("lookup.line-name", Kind.template(), "{circuit-id|remote-id|mac}");
    static final Key.Defaulted<Secret> LINE_PASSWORD =
            key("lookup.line-password", Kind.secret(), "lac");
    static final Key.Defaulted<NumberTemplate> REALM_NAME =
            key("lookup.realm-name", Kind.template(), "{realm|service}");
    static final Key.Defaulted<Secret> REALM_PASSWORD =
            key("lookup.realm-password", Kind.secret(), "lac");
    static final Key.Many<NameRewrite> REWRITE = many("lookup.rewrite", NameRewrite.kind());
    static final Key.Optional<String> LOOKUP_OTHERWISE = optional("lookup.otherwise", A_NAME);
    static final Key.Defaulted<String> LOOKUP_MESSAGE =
            key("lookup.message", Kind.text(200), "no service for this user");

    static final Key.Many<Source> DIAL_ORDER =
            many("lookup.dial-order", Kind.oneOf(Source.class), "local");

    // ---- dns
    static final Key.Many<InetAddress> DNS_SERVERS = many("dns.servers", Kind.ip());
    static final Key.Defaulted<Duration> DNS_TIMEOUT =
            key("dns.timeout", Kind.duration("100ms", "10s"), "2s");

    // ---- selection
    private static final Kind<SelectionConfig.Share> A_SHARE =
            Kind.oneOf(SelectionConfig.Share.class);
    private static final Kind<SelectionConfig.Failover> A_FAILOVER =
            Kind.oneOf(SelectionConfig.Failover.class);
    private static final Kind<Integer> ATTEMPTS = Kind.number(0, 1000);
    static final Key.Defaulted<SelectionConfig.Share> SHARE =
            key("selection.share", A_SHARE, "weighted");
    static final Key.Defaulted<SelectionConfig.Failover> FAILOVER =
            key("selection.failover", A_FAILOVER, "within");
    static final Key.Defaulted<Integer> MAX_ATTEMPTS = key("selection.max-attempts", ATTEMPTS, "0");
    static final Key.Optional<SelectionConfig.Share> LNS_GROUP_SHARE =
            optional("lns-groups.*.selection.share", A_SHARE);
    static final Key.Optional<SelectionConfig.Failover> LNS_GROUP_FAILOVER =
            optional("lns-groups.*.selection.failover", A_FAILOVER);
    static final Key.Optional<Integer> LNS_GROUP_MAX_ATTEMPTS =
            optional("lns-groups.*.selection.max-attempts", ATTEMPTS);
    static final Key.Optional<Integer> GROUP_LIMIT =
            optional("lns-groups.*.limit", Kind.number(1, 1_000_000));

    // ---- dial, dial-plan, modems
    static final Key.Defaulted<Duration> DIAL_TIMEOUT =
            key("dial.timeout", Kind.duration("1s", "5m"), "30s");
    static final Key.Defaulted<Integer> DIALS_LIMIT =
            key("dial.limit", Kind.number(1, 65_535), "1000");
    static final Key.Defaulted<Integer> DIALS_PER_TUNNEL_LIMIT =
            key("dial.limit-per-tunnel", Kind.number(1, 65_535), "256");
    static final Key.Required<NamePattern> DIAL_NUMBER =
            required("dial-plan[].number", Kind.numberPattern());
    static final Key.Optional<String> DIAL_NAME = optional("dial-plan[].name", A_NAME);
    static final Key.Optional<String> DIAL_PORT = optional("dial-plan[].port", AN_INTERFACE);
    static final Key.Defaulted<LacConfig.Vlan> DIAL_VLAN =
            key("dial-plan[].vlan", Kind.vlan(), "none");
    static final Key.Defaulted<Long> DIAL_MAC = key("dial-plan[].mac", Kind.macOrAny(), "any");
    static final Key.Optional<String> DIAL_SERVICE_NAME =
            optional("dial-plan[].service-name", Kind.text(64));
    static final Key.Optional<String> DIAL_AC_NAME = optional("dial-plan[].ac-name", Kind.text(64));
    static final Key.Optional<String> DIAL_MODEM = optional("dial-plan[].modem", A_NAME);
    static final Key.Defaulted<String> DIAL_DIGITS =
            key("dial-plan[].dial", Kind.dialTemplate(), "{number}");
    static final Key.Many<String> DIAL_LNS = many("dial-plan[].lns", A_NAME);
    static final Key.Defaulted<Long> DIAL_MIN_SPEED =
            key("dial-plan[].min-speed", Kind.bitsPerSecond(), "0");
    static final Key.Optional<Long> DIAL_MAX_SPEED =
            optional("dial-plan[].max-speed", Kind.bitsPerSecond());
    static final Key.Optional<Integer> DIAL_LIMIT =
            optional("dial-plan[].limit", Kind.number(1, 65_535));
    static final Key.Required<String> MODEM_NAME = required("modems[].name", A_NAME);
    static final Key.Required<String> MODEM_DEVICE =
            required("modems[].device", Kind.absolutePath());
    static final Key.Defaulted<Integer> MODEM_BAUD =
            key("modems[].baud", Kind.number(300, 4_000_000), "115200");
    static final Key.Many<String> MODEM_INIT =
            many("modems[].init", Kind.atCommand(), "ATZ", "ATE0Q0V1X4&C1&D2");
    static final Key.Defaulted<String> MODEM_DIAL_COMMAND =
            key("modems[].dial-command", Kind.atCommand(), "ATDT");
    static final Key.Defaulted<Duration> MODEM_DIAL_TIMEOUT =
            key("modems[].dial-timeout", Kind.duration("1s", "5m"), "60s");
    static final Key.Defaulted<Duration> MODEM_FRAMING_WAIT =
            key("modems[].framing-wait", Kind.durationOrOff("1s", "1m"), "10s");
    static final Key.Defaulted<Boolean> MODEM_HARDWARE_FLOW =
            key("modems[].hardware-flow", Kind.yesNo(), "yes");
    static final Key.Defaulted<LacConfig.HangUp> MODEM_HANG_UP =
            key("modems[].hang-up", Kind.oneOf(LacConfig.HangUp.class), "dtr");

    // ---- lns-groups
    static final Key.Many<String> REALMS =
            many(
                    "lns-groups.*.lookup.realms",
                    Kind.matching("a realm such as isp.example", "x", "[^\\s@]{1,253}"));
    static final Key.Many<NamePattern> USERS = many("lns-groups.*.lookup.users", Kind.pattern());
    static final Key.Many<NamePattern> LINES = many("lns-groups.*.lookup.lines", Kind.glob());
    static final Key.Required<String> LNS_NAME = required("lns-groups.*.lns[].name", A_NAME);
    static final Key.Required<InetAddress> LNS_ADDRESS =
            required("lns-groups.*.lns[].address", Kind.ip());

    // ---- radius
    static final Key.Defaulted<String> NAS_IDENTIFIER =
            key("radius.nas-identifier", Kind.text(253), "lac");
    static final Key.Optional<InetAddress> NAS_IP_ADDRESS =
            optional("radius.nas-ip-address", Kind.ipv4());
    static final Key.Defaulted<NasPortType> NAS_PORT_TYPE =
            key("radius.nas-port-type", Kind.oneOf(NasPortType.class), "pppoe-over-ethernet");
    static final Key.Optional<InetAddress> SOURCE_ADDRESS =
            optional("radius.source-address", Kind.ip());
    static final Key.Defaulted<Integer> SOURCE_PORTS =
            key("radius.source-ports", Kind.number(1, 64), "4");
    static final Key.Defaulted<Duration> DEAD_TIME =
            key("radius.dead-time", Kind.durationOrOff("1s", "1h"), "60s");
    static final Key.Optional<String> DICTIONARY =
            optional("radius.dictionary", Kind.absolutePath());
    static final Key.Defaulted<AttributesConfig.LinesTold> LINE_ATTRIBUTES =
            key("radius.line-attributes", Kind.oneOf(AttributesConfig.LinesTold.class), "tr-101");
    static final Key.Required<String> SERVER_NAME = required("radius.servers[].name", A_NAME);
    static final Key.Required<InetAddress> SERVER_ADDRESS =
            required("radius.servers[].address", Kind.ip());
    static final Key.Defaulted<Integer> SERVER_AUTH_PORT =
            key("radius.servers[].auth-port", A_UDP_PORT, "1812");
    static final Key.Defaulted<Integer> SERVER_ACCT_PORT =
            key("radius.servers[].acct-port", A_UDP_PORT, "1813");
    static final Key.Optional<Secret> SERVER_SECRET =
            optional("radius.servers[].secret", Kind.secret());
    static final Key.Defaulted<Duration> SERVER_TIMEOUT =
            key("radius.servers[].timeout", Kind.duration("100ms", "30s"), "2s");
    static final Key.Defaulted<Integer> SERVER_RETRIES =
            key("radius.servers[].retries", Kind.number(0, 10), "2");
    static final Key.Defaulted<MessageAuthenticator> SERVER_MESSAGE_AUTHENTICATOR =
            key(
                    "radius.servers[].message-authenticator",
                    Kind.oneOf(MessageAuthenticator.class),
                    "yes");
    static final Key.Defaulted<Integer> SERVER_WEIGHT =
            key("radius.servers[].weight", Kind.number(1, 100), "1");
    static final Key.Optional<Duration> SERVER_DEAD_TIME =
            optional("radius.servers[].dead-time", Kind.durationOrOff("1s", "1h"));
    static final Key.Optional<InetAddress> SERVER_SOURCE_ADDRESS =
            optional("radius.servers[].source-address", Kind.ip());
    static final Key.Defaulted<Boolean> STATUS_SERVER =
            key("radius.servers[].status-server", Kind.yesNo(), "no");
    static final Key.Defaulted<Duration> STATUS_INTERVAL =
            key("radius.servers[].status-interval", Kind.duration("1s", "10m"), "30s");
    static final Key.Defaulted<RadiusConfig.Transport> TRANSPORT =
            key("radius.servers[].transport", Kind.oneOf(RadiusConfig.Transport.class), "udp");
    static final Key.Defaulted<Integer> TLS_PORT =
            key("radius.servers[].tls-port", A_UDP_PORT, "2083");
    static final Key.Optional<String> TLS_CA =
            optional("radius.servers[].tls-ca", Kind.absolutePath());
    static final Key.Optional<String> TLS_CERTIFICATE =
            optional("radius.servers[].tls-certificate", Kind.absolutePath());
    static final Key.Optional<String> TLS_KEY =
            optional("radius.servers[].tls-key", Kind.absolutePath());
    static final Key.Optional<String> TLS_SERVER_NAME =
            optional(
                    "radius.servers[].tls-server-name",
                    Kind.matching(
                            "a host name or an address",
                            "radius.example",
                            "[A-Za-z0-9.:_-]{1,253}"));
    static final Key.Optional<String> TLS_FINGERPRINT =
            optional(
                    "radius.servers[].tls-fingerprint",
                    Kind.matching(
                            "sha-256: and 32 octets in hexadecimal with colons (or sha-1: and 20)",
                            "sha-1:" + "00:".repeat(19) + "00",
                            "sha-1(:[0-9A-Fa-f]{2}){20}|sha-256(:[0-9A-Fa-f]{2}){32}"));
    static final Key.Defaulted<String> TLS_VERSION =
            key(
                    "radius.servers[].tls-version",
                    Kind.matching("1.3, or 1.2 which allows both", "1.3", "1\\.[23]"),
                    "1.3");
    static final Key.Required<String> GROUP_NAME = required("radius.groups[].name", A_NAME);
    static final Key.Many<String> GROUP_SERVERS = some("radius.groups[].servers", A_NAME);
    static final Key.Defaulted<RadiusConfig.Share> GROUP_SHARE =
            key("radius.groups[].share", Kind.oneOf(RadiusConfig.Share.class), "failover");
    static final Key.Optional<String> LOOKUP_GROUP = optional("radius.lookup-group", A_NAME);
    static final Key.Optional<String> ACCOUNTING_GROUP =
            optional("radius.accounting-group", A_NAME);

    // ---- dynamic-authorization
    static final Key.Defaulted<Integer> DYNAMIC_PORT =
            key("dynamic-authorization.port", A_UDP_PORT, "3799");
    static final Key.Optional<InetAddress> DYNAMIC_ADDRESS =
            optional("dynamic-authorization.address", Kind.ip());
    static final Key.Defaulted<Duration> DYNAMIC_WINDOW =
            key("dynamic-authorization.window", Kind.duration("10s", "1h"), "5m");
    static final Key.Defaulted<DynamicConfig.Timestamp> DYNAMIC_TIMESTAMP =
            key(
                    "dynamic-authorization.timestamp",
                    Kind.oneOf(DynamicConfig.Timestamp.class),
                    "optional");
    static final Key.Defaulted<MessageAuthenticator> DYNAMIC_MESSAGE_AUTHENTICATOR =
            key(
                    "dynamic-authorization.message-authenticator",
                    Kind.oneOf(MessageAuthenticator.class),
                    "auto");
    static final Key.Required<AddressPrefix> DYNAMIC_CLIENT =
            required("dynamic-authorization.clients[].address", AddressPrefix.KIND);
    static final Key.Required<Secret> DYNAMIC_SECRET =
            required("dynamic-authorization.clients[].secret", Kind.secret());
    static final Key.Many<String> DYNAMIC_REALMS =
            many(
                    "dynamic-authorization.clients[].realms",
                    Kind.matching("a realm such as isp.example", "x", "[^\\s@]{1,253}"));

    // ---- accounting, limits, control
    static final Key.Defaulted<Boolean> ACCOUNTING = key("accounting.enabled", Kind.yesNo(), "no");
    static final Key.Defaulted<Duration> INTERIM =
            key("accounting.interim", Kind.durationOrOff("1m", "1d"), "10m");
    static final Key.Defaulted<AccountingConfig.TunnelRecords> TUNNEL_RECORDS =
            key(
                    "accounting.tunnel-records",
                    Kind.oneOf(AccountingConfig.TunnelRecords.class),
                    "none");
    static final Key.Defaulted<String> ACCOUNTING_DIRECTORY =
            key("accounting.directory", Kind.absolutePath(), AccountingConfig.DEFAULT_DIRECTORY);
    static final Key.Defaulted<AccountingConfig.Fsync> FSYNC =
            key("accounting.fsync", Kind.oneOf(AccountingConfig.Fsync.class), "normal");
    static final Key.Defaulted<Integer> ACCOUNTING_BACKLOG =
            key("accounting.backlog", Kind.number(1_000, 100_000_000), "5000000");
    static final Key.Defaulted<Integer> ACCOUNTING_RATE =
            key("accounting.rate", Kind.number(1, 100_000), "1000");
    static final Key.Defaulted<Duration> ALARM_AGE =
            key("accounting.alarm-age", Kind.durationOrOff("10s", "7d"), "10m");
    static final Key.Defaulted<Integer> CALLS_LIMIT =
            key("limits.calls", Kind.number(1, 1_000_000), "64000");
    static final Key.Defaulted<Integer> TUNNELS_LIMIT =
            key("limits.tunnels", Kind.number(1, 65_535), "10000");
    static final Key.Defaulted<Integer> CALLS_PER_LNS_LIMIT =
            key("limits.calls-per-lns", Kind.number(1, 65_535), "65535");
    static final Key.Required<String> REALM_LIMITED =
            required(
                    "limits.realms[].realm",
                    Kind.matching("a realm such as isp.example", "x", "[^\\s@]{1,253}"));
    static final Key.Required<Integer> REALM_CALLS =
            required("limits.realms[].calls", Kind.numberOrOff(1, 1_000_000, 0));
    static final Key.Defaulted<String> SOCKET =
            key("control.socket", Kind.absolutePath(), LacConfig.Control.DEFAULT_SOCKET);
    static final Key.Defaulted<Duration> STOP_TIMEOUT =
            key("control.stop-timeout", Kind.duration("1s", "5m"), "10s");

    /** All of them, those of {@link Knobs} and {@link LineKeys} at each of their levels. */
    static final List<Key> ALL = all();

    private Keys() {}

    private static List<Key> all() {
        List<Key> all = new ArrayList<>(TABLE);
        all.addAll(DataKeys.ALL);
        LineKeys.ALL.forEach(key -> all.addAll(List.of(key.usual(), key.own())));
        for (Knob.Level level : Knob.Level.values()) {
            Knobs.ALL.forEach(knob -> all.addAll(knob.keys(level)));
        }
        return List.copyOf(all);
    }

    /** {@code radius} is what {@code user} was called when it was the only one. */
    private static Kind<Stage> stage() {
        return Kind.oneOf(Stage.class).orAs(Map.of("radius", Stage.USER));
    }

    private static <K extends Key> K row(K key) {
        TABLE.add(key);
        return key;
    }

    private static <T> Key.Required<T> required(String path, Kind<T> kind) {
        return row(new Key.Required<>(path, kind));
    }

    private static <T> Key.Optional<T> optional(String path, Kind<T> kind) {
        return row(new Key.Optional<>(path, kind));
    }

    private static <T> Key.Defaulted<T> key(String path, Kind<T> kind, String defaultText) {
        return row(new Key.Defaulted<>(path, kind, defaultText));
    }

    private static <T> Key.Many<T> many(String path, Kind<T> kind, String... defaults) {
        return row(new Key.Many<>(path, kind, List.of(defaults), 0));
    }

    private static <T> Key.Inherited<T> inherited(String path, Kind<T> kind) {
        return row(new Key.Inherited<>(path, kind));
    }

    private static <T> Key.Many<T> some(String path, Kind<T> kind) {
        return row(new Key.Many<>(path, kind, List.of(), 1));
    }
}
