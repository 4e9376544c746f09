package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** An LNS that is set up otherwise, loses its power, comes back. */
@RealPeers
final class LnsLifeTest {

    /** One realm whose tunnel has a secret, one whose tunnel has none; a dead LNS is seen soon. */
    static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
            l2tp:
              host-name: lab-lac
              local-address: 10.200.0.1
              hello: 5s
              lockout: 1s
              tunnel-idle: 1s
              retransmit:
                first: 200ms
                cap: 1s
                retries: 3
                setup-retries: 2
            lookup:
              order: [local]
            lns-groups:
              authenticated:
                lookup:
                  realms: [isp1.test]
                lns:
                  - name: with-secret
                    address: 10.200.0.11
                    secret: lns-secret
              open:
                lookup:
                  realms: [open.test]
                lns:
                  - name: without-secret
                    address: 10.200.0.11
            """;

    /** pppd(8): we failed to authenticate ourselves to the peer. */
    private static final int REFUSED = 19;

    private static final String USER = "one@isp1.test";

    private Lab lab;
    private Xl2tpd xl2tpd;
    private Product product;
    private Capture core;
    private int lastSubscriber;
    private List<String> options = List.of();

    @BeforeAll
    void up() {
        lab = Lab.up("lnslife", 1600);
        core = lab.capture("core", "br-core");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any");
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

    /** An xl2tpd with these options; a new one only where they are others than before. */
    private void lns(String... more) {
        if (!options.equals(List.of(more))) {
            options = List.of(more);
            String[] all =
                    Stream.concat(Stream.of("--auth", "any"), options.stream())
                            .toArray(String[]::new);
            xl2tpd.restart(all);
        }
    }

    private Subscriber call(String user) {
        Subscriber subscriber = Subscriber.dial(lab, "s1", ++lastSubscriber, user);
        subscriber.awaitUp();
        xl2tpd.awaitUser(user);
        subscriber.ping("-c", "2", "-i", "0.2").orFail();
        return subscriber;
    }

    private void hangUp(Subscriber subscriber) {
        subscriber.hangUp();
        subscriber.awaitExit();
        awaitNothing();
    }

    private void awaitNothing() {
        Await.until(
                Duration.ofSeconds(10),
                "no call and no tunnel in the daemon",
                () -> product.calls() == 0 && product.tunnels() == 0,
                product::log);
    }

    @Test
    @DisplayName("RFC 2661 §3.1: data with and without the Length field arrives")
    void withAndWithoutTheLengthBit() {
        for (String option : List.of("--userspace", "--no-length-bit")) {
            lns("--userspace", option);
            long since = System.currentTimeMillis() / 1000;
            hangUp(call(USER));
            String length = option.equals("--userspace") ? "1" : "0";
            core.awaitPacket(
                    "l2tp.type==0 && ip.src==10.200.0.11 && frame.time_epoch>=%d && l2tp.length_bit==%s"
                            .formatted(since, length),
                    p -> true);
        }
    }

    @Test
    @DisplayName("RFC 2661 §5.1.1: without a secret neither side is asked to prove itself")
    void withoutASecret() {
        lns("--no-challenge");
        hangUp(call("two@open.test"));
    }

    @Test
    @DisplayName("RFC 2661 §5.5: a power cut of the LNS ends its calls; when it is back, calls are")
    void aPowerCutInTheMiddleOfACall() {
        lns();
        Subscriber subscriber = call(USER);
        lab.run("guest", "kill", "lns1");
        subscriber.awaitExit();
        assertThat(product.calls()).isZero();
        assertThat(product.callEnd(USER)).isNotEmpty();

        xl2tpd = lab.xl2tpd("lns1", "--auth", "any");
        hangUp(call(USER));
    }

    @Test
    @DisplayName(
            "§4.4.2: an LNS without an address left clears the call (CDN 2/4); the other stays")
    void aFullLnsRefusesTheNextCaller() {
        lns("--pool", "10.66.0.10-10.66.0.10");
        Subscriber first = call(USER);
        Subscriber second = Subscriber.dial(lab, "s1", ++lastSubscriber, "two@isp1.test");

        assertThat(second.awaitExit()).as(second.log()).isEqualTo(REFUSED);

        assertThat(product.callEnd("two@isp1.test")).contains("by=lns", "result=2/4");
        first.ping("-c", "2", "-i", "0.2").orFail();
        hangUp(first);
    }

    @Test
    @DisplayName(
            "§6.12: an LNS clears three calls in a row: each caller is told, all can come again")
    void callsAreClearedInARow() {
        lns();
        for (int round = 0; round < 2; round++) {
            int from = lastSubscriber + 1;
            lastSubscriber += 3;
            List<Subscriber> all = Subscriber.dial(lab, "s1", from, 3, "u%d@isp1.test");
            all.forEach(Subscriber::awaitUp);
            for (Subscriber one : all) {
                String user = "u" + one.number() + "@isp1.test";
                xl2tpd.awaitUser(user);
                xl2tpd.hangUp(user);
            }
            for (Subscriber one : all) {
                one.awaitExit();
                assertThat(product.callEnd("u" + one.number() + "@isp1.test")).contains("by=lns");
            }
            awaitNothing();
        }
    }

    @Test
    void aPortThatHasNoAddressIsNotCalledMissing() {
        assertThat(product.log()).doesNotContain("no such interface");
    }
}
