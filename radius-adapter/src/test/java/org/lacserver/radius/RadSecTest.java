package org.lacserver.radius;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Counter;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerView;
import org.lacserver.radius.client.ServerView.State;
import org.lacserver.radius.client.TlsSettings;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.lacserver.radius.lookup.LookupSettings;
import org.lacserver.radius.lookup.RadiusLookup;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** RadSec and Status-Server against FreeRADIUS, where one is installed. */
@Timeout(90)
class RadSecTest {
    private static final String LISTEN_TLS =
            """
            clients radsec {
              client self {
                ipaddr = 127.0.0.1
                proto = tls
                secret = radsec
              }
            }
            listen {
              type = auth+acct
              ipaddr = 127.0.0.1
              port = @PORT@
              proto = tcp
              virtual_server = lac
              clients = radsec
              limit {
                max_connections = 16
                lifetime = 0
                idle_timeout = 0
              }
              tls {
                private_key_file = @DIR@/radius.key
                certificate_file = @DIR@/radius.pem
                ca_file = @DIR@/ca.pem
                require_client_cert = yes
                fragment_size = 8192
                tls_min_version = "@VERSION@"
                tls_max_version = "@VERSION@"
                cache {
                  enable = no
                }
              }
            }
            """;

    private static final String LISTEN_UDP =
            """
            client self {
              ipaddr = 127.0.0.1
              secret = lab-secret
              require_message_authenticator = yes
            }
            listen {
              type = @TYPE@
              ipaddr = 127.0.0.1
              port = @PORT@
              virtual_server = lac
            }
            """;

    @TempDir Path dir;
    private int port;

    @BeforeEach
    void isThere() throws IOException {
        FreeRadius.assumeInstalled();
        port = FreeRadius.freePort();
    }

    private FreeRadius overTls(String version) throws IOException {
        return new FreeRadius(
                dir,
                LISTEN_TLS.replace("@PORT@", Integer.toString(port)).replace("@VERSION@", version));
    }

    private Server server(String secret, Duration interval, TlsSettings tls) {
        return new Server(
                "fr",
                InetAddress.getLoopbackAddress(),
                port,
                port,
                secret,
                Duration.ofSeconds(2),
                2,
                Require.YES,
                1,
                null,
                null,
                interval,
                tls);
    }

    private static LookupReply ask(RadiusLookup lookup) throws Exception {
        CompletableFuture<LookupReply> reply = new CompletableFuture<>();
        Auth pap = new Auth.Pap("secret".getBytes(StandardCharsets.UTF_8));
        AccessLine line =
                new AccessLine("02:00:5e:10:00:01", "isp", "eth1", 7, 34, null, null, 0, 0);
        lookup.lookup(new LookupRequest("one", pap, line, "ab12"), reply::complete);
        return reply.get(30, TimeUnit.SECONDS);
    }

    private static ServerView until(RadiusLookup lookup, Predicate<ServerView> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        ServerView view = lookup.servers().getFirst();
        while (!wanted.test(view)) {
            assertThat(System.nanoTime() - end).as(view.toString()).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            view = lookup.servers().getFirst();
        }
        return view;
    }

    private TlsSettings tls(TestCa ca, boolean isOldAllowed) {
        TestCa.Identity lac = ca.issue("lac", "dns:lac.example", 90);
        return new TlsSettings(
                ca.authorities(), lac.certificate(), lac.key(), null, null, isOldAllowed);
    }

    @Test
    @DisplayName("RFC 6614 §2.3: TLS 1.3, certificates on both sides, the secret radsec")
    void overTls13() throws Exception {
        TestCa ca = new TestCa(dir);
        ca.issue("radius", "ip:127.0.0.1", 90);
        Server server = server(TlsSettings.DEFAULT_SECRET, Duration.ofSeconds(1), tls(ca, false));
        try (FreeRadius _ = overTls("1.3");
                RadiusLookup lookup =
                        new RadiusLookup(
                                RadiusSettings.of("lac1", List.of(server)),
                                LookupSettings.DEFAULT)) {
            LookupReply.Tunnels tunnels = (LookupReply.Tunnels) ask(lookup);
            assertThat(new String(tunnels.sets().getFirst().password(), StandardCharsets.UTF_8))
                    .isEqualTo("hidden by the shared secret");
            // RFC 6613 §2.6: Status-Server is its watchdog
            ServerView view = until(lookup, v -> v.count(Counter.STATUS_ANSWERED) >= 2);
            assertThat(view.state()).isEqualTo(State.ALIVE);
            assertThat(view.count(Counter.CONNECTS)).isEqualTo(1);
            assertThat(view.count(Counter.ACCEPTS)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("TLS 1.2 is refused unless it is allowed; then it serves")
    void overTls12() throws Exception {
        TestCa ca = new TestCa(dir);
        ca.issue("radius", "ip:127.0.0.1", 90);
        TlsSettings both = tls(ca, true);
        TlsSettings strict =
                new TlsSettings(
                        both.authorities(), both.certificate(), both.key(), null, null, false);
        try (FreeRadius _ = overTls("1.2")) {
            Server old = server("radsec", Duration.ofSeconds(30), both);
            try (RadiusLookup lookup =
                    new RadiusLookup(
                            RadiusSettings.of("l", List.of(old)), LookupSettings.DEFAULT)) {
                assertThat(ask(lookup)).isInstanceOf(LookupReply.Tunnels.class);
            }
            Server fresh = server("radsec", Duration.ofSeconds(30), strict);
            try (RadiusLookup lookup =
                    new RadiusLookup(
                            RadiusSettings.of("l", List.of(fresh)), LookupSettings.DEFAULT)) {
                ServerView view = until(lookup, v -> v.count(Counter.HANDSHAKE_FAILURES) > 0);
                assertThat(view.linkFailure()).containsPattern("protocol_version|closed");
            }
        }
    }

    @Test
    @DisplayName("A server that comes back is connected again, and asked, with no caller's help")
    void reconnects() throws Exception {
        TestCa ca = new TestCa(dir);
        ca.issue("radius", "ip:127.0.0.1", 90);
        Server server = server("radsec", Duration.ofSeconds(30), tls(ca, false));
        try (RadiusLookup lookup =
                new RadiusLookup(
                        RadiusSettings.of("lac1", List.of(server)), LookupSettings.DEFAULT)) {
            until(lookup, v -> v.count(Counter.CONNECT_FAILURES) > 0);
            try (FreeRadius _ = overTls("1.3")) {
                until(lookup, v -> v.state() == State.ALIVE);
                assertThat(ask(lookup)).isInstanceOf(LookupReply.Tunnels.class);
            }
            ServerView view = until(lookup, v -> v.state() == State.CONNECTING);
            assertThat(view.count(Counter.CLOSES)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("RFC 5997: over UDP a dead server is found alive by Status-Server alone")
    void statusServerRevives() throws Exception {
        Server server =
                new Server(
                        "fr",
                        InetAddress.getLoopbackAddress(),
                        port,
                        port,
                        "lab-secret",
                        Duration.ofMillis(200),
                        0,
                        Require.YES,
                        1,
                        Duration.ofMillis(100),
                        null,
                        Duration.ofMillis(200),
                        null);
        try (RadiusLookup lookup =
                new RadiusLookup(
                        RadiusSettings.of("lac1", List.of(server)), LookupSettings.DEFAULT)) {
            assertThat(ask(lookup)).isInstanceOf(LookupReply.NoAnswer.class);
            assertThat(lookup.servers().getFirst().alive()).isFalse();
            String listen =
                    LISTEN_UDP.replace("@PORT@", Integer.toString(port)).replace("@TYPE@", "auth");
            try (FreeRadius _ = new FreeRadius(dir, listen)) {
                ServerView view = until(lookup, ServerView::alive);
                assertThat(view.count(Counter.STATUS_ANSWERED)).isPositive();
                assertThat(view.count(Counter.SENT)).isEqualTo(1);
                assertThat(ask(lookup)).isInstanceOf(LookupReply.Tunnels.class);
            }
        }
    }
}
