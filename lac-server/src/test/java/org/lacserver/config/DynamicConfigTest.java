package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.config.ConfigFile.Reading;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code dynamic-authorization}. */
class DynamicConfigTest {
    private static final String REST =
            """
            access: { ports: [eth1] }
            l2tp: { local-address: 192.0.2.1 }
            lookup: { otherwise: all }
            lns-groups:
              all:
                lns:
                  - { name: one, address: 192.0.2.11 }
            """;

    @TempDir Path directory;

    private Reading read(String section) throws IOException {
        Path file = Files.writeString(directory.resolve("lac.yaml"), REST + section);
        return ConfigFile.read(file);
    }

    private DynamicConfig good(String section) throws IOException {
        if (read(section) instanceof Reading.Good(LacConfig config)) {
            return config.dynamic();
        }
        throw new AssertionError(read(section));
    }

    private List<String> problems(String section) throws IOException {
        return read(section) instanceof Reading.Bad(List<String> problems) ? problems : List.of();
    }

    @Test
    void withoutTheSectionNobodyMayAsk() throws IOException {
        DynamicConfig config = good("");
        assertThat(config.clients()).isEmpty();
        assertThat(config.port()).isEqualTo(3799);
        assertThat(config.window()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.timestamp()).isEqualTo(DynamicConfig.Timestamp.OPTIONAL);
    }

    @Test
    void clientsAreAddressesAndPrefixes() throws IOException {
        DynamicConfig config =
                good(
                        """
                        dynamic-authorization:
                          port: 1700
                          timestamp: required
                          clients:
                            - { address: 192.0.2.53, secret: s1 }
                            - { address: 192.0.2.0/24, secret: s2, realms: [ISP.example] }
                            - { address: "2001:db8::/33", secret: s3 }
                        """);
        assertThat(config.port()).isEqualTo(1700);
        assertThat(config.timestamp()).isEqualTo(DynamicConfig.Timestamp.REQUIRED);
        assertThat(config.clients())
                .extracting(DynamicConfig.Client::address)
                .containsExactly(
                        new AddressPrefix(InetAddress.ofLiteral("192.0.2.53"), 32),
                        new AddressPrefix(InetAddress.ofLiteral("192.0.2.0"), 24),
                        new AddressPrefix(InetAddress.ofLiteral("2001:db8::"), 33));
        assertThat(config.clients().get(1).realms()).containsExactly("isp.example");
        assertThat(config.toString()).doesNotContain("s1", "s2", "s3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.53/24",
                "192.0.2.0/33",
                "192.0.2",
                "300.0.2.1",
                "192.0.2.0/",
                "radius1",
                "2001:db8::1/64",
                "2001:db8::/129",
                "192.0.2.0/-1"
            })
    void whatIsNoPrefixIsToldWithItsPlace(String address) throws IOException {
        assertThat(
                        problems(
                                "dynamic-authorization:\n  clients:\n    - address: \""
                                        + address
                                        + "\"\n      secret: hush\n"))
                .singleElement()
                .asString()
                .contains("lac.yaml:10: dynamic-authorization.clients[1].address = \"" + address)
                .contains("expected an IP address or prefix")
                .doesNotContain("hush");
    }

    @Test
    void aClientNeedsASecretAndStandsThereOnce() throws IOException {
        assertThat(
                        problems(
                                """
                                dynamic-authorization:
                                  clients:
                                    - { address: 192.0.2.53, secret: s1 }
                                    - { address: 192.0.2.53/32 }
                                """))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("clients[2].secret is missing"))
                .anyMatch(problem -> problem.contains("192.0.2.53/32 stands here twice"));
    }
}
