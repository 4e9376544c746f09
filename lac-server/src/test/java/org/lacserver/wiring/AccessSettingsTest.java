package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lacserver.pppoe.ppp.AuthProtocol.CHAP;
import static org.lacserver.pppoe.ppp.AuthProtocol.MSCHAPV2;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.LinePolicy;
import org.lacserver.pppoe.LinkRules;
import org.lacserver.pppoe.PortRules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How the access groups of the file reach the access side. */
class AccessSettingsTest {
    @TempDir Path directory;

    private FrontendSettings frontend(String... more) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: [eth1, eth2]
                  %s
                  authentication: [mschapv2, chap]
                  groups:
                    - { name: business, ports: [eth2], vlans: [untagged, 100-199.7], authentication: [eap] }
                    - { name: lines, vlans: [200.*], order: [line, user] }
                    - { name: rest, ports: [eth1, eth2], authentication: [pap] }
                l2tp: { local-address: 192.0.2.1 }
                lookup: { order: [user] }
                lns-groups:
                  isp:
                    lookup: { realms: [isp.example] }
                    lns: [ { name: isp-1, address: 192.0.2.11 } ]
                radius:
                  servers: [ { name: r1, address: 192.0.2.53, secret: hush } ]
                """
                        .formatted(String.join("\n  ", more)));
        LacConfig config =
                switch (ConfigFile.read(file)) {
                    case ConfigFile.Reading.Good(LacConfig good) -> good;
                    case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
                };
        return Settings.frontend(
                config,
                List.of(
                        new FrontendSettings.Port("eth1", 0x02005e000001L),
                        new FrontendSettings.Port("eth2", 0x02005e000002L)));
    }

    @Test
    void groupsBecomePoliciesInTheirOrder() throws IOException {
        assertThat(frontend().policies().stream().map(AccessSettingsTest::said))
                .containsExactly(
                        "1 0-0 0-0 business [EAP] false",
                        "1 100-199 7-7 business [EAP] false",
                        "-1 200-200 1-4094 lines [MSCHAPV2, CHAP] true",
                        "0 0-4095 0-4095 rest [PAP] false",
                        "1 0-4095 0-4095 rest [PAP] false");
        assertThat(frontend().usual().name()).isEqualTo("default");
        assertThat(frontend().usual().link().authentication()).containsExactly(MSCHAPV2, CHAP);
    }

    @Test
    void settingsOfPortsReachTheAccessSide() throws IOException {
        assertThat(frontend().portRules()).isEqualTo(new PortRules(false, 5_000_000_000L));
        assertThat(frontend().priority()).isEqualTo(FrontendSettings.COPY_PRIORITY);
        assertThat(frontend("on-port-down: keep", "port-down-grace: off", "priority: 6"))
                .satisfies(
                        it -> assertThat(it.portRules()).isEqualTo(new PortRules(true, 0)),
                        it -> assertThat(it.priority()).isEqualTo(6));
    }

    private static String said(LinePolicy policy) {
        LinkRules link = policy.profile().link();
        return String.join(
                " ",
                Integer.toString(policy.accessPort()),
                policy.outer().from() + "-" + policy.outer().to(),
                policy.inner().from() + "-" + policy.inner().to(),
                policy.profile().name(),
                link.authentication().toString(),
                Boolean.toString(link.lineFirst()));
    }
}
