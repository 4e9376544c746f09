package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.client.RadiusSettings.Require;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real process, killed while it writes. */
class KilledProcessTest {
    private static final int TOLD = 2_000;

    /** Writes stops for ever and tells how many are on disk. */
    static final class Writer {
        public static void main(String[] args) throws IOException, InterruptedException {
            RadiusAccounting accounting =
                    new RadiusAccounting(
                            VirtualWire.settings(1, Require.NO),
                            AccountingSettings.in(Path.of(args[0])));
            for (int i = 0; ; i++) {
                accounting.send(
                        new AccountingRecord(
                                Kind.START,
                                "c" + i,
                                null,
                                "u",
                                null,
                                List.of(),
                                null,
                                null,
                                0,
                                0,
                                0,
                                i));
                if (i % 100 == 0) {
                    while (accounting.view().onDisk() < i - 500) {
                        Thread.onSpinWait();
                    }
                    System.out.println(accounting.view().onDisk());
                    System.out.flush();
                }
            }
        }
    }

    @Test
    @Timeout(60)
    @DisplayName("kill -9: what was on disk is there, in order, and each open call has its stop")
    void killed(@TempDir Path dir) throws Exception {
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                dir.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long told = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told = Long.parseLong(line);
                if (told >= TOLD) {
                    break;
                }
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(told).isGreaterThanOrEqualTo(TOLD);
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (SqliteStore store = new SqliteStore(dir, false)) {
            SqliteStore.Found found = store.open();
            assertThat(found.ended()).isGreaterThanOrEqualTo((int) told);
            assertThat(found.records()).isEqualTo(2L * found.ended());
            List<Waiting> all = store.read(0, 1_000_000);
            for (int i = 0; i < found.ended(); i++) {
                assertThat(all.get(i).session()).isEqualTo("c" + i);
                assertThat(all.get(i).eventSeconds()).isEqualTo(i);
            }
            assertThat(all.stream().filter(record -> record.kind() == Kind.STOP))
                    .hasSize(found.ended());
        }
    }
}
