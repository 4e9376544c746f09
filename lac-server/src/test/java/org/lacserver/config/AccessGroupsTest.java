package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.config.LacConfig.Authentication;
import org.lacserver.config.LookupConfig.Stage;

import java.nio.file.Path;
import java.util.List;

class AccessGroupsTest {
    private static final String REST =
            """
            l2tp: { local-address: 192.0.2.1 }
            lookup: { order: [local, user], rewrite: [strip-realm] }
            lns-groups:
              isp:
                lookup: { realms: [isp.example] }
                lns: [ { name: isp-1, address: 192.0.2.11 } ]
            radius:
              servers: [ { name: r1, address: 192.0.2.53, secret: hush } ]
            """;

    @TempDir Path directory;

    private AccessGroups groups(String items) {
        String text = "access:\n  ports: [eth1, eth2]\n  groups:\n" + items.indent(4) + REST;
        return switch (ShippedFile.read(text, directory)) {
            case ConfigFile.Reading.Good(LacConfig config) -> config.access().groups();
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(String.join("\n", problems));
        };
    }

    private List<String> problems(String items) {
        return ShippedFile.problems(
                "access:\n  ports: [eth1, eth2]\n  groups:\n" + items.indent(4) + REST, directory);
    }

    @ParameterizedTest
    @CsvSource({
        "untagged, 0, 0, true",
        "untagged, 200, 0, false",
        "200, 200, 0, true",
        "200, 0, 0, false",
        "200, 200, 17, false",
        "200-299, 199, 0, false",
        "200-299, 200, 0, true",
        "200-299, 299, 0, true",
        "200-299, 300, 0, false",
        "200.17, 200, 17, true",
        "200.17, 200, 18, false",
        "200.*, 200, 0, false",
        "200.*, 200, 1, true",
        "200.*, 200, 4094, true",
        "200.*, 201, 1, false",
        "100-200.5-9, 100, 5, true",
        "100-200.5-9, 200, 9, true",
        "100-200.5-9, 200, 10, false",
        "100-200.5-9, 99, 5, false",
    })
    void aVlanPatternHoldsWhatItSays(String vlans, int outer, int inner, boolean held) {
        AccessGroups groups = groups("- { name: a, vlans: [" + vlans + "] }");
        assertThat(groups.of("eth1", outer, inner).name())
                .isEqualTo(held ? "a" : AccessGroups.OTHERWISE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "4095", "300-200", "200.0", "200.5-4", "200.*.1", "*", "any", "1-"})
    void whatIsNoVlanIsRefused(String vlans) {
        assertThat(problems("- { name: a, vlans: [\"" + vlans + "\"] }"))
                .singleElement()
                .asString()
                .contains(
                        "access.groups[1].vlans = \"" + vlans + "\": expected untagged, or VLANs");
    }

    @Test
    void theFirstGroupThatHoldsTheLineCounts() {
        AccessGroups groups =
                groups(
                        """
                        - { name: a, ports: [eth1], vlans: [7] }
                        - { name: b, ports: [eth1] }
                        - { name: c, vlans: [7] }
                        """);
        assertThat(groups.of("eth1", 7, 0).name()).isEqualTo("a");
        assertThat(groups.of("eth1", 8, 0).name()).isEqualTo("b");
        assertThat(groups.of("eth2", 7, 0).name()).isEqualTo("c");
        assertThat(groups.of("eth2", 8, 0).name()).isEqualTo("default");
    }

    @Test
    void whatAGroupDoesNotSayIsAsElsewhere() {
        AccessGroups groups =
                groups(
                        """
                        - { name: a }
                        - { name: b, authentication: [pap], order: [line, realm], rewrite: [] }
                        """);
        AccessGroup a = groups.named().getFirst();
        assertThat(a.link().authentication())
                .containsExactly(Authentication.CHAP, Authentication.PAP);
        assertThat(a.order()).containsExactly(Stage.LOCAL, Stage.USER);
        assertThat(a.rewrite()).hasToString("[strip-realm]");
        assertThat(a.asksLineFirst()).isFalse();
        AccessGroup b = groups.named().getLast();
        assertThat(b.link().authentication()).containsExactly(Authentication.PAP);
        assertThat(b.order()).containsExactly(Stage.LINE, Stage.REALM);
        assertThat(b.rewrite()).isEmpty();
        assertThat(b.asksLineFirst()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ports: [eth3] | ports = \"eth3\": expected one of access.ports: eth1, eth2",
                "order: [realm, line] | order has line: expected it first, or second after local",
                "order: [local, user, line] | order has line: expected it first, or second after",
                "order: [] | order: expected one of local, line, realm, user, or more",
                "order: [user, radius] | order = \"radius\": stands in the list twice",
                "order: [ldap, local] | order = \"ldap\": expected one of local, line, realm, user",
                "rewrite: [upper] | rewrite = \"upper\": expected strip-realm, realm NAME, or s/",
            })
    void whatCannotBeIsToldWithItsPlace(String setting, String told) {
        assertThat(problems("- { name: a, " + setting + " }"))
                .singleElement()
                .asString()
                .startsWith("lac.yaml:4: access.groups[1]." + told);
    }

    @Test
    void aNameIsTakenOnce() {
        assertThat(problems("- { name: a }\n- { name: a }\n- { name: default }"))
                .containsExactly(
                        "lac.yaml:5: access.groups[2].name: a is taken",
                        "lac.yaml:6: access.groups[3].name: default is taken");
    }
}
