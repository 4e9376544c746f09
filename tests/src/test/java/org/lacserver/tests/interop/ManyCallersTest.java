package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fifty modems at once, each kind of VLAN and each kind of authentication among them. */
@RealPeers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManyCallersTest {
    private static final String USER = "one@isp1.test";
    private static final List<String> METHODS = List.of("pap", "chap", "mschapv2", "eap");
    private static final List<List<String>> TAGS =
            List.of(
                    List.of(),
                    List.of("--vlan", "200"),
                    List.of("--vlan", "17+", "--svlan", "300"));

    private Lab lab;
    private Xl2tpd xl2tpd;
    private Product product;

    @BeforeAll
    void up() {
        lab = Lab.up("many", 1600);
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any", "--mtu", "1492");
        lab.subscriberGuest("s1");
        product = Product.start(lab, Site.byAnyMethod());
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

    /** The strongest method is asked for first; whoever knows another one says so. */
    @Test
    @DisplayName("RFC 1661 §5.3, RFC 2516 §5: fifty callers at once, each by his own method")
    void fiftyCallersAtOnceEachInHisOwnWay() {
        List<Subscriber> callers = new ArrayList<>();
        List<String> firstOfEachKind = new ArrayList<>();
        int kinds = METHODS.size() * TAGS.size();
        for (int kind = 0; kind < kinds; kind++) {
            int count = kind < 50 % kinds ? 50 / kinds + 1 : 50 / kinds;
            List<String> options =
                    new ArrayList<>(List.of("--auth", METHODS.get(kind % METHODS.size())));
            options.addAll(TAGS.get(kind / METHODS.size()));
            firstOfEachKind.add("" + (callers.size() + 1));
            callers.addAll(
                    Subscriber.dial(
                            lab,
                            "s1",
                            callers.size() + 1,
                            count,
                            USER,
                            options.toArray(String[]::new)));
        }
        assertThat(callers).hasSize(50);
        lab.run("subscriber", "wait", "s1", "--up", "50", "--timeout", "60");
        assertThat(product.calls()).isEqualTo(50);
        assertThat(xl2tpd.sessions()).isEqualTo(50);
        assertThat(xl2tpd.tunnels()).isEqualTo(1);
        List<String> ping = new ArrayList<>(List.of("subscriber", "ping", "s1"));
        ping.addAll(firstOfEachKind);
        ping.addAll(List.of("--", "-c", "3", "-i", "0.2", "-q"));
        lab.run(ping.toArray(String[]::new));
        lab.run("subscriber", "stop", "s1");
        Await.until(
                Duration.ofSeconds(20), "no call left", () -> product.calls() == 0, product::log);
        assertThat(xl2tpd.sessions()).isZero();
    }
}
