package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.port.Secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What the reader says of files that are wrong, and what it makes of those that are not. */
class ConfigFileTest {
    private static final String SMALL =
            """
            access:
              ports: [eth1]
            l2tp:
              local-address: 192.0.2.1
            lns-groups:
              isp:
                lookup: { realms: [isp.example] }
                lns:
                  - { name: one, address: 192.0.2.11 }
            """;

    @TempDir Path directory;

    private List<String> problems(String text) {
        return ShippedFile.problems(text, directory);
    }

    private LacConfig good(String text) {
        return switch (ShippedFile.read(text, directory)) {
            case ConfigFile.Reading.Good(LacConfig config) -> config;
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(String.join("\n", problems));
        };
    }

    /** {@code SMALL} with one more line below a section's name. */
    private static String with(String section, String line) {
        return SMALL.contains(section + ":\n")
                ? SMALL.replace(section + ":\n", section + ":\n  " + line + "\n")
                : SMALL + section + ":\n  " + line + "\n";
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "l2tp | hello: abc | lac.yaml:4: l2tp.hello = \"abc\": expected a duration such as"
                        + " 60s (5s..1h)",
                "l2tp | hello: 2h | lac.yaml:4: l2tp.hello = \"2h\": expected a duration such as"
                        + " 60s (5s..1h)",
                "l2tp | hello: | lac.yaml:4: l2tp.hello = \"\": expected a duration such as 60s"
                        + " (5s..1h)",
                "l2tp | hello: [1s, 2s] | lac.yaml:4: l2tp.hello: expected a duration such as 60s"
                        + " (5s..1h), no list",
                "l2tp | hello: {a: b} | lac.yaml:4: l2tp.hello: expected a duration such as 60s"
                        + " (5s..1h), no section",
                "l2tp | port: 70000 | lac.yaml:4: l2tp.port = \"70000\": expected a number"
                        + " 1..65535",
                "l2tp | df: maybe | lac.yaml:4: l2tp.df = \"maybe\": expected yes or no",
                "l2tp | hide: some | lac.yaml:4: l2tp.hide = \"some\": expected one of none,"
                        + " sensitive, all",
                "l2tp | tx-speed: 4294967296 | lac.yaml:4: l2tp.tx-speed = \"4294967296\": expected"
                        + " bits per second 0..4294967295, such as 40M",
                "l2tp | tunnel-idle: never | lac.yaml:4: l2tp.tunnel-idle = \"never\": expected a"
                        + " duration such as 60s (1s..1d) or off",
                "l2tp | `calling-number: \"{mac}{colour}\"` | `lac.yaml:4: l2tp.calling-number ="
                        + " \"{mac}{colour}\": expected text of up to 255 characters with {mac}"
                        + " {circuit-id} {remote-id} {port} {user} {realm} {service}; {a|b} takes"
                        + " the first that is known`",
                "l2tp | retransmit: 5 | lac.yaml:4: l2tp.retransmit: expected a section",
                "l2tp | retransmit: { first: 10s, cap: 9s } | lac.yaml:4: l2tp.retransmit.first is"
                        + " longer than retransmit.cap",
                "access | authentication: [chap, chap] | lac.yaml:2: access.authentication ="
                        + " \"chap\": stands in the list twice",
                "access | `ports: [eth1]` | lac.yaml:3: \"ports\" stands here twice",
                "radius | nas-ip-address: lac.example | lac.yaml:11: radius.nas-ip-address ="
                        + " \"lac.example\": expected a host's IPv4 address such as 192.0.2.11",
                "radius | source-address: 2001:db8::g | lac.yaml:11: radius.source-address ="
                        + " \"2001:db8::g\": expected a host's IP address such as 192.0.2.11 or"
                        + " 2001:db8::11",
                "radius | servers: [x] | lac.yaml:11: radius.servers[1]: expected keys and values",
                "lookup | order: [radius] | lac.yaml:11: lookup.order has user, but"
                        + " radius.servers has no server",
                "lookup | otherwise: nobody | lac.yaml:11: lookup.otherwise = \"nobody\": expected"
                        + " the name of a group in lns-groups",
                "accounting | enabled: yes | lac.yaml:11: accounting.enabled = \"yes\", but"
                        + " radius.servers has no server",
                "control | socket: run/lac | lac.yaml:11: control.socket = \"run/lac\": expected an"
                        + " absolute path",
                "data | path: fast | lac.yaml:11: data.path = \"fast\": expected one of auto,"
                        + " kernel, userspace",
                "data | core-interfaces: [eth 0] | lac.yaml:11: data.core-interfaces = \"eth 0\":"
                        + " expected a network interface name such as eth1",
                "data | xdp-mode: driver | lac.yaml:11: data.xdp-mode = \"driver\": expected one"
                        + " of auto, native, generic",
                "data | kernel-calls: 1023 | lac.yaml:11: data.kernel-calls = \"1023\": expected a"
                        + " number 1024..1048576",
                "data | pin-directory: bpf | lac.yaml:11: data.pin-directory = \"bpf\": expected"
                        + " an absolute path",
                "data | on-start: keep | lac.yaml:11: data.on-start = \"keep\": expected one of"
                        + " adopt, fresh",
                "data | adopt-time: 2h | lac.yaml:11: data.adopt-time = \"2h\": expected a"
                        + " duration such as 60s (1s..1h)",
                "data | threads: 17 | lac.yaml:11: data.threads = \"17\": expected a number 1..16",
                "data | busy-poll: 2ms | lac.yaml:11: data.busy-poll = \"2ms\": expected a time"
                        + " such as 50us (1us..1ms) or off",
                "data | busy-poll: 0us | lac.yaml:11: data.busy-poll = \"0us\": expected a time"
                        + " such as 50us (1us..1ms) or off",
                "data | busy-poll: 50s | lac.yaml:11: data.busy-poll = \"50s\": expected a time"
                        + " such as 50us (1us..1ms) or off",
                "l2tp | hide: all | lac.yaml:10: lns-groups.isp.lns[1].secret is missing: hide"
                        + " (l2tp) needs a secret with every LNS",
            })
    void eachMistakeIsToldWithLineKeyValueAndExpectation(
            String section, String line, String message) {
        assertThat(problems(with(section, line))).contains(message);
    }

    @Test
    void aWordThatIsNotUnderstoodIsNoRepetition() {
        assertThat(problems(with("access", "authentication: [chap, ldap, md5]")))
                .containsExactly(
                        "lac.yaml:2: access.authentication = \"ldap\": expected one of chap,"
                                + " pap, mschapv2, eap",
                        "lac.yaml:2: access.authentication = \"md5\": expected one of chap,"
                                + " pap, mschapv2, eap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "224.0.0.5", "255.255.255.255"})
    void anAddressThatNoHostHasIsAMistake(String address) {
        assertThat(problems(SMALL.replace("192.0.2.11", address)))
                .containsExactly(
                        "lac.yaml:9: lns-groups.isp.lns[1].address = \""
                                + address
                                + "\": expected a host's IP address such as 192.0.2.11 or"
                                + " 2001:db8::11");
    }

    @Test
    void anUnknownKeyIsToldWithItsNeighboursButWithoutItsValue() {
        assertThat(problems(with("dns", "server: hunter2")))
                .containsExactly(
                        "lac.yaml:11: unknown key \"dns.server\": expected one of servers,"
                                + " timeout");
        assertThat(problems(SMALL + "radios:\n")).singleElement().asString().contains("radius");
    }

    @Test
    void allMistakesAreToldTogetherInTheOrderOfTheFile() {
        String text =
                """
                access:
                  ports: []
                  mru: 100
                l2tp:
                  hello: abc
                lns-groups:
                  "a b":
                    lns:
                      - { name: one, address: nowhere }
                      - { name: one, address: 192.0.2.1, preference: -1 }
                dns:
                  colour: blue
                """;
        assertThat(problems(text))
                .containsExactly(
                        "lac.yaml:1: access.ports is missing: expected a network interface name"
                                + " such as eth1",
                        "lac.yaml:1: lns-groups.a b is never chosen: it needs lookup.order with"
                                + " local and a lookup of its own, or to be lookup.otherwise",
                        "lac.yaml:3: access.mru = \"100\": expected a number 576..9208",
                        "lac.yaml:4: l2tp.local-address is missing: expected it or"
                                + " l2tp.local-address-v6",
                        "lac.yaml:5: l2tp.hello = \"abc\": expected a duration such as 60s"
                                + " (5s..1h)",
                        "lac.yaml:7: group \"a b\": expected a name of letters, digits, . _ - (up"
                                + " to 64)",
                        "lac.yaml:9: lns-groups.a b.lns[1].address = \"nowhere\": expected a"
                                + " host's IP address such as 192.0.2.11 or 2001:db8::11",
                        "lac.yaml:10: lns-groups.a b.lns[2].name: one is an LNS of a b already",
                        "lac.yaml:10: lns-groups.a b.lns[2].preference = \"-1\": expected a number"
                                + " 0..16777215",
                        "lac.yaml:12: unknown key \"dns.colour\": expected one of servers,"
                                + " timeout");
    }

    @Test
    void anEmptyFileLacksWhatIsRequired() {
        for (String text : List.of("", "\n", "# nothing\n", "~\n")) {
            assertThat(problems(text)).as(text).isNotEmpty();
        }
        assertThat(problems("")).anyMatch(p -> p.contains("access.ports is missing"));
    }

    @Test
    void aRealmBelongsToOneGroup() {
        String twice =
                SMALL
                        + """
                          other:
                            lookup: { realms: [ISP.example] }
                            lns: [ { name: two, address: 192.0.2.12 } ]
                        """;
        assertThat(problems(twice))
                .containsExactly(
                        "lac.yaml:11: lns-groups.other.lookup.realms: isp.example belongs to isp"
                                + " already");
    }

    @Test
    void aGroupThatNobodyCanReachIsAMistake() {
        assertThat(problems(SMALL.replaceFirst("(?m)^ *lookup:.*\n", "")))
                .singleElement()
                .asString()
                .contains("lns-groups.isp is never chosen");
    }

    @Test
    void noSecretIsEverShown() {
        String longSecret = "hunter2".repeat(50);
        for (String written :
                List.of(
                        longSecret,
                        "{ hunter2: 1 }",
                        "[ hunter2, hunter2 ]",
                        "hunter2: hunter2",
                        "*hunter2",
                        "!hunter2",
                        "!a!hunter2",
                        "@hunter2",
                        "'hunter2",
                        "\"\\hunter2\"",
                        "hunter2${nothing:hunter2")) {
            String text = SMALL.replace("192.0.2.11 }", "192.0.2.11, secret: " + written + " }");
            assertThat(problems(text)).as(written).isNotEmpty();
            assertThat(String.join("\n", problems(text))).doesNotContain("hunter2");
        }
        assertThat(problems(with("radius", "servers: [ { name: r, secret: \"\" } ]")))
                .contains(
                        "lac.yaml:11: radius.servers[1].secret = ***: expected a secret of 1 to"
                                + " 255 characters, best as ${env:NAME} or ${file:/path}");
        String set = SMALL.replace("192.0.2.11 }", "192.0.2.11, secret: hunter2 }");
        assertThat(good(set).toString()).doesNotContain("hunter2");
    }

    @Test
    void aMisspeltYamlIsToldWithItsLine() {
        assertThat(problems(SMALL + "radius\n  x: y\n"))
                .containsExactly("lac.yaml:11: not valid YAML: could not find expected ':'");
        assertThat(problems("access:\n\tports: x\n"))
                .singleElement()
                .asString()
                .startsWith("lac.yaml:2: not valid YAML: ");
        assertThat(problems("a: &x [ *x ]\nb: *x\n")).isNotEmpty();
        assertThat(problems("[".repeat(10_000))).hasSize(1);
        assertThat(problems("a: \u0001")).hasSize(1);
        assertThat(problems("- a\n- b\n")).hasSize(1);
    }

    @Test
    void environmentAndFilesFillValuesIn() throws IOException {
        Files.writeString(directory.resolve("secret"), "pa$${ss ${env:HOME}\n");
        String text =
                SMALL.replace("192.0.2.11 }", "192.0.2.11, secret: \"${file:secret}\" }")
                        .replace("[eth1]", "[\"${env:PORT}\"]");
        Map<String, String> environment = Map.of("PORT", "eth7");
        ConfigFile.Reading reading =
                ConfigFile.parse(
                        text, directory.resolve("lac.yaml"), environment::get, new HashSet<>());
        assertThat(reading).isInstanceOf(ConfigFile.Reading.Good.class);
        if (reading instanceof ConfigFile.Reading.Good(LacConfig config)) {
            assertThat(config.access().ports()).containsExactly("eth7");
            assertThat(config.allLns().getFirst().get(Knobs.SECRET))
                    .isEqualTo(Secret.of("pa$${ss ${env:HOME}"));
        }
    }

    @Test
    void aReferenceThatLeadsNowhereSaysWhich() {
        String text =
                SMALL.replace("192.0.2.11 }", "192.0.2.11, secret: \"${file:/no/such}\" }")
                        .replace("[eth1]", "[\"${env:PORT}\"]");
        ConfigFile.Reading reading =
                ConfigFile.parse(text, Path.of("/x/lac.yaml"), _ -> null, new HashSet<>());
        assertThat(reading)
                .isEqualTo(
                        new ConfigFile.Reading.Bad(
                                List.of(
                                        "/x/lac.yaml:2: access.ports = \"${env:PORT}\":"
                                                + " environment variable PORT is not set",
                                        "/x/lac.yaml:9: lns-groups.isp.lns[1].secret = ***: file"
                                                + " /no/such cannot be read")));
    }

    @ParameterizedTest
    @CsvSource({
        "${script:javascript:1+1}",
        "${url:UTF-8:file:///etc/passwd}",
        "${dns:address|localhost}",
        "${sys:user.home}",
        "${const:java.lang.Integer.MAX_VALUE}",
        "${java:version}",
        "${base64Encoder:x}",
        "${date:yyyy}",
        "${l2tp.hello}",
        "${",
        "${env:A",
    })
    void noOtherLookupIsEverMade(String reference) {
        assertThat(problems(with("access", "ac-name: '" + reference + "'")))
                .singleElement()
                .asString()
                .contains("expected ${env:NAME} or ${file:/path}");
    }

    @Test
    void aPlainDollarBraceIsWrittenWithTwoDollars() {
        assertThat(
                        good(with("access", "ac-name: 'a$${b}'"))
                                .access()
                                .otherwise()
                                .service()
                                .acName())
                .isEqualTo("a${b}");
    }

    @Test
    void anLnsHasItsGroupsWordsUnlessItSaysOtherwise() {
        LacConfig config =
                good(
                        SMALL.replace(
                                "    lns:",
                                "    defaults: { secret: both, limit: 7, host-name: lac.isp }\n"
                                        + "    lns:\n"
                                        + "      - { name: two, address: 192.0.2.12, limit: 9 }"));
        assertThat(config.allLns())
                .extracting(
                        LacConfig.Lns::name, LacConfig.Lns::limit, lns -> lns.get(Knobs.HOST_NAME))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("two", 9, "lac.isp"),
                        org.assertj.core.groups.Tuple.tuple("one", 7, "lac.isp"));
        assertThat(config.allLns())
                .allMatch(lns -> lns.get(Knobs.SECRET).equals(Secret.of("both")));
    }

    @Test
    void anLnsWithoutALimitHasTheCommonOne() {
        assertThat(good(with("limits", "calls-per-lns: 5")).allLns().getFirst().limit())
                .isEqualTo(5);
    }

    @Test
    void valuesBecomeWhatTheyMean() {
        LacConfig config = good(with("l2tp", "hello: 5m\n  tunnel-idle: off\n  df: yes"));
        assertThat(config.l2tp().get(Knobs.HELLO)).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.l2tp().get(Knobs.TUNNEL_IDLE)).isZero();
        assertThat(config.l2tp().get(Knobs.DF)).isTrue();
    }

    @Test
    void aFileThatIsNotThereIsOneProblem() {
        Path missing = directory.resolve("none.yaml");
        assertThat(ConfigFile.read(missing))
                .isEqualTo(new ConfigFile.Reading.Bad(List.of(missing + ": does not exist")));
        assertThat(ConfigFile.read(directory))
                .isEqualTo(new ConfigFile.Reading.Bad(List.of(directory + ": cannot be read")));
    }
}
