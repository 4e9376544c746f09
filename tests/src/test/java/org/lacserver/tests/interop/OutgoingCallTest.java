package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An LNS opens a tunnel to the daemon and has it call a real PPPoE server (RFC 2661 §5.2.2). */
@RealPeers
final class OutgoingCallTest {

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

    @Test
    @DisplayName("OCRQ to rp-pppoe's server: PPP between the LNS and its pppd, pings, hang-up")
    void aPppoeServerIsCalled() {
        try (KitLns lns = KitLns.dial(lab, "5551234")) {
            assertThat(lns.end())
                    .contains(
                            "tunnel up",
                            "call up 10.67.0.",
                            "pings 3 of 3",
                            "call ended",
                            "exit 0");
            assertThat(product.calls()).isZero();
        }
    }

    @Test
    @DisplayName("RFC 2661 §4.4.2: a number that leads nowhere is an invalid destination, CDN 6")
    void anUnknownNumber() {
        try (KitLns lns = KitLns.dial(lab, "999")) {
            assertThat(lns.end()).contains("tunnel up", "no call: ENDED CDN 6");
        }
    }
}
