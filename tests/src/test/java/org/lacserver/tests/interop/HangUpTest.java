package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.tests.net.DetailRecord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whoever ends a call: nothing of it is left on any box, and each is told why. */
@RealPeers
final class HangUpTest {

    private static final String AT_XL2TPD = "one@isp1.test";
    private static final String AT_L2TPNS = "b@isp2.test";

    /** It misses a subscriber after three echoes, six seconds. */
    private static final String[] XL2TPD_OPTIONS = {"--auth", "any", "--echo", "2"};

    /** Short waits, so that a tunnel without calls and a dead LNS are cleared within seconds. */
    static final String SITE =
            Site.byRadius()
                    .replace(
                            "  retransmit:\n",
                            "  tunnel-idle: 1s\n  hello: 5s\n  retransmit:\n    cap: 1s\n");

    private Lab lab;
    private Xl2tpd xl2tpd;
    private L2tpns l2tpns;
    private Product product;
    private final List<Subscriber> dialled = new ArrayList<>();
    private int lastSubscriber;

    @BeforeAll
    void up() {
        lab = Lab.up("hangup", 1600);
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", XL2TPD_OPTIONS);
        l2tpns = lab.l2tpns("ns2");
        lab.subscriberGuest("s1");
    }

    @BeforeEach
    void daemonRuns() {
        if (product == null || !product.isRunning()) {
            product = Product.start(lab, SITE);
        }
    }

    @AfterAll
    void down() {
        if (product != null) {
            product.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private Subscriber call(String user) {
        Subscriber subscriber = Subscriber.dial(lab, "s1", ++lastSubscriber, user);
        dialled.add(subscriber);
        subscriber.awaitUp();
        assertThat(product.calls()).isEqualTo(1);
        return subscriber;
    }

    /** A call that one test could not end is not the next one's. */
    @AfterEach
    void nobodyStaysUp() {
        for (Subscriber subscriber : dialled) {
            if (!subscriber.ended()) {
                subscriber.hangUp();
                assertNothingIsLeft(subscriber);
            }
        }
        dialled.clear();
    }

    private void assertNothingIsLeft(Subscriber subscriber) {
        subscriber.awaitExit();
        for (Lns lns : List.of(xl2tpd, l2tpns)) {
            Await.until(
                    Duration.ofSeconds(15),
                    "nothing left at " + lns,
                    () -> lns.users().isEmpty() && lns.sessions() == 0 && lns.tunnels() == 0,
                    lns::log);
        }
        Await.until(
                Duration.ofSeconds(15),
                "no call and no tunnel in the daemon",
                () -> product.calls() == 0 && product.tunnels() == 0,
                product::log);
    }

    @Test
    void theSubscriberHangsUpAtXl2tpd() {
        Subscriber subscriber = call(AT_XL2TPD);
        subscriber.hangUp();
        assertNothingIsLeft(subscriber);
    }

    @Test
    void theSubscriberHangsUpAtL2tpns() {
        Subscriber subscriber = call(AT_L2TPNS);
        subscriber.hangUp();
        assertNothingIsLeft(subscriber);
    }

    @Test
    @DisplayName(
            "a subscriber who falls silent is noticed by the LNS's echoes: a CDN ends the call")
    void theSubscriberIsKilled() {
        Subscriber subscriber = call(AT_XL2TPD);
        subscriber.kill();
        assertNothingIsLeft(subscriber);
    }

    @Test
    void xl2tpdHangsUp() {
        Subscriber subscriber = call(AT_XL2TPD);
        xl2tpd.hangUp(AT_XL2TPD);
        assertNothingIsLeft(subscriber);
    }

    @Test
    @DisplayName("RFC 5176: a Disconnect-Request at l2tpns becomes a CDN, and that a PADT")
    void l2tpnsIsToldToDisconnect() {
        Subscriber subscriber = call(AT_L2TPNS);
        l2tpns.hangUp(AT_L2TPNS);
        assertNothingIsLeft(subscriber);
    }

    @Test
    @DisplayName("an LNS that shuts down (StopCCN) takes its calls with it")
    void xl2tpdStops() {
        Subscriber subscriber = call(AT_XL2TPD);
        xl2tpd.stop();
        subscriber.awaitExit();
        xl2tpd.start(XL2TPD_OPTIONS);
        assertNothingIsLeft(subscriber);
    }

    @Test
    @DisplayName("an LNS that vanishes without a word is noticed by its silence")
    void l2tpnsVanishes() {
        Subscriber subscriber = call(AT_L2TPNS);
        l2tpns.stop();
        subscriber.awaitExit();
        l2tpns.start();
        assertNothingIsLeft(subscriber);
    }

    @Test
    void theOperatorClearsTheCall() {
        Subscriber subscriber = call(AT_XL2TPD);
        product.lac("clear", "call", AT_XL2TPD, "--yes").orFail();
        assertNothingIsLeft(subscriber);
    }

    @Test
    void theOperatorClearsTheTunnel() {
        Subscriber subscriber = call(AT_L2TPNS);
        product.lac("clear", "tunnel", l2tpns.address(), "--yes").orFail();
        assertNothingIsLeft(subscriber);
    }

    @Test
    @DisplayName(
            "SIGTERM: StopCCN to every LNS, PADT to every subscriber, accounting stop, in time")
    void theDaemonStops() {
        Subscriber one = call(AT_XL2TPD);
        Subscriber two = Subscriber.dial(lab, "s1", ++lastSubscriber, AT_L2TPNS);
        dialled.add(two);
        two.awaitUp();
        long stops = stops();

        assertThat(product.terminate()).isIn(0, 143);

        product = Product.start(lab, SITE);
        assertNothingIsLeft(one);
        assertNothingIsLeft(two);
        Await.until(
                Duration.ofSeconds(5),
                "two accounting stops",
                () -> stops() == stops + 2,
                () -> DetailRecord.all(lab.read("radius/acct-lac")).toString());
    }

    private long stops() {
        return DetailRecord.all(lab.read("radius/acct-lac")).stream()
                .filter(r -> r.get("Acct-Status-Type").equals("Stop"))
                .count();
    }
}
