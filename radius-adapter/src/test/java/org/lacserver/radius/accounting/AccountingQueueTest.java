package org.lacserver.radius.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.RadiusPackets;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.VirtualWire.Sent;
import org.lacserver.radius.accounting.AccountingRecord.Kind;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What an Accounting-Request holds, and that none is lost or overtaken, in virtual time. */
class AccountingQueueTest {
    private static final String SECRET = VirtualWire.SECRET;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before any test runs
    private Path dir;

    private final VirtualWire wire = new VirtualWire();

    @SuppressWarnings("NullAway.Init") // set before any test runs
    private QueueOnDisk disk;

    private int queues;

    @BeforeEach
    void opens() {
        opens(2, 1_000);
    }

    private void opens(int servers, int backlog) {
        disk =
                QueueOnDisk.in(
                        QueueOnDisk.settings(dir.resolve("q" + queues++), backlog, 100_000),
                        wire,
                        servers,
                        AccountingQueue.WINDOW);
    }

    private AccountingQueue queue() {
        return disk.queue;
    }

    private void add(Kind kind, String id) {
        disk.add(kind, id);
    }

    private static byte[] taken(Sent sent) {
        return RadiusPackets.accounted().to(sent.request(), SECRET);
    }

    private static String brief(Sent sent) {
        return sent.request().text(44) + ":" + sent.request().number(40);
    }

    private List<String> sent() {
        return wire.sent.stream().map(AccountingQueueTest::brief).toList();
    }

    @Test
    @DisplayName("RFC 2866, 2867: a stop with usage, gigawords, tunnel and cause")
    void stop() {
        disk.add(disk.record(Kind.STOP, "s1", 5_000_000_000L));
        Request request = wire.last().request();
        assertThat(request.code()).isEqualTo(4);
        assertThat(request.hasAccountingAuthenticator(SECRET)).isTrue();
        assertThat(request.number(40)).isEqualTo(2);
        assertThat(request.text(44)).isEqualTo("s1");
        assertThat(request.text(1)).isEqualTo("u@isp");
        assertThat(request.number(42)).isEqualTo(705_032_704);
        assertThat(request.number(52)).isEqualTo(1);
        assertThat(request.number(43)).isEqualTo(1_410_065_408);
        assertThat(request.number(53)).isEqualTo(2);
        assertThat(request.number(46)).isEqualTo(61);
        assertThat(request.number(47)).isEqualTo(7);
        assertThat(request.number(48)).isEqualTo(9);
        assertThat(request.number(49)).isEqualTo(1);
        assertThat(request.number(45)).isEqualTo(1);
        assertThat(request.number(55)).isEqualTo(1_700_000_000);
        assertThat(request.number(41)).isZero();
        assertThat(request.number(64)).isEqualTo(3);
        assertThat(request.number(65)).isEqualTo(1);
        assertThat(request.text(66)).isEqualTo("192.0.2.100");
        assertThat(request.text(67)).isEqualTo("192.0.2.7");
        assertThat(request.text(82)).isEqualTo("isp1");
        assertThat(request.text(90)).isEqualTo("lac-isp1");
        assertThat(request.text(91)).isEqualTo("lns1");
        assertThat(request.text(68)).isEqualTo("305419896");
        assertThat(request.text(25)).isEqualTo("gold");
        assertThat(request.text(31)).isEqualTo("02:00:5e:10:00:01");
        assertThat(request.text(87)).isEqualTo("eth1:200");
        assertThat(request.number(86)).isEqualTo(3);
        // RFC 2868 §5: never in accounting
        assertThat(request.has(69)).isFalse();
        assertThat(request.has(83)).isFalse();
    }

    @Test
    @DisplayName("RFC 2866 §4.1: a retry tells its delay, so identifier and authenticator change")
    void retryIsNew() {
        add(Kind.START, "s1");
        wire.passes(Duration.ofSeconds(1));
        assertThat(wire.sent).hasSize(2);
        Request first = wire.sent.get(0).request();
        Request second = wire.sent.get(1).request();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.authenticator()).isNotEqualTo(first.authenticator());
        assertThat(second.number(41)).isEqualTo(1);
        assertThat(second.number(55)).isEqualTo(first.number(55));
        assertThat(second.hasAccountingAuthenticator(SECRET)).isTrue();
        // the answer to the first copy is an answer
        wire.deliver(wire.sent.get(0), taken(wire.sent.get(0)));
        assertThat(queue().size()).isZero();
        assertThat(queue().exchanges().views(0).getFirst().inFlight()).isZero();
    }

    @Test
    @DisplayName("Records of one call keep their order; other calls do not wait for them")
    void keepsOrder() {
        add(Kind.START, "a");
        add(Kind.STOP, "a");
        add(Kind.START, "b");
        assertThat(sent()).containsExactly("a:1", "b:1");
        wire.deliver(wire.sent.get(0), taken(wire.sent.get(0)));
        assertThat(sent()).containsExactly("a:1", "b:1", "a:2");
    }

    @Test
    @DisplayName("A forged acknowledgement is none")
    void wrongAuthenticator() {
        add(Kind.START, "a");
        wire.deliver(wire.last(), RadiusPackets.accounted().to(wire.last().request(), "other"));
        assertThat(queue().size()).isEqualTo(1);
    }

    @Test
    @DisplayName("With all servers silent one record probes at growing intervals; then all go")
    void outage() {
        for (int i = 0; i < 300; i++) {
            add(Kind.START, "c" + i);
        }
        int firstBurst = wire.sent.size();
        assertThat(firstBurst).isEqualTo(85); // 256 identifiers for three copies each
        wire.passes(Duration.ofSeconds(10));
        wire.sent.clear();
        wire.passes(Duration.ofMinutes(10));
        // about one record of six copies a minute
        assertThat(wire.sent).hasSizeBetween(40, 120);
        assertThat(queue().size()).isEqualTo(300);
        assertThat(queue().tally(Tally.RETURNED)).isGreaterThanOrEqualTo(85);
        wire.sent.clear();
        wire.passesAnswering(Duration.ofMinutes(2), AccountingQueueTest::taken);
        assertThat(queue().size()).isZero();
        assertThat(queue().tally(Tally.ACKNOWLEDGED)).isEqualTo(300);
        assertThat(wire.last().request().number(41)).isGreaterThan(600);
        wire.passes(Duration.ofMinutes(1));
        assertThat(queue().nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("An interim record that waits gives way to the next of its call")
    void supersedes() {
        add(Kind.START, "a");
        add(Kind.INTERIM, "a");
        disk.add(disk.record(Kind.INTERIM, "a", 77));
        assertThat(queue().size()).isEqualTo(2);
        wire.answerFrom(0, AccountingQueueTest::taken);
        assertThat(sent()).containsExactly("a:1", "a:3");
        assertThat(wire.last().request().number(42)).isEqualTo(77);
        assertThat(queue().tally(Tally.SUPERSEDED)).isEqualTo(1);
    }

    @Test
    @DisplayName("A full backlog drops the oldest interim records first, then counts what it must")
    void bounded() {
        opens(1, 4);
        add(Kind.START, "a");
        add(Kind.INTERIM, "a");
        add(Kind.START, "b");
        add(Kind.INTERIM, "b");
        add(Kind.INTERIM, "c");
        add(Kind.STOP, "c");
        add(Kind.STOP, "d");
        add(Kind.STOP, "e");
        assertThat(queue().size()).isEqualTo(4);
        assertThat(queue().tally(Tally.DROPPED_INTERIM)).isEqualTo(2);
        assertThat(queue().tally(Tally.DROPPED_STOP)).isEqualTo(2);
        assertThat(disk.alarms).containsExactly("+accounting-dropped");
        wire.answerFrom(0, AccountingQueueTest::taken);
        assertThat(sent()).containsExactlyInAnyOrder("a:1", "b:1", "c:3", "c:2");
        assertThat(disk.alarms).endsWith("-accounting-dropped");
    }

    @Test
    @DisplayName("Draining tells when the last record was taken")
    void drains() {
        int[] told = {0};
        add(Kind.STOP, "a");
        queue().drain(() -> told[0]++, wire.nowNanos);
        assertThat(told[0]).isZero();
        wire.answerFrom(0, AccountingQueueTest::taken);
        assertThat(told[0]).isEqualTo(1);
    }

    @Test
    @DisplayName("Accounting-On and -Off name the box alone")
    void box() {
        disk.add(AccountingRecord.ofBox(Kind.ON, "boot1", 1_700_000_000));
        Request request = wire.last().request();
        assertThat(request.attributes().stream().map(RadiusPackets.Attr::type))
                .containsExactlyInAnyOrder(40, 44, 32, 55, 41);
        assertThat(request.number(40)).isEqualTo(7);
    }

    @Test
    @DisplayName("RFC 2865 §3: Class attributes that no longer fit into 4096 octets are left out")
    void largestPacket() {
        List<byte[]> classes = new ArrayList<>(List.of(new byte[0]));
        for (int i = 0; i < 40; i++) {
            classes.add(new byte[253]);
        }
        disk.add(
                new AccountingRecord(
                        Kind.START,
                        "a",
                        null,
                        "u",
                        QueueOnDisk.LINE,
                        classes,
                        QueueOnDisk.TUNNEL,
                        null,
                        0,
                        0,
                        1,
                        1_700_000_000));
        Request request = wire.last().request();
        assertThat(request.octets().length).isBetween(3_700, 4_096);
        assertThat(request.hasAccountingAuthenticator(SECRET)).isTrue();
        wire.deliver(wire.last(), taken(wire.last()));
        assertThat(queue().size()).isZero();
    }

    @Test
    @DisplayName("Over a link that loses half of all, every record arrives, each call's in order")
    void lossySeeds() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            wire.sent.clear();
            opens(2, 1_000);
            Map<String, Integer> last = new HashMap<>();
            int calls = 40;
            for (int i = 0; i < calls; i++) {
                add(Kind.START, "c" + i);
                add(Kind.STOP, "c" + i);
            }
            wire.passesAnswering(Duration.ofHours(1), sent -> lossy(sent, random, last));
            assertThat(queue().size()).as("seed %d", seed).isZero();
            assertThat(last).as("seed %d", seed).hasSize(calls).containsValue(2);
            assertThat(queue().tally(Tally.ACKNOWLEDGED)).isEqualTo(2L * calls);
            assertThat(queue().nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }

    private static byte @Nullable [] lossy(Sent sent, Random random, Map<String, Integer> last) {
        if (random.nextInt(2) == 0) {
            return null;
        }
        String id = sent.request().text(44);
        int status = (int) sent.request().number(40);
        assertThat(status).as(id).isGreaterThanOrEqualTo(last.getOrDefault(id, 1));
        last.put(id, status);
        return random.nextInt(2) == 0 ? null : taken(sent);
    }

    @Test
    @DisplayName("A record that no server takes does not stop the others when all have been silent")
    void oneThatIsNeverTakenIsNotTheOnlyProbe() {
        opens(1, 1_000);
        add(Kind.START, "never");
        add(Kind.START, "good");
        wire.deliver(wire.sent.getLast(), taken(wire.sent.getLast()));
        wire.passes(Duration.ofSeconds(20)); // it alone has no answer
        add(Kind.START, "late");
        wire.passes(Duration.ofMinutes(30)); // and then nobody has
        int before = wire.sent.size();
        wire.passesAnswering(
                Duration.ofMinutes(5),
                sent -> brief(sent).startsWith("never") ? null : taken(sent));
        assertThat(sent().subList(before, wire.sent.size())).contains("late:1");
        assertThat(queue().size()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2866 §4.1: On after Off goes out though an older record is never taken")
    void aGateBehindAGateHasItsPatience() {
        opens(1, 1_000);
        add(Kind.START, "never");
        add(Kind.START, "old");
        add(Kind.OFF, "box");
        add(Kind.ON, "box2");
        add(Kind.START, "new");
        wire.passesAnswering(
                Duration.ofMinutes(10),
                sent -> brief(sent).startsWith("never") ? null : taken(sent));
        assertThat(sent()).contains("old:1", "box:8", "box2:7", "new:1");
        assertThat(queue().size()).isEqualTo(1);
    }
}
