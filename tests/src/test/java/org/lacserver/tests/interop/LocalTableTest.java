package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/**
 * Calls by the local table alone, over a core that carries 1500 octets and no more: full packets
 * arrive in fragments.
 */
@RealPeers
final class LocalTableTest {

    private Lab lab;
    private Xl2tpd xl2tpd;
    private L2tpns l2tpns;
    private Product product;
    private Capture core;

    @BeforeAll
    void up() {
        lab = Lab.up("local", 1500);
        core = lab.capture("core", "br-core");
        lab.run("radius", "start"); // for the users of l2tpns; the daemon does not know it
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any", "--mtu", "1492");
        l2tpns = lab.l2tpns("ns2", "--mtu", "1530", "--auth", "chap pap");
        lab.subscriberGuest("s1");
        lab.subscriberGuest("s2", "--ia", "an1 eth 1/1/7,DE.X.4711,2000,20000");
        product = Product.start(lab, Site.byLocalTable());
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
    @DisplayName("by realm to xl2tpd: 1492 octets of IP cross a 1500-octet core both ways")
    void byRealmToXl2tpd() {
        Subscriber caller = Subscriber.dial(lab, "s1", 1, "anna@isp1.test", "--auth", "pap");
        Session session = caller.awaitUp();

        xl2tpd.awaitUser("anna@isp1.test");
        caller.ping("-c", "3", "-i", "0.2", "-M", "do", "-s", "1464").orFail();
        xl2tpd.ping(session.local(), "-c", "3", "-i", "0.2", "-M", "do", "-s", "1464").orFail();
        assertThat(core.awaitPacket("ip.flags.mf==1 && ip.src==" + Lab.LAC, p -> true)).isNotNull();
        assertThat(core.awaitPacket("ip.flags.mf==1 && ip.src==" + Lab.XL2TPD, p -> true))
                .isNotNull();
        caller.hangUp();
    }

    @Test
    @DisplayName("by realm to l2tpns, past a dead LNS of lower preference")
    void byRealmToL2tpns() {
        Subscriber caller = Subscriber.dial(lab, "s1", 2, "bert@isp2.test", "--auth", "chap");
        Session session = caller.awaitUp();

        l2tpns.awaitUser("bert@isp2.test");
        caller.ping("-c", "3", "-i", "0.2").orFail();
        l2tpns.ping(session.local(), "-c", "3", "-i", "0.2").orFail();
        caller.hangUp();
    }

    @Test
    @DisplayName("TR-101: by circuit-id, which is also the Calling Number, with the line's speeds")
    void byCircuitId() {
        Subscriber caller = Subscriber.dial(lab, "s2", 1, "carla@elsewhere.test");
        caller.awaitUp();

        xl2tpd.awaitUser("carla@elsewhere.test");
        Capture.Packet icrq =
                core.awaitPacket(
                        "l2tp.avp.message_type==10 && ip.dst==" + Lab.XL2TPD,
                        p -> p.avp(22).filter(n -> n.text().equals("an1 eth 1/1/7")).isPresent());
        assertThat(icrq.avp(22).orElseThrow().mandatory()).isTrue();
        Capture.Packet iccn =
                core.awaitPacket(
                        "l2tp.avp.message_type==12 && ip.dst==" + Lab.XL2TPD,
                        p -> p.avp(30).filter(n -> n.text().startsWith("carla@")).isPresent());
        assertThat(iccn.avp(24).orElseThrow().value())
                .as("(Tx) Connect Speed: towards the subscriber")
                .isEqualTo("%08x".formatted(20_000_000));
        assertThat(iccn.avp(38).orElseThrow().value())
                .as("Rx Connect Speed: from the subscriber")
                .isEqualTo("%08x".formatted(2_000_000));
        caller.hangUp();
    }

    @Test
    void aCallerNobodyKnowsIsToldSo() {
        Subscriber caller = Subscriber.dial(lab, "s1", 3, "dora@nowhere.test");

        assertThat(caller.awaitExit()).as(caller.log()).isEqualTo(19);
        assertThat(caller.log()).contains("call your provider");
        Await.until(
                Duration.ofSeconds(5),
                "the log tells of her",
                () -> !product.callEnd("dora@nowhere.test").isEmpty(),
                product::log);
    }
}
