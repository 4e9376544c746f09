package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.accounting.AccountingRecord.Kind;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The file's octets turn into others while the box runs. */
class DamagedQueueTest {
    private static final int CALLS = 2_000;
    private static final int PAGE = 4096;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before any test runs
    private Path dir;

    private final VirtualWire wire = new VirtualWire();

    private QueueOnDisk opens(int window) {
        wire.sent.clear();
        return QueueOnDisk.in(QueueOnDisk.settings(dir, 100_000, 10_000), wire, 1, window);
    }

    private static byte[] taken(Sent sent) {
        return RadiusPackets.accounted().to(sent.request(), VirtualWire.SECRET);
    }

    private List<String> arrived(Kind kind) {
        return wire.sent.stream()
                .filter(sent -> sent.request().number(40) == kind.statusType())
                .map(sent -> sent.request().text(44))
                .distinct()
                .toList();
    }

    private void damage(QueueOnDisk disk, boolean isNoise) throws IOException {
        disk.pragma("wal_checkpoint(TRUNCATE)");
        disk.pragma("shrink_memory");
        Path file = dir.resolve(SqliteStore.FILE);
        byte[] octets = new byte[(int) Files.size(file) - 2 * PAGE];
        assertThat(octets.length).isGreaterThan(50 * PAGE);
        if (isNoise) {
            new Random(7).nextBytes(octets);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(octets), PAGE);
        }
    }

    private boolean isKeptAside() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.anyMatch(
                    file -> file.getFileName().toString().startsWith("queue.db.damaged-"));
        }
    }

    @ParameterizedTest(name = "noise: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("What is in memory goes into a new file and to the server; the old one is kept")
    void damagedWhileRunning(boolean isNoise) throws IOException {
        QueueOnDisk disk = opens(10_000);
        for (int i = 0; i < CALLS; i++) {
            disk.add(Kind.START, "c" + i);
        }
        damage(disk, isNoise);
        for (int i = 0; i < CALLS; i++) {
            disk.add(Kind.STOP, "c" + i);
        }
        assertThat(disk.alarms).startsWith("+accounting-disk");
        assertThat(isKeptAside()).isTrue();
        wire.passesAnswering(Duration.ofMinutes(5), DamagedQueueTest::taken);
        assertThat(disk.alarms).contains("-accounting-disk");
        assertThat(arrived(Kind.START)).hasSize(CALLS);
        assertThat(arrived(Kind.STOP)).hasSize(CALLS);
        assertThat(disk.queue.size()).isZero();
        assertThat(disk.store.records()).isZero();
        assertThat(disk.queue.tally(Tally.LOST_WITH_FILE)).isZero();
    }

    @Test
    @DisplayName("What was on disk alone is lost, counted, and what comes after it is not")
    void whatWasOnDiskAlone() throws IOException {
        QueueOnDisk disk = opens(100);
        for (int i = 0; i < CALLS; i++) {
            disk.add(Kind.STOP, "c" + i);
        }
        damage(disk, true);
        wire.passesAnswering(Duration.ofMinutes(5), DamagedQueueTest::taken);
        disk.add(Kind.STOP, "later");
        wire.passesAnswering(Duration.ofMinutes(5), DamagedQueueTest::taken);
        assertThat(isKeptAside()).isTrue();
        assertThat(arrived(Kind.STOP)).contains("later").hasSizeLessThan(CALLS);
        assertThat(arrived(Kind.STOP).size() - 1 + disk.queue.tally(Tally.LOST_WITH_FILE))
                .as("sent or counted as lost")
                .isGreaterThanOrEqualTo(CALLS);
        assertThat(disk.queue.size()).isZero();
        assertThat(disk.alarms).contains("+accounting-disk", "-accounting-disk");
    }

    @Test
    @DisplayName("A row that is no record is damage too: at the next start the file is kept aside")
    void rowThatIsNoRecord() throws IOException, SQLException {
        QueueOnDisk disk = opens(100);
        disk.add(Kind.STOP, "a");
        disk.add(Kind.START, "b");
        try (Statement statement = disk.store.connection().createStatement()) {
            statement.execute("UPDATE open SET kind = 99");
        }
        disk.store.connection().commit();
        disk.kill();
        QueueOnDisk next = opens(100);
        assertThat(isKeptAside()).isTrue();
        next.add(Kind.STOP, "c");
        wire.passesAnswering(Duration.ofMinutes(1), DamagedQueueTest::taken);
        assertThat(arrived(Kind.STOP)).containsExactly("c");
    }
}
