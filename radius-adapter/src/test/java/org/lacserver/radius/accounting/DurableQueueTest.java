package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.accounting.AccountingRecord.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What waits on disk: over restarts, without a server, without a disk, and how it leaves. */
class DurableQueueTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before any test runs
    private Path dir;

    private final VirtualWire wire = new VirtualWire();

    private QueueOnDisk opens(int backlog, int rate, int window) {
        wire.sent.clear();
        return QueueOnDisk.in(QueueOnDisk.settings(dir, backlog, rate), wire, 1, window);
    }

    private static byte[] taken(Sent sent) {
        return RadiusPackets.accounted().to(sent.request(), VirtualWire.SECRET);
    }

    private static String brief(Sent sent) {
        return sent.request().text(44) + ":" + sent.request().number(40);
    }

    /** In the order in which the server first saw them. */
    private List<String> arrived() {
        return wire.sent.stream().map(DurableQueueTest::brief).distinct().toList();
    }

    private static AccountingRecord box(QueueOnDisk disk, Kind kind, String id) {
        return AccountingRecord.ofBox(kind, id, disk.epochSeconds());
    }

    @Test
    @DisplayName("RFC 2866 §5.2: Acct-Delay-Time tells of days without a server, over a restart")
    void daysWithoutServer() {
        QueueOnDisk before = opens(1_000, 1_000, 100);
        before.add(Kind.STOP, "a");
        wire.passes(DAY);
        before.kill();
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        wire.passesAnswering(Duration.ofMinutes(1), DurableQueueTest::taken);
        assertThat(arrived()).containsExactly("a:2");
        assertThat(wire.last().request().number(55)).isEqualTo(QueueOnDisk.EPOCH);
        assertThat(wire.last().request().number(41)).isEqualTo(DAY.toSeconds());
        assertThat(disk.queue.size()).isZero();
        assertThat(disk.store.records()).isZero();
    }

    @Test
    @DisplayName("RFC 2866 §5.2: a clock set back does not make Acct-Delay-Time negative")
    void clockSetBack() {
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        AccountingRecord record = AccountingRecord.ofBox(Kind.ON, "b", disk.epochSeconds() + 900);
        disk.add(record);
        assertThat(wire.last().request().number(41)).isZero();
        assertThat(wire.last().request().number(55)).isEqualTo(QueueOnDisk.EPOCH + 900);
    }

    @Test
    @DisplayName("A record is sent when it is on disk, not before")
    void committedFirst() {
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        disk.isDiskSlow = true;
        disk.add(Kind.START, "a");
        wire.passes(Duration.ofSeconds(3));
        assertThat(wire.sent).isEmpty();
        disk.commit();
        assertThat(arrived()).containsExactly("a:1");
    }

    @Test
    @DisplayName("RFC 2866 §5.10: a call that was up when the process was killed gets its stop")
    void killed() {
        QueueOnDisk before = opens(1_000, 1_000, 100);
        before.add(Kind.START, "a");
        before.add(Kind.START, "b");
        before.add(before.record(Kind.INTERIM, "b", 77));
        before.add(Kind.START, "c");
        before.add(Kind.STOP, "c");
        wire.answerFrom(0, DurableQueueTest::taken);
        assertThat(before.queue.size()).isZero();
        before.kill();
        wire.passes(Duration.ofMinutes(5));
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        disk.add(box(disk, Kind.ON, "boot2"));
        wire.passesAnswering(Duration.ofMinutes(1), DurableQueueTest::taken);
        assertThat(arrived()).containsExactly("a:2", "b:2", "boot2:7");
        RadiusPackets.Request a = wire.sent.get(0).request();
        assertThat(a.number(49)).as("NAS-Reboot").isEqualTo(11);
        assertThat(a.number(46)).isZero();
        assertThat(a.text(1)).isEqualTo("u@isp");
        assertThat(a.text(25)).isEqualTo("gold");
        assertThat(a.text(68)).isEqualTo(QueueOnDisk.TUNNEL.connection());
        RadiusPackets.Request b = wire.sent.get(1).request();
        assertThat(b.number(49)).isEqualTo(11);
        assertThat(b.number(42)).isEqualTo(77);
        assertThat(b.number(46)).isEqualTo(61);
        assertThat(disk.queue.tally(Tally.ENDED_AFTER_CRASH)).isEqualTo(2);
        disk.kill();
        assertThat(opens(1_000, 1_000, 100).found.records()).as("ended once").isZero();
    }

    @Test
    @DisplayName("Accounting-On goes after the stops of the earlier life, starts go after it")
    void onIsAGate() {
        QueueOnDisk before = opens(1_000, 1_000, 100);
        before.add(Kind.STOP, "old1");
        before.add(Kind.STOP, "old2");
        before.add(box(before, Kind.OFF, "boot1"));
        before.kill();
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        disk.add(box(disk, Kind.ON, "boot2"));
        disk.add(Kind.START, "new1");
        disk.add(Kind.STOP, "new1");
        wire.passesAnswering(Duration.ofMinutes(1), DurableQueueTest::taken);
        assertThat(arrived())
                .containsExactly("old1:2", "old2:2", "boot1:8", "boot2:7", "new1:1", "new1:2");
        assertThat(disk.queue.size()).isZero();
    }

    @Test
    @DisplayName("An old record that no server takes holds up Accounting-On for a minute at most")
    void gateHasPatience() {
        QueueOnDisk before = opens(1_000, 1_000, 100);
        before.add(Kind.STOP, "poison");
        before.add(Kind.STOP, "old");
        before.kill();
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        disk.add(box(disk, Kind.ON, "boot2"));
        disk.add(Kind.START, "new");
        wire.passesAnswering(
                Duration.ofSeconds(50), sent -> brief(sent).startsWith("p") ? null : taken(sent));
        assertThat(arrived()).containsExactly("poison:2", "old:2");
        wire.passesAnswering(
                Duration.ofSeconds(30), sent -> brief(sent).startsWith("p") ? null : taken(sent));
        assertThat(arrived()).containsExactly("poison:2", "old:2", "boot2:7", "new:1");
        wire.passesAnswering(Duration.ofMinutes(3), DurableQueueTest::taken);
        assertThat(disk.queue.size()).isZero();
    }

    @Test
    @DisplayName("A server that never answers Accounting-On still gets the calls")
    void onIsNeverAnswered() {
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        disk.add(box(disk, Kind.ON, "boot"));
        for (int i = 0; i < 20; i++) {
            disk.add(Kind.START, "c" + i);
        }
        wire.passesAnswering(
                Duration.ofMinutes(10), sent -> brief(sent).endsWith(":7") ? null : taken(sent));
        assertThat(arrived()).hasSize(21);
        assertThat(disk.queue.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("A record that alone gets no answer holds up its own call and no other")
    void poisonRecord() {
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        for (int i = 0; i < 20; i++) {
            disk.add(Kind.START, "c" + i);
            disk.add(Kind.STOP, "c" + i);
        }
        wire.passesAnswering(
                Duration.ofMinutes(2), sent -> brief(sent).equals("c7:1") ? null : taken(sent));
        assertThat(disk.queue.size()).isEqualTo(2);
        assertThat(arrived()).hasSize(39).doesNotContain("c7:2");
        wire.passesAnswering(Duration.ofMinutes(2), DurableQueueTest::taken);
        assertThat(disk.queue.size()).isZero();
    }

    @Test
    @DisplayName("More than memory holds waits on disk and leaves oldest first, in turns with new")
    void window() {
        QueueOnDisk before = opens(10_000, 1_000, 100);
        for (int i = 0; i < 1_000; i++) {
            before.add(Kind.STOP, "old" + i);
        }
        assertThat(before.queue.view().inMemory()).isEqualTo(100);
        assertThat(before.queue.view().onDisk()).isEqualTo(1_000);
        before.kill();
        QueueOnDisk disk = opens(10_000, 100, 100);
        assertThat(disk.queue.size()).isEqualTo(1_000);
        disk.add(Kind.START, "new");
        disk.add(Kind.STOP, "old999");
        disk.add(Kind.STOP, "new");
        wire.passesAnswering(Duration.ofSeconds(2), DurableQueueTest::taken);
        assertThat(arrived()).contains("new:1", "new:2", "old20:2").doesNotContain("old999:2");
        wire.passesAnswering(Duration.ofSeconds(20), DurableQueueTest::taken);
        assertThat(disk.queue.size()).isZero();
        List<String> old = arrived().stream().filter(each -> each.startsWith("old")).toList();
        assertThat(old).hasSize(1_000).startsWith("old0:2", "old1:2", "old2:2");
        for (int i = 0; i < 1_000; i++) {
            assertThat(old.get(i)).isEqualTo("old" + i + ":2");
        }
    }

    @Test
    @DisplayName("No more records a second than configured")
    void rate() {
        QueueOnDisk disk = opens(10_000, 50, 1_000);
        for (int i = 0; i < 1_000; i++) {
            disk.add(Kind.START, "c" + i);
        }
        wire.passesAnswering(Duration.ofSeconds(10), DurableQueueTest::taken);
        assertThat(arrived()).hasSizeBetween(490, 510);
        wire.passesAnswering(Duration.ofSeconds(12), DurableQueueTest::taken);
        assertThat(arrived()).hasSize(1_000);
        assertThat(disk.queue.view().perSecond()).isBetween(20.0, 60.0);
    }

    @Test
    @DisplayName("Interim records that wait on disk alone give way to the next of their call")
    void supersedesOnDisk() {
        QueueOnDisk disk = opens(10_000, 1_000, 10);
        for (int i = 0; i < 20; i++) {
            disk.add(Kind.STOP, "s" + i);
        }
        for (int i = 0; i < 50; i++) {
            disk.add(disk.record(Kind.INTERIM, "s19", i));
        }
        assertThat(disk.store.records()).isEqualTo(21);
        assertThat(disk.queue.tally(Tally.SUPERSEDED)).isEqualTo(49);
        wire.passesAnswering(Duration.ofMinutes(2), DurableQueueTest::taken);
        assertThat(wire.last().request().number(42)).isEqualTo(49);
        assertThat(disk.queue.size()).isZero();
    }

    @Test
    @DisplayName("A full backlog on disk drops its oldest interim records, then refuses")
    void backlogOnDisk() {
        QueueOnDisk disk = opens(60, 1_000, 10);
        for (int i = 0; i < 30; i++) {
            disk.add(Kind.START, "c" + i);
        }
        for (int i = 0; i < 30; i++) {
            disk.add(Kind.INTERIM, "d" + i);
        }
        assertThat(disk.alarms).isEmpty();
        for (int i = 0; i < 40; i++) {
            disk.add(Kind.STOP, "c" + i);
        }
        assertThat(disk.store.records()).isLessThanOrEqualTo(60);
        assertThat(disk.queue.tally(Tally.DROPPED_INTERIM)).isGreaterThanOrEqualTo(29);
        assertThat(disk.queue.tally(Tally.DROPPED_STOP)).isGreaterThan(0);
        assertThat(disk.queue.tally(Tally.DROPPED_START)).isZero();
        assertThat(disk.alarms).containsExactly("+accounting-dropped");
        wire.passesAnswering(Duration.ofMinutes(2), DurableQueueTest::taken);
        assertThat(disk.queue.size()).isZero();
        assertThat(disk.alarms).contains("-accounting-dropped");
    }

    @Test
    @DisplayName(
            "A full disk: one alarm, records go on in memory, and are on disk when it has room")
    void diskFull() {
        QueueOnDisk disk = opens(100_000, 200, 10_000);
        disk.limit(64 * 1024);
        int calls = 1_000;
        for (int i = 0; i < calls; i++) {
            disk.add(Kind.START, "c" + i);
        }
        assertThat(disk.alarms).containsExactly("+accounting-disk");
        assertThat(disk.queue.size()).isEqualTo(calls);
        assertThat(disk.store.records()).isBetween(1L, calls - 1L);
        assertThat(disk.queue.view().diskFault()).contains("full");
        wire.passesAnswering(Duration.ofSeconds(1), DurableQueueTest::taken);
        assertThat(disk.queue.tally(Tally.ACKNOWLEDGED)).as("sent from memory").isGreaterThan(100);
        disk.limit(1L << 30);
        wire.passes(Duration.ofMinutes(2));
        assertThat(disk.alarms).startsWith("+accounting-disk", "-accounting-disk");

        assertThat(disk.store.records()).isEqualTo(disk.queue.size()).isGreaterThan(100);
        disk.kill();
        wire.sent.clear();
        QueueOnDisk after = opens(100_000, 200, 10_000);
        wire.passesAnswering(Duration.ofMinutes(5), DurableQueueTest::taken);
        assertThat(after.queue.size()).isZero();
        assertThat(arrived().stream().filter(each -> each.endsWith(":2")))
                .as("each call that was open ended")
                .hasSize(calls);
    }

    @Test
    @DisplayName("A file that makes no sense is moved aside, a new one is begun")
    void damagedAtStart() throws IOException {
        Files.write(
                dir.resolve(SqliteStore.FILE),
                "not a database, sixteen octets".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        disk.add(Kind.STOP, "a");
        wire.passesAnswering(Duration.ofMinutes(1), DurableQueueTest::taken);
        assertThat(arrived()).containsExactly("a:2");
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(dir)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        assertThat(names).anyMatch(name -> name.startsWith("queue.db.damaged-"));
    }

    @Test
    @DisplayName("Old records raise an alarm until they are gone")
    void ageAlarm() {
        QueueOnDisk disk = opens(1_000, 1_000, 100);
        disk.add(Kind.STOP, "a");
        wire.passes(Duration.ofMinutes(9));
        assertThat(disk.alarms).isEmpty();
        wire.passes(Duration.ofMinutes(3));
        assertThat(disk.alarms).containsExactly("+accounting-backlog-age");
        assertThat(disk.queue.view().oldestAge()).isGreaterThan(Duration.ofMinutes(10));
        wire.passesAnswering(Duration.ofMinutes(3), DurableQueueTest::taken);
        assertThat(disk.alarms)
                .containsExactly("+accounting-backlog-age", "-accounting-backlog-age");
    }
}
