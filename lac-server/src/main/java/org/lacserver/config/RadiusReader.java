package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.RadiusConfig.Group;
import org.lacserver.config.RadiusConfig.Server;
import org.lacserver.config.RadiusConfig.Share;
import org.lacserver.config.RadiusConfig.Tls;
import org.lacserver.config.RadiusConfig.Transport;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** {@code radius}: servers, their groups, and which group is for what. */
final class RadiusReader {
    /** RFC 6614 §2.3. */
    private static final String SECRET_OVER_TLS = "radsec";

    private static final List<Key> OF_TLS =
            List.of(
                    Keys.TLS_PORT,
                    Keys.TLS_CA,
                    Keys.TLS_CERTIFICATE,
                    Keys.TLS_KEY,
                    Keys.TLS_SERVER_NAME,
                    Keys.TLS_FINGERPRINT,
                    Keys.TLS_VERSION);

    private final Problems problems;
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    RadiusReader(Problems problems) {
        this.problems = problems;
    }

    RadiusConfig read(Section s) {
        s.items("servers").forEach(this::server);
        s.items("groups").forEach(this::group);
        RadiusConfig radius =
                new RadiusConfig(
                        s.get(Keys.NAS_IDENTIFIER),
                        s.get(Keys.NAS_IP_ADDRESS).orElse(null),
                        s.get(Keys.NAS_PORT_TYPE),
                        s.get(Keys.SOURCE_ADDRESS).orElse(null),
                        s.get(Keys.SOURCE_PORTS),
                        s.get(Keys.DEAD_TIME),
                        List.copyOf(servers.values()),
                        named(s, Keys.LOOKUP_GROUP),
                        named(s, Keys.ACCOUNTING_GROUP));
        checkApart(radius, radius.lookup(), Server::authPort, "auth-port");
        return radius;
    }

    /** Only where there is accounting do its ports matter. */
    void checkAccounting(RadiusConfig radius) {
        checkApart(radius, radius.accounting(), Server::acctPort, "acct-port");
    }

    private record Place(InetAddress address, int port, @Nullable InetAddress source) {}

    /** RFC 2865 §3: a reply tells its request by these and the identifier, and by nothing else. */
    private void checkApart(
            RadiusConfig radius, Group group, ToIntFunction<Server> port, String key) {
        Map<Place, Server> known = new HashMap<>();
        for (Server server : group.servers()) {
            InetAddress source = server.sourceAddress();
            Place place =
                    new Place(
                            server.address(),
                            port.applyAsInt(server),
                            source == null ? radius.sourceAddress() : source);
            Server other = server.tls() == null ? known.putIfAbsent(place, server) : null;
            if (other != null) {
                problems.add(
                        lines.getOrDefault(server.name(), 0),
                        "radius.servers: %s and %s have the same address, %s and source-address"
                                .formatted(other.name(), server.name(), key));
            }
        }
    }

    private void server(Section s) {
        Tls tls = tls(s);
        Optional<Secret> secret = s.get(Keys.SERVER_SECRET);
        if (tls == null && !s.has(Keys.SERVER_SECRET)) {
            problems.add(
                    s.line(),
                    s.shown("secret") + " is missing: expected " + Kind.secret().expected());
        }
        Server server =
                new Server(
                        s.get(Keys.SERVER_NAME),
                        s.get(Keys.SERVER_ADDRESS),
                        s.get(Keys.SERVER_AUTH_PORT),
                        s.get(Keys.SERVER_ACCT_PORT),
                        secret.orElse(Secret.of(SECRET_OVER_TLS)),
                        s.get(Keys.SERVER_TIMEOUT),
                        s.get(Keys.SERVER_RETRIES),
                        s.get(Keys.SERVER_MESSAGE_AUTHENTICATOR),
                        s.get(Keys.SERVER_WEIGHT),
                        s.get(Keys.SERVER_DEAD_TIME).orElse(null),
                        s.get(Keys.SERVER_SOURCE_ADDRESS).orElse(null),
                        s.get(Keys.STATUS_SERVER),
                        s.get(Keys.STATUS_INTERVAL),
                        tls);
        Server other = servers.putIfAbsent(server.name(), server);
        lines.putIfAbsent(server.name(), s.line());
        if (s.has(Keys.SERVER_NAME) && other != null) {
            twice(s, Keys.SERVER_NAME, server.name());
        }
    }

    /** Null over UDP. */
    private @Nullable Tls tls(Section s) {
        Optional<String> authorities = s.get(Keys.TLS_CA);
        Optional<String> certificate = s.get(Keys.TLS_CERTIFICATE);
        Optional<String> key = s.get(Keys.TLS_KEY);
        Optional<String> fingerprint = s.get(Keys.TLS_FINGERPRINT);
        Tls tls =
                new Tls(
                        s.get(Keys.TLS_PORT),
                        authorities.map(Path::of).orElse(null),
                        Path.of(certificate.orElse("/")),
                        Path.of(key.orElse("/")),
                        s.get(Keys.TLS_SERVER_NAME).orElse(null),
                        fingerprint.orElse(null),
                        s.get(Keys.TLS_VERSION).equals("1.2"));
        if (s.get(Keys.TRANSPORT) == Transport.UDP) {
            OF_TLS.stream().filter(s::has).forEach(each -> notOverUdp(s, each));
            return null;
        }
        needs(s, Keys.TLS_CERTIFICATE, Keys.TLS_CERTIFICATE);
        needs(s, Keys.TLS_KEY, Keys.TLS_KEY);
        needs(s, Keys.TLS_CA, Keys.TLS_FINGERPRINT);
        return tls;
    }

    private void notOverUdp(Section s, Key key) {
        problems.add(s.lineOf(key), s.shown(key.name()) + ": expected only with transport: tls");
    }

    private void needs(Section s, Key key, Key orElse) {
        if (!s.has(key) && !s.has(orElse)) {
            String or = key.equals(orElse) ? "" : " or " + orElse.name();
            problems.add(
                    s.line(),
                    s.shown(key.name())
                            + (or + " is missing: transport tls needs it, expected ")
                            + key.kind().expected());
        }
    }

    private void group(Section s) {
        List<Server> members = new ArrayList<>();
        for (String name : s.get(Keys.GROUP_SERVERS)) {
            Server server = servers.get(name);
            if (server == null) {
                problems.value(
                        s.lineOf(Keys.GROUP_SERVERS),
                        s.shown("servers"),
                        name,
                        false,
                        "expected names of servers in radius.servers");
            } else {
                members.add(server);
            }
        }
        String name = s.get(Keys.GROUP_NAME);
        Group other = groups.putIfAbsent(name, new Group(members, s.get(Keys.GROUP_SHARE)));
        if (s.has(Keys.GROUP_NAME) && other != null) {
            twice(s, Keys.GROUP_NAME, name);
        }
    }

    private void twice(Section s, Key key, String name) {
        problems.add(s.lineOf(key), s.shown("name") + ": " + name + " stands here twice");
    }

    /** All servers in order, unless a group is named. */
    private Group named(Section s, Key.Optional<String> key) {
        Group all = new Group(List.copyOf(servers.values()), Share.FAILOVER);
        Optional<String> name = s.get(key);
        if (name.isEmpty()) {
            return all;
        }
        Group group = groups.get(name.get());
        if (group == null) {
            problems.value(
                    s.lineOf(key),
                    s.shown(key.name()),
                    name.get(),
                    false,
                    "expected the name of a group in radius.groups");
            return all;
        }
        return group;
    }
}
