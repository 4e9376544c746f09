package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.config.RadiusConfig;
import org.lacserver.config.RadiusConfig.Group;
import org.lacserver.config.RadiusConfig.MessageAuthenticator;
import org.lacserver.config.RadiusConfig.NasPortType;
import org.lacserver.config.RadiusConfig.Share;
import org.lacserver.config.RadiusConfig.Tls;
import org.lacserver.ops.Reply;
import org.lacserver.port.Secret;
import org.lacserver.radius.client.Counter;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerView;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class RadiusServersTest {
    private static final RadiusConfig.Server UDP =
            new RadiusConfig.Server(
                    "u",
                    InetAddress.ofLiteral("192.0.2.53"),
                    1645,
                    1646,
                    Secret.of("hush"),
                    Duration.ofSeconds(3),
                    4,
                    MessageAuthenticator.AUTO,
                    7,
                    Duration.ofSeconds(5),
                    InetAddress.ofLiteral("192.0.2.9"),
                    false,
                    Duration.ofSeconds(30),
                    null);
    private static final RadiusConfig.Server TLS =
            new RadiusConfig.Server(
                    "t",
                    InetAddress.ofLiteral("192.0.2.54"),
                    1812,
                    1813,
                    Secret.of("radsec"),
                    Duration.ofSeconds(2),
                    2,
                    MessageAuthenticator.YES,
                    1,
                    null,
                    null,
                    false,
                    Duration.ofSeconds(20),
                    new Tls(
                            2083,
                            Path.of("/none/ca"),
                            Path.of("/none/crt"),
                            Path.of("/none/key"),
                            "t.example",
                            null,
                            true));

    private static RadiusConfig config() {
        Group group = new Group(List.of(UDP, TLS), Share.ROUND_ROBIN);
        return new RadiusConfig(
                "lac1",
                null,
                NasPortType.ETHERNET,
                null,
                4,
                Duration.ofSeconds(60),
                group.servers(),
                group,
                group);
    }

    @Test
    void everySettingOfAServerReachesTheClient() {
        RadiusSettings settings = RadiusServers.settings(config(), config().lookup());
        assertThat(settings.share()).isEqualTo(RadiusSettings.Share.ROUND_ROBIN);
        assertThat(settings.deadTime()).isEqualTo(Duration.ofSeconds(60));
        Server udp = settings.servers().getFirst();
        assertThat(udp)
                .isEqualTo(
                        new Server(
                                "u",
                                UDP.address(),
                                1645,
                                1646,
                                "hush",
                                Duration.ofSeconds(3),
                                4,
                                RadiusSettings.Require.AUTO,
                                7,
                                Duration.ofSeconds(5),
                                InetAddress.ofLiteral("192.0.2.9"),
                                null,
                                null));
        Server tls = settings.servers().get(1);
        assertThat(tls.authenticationPort()).isEqualTo(2083);
        assertThat(tls.accountingPort()).isEqualTo(2083);
        assertThat(tls.statusInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(Objects.requireNonNull(tls.tls()).serverName()).isEqualTo("t.example");
        assertThat(Objects.requireNonNull(tls.tls()).isOldAllowed()).isTrue();
    }

    @Test
    void aFileOfTlsThatIsNotThereIsNoted() {
        assertThat(RadiusServers.notes(config(), Instant.now()))
                .containsExactly("RADIUS server t: /none/ca: there is no such file");
    }

    @Test
    void aServerIsShownWithWhyItsRepliesWereDropped() {
        ServerView view =
                new ServerView(
                        "u",
                        new InetSocketAddress(UDP.address(), 1645),
                        "udp",
                        ServerView.State.DEAD,
                        Duration.ofSeconds(12),
                        null,
                        Duration.ofMillis(3),
                        Duration.ofMillis(2),
                        Duration.ofMillis(9),
                        25,
                        6,
                        Map.of(
                                Counter.SENT, 40L,
                                Counter.ACCEPTS, 30L,
                                Counter.TIMEOUTS, 1L,
                                Counter.REPLY_BAD_AUTHENTICATOR, 3L));
        assertThat(RadiusServers.rows("lookup", List.of(view)))
                .containsExactly(
                        new Reply.RadiusRow(
                                "lookup",
                                "u",
                                "192.0.2.53:1645",
                                "udp",
                                "dead",
                                12,
                                null,
                                6,
                                40,
                                30,
                                0,
                                0,
                                0,
                                1,
                                3_000,
                                2_000,
                                9_000,
                                25,
                                Map.of("bad-authenticator", 3L)));
    }
}
