package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/**
 * The lab without the product, l2tpns in its place: when this fails too, the peers or the machine
 * are at fault.
 */
@RealPeers
final class LabTest {

    private Lab lab;
    private Xl2tpd lns;
    private Capture core;

    @BeforeAll
    void up() {
        lab = Lab.up("lab", 1600);
        lab.run("radius", "start");
        lns = lab.xl2tpd("lns1", "--auth", "any", "--mtu", "1492");
        lab.run("l2tpns", "start", "bas", "--pppoe", "--auth", "pap", "--addr", "10.200.0.51/24");
        lab.subscriberGuest("s1");
        core = lab.capture("core", "br-core");
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void aSubscriberReachesXl2tpdThroughAnotherLacAndNothingIsLeft() {
        Subscriber one = Subscriber.dial(lab, "s1", 1, "one@isp1.test");
        Session session = one.awaitUp();

        lns.awaitUser("one@isp1.test");
        one.ping("-c", "2", "-i", "0.2", "-M", "do", "-s", "1464").orFail();
        lns.ping(session.local(), "-c 2 -i 0.2").orFail();
        assertThat(lns.sessions()).isEqualTo(1);
        assertThat(lns.tunnels()).isEqualTo(1);

        one.hangUp();
        assertThat(one.awaitExit()).isEqualTo(5);
        assertThat(one.statistics().sent()).isGreaterThan(2 * 1492);
        Await.until(Duration.ofSeconds(10), "no user left", () -> lns.users().isEmpty(), lns::log);
        core.stop();
        assertThat(core.packets("l2tp.avp.message_type==12"))
                .singleElement()
                .satisfies(
                        iccn ->
                                assertThat(iccn.avp(24).orElseThrow().value())
                                        .isEqualTo("00989680"));
    }
}
