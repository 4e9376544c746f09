package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.RadiusConfig;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Text;
import org.lacserver.radius.client.Counter;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerView;
import org.lacserver.radius.client.TlsFiles;
import org.lacserver.radius.client.TlsSettings;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** RADIUS servers: the configuration's for the client, the client's for people. */
final class RadiusServers {
    private RadiusServers() {}

    static RadiusSettings settings(RadiusConfig radius, RadiusConfig.Group group) {
        return new RadiusSettings(
                radius.nasIdentifier(),
                radius.nasIpAddress(),
                group.servers().stream().map(RadiusServers::server).toList(),
                switch (group.share()) {
                    case FAILOVER -> RadiusSettings.Share.FAILOVER;
                    case ROUND_ROBIN -> RadiusSettings.Share.ROUND_ROBIN;
                    case LEAST_LOADED -> RadiusSettings.Share.LEAST_LOADED;
                },
                radius.deadTime(),
                radius.sourcePorts(),
                radius.sourceAddress(),
                RadiusSettings.DEFAULT_WAITING_LIMIT,
                RadiusSettings.DEFAULT_LINE_PASSWORD);
    }

    private static Server server(RadiusConfig.Server server) {
        RadiusConfig.Tls tls = server.tls();
        return new Server(
                server.name(),
                server.address(),
                tls == null ? server.authPort() : tls.port(),
                tls == null ? server.acctPort() : tls.port(),
                new String(server.secret().reveal(), StandardCharsets.UTF_8),
                server.timeout(),
                server.retries(),
                switch (server.messageAuthenticator()) {
                    case YES -> RadiusSettings.Require.YES;
                    case AUTO -> RadiusSettings.Require.AUTO;
                    case NO -> RadiusSettings.Require.NO;
                },
                server.weight(),
                server.deadTime(),
                server.sourceAddress(),
                server.isAskedForStatus() || tls != null ? server.statusInterval() : null,
                tls == null ? null : tls(tls));
    }

    private static TlsSettings tls(RadiusConfig.Tls tls) {
        return new TlsSettings(
                tls.authorities(),
                tls.certificate(),
                tls.key(),
                tls.serverName(),
                tls.fingerprint(),
                tls.isOldAllowed());
    }

    /** What is wrong with the files of TLS, and certificates that end soon; a sentence each. */
    static List<String> notes(RadiusConfig radius, Instant now) {
        return radius.servers().stream()
                .flatMap(server -> TlsFiles.notes(server(server), now).stream())
                .toList();
    }

    /**
     * @param purpose {@code lookup} or {@code accounting}
     */
    static List<Reply.RadiusRow> rows(String purpose, List<ServerView> servers) {
        return servers.stream().map(server -> row(purpose, server)).toList();
    }

    private static Reply.RadiusRow row(String purpose, ServerView server) {
        Map<String, Long> drops = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            if (counter.isDrop() && server.count(counter) > 0) {
                drops.put(counter.label().substring("reply-".length()), server.count(counter));
            }
        }
        return new Reply.RadiusRow(
                purpose,
                server.name(),
                Text.address(server.address()),
                server.transport(),
                switch (server.state()) {
                    case ALIVE -> "alive";
                    case DEAD -> "dead";
                    case PROBING -> "probing";
                    case CONNECTING -> "connecting";
                },
                server.deadFor().toSeconds(),
                failure(server),
                server.inFlight(),
                server.count(Counter.SENT),
                server.count(Counter.ACCEPTS),
                server.count(Counter.REJECTS),
                server.count(Counter.CHALLENGES),
                server.count(Counter.ACCOUNTING_RESPONSES),
                server.count(Counter.TIMEOUTS),
                server.rtt().toNanos() / 1000,
                server.rttP50().toNanos() / 1000,
                server.rttP99().toNanos() / 1000,
                server.lossPerMille(),
                drops);
    }

    private static @Nullable String failure(ServerView server) {
        return server.state() == ServerView.State.CONNECTING ? server.linkFailure() : null;
    }
}
