package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.call.LnsProfile;
import org.lacserver.call.Profiles;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.port.Candidate;
import org.lacserver.port.Secret;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What RADIUS wants otherwise for one call counts for that call's tunnel, and for no other. */
class LnsWishesTest {
    @TempDir private Path directory;

    private Profiles profiles() throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: [eth1]
                l2tp:
                  local-address: 192.0.2.1
                  hello: 40s
                lns-groups:
                  isp:
                    lookup:
                      realms: [isp]
                    lns:
                      - name: isp-1
                        address: 192.0.2.11
                        window: 16
                """);
        return switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(LacConfig good) -> Settings.engine(good).profiles();
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private static Candidate at(String address, Map<String, String> wishes) {
        return new Candidate(
                1,
                10,
                address,
                InetAddress.ofLiteral(address),
                null,
                Secret.NONE,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                wishes);
    }

    @Test
    void aWishStandsOverWhatTheFileSaysOfTheLns() throws IOException {
        Profiles profiles = profiles();
        LnsProfile wished =
                profiles.of(at("192.0.2.11", Map.of("hello", "20s", "sequencing", "require")));

        assertThat(wished.name()).isEqualTo("isp-1");
        assertThat(wished.tunnel().hello()).isEqualTo(Duration.ofSeconds(20));
        assertThat(wished.data().sequencing().name()).isEqualTo("REQUIRE");
        assertThat(wished.tunnel().channel().localWindow()).isEqualTo(16);
        assertThat(profiles.of(at("192.0.2.11", Map.of())).tunnel().hello())
                .isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void aWishStandsOverWhatCountsForAllWhenTheLnsIsNotInTheFile() throws IOException {
        LnsProfile wished = profiles().of(at("192.0.2.99", Map.of("window", "8")));

        assertThat(wished.name()).isEmpty();
        assertThat(wished.tunnel().channel().localWindow()).isEqualTo(8);
        assertThat(wished.tunnel().hello()).isEqualTo(Duration.ofSeconds(40));
    }
}
