package org.lacserver.config;

import org.lacserver.config.LacConfig.Lns;
import org.lacserver.config.LacConfig.LnsGroup;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sections into records, and what their values must not say together. */
final class ConfigReader {
    private final Problems problems;
    private final Map<String, String> lnsGroupByName = new HashMap<>();
    private final Map<String, String> groupByRealm = new HashMap<>();

    ConfigReader(Problems problems) {
        this.problems = problems;
    }

    LacConfig read(Section root) {
        root.refuseUnknown();
        LacConfig.Limits limits = limits(root.section("limits"));
        Section s = root.section("l2tp");
        InetAddress localAddress = s.get(Keys.LOCAL_ADDRESS).orElse(null);
        InetAddress localAddress6 = s.get(Keys.LOCAL_ADDRESS_V6).orElse(null);
        if (!s.has(Keys.LOCAL_ADDRESS) && !s.has(Keys.LOCAL_ADDRESS_V6)) {
            problems.add(
                    s.line(),
                    "l2tp.local-address is missing: expected it or l2tp.local-address-v6");
        }
        LnsReader reader =
                new LnsReader(problems, s, localAddress, localAddress6, limits.callsPerLns());
        LacConfig.L2tp l2tp =
                new LacConfig.L2tp(
                        localAddress,
                        localAddress6,
                        s.get(Keys.PORT),
                        s.get(Keys.SETUP_TIMEOUT),
                        s.get(Keys.TUNNEL_IDS),
                        reader.box());
        SelectionConfig selection = SelectionConfig.usual(root.section("selection"));
        List<LnsGroup> groups =
                root.section("lns-groups").named().stream()
                        .map(named -> group(named.name(), named.section(), selection, reader))
                        .toList();
        RadiusReader servers = new RadiusReader(problems);
        RadiusConfig radius = servers.read(root.section("radius"));
        AccountingConfig accounting =
                AccountingConfig.read(root.section("accounting"), radius, problems);
        if (accounting.enabled()) {
            servers.checkAccounting(radius);
        }
        LookupReader lookups = new LookupReader(problems, !radius.servers().isEmpty());
        LookupConfig lookup = lookups.lookup(root.section("lookup"));
        AccessConfig access = access(root.section("access"), lookups, lookup);
        lookups.checkUse(root.section("lookup"), lookup, access.groups(), groups);
        DialReader dial = new DialReader(problems, access.ports(), lnsGroupByName.keySet());
        return new LacConfig(
                access,
                l2tp,
                lookup,
                dns(root.section("dns")),
                groups,
                selection,
                radius,
                AttributesConfig.read(root.section("radius")),
                accounting,
                DynamicConfig.read(root.section("dynamic-authorization"), problems),
                DataConfig.read(root.section("data")),
                limits,
                control(root.section("control")),
                dial(root.section("dial")),
                dial.plan(root),
                dial.modems());
    }

    private AccessConfig access(Section s, LookupReader lookups, LookupConfig lookup) {
        List<String> ports = s.get(Keys.PORTS);
        return new AccessConfig(
                ports,
                PortConfig.read(s),
                s.get(Keys.HALF_OPEN_LIMIT),
                GateConfig.of(s.section("admission"), problems),
                lookups.groups(s, ports, lookup));
    }

    private LnsGroup group(String name, Section s, SelectionConfig selection, LnsReader reader) {
        if (Keys.A_NAME.parse().apply(name) == null) {
            problems.add(
                    s.line(),
                    "group " + Problems.quote(name) + ": expected " + Keys.A_NAME.expected());
        }
        Section lookup = s.section("lookup");
        List<String> realms =
                lookup.get(Keys.REALMS).stream().map(r -> r.toLowerCase(Locale.ROOT)).toList();
        for (String realm : realms) {
            String other = groupByRealm.putIfAbsent(realm, name);
            if (other != null && !other.equals(name)) {
                problems.add(
                        lookup.lineOf(Keys.REALMS),
                        lookup.shown("realms")
                                + ": "
                                + realm
                                + " belongs to "
                                + other
                                + " already");
            }
        }
        List<Effective.Layer> defaults = reader.group(s.section("defaults"), name);
        List<Lns> all = new ArrayList<>();
        for (Section item : s.items("lns")) {
            all.add(lns(item, defaults, reader, name));
        }
        if (all.isEmpty()) {
            problems.add(s.line(), s.shown("lns") + " is missing: expected one LNS or more");
        }
        return new LnsGroup(
                name,
                realms,
                lookup.get(Keys.USERS),
                lookup.get(Keys.LINES),
                SelectionConfig.of(s.section("selection"), selection),
                s.get(Keys.GROUP_LIMIT).orElse(0),
                all);
    }

    private Lns lns(Section s, List<Effective.Layer> defaults, LnsReader reader, String group) {
        String name = s.get(Keys.LNS_NAME);
        String other = s.has(Keys.LNS_NAME) ? lnsGroupByName.putIfAbsent(name, group) : null;
        if (other != null) {
            problems.add(
                    s.lineOf(Keys.LNS_NAME),
                    s.shown("name") + ": " + name + " is an LNS of " + other + " already");
        }
        return reader.lns(s, defaults, name, s.get(Keys.LNS_ADDRESS));
    }

    private LacConfig.Limits limits(Section s) {
        Map<String, Integer> realms = new LinkedHashMap<>();
        for (Section item : s.items("realms")) {
            String realm = item.get(Keys.REALM_LIMITED).toLowerCase(Locale.ROOT);
            if (realms.put(realm, item.get(Keys.REALM_CALLS)) != null) {
                problems.add(
                        item.line(), item.shown("realm") + ": " + realm + " stands there twice");
            }
        }
        return new LacConfig.Limits(
                s.get(Keys.CALLS_LIMIT),
                s.get(Keys.TUNNELS_LIMIT),
                s.get(Keys.CALLS_PER_LNS_LIMIT),
                realms);
    }

    private static DnsConfig dns(Section s) {
        return new DnsConfig(s.get(Keys.DNS_SERVERS), s.get(Keys.DNS_TIMEOUT));
    }

    private static LacConfig.Dial dial(Section s) {
        return new LacConfig.Dial(
                s.get(Keys.DIAL_TIMEOUT),
                s.get(Keys.DIALS_LIMIT),
                s.get(Keys.DIALS_PER_TUNNEL_LIMIT));
    }

    private static LacConfig.Control control(Section s) {
        return new LacConfig.Control(Path.of(s.get(Keys.SOCKET)), s.get(Keys.STOP_TIMEOUT));
    }
}
