package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A subscriber's call goes from one real LNS to another while his pppd runs on. */
@RealPeers
final class RehomeTest {
    private static final String USER = "one@isp1.test";

    /** The lab's RADIUS server may ask. */
    static final String SITE =
            Site.byLocalTable()
                    + """
                    dynamic-authorization:
                      clients:
                        - { address: 10.200.0.31, secret: dynamic-secret }
                    """;

    private static final String TO_L2TPNS =
            "User-Name = one@isp1.test, Tunnel-Type:1 = L2TP, Tunnel-Medium-Type:1 = IPv4,"
                    + " Tunnel-Server-Endpoint:1 = 10.200.0.21, Tunnel-Password:1 = lns-secret";

    private Lab lab;
    private Xl2tpd xl2tpd;
    private L2tpns l2tpns;
    private Product product;

    @BeforeAll
    void up() {
        lab = Lab.up("rehome", 1600);
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any");
        l2tpns = lab.l2tpns("ns2");
        lab.subscriberGuest("s1");
        product = Product.start(lab, SITE);
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

    private String asks(String command, String attributes) {
        String line =
                "echo '%s' | radclient -x -t 25 -r 1 %s:3799 %s dynamic-secret"
                        .formatted(attributes, Lab.LAC, command);
        return lab.inNamespace("rad", "sh", "-c", line).output();
    }

    private void awaitAt(Subscriber subscriber, Lns present, Lns former) {
        present.awaitUser(USER);
        Await.until(
                Duration.ofSeconds(10),
                "nothing left at " + former,
                () -> former.users().isEmpty() && former.sessions() == 0,
                former::log);
        Await.until(
                Duration.ofSeconds(20),
                "pings pass to " + present,
                () -> subscriber.ping("-c", "2", "-i", "0.2").ok(),
                subscriber::log);
        assertThat(subscriber.ended()).as(subscriber.log()).isFalse();
        assertThat(product.calls()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "RFC 5176 §3.6, note 5: a CoA moves a pppd from xl2tpd to l2tpns, an operator moves it"
                    + " back; it is never hung up")
    void aSubscriberIsMovedAndMovedBack() {
        Subscriber subscriber = Subscriber.dial(lab, "s1", 1, USER);
        subscriber.awaitUp();
        xl2tpd.awaitUser(USER);
        subscriber.ping("-c", "2", "-i", "0.2").orFail();

        assertThat(asks("coa", TO_L2TPNS)).contains("Received CoA-ACK");
        awaitAt(subscriber, l2tpns, xl2tpd);
        assertThat(product.log()).contains("call move id=");

        String moved = product.lac("move", "call", USER, "--to", "xl2tpd").orFail();
        assertThat(moved).contains("is at xl2tpd now");
        awaitAt(subscriber, xl2tpd, l2tpns);

        assertThat(asks("disconnect", "User-Name = " + USER)).contains("Received Disconnect-ACK");
        subscriber.awaitExit();
        assertThat(product.callEnd(USER)).contains("cause=admin-reset(6)");
    }
}
