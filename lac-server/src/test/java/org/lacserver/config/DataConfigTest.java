package org.lacserver.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class DataConfigTest {
    private static final String SMALL =
            """
            access: { ports: [eth1] }
            l2tp: { local-address: 192.0.2.1 }
            lookup: { otherwise: isp }
            lns-groups: { isp: { lns: [ { name: one, address: 192.0.2.11 } ] } }
            """;

    @TempDir private Path directory;

    private DataConfig read(String data) {
        return switch (ShippedFile.read(SMALL + data, directory)) {
            case ConfigFile.Reading.Good(LacConfig config) -> config.data();
            case ConfigFile.Reading.Bad(List<String> problems) ->
                    throw new AssertionError(String.join("\n", problems));
        };
    }

    @Test
    @DisplayName("without a data section the kernel path is tried, cleared of what was before")
    void theDefaults() {
        assertThat(read(""))
                .isEqualTo(
                        new DataConfig(
                                DataConfig.Choice.AUTO,
                                List.of(),
                                DataConfig.XdpMode.AUTO,
                                131_072,
                                Path.of("/sys/fs/bpf/lac"),
                                DataConfig.OnStart.FRESH,
                                Duration.ofMinutes(5),
                                1,
                                Duration.ZERO));
    }

    @Test
    @DisplayName("each key of data is read as it is written")
    void everyKey() {
        assertThat(
                        read(
                                """
                                data:
                                  path: kernel
                                  core-interfaces: [eth2, eth3]
                                  xdp-mode: generic
                                  kernel-calls: 1048576
                                  pin-directory: /run/bpf/lac
                                  on-start: adopt
                                  adopt-time: 30s
                                  threads: 16
                                  busy-poll: 50us
                                """))
                .isEqualTo(
                        new DataConfig(
                                DataConfig.Choice.KERNEL,
                                List.of("eth2", "eth3"),
                                DataConfig.XdpMode.GENERIC,
                                1_048_576,
                                Path.of("/run/bpf/lac"),
                                DataConfig.OnStart.ADOPT,
                                Duration.ofSeconds(30),
                                16,
                                Duration.ofNanos(50_000)));
        assertThat(read("data: { busy-poll: 1ms }").busyPoll()).isEqualTo(Duration.ofMillis(1));
    }
}
