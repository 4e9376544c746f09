package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;

/** A modem whose Ethernet carries more than PPPoE was made for: 1500 octets of IP in one piece. */
@RealPeers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MaxPayloadTest {
    private static final String USER = "one@isp1.test";

    /** IP and ICMP headers take 28 of 1500 octets. */
    private static final String[] FULL = {"-c", "3", "-i", "0.2", "-M", "do", "-s", "1472"};

    private Lab lab;
    private Xl2tpd xl2tpd;
    private Product product;

    @BeforeAll
    void up() {
        lab = Lab.up("payload", 1600);
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any", "--mtu", "1500");
        lab.subscriberGuest("s1");
        product = Product.start(lab, Site.withMru(1500));
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

    @Test
    @DisplayName("RFC 4638 §4, §5.1: with PPP-Max-Payload 1500 octets of IP pass both ways whole")
    void fullEthernetFramesPassBothWays() {
        Subscriber caller = Subscriber.dial(lab, "s1", 1, USER, "--mru", "1500");
        Session session = caller.awaitUp();
        assertThat(caller.log()).contains("rcvd [LCP ConfReq id=", "<mru 1500>");
        caller.ping(FULL).orFail();
        xl2tpd.ping(session.local(), FULL).orFail();
        end(caller);
    }

    @Test
    @DisplayName(
            "RFC 4638 §5.1: who does not send PPP-Max-Payload is never asked for more than 1492")
    void withoutTheTagItIs1492() {
        Subscriber caller = Subscriber.dial(lab, "s1", 2, USER, "--mru", "1492");
        Session session = caller.awaitUp();
        String fromTheLac = caller.log().substring(0, caller.log().indexOf("AuthReq"));
        assertThat(fromTheLac).contains("<mru 1492>").doesNotContain("<mru 1500>");
        String[] most = {"-c", "3", "-i", "0.2", "-M", "do", "-s", "1464"};
        caller.ping(most).orFail();
        xl2tpd.ping(session.local(), most).orFail();
        end(caller);
    }

    private void end(Subscriber caller) {
        caller.hangUp();
        Await.until(
                Duration.ofSeconds(10), "no call left", () -> product.calls() == 0, product::log);
    }
}
