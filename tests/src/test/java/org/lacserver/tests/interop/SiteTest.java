package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.config.ConfigFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The daemon's configurations for the lab are good ones: seen without a lab. */
final class SiteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "radius",
                "unsigned",
                "method",
                "hang-up",
                "lns-life",
                "outgoing",
                "local",
                "rehome"
            })
    void theConfigurationIsGood(String name, @TempDir Path directory) throws IOException {
        String yaml =
                switch (name) {
                    case "radius" -> Site.byRadius();
                    case "unsigned" -> Site.byRadius("auto");
                    case "method" -> Site.byMethod();
                    case "hang-up" -> HangUpTest.SITE;
                    case "lns-life" -> LnsLifeTest.SITE;
                    case "outgoing" -> OutgoingCallTest.SITE;
                    case "rehome" -> RehomeTest.SITE;
                    default -> Site.byLocalTable();
                };
        Path file = Files.writeString(directory.resolve("lac.yaml"), yaml);

        assertThat(ConfigFile.read(file)).isInstanceOf(ConfigFile.Reading.Good.class);
    }
}
