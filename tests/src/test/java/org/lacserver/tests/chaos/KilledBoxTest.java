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
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;

import java.io.IOException;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The daemon is killed with calls up and stops that no server has, and started again: every call
 * that the LNS had got one start and one stop.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KilledBoxTest {
    private static final int CALLS = 300;
    private static final int ENDED_BEFORE = 100;
    private static final int ENDED_UNHEARD = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORD = "word";
    private static final String SECRET = "killed-secret";
    private static final String LNS = "10.200.0.11";
    private static final String SERVER = "10.200.0.251";
    private static final long FIRST_MAC = 0x02_00_5e_40_00_00L;

    // RFC 2865 §5.1, RFC 2866 §5
    private static final int USER_NAME = 1;
    private static final int STATUS_TYPE = 40;
    private static final int SESSION_ID = 44;
    private static final int TERMINATE_CAUSE = 49;
    private static final int START = 1;
    private static final int STOP = 2;
    private static final int ON = 7;
    private static final int USER_REQUEST = 1;
    private static final int NAS_REBOOT = 11;

    private static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
              half-open-limit: 5000
            l2tp:
              local-address: 10.200.0.1
            lookup:
              order: [local]
            lns-groups:
              isp:
                lookup: { realms: [isp] }
                lns:
                  - { name: one, address: 10.200.0.11 }
            radius:
              servers:
                - { name: r1, address: 10.200.0.251, secret: killed-secret, timeout: 300ms }
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
    private final List<Subscriber> subscribers = new ArrayList<>();
    private RealBox box;
    private RadiusPeer server;

    @BeforeAll
    void up() {
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        for (int i = 0; i <= CALLS; i++) {
            subscribers.add(new Subscriber(SubscriberProfile.of(FIRST_MAC + i, user(i), PASSWORD)));
        }
        LnsProfile profile = LnsProfile.accepting("lns", null, PASSWORD).options(false, true, 256);
        Map<String, Lns> lnses = Map.of(LNS, new Lns(profile, new Random(1)));
        box = namespace.inside(() -> new RealBox(SITE, subscribers, NOBODY, lnses));
        server = namespace.inside(KilledBoxTest::server);
    }

    private static String user(int index) {
        return "u" + index + "@isp";
    }

    private static RadiusPeer server() throws IOException, InterruptedException {
        Namespaces.run(List.of("ip", "addr", "add", SERVER + "/24", "dev", "lns0"));
        return new RadiusPeer(
                InetAddress.ofLiteral(SERVER),
                InetAddress.ofLiteral(SERVER),
                SECRET,
                _ -> List.<Attribute>of(),
                List.of(),
                new Random(2));
    }

    @AfterAll
    void down() throws IOException {
        if (server != null) {
            server.close();
        }
        if (box != null) {
            box.close();
        }
        namespace.close();
    }

    private List<RadiusPacket> records(int type) {
        return server.kept().stream()
                .map(RadiusPeer.Kept::packet)
                .filter(each -> each.number(STATUS_TYPE) == type)
                .toList();
    }

    private List<String> of(int index, int type, int what) {
        return records(type).stream()
                .filter(each -> each.text(USER_NAME).equals(user(index)))
                .map(
                        each ->
                                what == SESSION_ID
                                        ? each.text(what)
                                        : Long.toString(each.number(what)))
                .distinct()
                .toList();
    }

    private long sessions(int type) {
        return records(type).stream().map(each -> each.text(SESSION_ID)).distinct().count();
    }

    private void hangUp(int from, int to) {
        box.act(
                () ->
                        subscribers
                                .subList(from, to)
                                .forEach(each -> box.access.act(each, each::drop)));
        box.await("the LNS has been told", () -> box.lns(LNS).lns().liveCalls() == CALLS - to);
    }

    @Test
    @DisplayName(
            "RFC 2866 §5.10: calls cut off by a crash get their stop at the next start, NAS-Reboot,"
                    + " once, before Accounting-On")
    void killedWithCallsUp() throws InterruptedException, SQLException {
        box.act(() -> subscribers.subList(0, CALLS).forEach(each -> box.access.dial(each)));
        Lns lns = box.lns(LNS).lns();
        box.await("all are up", () -> lns.liveCalls() == CALLS);
        RealBox.await(PATIENCE, "starts", () -> sessions(START) == CALLS);
        hangUp(0, ENDED_BEFORE);
        RealBox.await(PATIENCE, "stops", () -> sessions(STOP) == ENDED_BEFORE);
        server.mood(Mood.SILENT);
        hangUp(ENDED_BEFORE, ENDED_BEFORE + ENDED_UNHEARD);
        box.kill();
        assertThat(sessions(STOP)).as("stops before the crash").isEqualTo(ENDED_BEFORE);
        server.mood(Mood.WELL);
        namespace.inside(
                () -> {
                    box.restart();
                    return true;
                });
        RealBox.await(PATIENCE, "all stops", () -> sessions(STOP) == CALLS);
        Subscriber later = subscribers.get(CALLS);
        box.act(() -> box.access.dial(later));
        RealBox.await(PATIENCE, "a call of the new life", () -> sessions(START) == CALLS + 1);

        for (int i = 0; i < CALLS; i++) {
            assertThat(of(i, START, SESSION_ID)).as("starts of %d", i).hasSize(1);
            assertThat(of(i, STOP, SESSION_ID))
                    .as("stops of %d", i)
                    .isEqualTo(of(i, START, SESSION_ID));
            List<String> causes = of(i, STOP, TERMINATE_CAUSE);
            assertThat(causes).as("causes of %d", i).hasSize(1);
            if (i < ENDED_BEFORE) {
                assertThat(causes).containsExactly(Integer.toString(USER_REQUEST));
            } else if (i >= ENDED_BEFORE + ENDED_UNHEARD) {
                assertThat(causes).containsExactly(Integer.toString(NAS_REBOOT));
            }
        }
        List<Long> order =
                server.kept().stream().map(each -> each.packet().number(STATUS_TYPE)).toList();
        assertThat(order.lastIndexOf((long) STOP)).isLessThan(order.lastIndexOf((long) ON));
        assertThat(order.lastIndexOf((long) ON)).isLessThan(order.lastIndexOf((long) START));
        assertThat(box.terminate()).isIn(0, 143);
        assertThat(sessions(STOP)).isEqualTo(CALLS + 1);
        assertThat(box.leftInQueue()).isZero();
    }
}
