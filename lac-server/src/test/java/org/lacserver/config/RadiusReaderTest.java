package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.config.RadiusConfig.Server;
import org.lacserver.config.RadiusConfig.Share;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Servers, groups and what they are for. */
class RadiusReaderTest {
    private static final String REST =
            """
            access: { ports: [eth1] }
            l2tp: { local-address: 192.0.2.1 }
            lns-groups:
              isp: { lookup: { realms: [isp.example] }, lns: [ { name: l, address: 192.0.2.2 } ] }
            radius:
            """;
    private static final String SERVERS =
            """
              servers:
                - { name: a, address: 192.0.2.53, secret: x }
                - { name: b, address: 192.0.2.54, secret: y, weight: 3, dead-time: 5s,
                    source-address: 192.0.2.9, status-server: yes, status-interval: 10s }
                - { name: c, address: 192.0.2.55, transport: tls, tls-ca: /ca, tls-certificate: /crt,
                    tls-key: /key, tls-server-name: c.example }
            """;

    @TempDir Path directory;

    private RadiusConfig good(String text) {
        return switch (ShippedFile.read(REST + text, directory)) {
            case ConfigFile.Reading.Good(LacConfig config) -> config.radius();
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(String.join("\n", problems));
        };
    }

    private static List<String> names(RadiusConfig.Group group) {
        return group.servers().stream().map(Server::name).toList();
    }

    @Test
    void withoutGroupsAllServersAreAskedInOrder() {
        RadiusConfig radius = good(SERVERS);
        assertThat(names(radius.lookup())).containsExactly("a", "b", "c");
        assertThat(radius.lookup().share()).isEqualTo(Share.FAILOVER);
        assertThat(radius.accounting()).isEqualTo(radius.lookup());
        assertThat(radius.servers()).hasSize(3);
    }

    @Test
    void lookupAndAccountingHaveGroupsOfTheirOwn() {
        RadiusConfig radius =
                good(
                        SERVERS
                                + """
                                  groups:
                                    - { name: auth, servers: [c, a], share: least-loaded }
                                    - { name: acct, servers: [b], share: round-robin }
                                  lookup-group: auth
                                  accounting-group: acct
                                """);
        assertThat(names(radius.lookup())).containsExactly("c", "a");
        assertThat(radius.lookup().share()).isEqualTo(Share.LEAST_LOADED);
        assertThat(names(radius.accounting())).containsExactly("b");
        assertThat(radius.accounting().share()).isEqualTo(Share.ROUND_ROBIN);
    }

    @Test
    void aServerHasWhatItSaysForItself() {
        Server b = good(SERVERS).servers().get(1);
        assertThat(b.weight()).isEqualTo(3);
        assertThat(b.deadTime()).isEqualTo(Duration.ofSeconds(5));
        assertThat(b.sourceAddress()).isEqualTo(InetAddress.ofLiteral("192.0.2.9"));
        assertThat(b.isAskedForStatus()).isTrue();
        assertThat(b.statusInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(b.tls()).isNull();
    }

    @Test
    void overTlsTheSecretIsRadsecAndOnePortServesBoth() {
        Server c = good(SERVERS).servers().get(2);
        assertThat(c.secret().reveal()).isEqualTo("radsec".getBytes(StandardCharsets.UTF_8));
        RadiusConfig.Tls tls = Objects.requireNonNull(c.tls());
        assertThat(tls.port()).isEqualTo(2083);
        assertThat(tls.serverName()).isEqualTo("c.example");
        assertThat(tls.isOldAllowed()).isFalse();
        assertThat(
                        good(SERVERS.replace("tls-key", "tls-version: \"1.2\", tls-key"))
                                .servers()
                                .get(2)
                                .tls())
                .isEqualTo(
                        new RadiusConfig.Tls(
                                2083,
                                Path.of("/ca"),
                                Path.of("/crt"),
                                Path.of("/key"),
                                "c.example",
                                null,
                                true));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "lookup-group: g | lac.yaml:6: radius.lookup-group = \"g\": expected the name of a"
                        + " group in radius.groups",
                "groups: [ { name: g, servers: [z] } ] | lac.yaml:6: radius.groups[1].servers ="
                        + " \"z\": expected names of servers in radius.servers",
                "groups: [ { name: g, servers: [a], share: all } ] | lac.yaml:6:"
                        + " radius.groups[1].share = \"all\": expected one of failover,"
                        + " round-robin, least-loaded",
                "groups: [ { name: g } ] | lac.yaml:6: radius.groups[1].servers is missing:"
                        + " expected a name of letters, digits, . _ - (up to 64)",
                "groups: [ { name: g, servers: [a] }, { name: g, servers: [b] } ] | lac.yaml:6:"
                        + " radius.groups[2].name: g stands here twice",
            })
    void aWrongGroupIsOneLine(String line, String problem) {
        assertThat(ShippedFile.problems(REST + "  " + line + "\n" + SERVERS, directory))
                .containsExactly(problem);
    }

    @ParameterizedTest(name = "{0} {1}")
    @DisplayName("RFC 2865 §3: addresses, ports and identifier tell a request, so servers differ")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "no | - | auth-port",
                "no | auth-port: 1912 | -",
                "yes | auth-port: 1912 | acct-port",
                "yes | auth-port: 1912, acct-port: 1913 | -",
                "yes | source-address: 192.0.2.9 | -",
            })
    void serversAreApart(String accounting, @Nullable String keys, @Nullable String problem) {
        String text =
                "  servers:\n    - { name: a, address: 192.0.2.53, secret: x }\n"
                        + "    - { name: b, address: 192.0.2.53, secret: y"
                        + (keys == null ? "" : ", " + keys)
                        + " }\naccounting: { enabled: "
                        + accounting
                        + " }\n";
        List<String> problems = ShippedFile.problems(REST + text, directory);
        if (problem == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .containsExactly(
                            "lac.yaml:8: radius.servers: a and b have the same address, "
                                    + problem
                                    + " and source-address");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "secret: x, weight: 0 | weight = \"0\": expected a number 1..100",
                "weight: 1 | secret is missing: expected a secret of 1 to 255 characters, best as"
                        + " ${env:NAME} or ${file:/path}",
                "transport: tls, tls-ca: /a, tls-key: /k | tls-certificate is missing: transport"
                        + " tls needs it, expected an absolute path",
                "transport: tls, tls-certificate: /a, tls-key: /k | tls-ca or tls-fingerprint is"
                        + " missing: transport tls needs it, expected an absolute path",
                "transport: tls, tls-certificate: /a, tls-key: /k, tls-fingerprint: \"ab\" |"
                    + " tls-fingerprint = \"ab\": expected sha-256: and 32 octets in hexadecimal"
                    + " with colons (or sha-1: and 20)",
                "transport: tls, tls-ca: /a, tls-certificate: /a, tls-key: /k, tls-version: \"1.1\""
                        + " | tls-version = \"1.1\": expected 1.3, or 1.2 which allows both",
                "secret: x, tls-ca: /a | tls-ca: expected only with transport: tls",
                "secret: x, transport: udp, tls-port: 2083 | tls-port: expected only with"
                        + " transport: tls",
            })
    void aWrongServerIsOneLine(String keys, String problem) {
        String text = "  servers:\n    - { name: a, address: 192.0.2.53, " + keys + " }\n";
        assertThat(ShippedFile.problems(REST + text, directory))
                .containsExactly("lac.yaml:7: radius.servers[1]." + problem);
    }
}
