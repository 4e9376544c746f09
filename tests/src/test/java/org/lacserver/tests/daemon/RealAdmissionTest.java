package org.lacserver.tests.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lacserver.tests.peer.AccessConcentrator;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsProfile;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What an operator sees and does of who is let in, at a real daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealAdmissionTest {
    private static final String ADDRESS = "10.200.0.11";
    private static final long FIRST_MAC = 0x02_00_5e_40_00_01L;

    private static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: 3
              damping-hold: 1m
            l2tp:
              local-address: 10.200.0.1
              secret: tunnel-secret
            lns-groups:
              isp:
                lookup: { realms: [isp.example] }
                lns:
                  - { name: lns, address: 10.200.0.11 }
            """;

    private final Subscriber alice = subscriber(0, "alice@isp.example");
    private final Subscriber bob = subscriber(1, "bob@isp.example");
    private final Subscriber mallory = subscriber(2, "mallory@nowhere.example");
    private final OwnNamespace namespace = new OwnNamespace();
    private RealBox box;

    private static Subscriber subscriber(int index, String user) {
        return new Subscriber(SubscriberProfile.of(FIRST_MAC + index, user, "word"));
    }

    @BeforeAll
    void up() {
        boolean allowed = namespace.enter();
        if (!allowed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true and no network namespace may be made");
        }
        Assumptions.assumeTrue(allowed, "a network namespace takes root");
        LnsProfile profile = LnsProfile.accepting("lns", "tunnel-secret", "word");
        Lns lns = new Lns(profile, RandomGenerator.getDefault());
        AccessConcentrator nobody =
                new AccessConcentrator(
                        "remote",
                        0x02_00_5e_20_00_01L,
                        id ->
                                PppTerms.server(
                                        "remote",
                                        id,
                                        Ppp.CHAP,
                                        _ -> "word",
                                        () -> new byte[16],
                                        1,
                                        2));
        box =
                namespace.inside(
                        () ->
                                new RealBox(
                                        SITE,
                                        List.of(alice, bob, mallory),
                                        nobody,
                                        Map.of(ADDRESS, lns)));
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

    private String operator(String... words) {
        return namespace.inside(() -> box.operator(words));
    }

    private void dial(Subscriber subscriber) {
        box.act(() -> box.access.dial(subscriber));
    }

    private void awaitState(Subscriber subscriber, Subscriber.State state) {
        box.await(subscriber.profile().user() + " is " + state, () -> subscriber.state() == state);
    }

    private void awaitRefusal(String counter) {
        RealBox.await(
                Duration.ofSeconds(10),
                counter + " is shown",
                () -> operator("show", "pppoe").contains(counter));
    }

    @Test
    @DisplayName(
            "RFC 2516 §5.2: beyond a limit that an operator sets there is no PADO, below it is")
    void aLimitCountsAtOnce() {
        dial(alice);
        awaitState(alice, Subscriber.State.UP);
        assertThat(operator("set", "limit", "port", "acc0", "1"))
                .isEqualTo("limit of port acc0: 1\n");
        assertThat(operator("show", "pppoe")).containsPattern("port +acc0 +1 calls of 1\n");
        dial(bob);
        awaitRefusal("padi-port-limit");
        assertThat(bob.state()).isEqualTo(Subscriber.State.PADI_SENT);
        operator("set", "limit", "port", "acc0", "default");
        awaitState(bob, Subscriber.State.UP); // by his next PADI
        assertThat(operator("show", "pppoe")).containsPattern("half-open +0 of 2,000\n");
        box.act(() -> box.access.act(alice, alice::drop));
        box.act(() -> box.access.act(bob, bob::drop));
    }

    @Test
    @DisplayName("a line that fails three times has to wait, is shown, and is released by hand")
    void aLineThatFlapsWaits() {
        for (int failed = 0; failed < 3; failed++) {
            dial(mallory);
            awaitState(mallory, Subscriber.State.ENDED);
        }
        assertThat(operator("show", "pppoe", "--held")).contains("02:00:5e:40:00:03");
        dial(mallory);
        awaitRefusal("padi-line-held");
        assertThat(mallory.state()).isEqualTo(Subscriber.State.PADI_SENT);
        String why = operator("explain", "mac", "02:00:5e:40:00:03");
        assertThat(why).contains("no service for this user");
        assertThat(operator("clear", "hold", "all")).isEqualTo("released 1 line\n");
        awaitState(mallory, Subscriber.State.ENDED); // asked, named himself, refused once more
    }
}
