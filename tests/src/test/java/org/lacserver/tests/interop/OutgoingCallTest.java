package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** An LNS opens a tunnel to the daemon and has it call a real PPPoE server (RFC 2661 §5.2.2). */
@RealPeers
final class OutgoingCallTest {

    static final String SITE =
            """
            access:
              ports: [acc0]
            l2tp:
              host-name: lab-lac
              local-address: 10.200.0.1
            lookup:
              order: [local]
            lns-groups:
              callers:
                lookup:
                  realms: [isp1.test]
                defaults:
                  secret: lns-secret
                  accept-tunnels: yes
                lns:
                  - name: test-lns
                    address: 10.200.0.41
            dial-plan:
              - number: "5551234"
                port: acc0
            """;

    private Lab lab;
    private Product product;

    @BeforeAll
    void up() {
        lab = Lab.up("outgoing", 1600);
        lab.subscriberGuest("ans");
        lab.run("answer", "start", "ans", "--auth", "chap");
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

    private Shell.Result call(String number) {
        return lab.attempt(
                Duration.ofSeconds(60),
                "kit",
                "run",
                "lns",
                "--classpath",
                System.getProperty("java.class.path"),
                "--java",
                ProcessHandle.current().info().command().orElse("java"),
                "--lac",
                Lab.LAC,
                "--secret",
                "lns-secret",
                "--dial",
                number);
    }

    @Test
    @DisplayName("OCRQ to rp-pppoe's server: PPP between the LNS and its pppd, pings, hang-up")
    void aPppoeServerIsCalled() {
        String said = call("5551234").orFail();

        assertThat(said).contains("tunnel up", "call up 10.67.0.", "pings 3 of 3", "call ended");
        assertThat(product.calls()).isZero();
    }

    @Test
    @DisplayName("RFC 2661 §4.4.2: a number that leads nowhere is an invalid destination, CDN 6")
    void anUnknownNumber() {
        assertThat(call("999").output()).contains("tunnel up", "no call: ENDED CDN 6");
    }
}
