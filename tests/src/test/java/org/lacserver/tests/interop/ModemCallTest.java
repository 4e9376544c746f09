package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** An LNS has the daemon dial a modem; a pppd answers behind it, in a guest. */
@RealPeers
final class ModemCallTest {

    private static final String NUMBER = "5551234";
    private static final String BUSY = "5550000";

    private static final String[] ANALOG = {"--bearer", "2", "--framing", "2"};

    private Lab lab;
    private Product product;
    private String device = "";

    @BeforeAll
    void up() {
        lab = Lab.up("modem", 1600);
        lab.guest("m1", "--modem");
        device = lab.run("modem", "start", "m1", "--busy", BUSY).strip();
        product = Product.start(lab, site(device));
    }

    private static String site(String device) {
        return """
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
              - name: test-lns
                address: 10.200.0.41
                secret: lns-secret
                accept-tunnels: yes
        dial-plan:
          - number: "555*"
            modem: any
        modems:
          - name: m1
            device: %s
            hang-up: ath
        """
                .formatted(device);
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

    /** A modem without DTR needs its silences before it hangs up. */
    @BeforeEach
    void theModemIsOnHook() {
        Await.until(
                Duration.ofSeconds(20),
                "no pppd behind the modem",
                () -> lab.attempt(Duration.ofSeconds(20), "exec", "m1", "! pidof pppd").ok(),
                this::logs);
    }

    private String logs() {
        return lab.read("guest/m1/modem/modem.log") + product.log();
    }

    private KitLns dial(String number, String... more) {
        String[] options = new String[ANALOG.length + more.length];
        System.arraycopy(ANALOG, 0, options, 0, ANALOG.length);
        System.arraycopy(more, 0, options, ANALOG.length, more.length);
        // a modem that has just hung up is not free at once
        for (int i = 0; ; i++) {
            KitLns lns = KitLns.dial(lab, number, options);
            Await.until(
                    Duration.ofSeconds(60),
                    "the call is up or refused",
                    () -> lns.said().contains("call up ") || lns.said().contains("no call"),
                    lns::said);
            if (i == 20 || !lns.said().contains("CDN 4")) {
                return lns;
            }
            lns.end();
        }
    }

    /** A call that is up, with pings from the LNS to pppd and from pppd's host to the LNS. */
    private KitLns call() {
        KitLns lns = dial(NUMBER, "--stay", "60");
        lns.awaitSaid("call up 10.68.0.10 to 10.68.0.1 at 33600 bit/s");
        lns.awaitSaid("pings 3 of 3");
        lab.run("exec", "m1", "ping -c 2 -i 0.2 10.68.0.10");
        assertThat(product.calls()).isEqualTo(1);
        return lns;
    }

    private void assertNothingIsLeft() {
        Await.until(Duration.ofSeconds(10), "no call left", () -> product.calls() == 0, this::logs);
    }

    @Test
    @DisplayName(
            "§5.2.2, §7.5: OCRQ for an analog call: modem, pppd, pings both ways; the LNS hangs up")
    void theLnsHangsUp() {
        try (KitLns lns = call()) {
            lns.hangUp();

            assertThat(lns.end()).contains("call ended", "exit 0");
            assertNothingIsLeft();
            Await.until(
                    Duration.ofSeconds(15),
                    "the modem has hung up",
                    () -> lab.read("guest/m1/modem/modem.log").contains("< ATH"),
                    this::logs);
        }
    }

    @Test
    @DisplayName("§4.4.2: the far end's carrier is gone, and the LNS is told: CDN 1")
    void theFarEndHangsUp() {
        try (KitLns lns = call()) {
            lab.run("exec", "m1", Lab.killPppd("KILL"));

            assertThat(lns.end()).contains("call ended early: CDN 1");
            assertNothingIsLeft();
        }
    }

    @Test
    @DisplayName("SIGTERM during the call: StopCCN to the LNS, and the modem is not left off hook")
    void theDaemonStops() {
        try (KitLns lns = call()) {
            int before = hangUps();

            assertThat(product.terminate()).isZero();

            assertThat(lns.end()).contains("call ended early: tunnel: StopCCN 6");
            assertThat(hangUps()).as(this::logs).isEqualTo(before + 1);
            assertThat(product.log()).doesNotContain("is gone");
        } finally {
            product.close();
            product = Product.start(lab, site(device));
        }
    }

    private int hangUps() {
        return lab.read("guest/m1/modem/modem.log").split("< ATH", -1).length - 1;
    }

    @Test
    @DisplayName("§4.4.2: a busy number is CDN 8")
    void aBusyNumber() {
        try (KitLns lns = dial(BUSY)) {
            assertThat(lns.end()).contains("tunnel up", "no call: ENDED CDN 8");
            assertNothingIsLeft();
        }
    }

    @Test
    @DisplayName("§4.4.3: a modem makes no digital, synchronous call: CDN 5")
    void aDigitalCall() {
        try (KitLns lns = KitLns.dial(lab, NUMBER, "--bearer", "1", "--framing", "1")) {
            assertThat(lns.end()).contains("tunnel up", "no call: ENDED CDN 5");
            assertNothingIsLeft();
        }
    }
}
