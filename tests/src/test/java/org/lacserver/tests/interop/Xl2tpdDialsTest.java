package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** xl2tpd opens a tunnel and places calls (RFC 2661 §5.2.2); rp-pppoe's server answers them. */
@RealPeers
final class Xl2tpdDialsTest {

    /** The one who is called logs in at the LNS. */
    private static final String CALLED = "remoteuser";

    static final String SITE =
            """
            access:
              ports: [acc0]
              damping-failures: off
            l2tp:
              host-name: lab-lac
              local-address: 10.200.0.1
            lookup:
              order: [local]
            lns-groups:
              callers:
                lookup:
                  realms: [isp1.test]
                lns:
                  - name: xl2tpd
                    address: 10.200.0.11
                    secret: lns-secret
                    accept-tunnels: yes
            dial-plan:
              - number: "5551234"
                port: acc0
                ac-name: far
            """;

    private Lab lab;
    private Xl2tpd xl2tpd;
    private Product product;

    @BeforeAll
    void up() {
        lab = Lab.up("xldials", 1600);
        xl2tpd =
                lab.xl2tpd(
                        "lns1",
                        "--call",
                        "lac:" + Lab.LAC,
                        "--call-extra",
                        "10.66.0.1:10.66.0.99 require-chap name lns1");
        lab.guest("ans");
        lab.run(
                "answer",
                "start",
                "ans",
                "--ac",
                "far",
                "--auth",
                "none",
                "--as",
                CALLED + ":secret",
                "--local",
                "0.0.0.0",
                "--remote",
                "0.0.0.0",
                "--extra",
                "ipcp-accept-local ipcp-accept-remote");
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

    /** It places one call after its own hang-up only in a new tunnel. */
    @AfterEach
    void xl2tpdClosesTheTunnel() {
        lab.run("lns", "hangup", "lns1", "lac");
        Await.until(
                Duration.ofSeconds(10),
                "no tunnel in the daemon",
                () -> product.tunnels() == 0,
                this::logs);
    }

    private String logs() {
        return xl2tpd.log() + lab.read("guest/ans/answer/pppd.log") + product.log();
    }

    private void call() {
        lab.run("lns", "call", "lns1", "lac", "5551234");
        Await.until(
                Duration.ofSeconds(30),
                "the one who is called is up at xl2tpd",
                () -> xl2tpd.users().contains(CALLED),
                this::logs);
        xl2tpd.ping("10.66.0.99", "-c", "2", "-i", "0.2").orFail();
        lab.run("exec", "ans", "ping -c 2 -i 0.2 10.66.0.1");
        assertThat(product.calls()).isEqualTo(1);
    }

    private void assertNothingIsLeft() {
        Await.until(
                Duration.ofSeconds(20),
                "no call in the daemon, at xl2tpd, at the far end",
                () ->
                        product.calls() == 0
                                && xl2tpd.users().isEmpty()
                                && xl2tpd.sessions() == 0
                                && lab.readAll("guest/ans/sessions").isEmpty(),
                this::logs);
    }

    @Test
    @DisplayName("§5.2.2, §7.5: SCCRQ and OCRQ of xl2tpd, pings both ways; its pppd hangs up")
    void xl2tpdHangsUp() {
        call();
        xl2tpd.hangUp(CALLED);
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("§7.5.1: the far end's pppd ends, and so does the call at xl2tpd")
    void theFarEndHangsUp() {
        call();
        lab.run("exec", "ans", Lab.killPppd("TERM"));
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("§4.4.2: a number that leads nowhere: xl2tpd reads CDN 6 and lives on")
    void anUnknownNumber() {
        lab.run("lns", "call", "lns1", "lac", "999");
        Await.until(
                Duration.ofSeconds(20),
                "xl2tpd has read CDN 6",
                () -> xl2tpd.log().contains("peer closing for reason 6"),
                this::logs);
        assertNothingIsLeft();
        call();
        xl2tpd.hangUp(CALLED);
        assertNothingIsLeft();
    }
}
