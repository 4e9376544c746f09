package org.lacserver.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lacserver.tests.daemon.OwnNamespace;
import org.lacserver.tests.daemon.RealBox;
import org.lacserver.tests.net.Namespaces;
import org.lacserver.tests.net.RadiusPacket;
import org.lacserver.tests.net.RadiusPacket.Attribute;
import org.lacserver.tests.net.RadiusPeer;
import org.lacserver.tests.net.RadiusPeer.Mood;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.l2tp.Avp;

import java.io.IOException;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * 5,000 calls come and go while both RADIUS servers die, come back, are slow, lose and lie.
 * Afterwards the accounting of every call that an LNS had is complete, once, with the octets that
 * the LNS counted; and no call went where only a liar sent it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RadiusChaosTest {
    private static final int CALLS = 5000;
    private static final int RATE = 200;
    private static final int MOST_AT_A_TIME = 600;
    private static final long MOOD_NANOS = Duration.ofMillis(1500).toNanos();
    private static final Duration LONGEST = Duration.ofSeconds(150);
    private static final Duration CATCHING_UP = Duration.ofSeconds(100);
    private static final List<Mood> MOODS =
            List.of(Mood.WELL, Mood.LYING, Mood.LOSSY, Mood.WELL, Mood.SILENT, Mood.SLOW);
    private static final String PASSWORD = "word";
    private static final String SECRET = "chaos-secret";
    private static final String FIRST = "10.200.0.11";
    private static final String SECOND = "10.200.0.12";
    private static final String TRAP = "10.200.0.66";
    private static final List<String> SERVERS = List.of("10.200.0.251", "10.200.0.252");
    private static final String LIARS_OTHER_ADDRESS = "10.200.0.253";
    private static final long FIRST_MAC = 0x02_00_5e_30_00_00L;

    // RFC 2866 §5, RFC 2867 §4.1
    private static final int STATUS_TYPE = 40;
    private static final int INPUT_OCTETS = 42;
    private static final int OUTPUT_OCTETS = 43;
    private static final int SESSION_ID = 44;
    private static final int INPUT_PACKETS = 47;
    private static final int OUTPUT_PACKETS = 48;
    private static final int CONNECTION = 68;
    private static final int START = 1;
    private static final int STOP = 2;
    private static final int OFF = 8;

    private static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
              half-open-limit: 5000
            l2tp:
              local-address: 10.200.0.1
            lookup:
              order: [radius]
            radius:
              dead-time: 1s
              servers:
                - name: one
                  address: 10.200.0.251
                  secret: chaos-secret
                  timeout: 300ms
                  retries: 1
                - name: two
                  address: 10.200.0.252
                  secret: chaos-secret
                  timeout: 300ms
                  retries: 1
            accounting:
              enabled: yes
            """;

    private static final AccessConcentrator NOBODY =
            new AccessConcentrator(
                    "nobody",
                    FIRST_MAC - 1,
                    _ -> {
                        throw new IllegalStateException("nobody is called");
                    });

    private final OwnNamespace namespace = new OwnNamespace();
    private final List<RadiusPeer> servers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Random random = new Random(20_260);
    private RealBox box;
    private int dialled;
    private int over;

    @BeforeAll
    void up() {
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        for (int i = 0; i < CALLS; i++) {
            subscribers.add(
                    new Subscriber(
                            SubscriberProfile.of(FIRST_MAC + i, "u" + i + "@isp", PASSWORD)));
        }
        Map<String, Lns> lnses = new LinkedHashMap<>();
        for (String address : List.of(FIRST, SECOND, TRAP)) {
            LnsProfile profile =
                    LnsProfile.accepting("lns-" + address, null, PASSWORD)
                            .options(false, true, 256);
            lnses.put(address, new Lns(profile, random));
        }
        box = namespace.inside(() -> new RealBox(SITE, subscribers, NOBODY, lnses));
        for (String address : SERVERS) {
            servers.add(namespace.inside(() -> server(address)));
        }
    }

    private RadiusPeer server(String address) throws IOException, InterruptedException {
        Namespaces.run(List.of("ip", "addr", "add", address + "/24", "dev", "lns0"));
        Namespaces.run(List.of("ip", "addr", "add", LIARS_OTHER_ADDRESS + "/24", "dev", "lns0"));
        return new RadiusPeer(
                InetAddress.ofLiteral(address),
                InetAddress.ofLiteral(LIARS_OTHER_ADDRESS),
                SECRET,
                request -> tunnel(request.id() % 2 == 0 ? FIRST : SECOND),
                tunnel(TRAP),
                new Random(random.nextLong()));
    }

    private static List<Attribute> tunnel(String lns) {
        return List.of(
                Attribute.tagged(64, 1, 3),
                Attribute.tagged(65, 1, 1),
                Attribute.tagged(67, 1, lns));
    }

    @AfterAll
    void down() throws IOException {
        for (RadiusPeer server : servers) {
            server.close();
        }
        if (box != null) {
            box.close();
        }
        namespace.close();
    }

    @Test
    @DisplayName(
            "RFC 2866 §2, RFC 5080 §2.2: no server's mood costs a record or sends a call astray")
    void everyCallIsAccountedForOnceWhateverTheServersDo()
            throws InterruptedException, SQLException {
        long start = System.nanoTime();
        long nextMood = start;
        int moods = 0;
        while (over < CALLS) {
            long now = System.nanoTime();
            assertThat(Duration.ofNanos(now - start)).as("%d calls over", over).isLessThan(LONGEST);
            if (now >= nextMood) {
                nextMood = now + MOOD_NANOS;
                changeMoods(moods++);
            }
            box.act(() -> comeAndGo(now - start));
            LockSupport.parkNanos(20_000_000);
        }
        servers.forEach(server -> server.mood(Mood.WELL));
        List<LnsCall> calls = new ArrayList<>();
        box.act(
                () -> {
                    for (String lns : List.of(FIRST, SECOND)) {
                        box.lns(lns).lns().calls().stream()
                                .filter(call -> !call.iccn().isEmpty())
                                .forEach(calls::add);
                    }
                });
        RealBox.await(CATCHING_UP, "every stop is taken", () -> stops() >= calls.size());

        box.act(() -> assertThat(box.lns(TRAP).lns().calls()).as("calls gone astray").isEmpty());
        assertThat(calls).as("calls that came about").hasSizeGreaterThan(CALLS / 3);
        assertThat(servers).allMatch(server -> server.lies() > 20);
        assertThat(box.terminate()).as("exit code").isIn(0, 143);
        assertThat(box.leftInQueue()).as("what no server has").isZero();
        assertThat(records().getLast().number(STATUS_TYPE)).as("the last word").isEqualTo(OFF);
        compare(calls);
        System.out.printf(
                "chaos: %d calls came about of %d, %d lies, %d requests%n",
                calls.size(),
                CALLS,
                servers.stream().mapToLong(RadiusPeer::lies).sum(),
                servers.stream().mapToLong(RadiusPeer::requests).sum());
    }

    /** Each has every mood in turn, and every other one beside it sooner or later. */
    private void changeMoods(int turn) {
        servers.get(0).mood(MOODS.get(turn % MOODS.size()));
        servers.get(1).mood(MOODS.get((turn + 1 + turn / MOODS.size()) % MOODS.size()));
    }

    /** On the peers' thread: callers who have pinged hang up, new ones dial. */
    private void comeAndGo(long sinceNanos) {
        int ended = 0;
        for (Subscriber subscriber : subscribers.subList(0, dialled)) {
            switch (subscriber.state()) {
                case ENDED -> ended++;
                case UP -> {
                    if (subscriber.pings().answered() > 0) {
                        box.access.act(subscriber, subscriber::drop);
                    } else if (subscriber.pings().sent() == 0) {
                        int size = 84 + random.nextInt(1300);
                        box.access.act(
                                subscriber, out -> subscriber.ping(RealBox.now(), size, out));
                    }
                }
                default -> {}
            }
        }
        over = ended;
        double due = sinceNanos / 1e9 * RATE;
        for (int i = 0;
                i < RATE / 20
                        && dialled < CALLS
                        && dialled < due
                        && dialled - ended < MOST_AT_A_TIME;
                i++) {
            box.access.dial(subscribers.get(dialled++));
        }
    }

    private List<RadiusPacket> records() {
        return servers.stream()
                .flatMap(server -> server.kept().stream())
                .sorted((a, b) -> Long.compare(a.atNanos(), b.atNanos()))
                .map(RadiusPeer.Kept::packet)
                .toList();
    }

    private long stops() {
        return records().stream()
                .filter(each -> each.number(STATUS_TYPE) == STOP)
                .map(each -> each.text(SESSION_ID))
                .distinct()
                .count();
    }

    /** What the servers were told and what the LNSs saw, call by call. */
    private void compare(List<LnsCall> calls) {
        Map<String, List<RadiusPacket>> bySerial = new LinkedHashMap<>();
        for (RadiusPacket each : records()) {
            long type = each.number(STATUS_TYPE);
            if (type == START || type == STOP) {
                bySerial.computeIfAbsent(each.text(CONNECTION), _ -> new ArrayList<>()).add(each);
            }
        }
        assertThat(bySerial).as("calls accounted for").hasSize(calls.size());
        for (LnsCall call : calls) {
            long serial = serial(call);
            List<RadiusPacket> told = bySerial.getOrDefault(Long.toString(serial), List.of());
            assertThat(told).as("the accounting of call %d", serial).isNotEmpty();
            assertOnce(told);
            RadiusPacket stop = told.getLast();
            assertThat(told.getFirst().number(STATUS_TYPE)).as("what came first").isEqualTo(START);
            assertThat(stop.number(STATUS_TYPE)).as("what came last").isEqualTo(STOP);
            assertThat(
                            List.of(
                                    stop.number(INPUT_PACKETS),
                                    stop.number(INPUT_OCTETS),
                                    stop.number(OUTPUT_PACKETS),
                                    stop.number(OUTPUT_OCTETS)))
                    .as("frames and octets, up and down, of call %d", serial)
                    .containsExactly(
                            call.data().received(),
                            call.data().receivedOctets(),
                            call.data().sent(),
                            call.data().sentOctets());
        }
    }

    private static long serial(LnsCall call) {
        return Objects.requireNonNull(Avp.find(call.icrq(), Avp.CALL_SERIAL_NUMBER)).u32();
    }

    /** However often a record was sent, it is one record: all copies say the same. */
    private static void assertOnce(List<RadiusPacket> told) {
        assertThat(told.stream().map(each -> each.text(SESSION_ID)).distinct()).hasSize(1);
        for (int type : new int[] {START, STOP}) {
            assertThat(
                            told.stream()
                                    .filter(each -> each.number(STATUS_TYPE) == type)
                                    .map(
                                            each ->
                                                    List.of(
                                                            each.number(INPUT_OCTETS),
                                                            each.number(OUTPUT_OCTETS),
                                                            each.number(55)))
                                    .distinct())
                    .as("records of kind %d", type)
                    .hasSize(1);
        }
    }
}
