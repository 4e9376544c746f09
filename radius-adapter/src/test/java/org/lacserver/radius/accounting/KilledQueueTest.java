package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.accounting.AccountingRecord.Kind;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A box that is killed at any moment, again and again, with a server that loses, comes and goes:
 * every record that was on disk arrives, each call's in order and to its end.
 */
class KilledQueueTest {
    private static final int START = 1;
    private static final int STOP = 2;
    private static final int INTERIM = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before any test runs
    private Path dir;

    private VirtualWire wire = new VirtualWire();
    private Random random = new Random();

    /** Of each call the kinds as they first arrived, and the octets of each record. */
    private final Map<String, List<Integer>> arrived = new LinkedHashMap<>();

    private final Set<String> seen = new HashSet<>();

    /** Acknowledged, and gone from the disk: must not come again. */
    private final Set<String> done = new HashSet<>();

    private boolean isServerUp;
    private long records;

    @Test
    @DisplayName("RFC 2866 §2: records are kept until acknowledged, over kills at any moment")
    void seeds() {
        for (int seed = 0; seed < 20; seed++) {
            lives(seed);
        }
    }

    private void lives(int seed) {
        random = new Random(seed);
        wire = new VirtualWire();
        arrived.clear();
        seen.clear();
        done.clear();
        Path directory = dir.resolve("seed" + seed);
        Set<String> committed = new HashSet<>();
        Map<String, String> open = new HashMap<>();
        for (int life = 0; life < 4; life++) {
            QueueOnDisk disk = open(directory);
            isServerUp = random.nextBoolean();
            disk.add(AccountingRecord.ofBox(Kind.ON, "boot" + life, disk.epochSeconds()));
            live(disk, life);
            for (Waiting record : disk.committed) {
                committed.add(key(record));
                follow(open, record);
            }
            disk.gone.forEach(seq -> done.add(keys(disk).getOrDefault(seq, "")));
            disk.kill();
        }
        QueueOnDisk last = open(directory);
        assertThat(last.found.ended()).as("seed %d", seed).isLessThanOrEqualTo(open.size());
        isServerUp = true;
        wire.passesAnswering(Duration.ofHours(2), sent -> serve(sent, false));
        assertThat(last.queue.size()).as("seed %d", seed).isZero();
        last.kill();
        check(seed, committed);
    }

    private QueueOnDisk open(Path directory) {
        wire.sent.clear();
        return QueueOnDisk.in(QueueOnDisk.settings(directory, 100_000, 1_000), wire, 2, 16);
    }

    private void live(QueueOnDisk disk, int life) {
        List<String> up = new ArrayList<>();
        int steps = 20 + random.nextInt(120);
        for (int step = 0; step < steps; step++) {
            disk.isDiskSlow = random.nextInt(4) == 0;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    String id = "l" + life + "c" + step;
                    up.add(id);
                    disk.add(disk.record(Kind.START, id, 0));
                }
                case 2 -> {
                    if (!up.isEmpty()) {
                        String id = up.get(random.nextInt(up.size()));
                        disk.add(disk.record(Kind.INTERIM, id, ++records));
                    }
                }
                case 3 -> {
                    if (!up.isEmpty()) {
                        String id = up.remove(random.nextInt(up.size()));
                        disk.add(disk.record(Kind.STOP, id, ++records));
                    }
                }
                default -> {
                    isServerUp ^= random.nextInt(6) == 0;
                    wire.passesAnswering(
                            Duration.ofMillis(random.nextInt(4_000)), sent -> serve(sent, true));
                }
            }
        }
    }

    private byte @Nullable [] serve(Sent sent, boolean isLossy) {
        if (!isServerUp || (isLossy && random.nextInt(3) == 0)) {
            return null;
        }
        RadiusPackets.Request request = sent.request();
        String id = request.text(44);
        int kind = (int) request.number(40);
        String key = key(id, kind, request.has(42) ? request.number(42) : 0);
        assertThat(done).as("acknowledged long ago").doesNotContain(key);
        if (kind <= INTERIM && seen.add(key)) {
            arrived.computeIfAbsent(id, _ -> new ArrayList<>()).add(kind);
        }
        return isLossy && random.nextInt(3) == 0
                ? null
                : RadiusPackets.accounted().to(request, VirtualWire.SECRET);
    }

    private static String key(String id, int kind, long octets) {
        return id + ":" + kind + ":" + octets;
    }

    private static String key(Waiting record) {
        byte[] octets = record.attributes();
        long input = 0;
        for (int at = 0; at + 6 <= octets.length; at += octets[at + 1] & 0xff) {
            if (octets[at] == 42) {
                input = ByteBuffer.wrap(octets, at + 2, 4).getInt();
            }
        }
        return key(record.session(), record.kind().statusType(), input);
    }

    private static Map<Long, String> keys(QueueOnDisk disk) {
        Map<Long, String> all = new HashMap<>();
        disk.committed.forEach(record -> all.put(record.seq(), key(record)));
        return all;
    }

    private static void follow(Map<String, String> open, Waiting record) {
        if (record.kind().leavesOpen()) {
            open.put(record.session(), key(record));
        } else {
            open.remove(record.session());
        }
    }

    private void check(int seed, Set<String> committed) {
        for (String key : committed) {
            boolean isNeedless = key.contains(":" + INTERIM + ":") || key.startsWith("box");
            assertThat(isNeedless || seen.contains(key)).as("seed %d: %s", seed, key).isTrue();
        }
        arrived.forEach(
                (id, kinds) -> {
                    String call = "seed " + seed + ": " + id + " " + kinds;
                    assertThat(kinds.getFirst()).as(call).isEqualTo(START);
                    assertThat(kinds.getLast()).as(call).isEqualTo(STOP);
                    assertThat(kinds.stream().filter(kind -> kind == START)).as(call).hasSize(1);
                    assertThat(kinds.stream().filter(kind -> kind == STOP)).as(call).hasSize(1);
                });
        assertThat(arrived).as("seed %d", seed).isNotEmpty();
    }
}
