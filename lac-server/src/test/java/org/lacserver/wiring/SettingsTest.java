package org.lacserver.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.config.ConfigFile;
import org.lacserver.config.LacConfig;
import org.lacserver.engine.EngineSettings;
import org.lacserver.pppoe.FrontendSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the configuration's words mean to the core. */
class SettingsTest {
    @TempDir private Path directory;

    private LacConfig config(String setupTimeout) throws IOException {
        Path file = directory.resolve("lac.yaml");
        Files.writeString(
                file,
                """
                access:
                  ports: [eth1]
                l2tp:
                  local-address: 192.0.2.1
                  setup-timeout: %s
                lookup:
                  otherwise: isp
                lns-groups:
                  isp:
                    lns:
                      - name: lns1
                        address: 192.0.2.2
                """
                        .formatted(setupTimeout));
        return switch (ConfigFile.read(file)) {
            case ConfigFile.Reading.Good(LacConfig good) -> good;
            case ConfigFile.Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "5s", "30s", "5m"})
    void aDeadLnsLeavesTimeForTheNextOneAndIsFoundOutBefore(String setupTimeout)
            throws IOException {
        EngineSettings engine = Settings.engine(config(setupTimeout));
        Duration whole = engine.call().setupTimeout();
        Duration one = engine.profiles().defaults().allowance().candidateTimeout();
        assertThat(one.multipliedBy(2)).isLessThanOrEqualTo(whole);
        assertThat(engine.profiles().defaults().tunnel().setupTimeout()).isLessThan(one);
    }

    @Test
    void withTheUsualSetUpTimeADeadLnsCostsEightSeconds() throws IOException {
        EngineSettings engine = Settings.engine(config("30s"));
        assertThat(engine.profiles().defaults().tunnel().setupTimeout())
                .isEqualTo(Duration.ofSeconds(8));
        assertThat(engine.profiles().defaults().allowance().candidateTimeout())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "30s"})
    void theCoreAnswersBeforeTheAccessSideGivesTheCallerUp(String setupTimeout) throws IOException {
        LacConfig config = config(setupTimeout);
        EngineSettings engine = Settings.engine(config);
        FrontendSettings frontend =
                Settings.frontend(
                        config.access(),
                        List.of(new FrontendSettings.Port("eth1", 0x02005e000001L)),
                        config.l2tp());
        assertThat(Duration.ofNanos(frontend.answerNanos()))
                .isGreaterThan(engine.call().lookupTimeout().plus(engine.call().setupTimeout()));
    }
}
