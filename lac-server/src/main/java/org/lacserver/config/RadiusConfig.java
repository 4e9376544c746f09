package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code radius}.
 *
 * @param sourceAddress null leaves the choice to the routing table
 * @param sourcePorts how many UDP ports requests are spread over, 256 in flight each; over TLS, how
 *     many connections a server may have
 * @param servers all of them, in the order of the file
 * @param lookup who is asked about callers and called numbers
 * @param accounting who gets the records
 */
public record RadiusConfig(
        String nasIdentifier,
        @Nullable InetAddress nasIpAddress,
        NasPortType nasPortType,
        @Nullable InetAddress sourceAddress,
        int sourcePorts,
        Duration deadTime,
        List<Server> servers,
        Group lookup,
        Group accounting) {
    public RadiusConfig {
        servers = List.copyOf(servers);
    }

    /** Servers that stand in for each other. */
    public record Group(List<Server> servers, Share share) {
        public Group {
            servers = List.copyOf(servers);
        }
    }

    /** How requests are shared among the servers of a group that live. */
    public enum Share {
        FAILOVER,
        ROUND_ROBIN,
        LEAST_LOADED
    }

    /**
     * @param retries repetitions after the first attempt
     * @param deadTime of its own; null: that of all
     * @param sourceAddress of its own; null: that of all
     * @param statusInterval between Status-Servers
     * @param isAskedForStatus always so over TLS
     * @param tls null: UDP
     */
    public record Server(
            String name,
            InetAddress address,
            int authPort,
            int acctPort,
            Secret secret,
            Duration timeout,
            int retries,
            MessageAuthenticator messageAuthenticator,
            int weight,
            @Nullable Duration deadTime,
            @Nullable InetAddress sourceAddress,
            boolean isAskedForStatus,
            Duration statusInterval,
            @Nullable Tls tls) {}

    /** How a server is reached. */
    public enum Transport {
        UDP,
        TLS
    }

    /**
     * @param authorities null when the fingerprint alone decides
     * @param serverName null: the server's address
     * @param fingerprint instead of the name
     * @param isOldAllowed TLS 1.2 as well as 1.3
     */
    public record Tls(
            int port,
            @Nullable Path authorities,
            Path certificate,
            Path key,
            @Nullable String serverName,
            @Nullable String fingerprint,
            boolean isOldAllowed) {}

    /** What is asked of a reply: it must, may, or need not be signed (RFC 3579 §3.2). */
    public enum MessageAuthenticator {
        YES,
        AUTO,
        NO
    }

    /** NAS-Port-Type values that suit this box (RFC 2865 §5.41, RFC 4603). */
    public enum NasPortType {
        VIRTUAL(5),
        ETHERNET(15),
        XDSL(16),
        CABLE(17),
        PPPOE_OVER_ETHERNET(32),
        PPPOE_OVER_VLAN(33),
        PPPOE_OVER_QINQ(34);

        private final int code;

        NasPortType(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }
}
