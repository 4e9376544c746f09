package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.admission.AdmissionRules;
import org.lacserver.pppoe.admission.BoxRules;
import org.lacserver.pppoe.admission.DampingRules;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.Ladder;
import org.lacserver.pppoe.admission.LimitRules;
import org.lacserver.pppoe.admission.MacPattern;
import org.lacserver.pppoe.admission.Rates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How the file's words on who is let in reach the access side. */
class AdmissionSettingsTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir Path directory;

    private ConfigFile.Reading read(String access) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: [eth1]
                %s
                l2tp: { local-address: 192.0.2.1 }
                lookup: { otherwise: isp }
                lns-groups:
                  isp:
                    lns: [ { name: one, address: 192.0.2.2 } ]
                limits: { calls: 777, realms: [ { realm: ISP.example, calls: 5 } ] }
                """
                        .formatted(access));
        return ConfigFile.read(file);
    }

    private LacConfig config(String access) throws IOException {
        return switch (read(access)) {
            case ConfigFile.Reading.Good(LacConfig good) -> good;
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private FrontendSettings frontend(LacConfig config) {
        return Settings.frontend(config, List.of(new FrontendSettings.Port("eth1", 1)));
    }

    @Test
    @DisplayName("Without a word the usual rates hold, and lines that flap wait")
    void theDefaults() throws IOException {
        LacConfig config = config("");
        BoxRules box = frontend(config).box();
        assertThat(box.gate()).isEqualTo(GateRules.USUAL);
        assertThat(box.ladder()).isEmpty();
        assertThat(box.calls()).isEqualTo(777);
        assertThat(config.limits().realms()).containsEntry("isp.example", 5);
        assertThat(frontend(config).usual().admission())
                .isEqualTo(
                        new AdmissionRules(
                                new LimitRules(4, 0, 0, 0, 0),
                                0,
                                new DampingRules(
                                        5, 60 * SECOND, 10 * SECOND, 600 * SECOND, 10 * SECOND),
                                List.of(),
                                List.of()));
    }

    @Test
    @DisplayName("Every setting reaches its place, of all lines and of a group")
    void everySetting() throws IOException {
        FrontendSettings settings =
                frontend(
                        config(
                                """
                                  admission:
                                    padi-rate: 1
                                    padi-rate-per-port: 2
                                    padi-rate-per-vlan: 3
                                    padi-rate-per-mac: 4
                                    padr-rate: 5
                                    padr-rate-per-port: 6
                                    padr-rate-per-vlan: 7
                                    padr-rate-per-mac: off
                                    session-rate: 9
                                    session-rate-per-port: 10
                                    session-rate-per-vlan: 11
                                    session-rate-per-mac: 12
                                    ladder:
                                      - { load: 50, delay: 200ms }
                                      - { load: 90, delay: never }
                                  calls-per-mac: off
                                  pado-delay: 30ms
                                  groups:
                                    - name: business
                                      calls-per-mac: 21
                                      calls-per-vlan: 22
                                      calls-per-circuit: 23
                                      calls-per-port: 24
                                      limit: 25
                                      pado-delay: 26ms
                                      allow-macs: ["02:00:5e:*"]
                                      deny-macs: ["02:00:5e:10:00:01"]
                                      damping-failures: 27
                                      damping-within: 28s
                                      damping-hold: 29s
                                      damping-max-hold: 30s
                                      short-call: off
                                """));
        assertThat(settings.box().gate())
                .isEqualTo(
                        new GateRules(
                                new Rates(1, 2, 3, 4),
                                new Rates(5, 6, 7, 0),
                                new Rates(9, 10, 11, 12)));
        assertThat(settings.box().ladder())
                .containsExactly(
                        new Ladder.Step(50, 200_000_000L), new Ladder.Step(90, Ladder.NEVER));
        assertThat(settings.usual().admission().limits().perMac()).isZero();
        assertThat(settings.usual().admission().padoDelayNanos()).isEqualTo(30_000_000L);
        assertThat(settings.policies().getFirst().profile().admission())
                .isEqualTo(
                        new AdmissionRules(
                                new LimitRules(21, 22, 23, 24, 25),
                                26_000_000L,
                                new DampingRules(27, 28 * SECOND, 29 * SECOND, 30 * SECOND, 0),
                                List.of(new MacPattern(0x02005e000000L, 0xffffff000000L)),
                                List.of(new MacPattern(0x02005e100001L, 0xffffffffffffL))));
    }

    @Test
    @DisplayName("A ladder that does not rise, and what is no MAC address, are refused")
    void mistakes() throws IOException {
        String access =
                """
                  allow-macs: ["02:00:5e"]
                  admission:
                    ladder:
                      - { load: 50, delay: 200ms }
                      - { load: 40, delay: never }
                """;
        assertThat(read(access))
                .isInstanceOfSatisfying(
                        ConfigFile.Reading.Bad.class,
                        bad ->
                                assertThat(String.join("\n", bad.problems()))
                                        .contains("access.allow-macs", "more load and more delay"));
    }
}
