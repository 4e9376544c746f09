package org.lacserver.tests.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.tests.load.Flood;
import org.lacserver.tests.load.Flood.Kind;
import org.lacserver.tests.load.ProcessCost;
import org.lacserver.tests.net.LnsSocket;
import org.lacserver.tests.net.SendBatch;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.ppp.Icmp;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Strangers send ten times what is let in, from 100,000 MAC addresses: the real daemon keeps its
 * memory, loses no frame of the calls that are up, and lets good callers in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileAccessTest {
    private static final String ADDRESS = "10.200.0.11";
    private static final String SECRET = "tunnel-secret";
    private static final String PASSWORD = "word";
    private static final long FIRST_MAC = 0x02_00_5e_30_00_01L;
    private static final int ESTABLISHED = 20;
    private static final int KNOWN = 5;
    private static final int FRESH = 5;
    private static final int MACS = 100_000;

    /** Half of them are PADIs: 10,000 a second, where a VLAN may send 1,000. */
    private static final int HOSTILE_A_SECOND = 20_000;

    private static final int GOOD_A_SECOND = 1_000;
    private static final Duration LENGTH = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long HEAP_SLACK = 4L << 20;

    private static final Kind[] KINDS = {
        Kind.PADI,
        Kind.PADR_FORGED,
        Kind.PADI,
        Kind.PADR_FOREIGN,
        Kind.PADI,
        Kind.PADT_OF_OTHERS,
        Kind.PADI,
        Kind.SESSION_OF_OTHERS,
        Kind.PADI,
        Kind.MALFORMED
    };

    private static final String SITE =
            """
            access:
              ports: [acc0]
            l2tp:
              local-address: 10.200.0.1
              secret: tunnel-secret
            lns-groups:
              isp:
                lookup: { realms: [isp.example] }
                lns:
                  - { name: lns, address: 10.200.0.11 }
            """;

    private final List<Subscriber> subscribers = new ArrayList<>();
    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;

    @BeforeAll
    void up() {
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        for (int i = 0; i < ESTABLISHED + KNOWN + 2 * FRESH; i++) {
            String user = "user" + i + "@isp.example";
            subscribers.add(new Subscriber(SubscriberProfile.of(FIRST_MAC + i, user, PASSWORD)));
        }
        LnsProfile profile = LnsProfile.accepting("lns", SECRET, PASSWORD);
        Lns lns = new Lns(profile, RandomGenerator.getDefault());
        box =
                namespace.inside(
                        () -> new RealBox(SITE, subscribers, nobody(), Map.of(ADDRESS, lns)));
        some(0, ESTABLISHED + KNOWN).forEach(this::dial);
        awaitUp(some(0, ESTABLISHED + KNOWN));
        // bounded queues and tables take their memory when they are first full
        try (Flood flood = flood(0, subscribers.getFirst().acMac(), new byte[28])) {
            RealBox.await(PATIENCE, "the first flood", () -> flood.sent() > MACS);
        }
    }

    private static AccessConcentrator nobody() {
        return new AccessConcentrator(
                "remote",
                0x02_00_5e_20_00_01L,
                id ->
                        PppTerms.server(
                                "remote", id, Ppp.CHAP, _ -> PASSWORD, () -> new byte[16], 1, 2));
    }

    @AfterAll
    void down() throws IOException, InterruptedException {
        if (box != null) {
            try {
                assertThat(box.terminate()).as(box.log()).isIn(0, 143);
                assertThat(box.log()).doesNotContain("a step of the engine failed", "ERROR");
            } finally {
                box.close();
            }
        }
        namespace.close();
    }

    private List<Subscriber> some(int from, int count) {
        return subscribers.subList(from, from + count);
    }

    private void dial(Subscriber subscriber) {
        box.act(() -> box.access.dial(subscriber));
    }

    private void awaitUp(List<Subscriber> callers) {
        box.await(
                "all are up: " + callers.stream().map(Subscriber::state).toList(),
                () -> callers.stream().allMatch(each -> each.state() == Subscriber.State.UP));
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "666, 25"})
    @DisplayName("RFC 2516 §9: a flood from 100,000 MAC addresses costs nobody else anything")
    void goodCallersNoticeNothing(int vlan, int firstFresh) throws Exception {
        List<Subscriber> established = some(0, ESTABLISHED);
        List<Subscriber> known = some(ESTABLISHED, KNOWN);
        List<Subscriber> fresh = some(firstFresh, FRESH);
        LnsSocket lns = box.lns(ADDRESS);
        ProcessCost cost = new ProcessCost(box.pid());
        long heapBefore = cost.liveHeapOctets();
        long cpuBefore = cost.cpuNanos();
        long upBefore = lns.loadFrames();
        long downBefore = box.access.loadFrames();
        long hostile;
        int sent = 0;
        List<byte[]> cookies = new ArrayList<>();
        box.act(() -> cookies.add(known.getFirst().cookie()));
        long acMac = known.getFirst().acMac();
        List<LnsCall> calls = new ArrayList<>();
        box.act(() -> established.forEach(one -> calls.add(callOf(lns, one))));
        SendBatch up = box.access.generator(64);
        SendBatch down = lns.generator(64);
        try (Flood flood = flood(vlan, acMac, cookies.getFirst())) {
            known.forEach(each -> box.act(() -> box.access.act(each, each::drop)));
            long start = System.nanoTime();
            box.act(() -> known.forEach(each -> box.access.dial(each)));
            box.act(() -> fresh.forEach(each -> box.access.dial(each)));
            while (System.nanoTime() - start < LENGTH.toNanos()) {
                long due = (System.nanoTime() - start) * GOOD_A_SECOND / 1_000_000_000L;
                for (; sent < due; sent++) {
                    Subscriber one = established.get(sent % ESTABLISHED);
                    up.add(one.sessionFrame(Ppp.IP, load(one.ipAddress(), one.peerIpAddress())));
                    LnsCall call = calls.get(sent % ESTABLISHED);
                    down.add(
                            call.tunnel().peer(),
                            call.frame(Ppp.IP, load(one.peerIpAddress(), one.ipAddress())));
                }
                up.flush();
                down.flush();
                LockSupport.parkNanos(1_000_000);
            }
            awaitUp(known);
            awaitUp(fresh);
            hostile = flood.sent();
        }
        int all = sent;
        box.await(
                "every frame of the established calls arrives",
                () ->
                        lns.loadFrames() - upBefore == all
                                && box.access.loadFrames() - downBefore == all);
        long cpu = cost.cpuNanos() - cpuBefore;
        long heap = cost.liveHeapOctets() - heapBefore;
        System.out.printf(
                "hostile access, VLAN %d: %,d hostile frames, %,d good ones each way, none lost;"
                        + " %.1f µs CPU a hostile frame at most, heap %+,d octets%n",
                vlan, hostile, all, cpu / 1e3 / hostile, heap);
        assertThat(established).allMatch(each -> each.state() == Subscriber.State.UP);
        assertThat(hostile).isGreaterThan(HOSTILE_A_SECOND * LENGTH.toSeconds() / 2);
        assertThat(heap).as("growth of the daemon's heap").isLessThan(HEAP_SLACK);
    }

    private Flood flood(int vlan, long acMac, byte[] foreignCookie) {
        return new Flood(
                box.access.generator(64),
                new SplittableRandom(5),
                KINDS,
                MACS,
                vlan,
                acMac,
                foreignCookie,
                subscribers.size(),
                HOSTILE_A_SECOND);
    }

    private static LnsCall callOf(LnsSocket lns, Subscriber subscriber) {
        return lns.lns().calls().stream()
                .filter(call -> call.callerAddress() == subscriber.ipAddress())
                .filter(call -> call.state() == LnsCall.State.UP)
                .findFirst()
                .orElseThrow();
    }

    /** An IP packet that is counted where it arrives. */
    private static byte[] load(int from, int to) {
        byte[] packet = Icmp.request(from, to, 1, 1, 100);
        packet[9] = (byte) org.lacserver.tests.net.SubscriberPort.LOAD_PROTOCOL;
        return packet;
    }
}
