package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How to reach the RADIUS servers and how this box names itself to them.
 *
 * @param nasIdentifier NAS-Identifier, 1..253 octets
 * @param nasAddress NAS-IP-Address or NAS-IPv6-Address; null sends neither
 * @param servers one group of servers; the next one is asked when one stays silent
 * @param share which of them is asked first
 * @param deadTime how long a server that let every copy of a request go unanswered is passed over,
 *     unless it has a dead time of its own
 * @param sourcePorts UDP source ports, 1..64, and connections over TLS; each has 256 requests in
 *     flight per server (RFC 2865 §3: the Identifier is one octet)
 * @param sourceAddress local address to send from; null lets the system choose
 * @param waitingLimit requests that may wait for a free identifier; more are answered at once
 * @param linePassword User-Password for a caller known by his line alone; RFC 2809 wants a dummy,
 *     non-empty one
 */
public record RadiusSettings(
        String nasIdentifier,
        @Nullable InetAddress nasAddress,
        List<Server> servers,
        Share share,
        Duration deadTime,
        int sourcePorts,
        @Nullable InetAddress sourceAddress,
        int waitingLimit,
        String linePassword) {

    public static final Duration DEFAULT_DEAD_TIME = Duration.ofSeconds(30);
    public static final int DEFAULT_SOURCE_PORTS = 8;
    public static final int DEFAULT_WAITING_LIMIT = 16_384;
    public static final String DEFAULT_LINE_PASSWORD = "lac";

    public RadiusSettings {
        servers = List.copyOf(servers);
        check(!nasIdentifier.isEmpty(), "nasIdentifier must not be empty");
        check(!servers.isEmpty(), "at least one server is needed");
        check(sourcePorts >= 1 && sourcePorts <= 64, "sourcePorts must be 1..64");
        check(waitingLimit >= 0, "waitingLimit must not be negative");
        check(!linePassword.isEmpty(), "linePassword must not be empty (RFC 2809)");
        Set<String> names = new HashSet<>();
        for (Server server : servers) {
            check(names.add(server.name()), "two servers are named " + server.name());
        }
    }

    /** Servers that are asked in order. */
    public RadiusSettings(
            String nasIdentifier,
            @Nullable InetAddress nasAddress,
            List<Server> servers,
            Duration deadTime,
            int sourcePorts,
            @Nullable InetAddress sourceAddress,
            int waitingLimit,
            String linePassword) {
        this(
                nasIdentifier,
                nasAddress,
                servers,
                Share.FAILOVER,
                deadTime,
                sourcePorts,
                sourceAddress,
                waitingLimit,
                linePassword);
    }

    /** The defaults beside what must be said. */
    public static RadiusSettings of(String nasIdentifier, List<Server> servers) {
        return new RadiusSettings(
                nasIdentifier,
                null,
                servers,
                DEFAULT_DEAD_TIME,
                DEFAULT_SOURCE_PORTS,
                null,
                DEFAULT_WAITING_LIMIT,
                DEFAULT_LINE_PASSWORD);
    }

    public RadiusSettings sharedBy(Share other) {
        return new RadiusSettings(
                nasIdentifier,
                nasAddress,
                servers,
                other,
                deadTime,
                sourcePorts,
                sourceAddress,
                waitingLimit,
                linePassword);
    }

    @Override
    public String toString() {
        return "RadiusSettings[" + nasIdentifier + ", " + servers + "]";
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The addresses requests are sent from, each once; one without an address is null. */
    public List<@Nullable InetAddress> sources() {
        List<@Nullable InetAddress> all = new ArrayList<>();
        for (Server server : servers) {
            InetAddress source = sourceOf(server);
            if (server.tls() == null && !all.contains(source)) {
                all.add(source);
            }
        }
        return all;
    }

    /** The address requests to {@code server} are sent from. */
    @Nullable InetAddress sourceOf(Server server) {
        return server.sourceAddress() == null ? sourceAddress : server.sourceAddress();
    }

    Duration deadTimeOf(Server server) {
        Duration own = server.deadTime();
        return own == null ? deadTime : own;
    }

    /** How requests are shared among servers that live. */
    public enum Share {
        /** The first takes all. */
        FAILOVER,
        /** In turn, by weight. */
        ROUND_ROBIN,
        /** The one with the fewest in flight for its weight; in turn where that is equal. */
        LEAST_LOADED
    }

    /** Whether a reply must carry Message-Authenticator (CVE-2024-3596). */
    public enum Require {
        /** A reply without one is dropped. */
        YES,
        /** As YES from the first reply on that carried a right one. */
        AUTO,
        /** Checked when it is there. */
        NO
    }

    /**
     * One server.
     *
     * @param name for people, unique
     * @param timeout until a request is sent again
     * @param retries copies sent after the first, before the next server is asked
     * @param require for replies to Access-Requests
     * @param weight its part where requests are shared
     * @param deadTime of its own; null: that of the settings
     * @param sourceAddress of its own; null: that of the settings
     * @param statusInterval how often it is asked by Status-Server (RFC 5997) while it is dead or
     *     nothing else is heard; null: never, over TLS the usual interval
     * @param tls null: UDP
     */
    public record Server(
            String name,
            InetAddress address,
            int authenticationPort,
            int accountingPort,
            String secret,
            Duration timeout,
            int retries,
            Require require,
            int weight,
            @Nullable Duration deadTime,
            @Nullable InetAddress sourceAddress,
            @Nullable Duration statusInterval,
            @Nullable TlsSettings tls) {

        public static final int DEFAULT_AUTHENTICATION_PORT = 1812;
        public static final int DEFAULT_ACCOUNTING_PORT = 1813;
        public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
        public static final int DEFAULT_RETRIES = 2;
        public static final Duration DEFAULT_STATUS_INTERVAL = Duration.ofSeconds(30);

        public Server {
            check(!name.isEmpty(), "a server needs a name");
            check(!secret.isEmpty(), "server " + name + " needs a secret");
            check(!timeout.isNegative() && !timeout.isZero(), "timeout must be positive");
            check(retries >= 0 && retries <= 20, "retries must be 0..20");
            check(isPort(authenticationPort), "authenticationPort must be 1..65535");
            check(isPort(accountingPort), "accountingPort must be 1..65535");
            check(weight >= 1, "weight must be 1 or more");
        }

        /** Over UDP, with nothing of its own. */
        public Server(
                String name,
                InetAddress address,
                int authenticationPort,
                int accountingPort,
                String secret,
                Duration timeout,
                int retries,
                Require require) {
            this(
                    name,
                    address,
                    authenticationPort,
                    accountingPort,
                    secret,
                    timeout,
                    retries,
                    require,
                    1,
                    null,
                    null,
                    null,
                    null);
        }

        /** How long one request may take here, with its repetitions. */
        Duration patience() {
            return timeout.multipliedBy(1 + retries);
        }

        private static boolean isPort(int port) {
            return port >= 1 && port <= 65_535;
        }

        /** The defaults beside what must be said. */
        public static Server of(String name, InetAddress address, String secret) {
            return new Server(
                    name,
                    address,
                    DEFAULT_AUTHENTICATION_PORT,
                    DEFAULT_ACCOUNTING_PORT,
                    secret,
                    DEFAULT_TIMEOUT,
                    DEFAULT_RETRIES,
                    Require.YES);
        }

        @Override
        public String toString() {
            return name + " " + address.getHostAddress() + ", secret ***";
        }
    }
}
