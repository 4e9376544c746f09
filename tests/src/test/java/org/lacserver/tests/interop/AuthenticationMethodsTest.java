package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Locale;

/**
 * pppd names itself in each way there is, FreeRADIUS judges it, and the call goes to the LNS: full
 * user authentication, and then the tunnel.
 */
@RealPeers
final class AuthenticationMethodsTest {

    /** pppd(8): we failed to authenticate ourselves to the peer. */
    private static final int REFUSED = 19;

    private static final String USER = "one@isp1.test";

    /** What pppd writes when it is believed by the LAC or the LNS, and when it is not. */
    enum Method {
        PAP(101, "rcvd [PAP AuthAck", "rcvd [PAP AuthNak", false),
        CHAP(102, "rcvd [CHAP Success", "rcvd [CHAP Failure", false),
        MSCHAPV2(103, "rcvd [CHAP Success id=", "E=691 R=0", true),
        EAP(104, "rcvd [EAP Success", "rcvd [EAP Failure", true);

        private final int vlan;
        private final String yes;
        private final String no;

        /** Whether the LNS hears nothing of it and starts LCP over. */
        private final boolean startsOver;

        Method(int vlan, String yes, String no, boolean startsOver) {
            this.vlan = vlan;
            this.yes = yes;
            this.no = no;
            this.startsOver = startsOver;
        }
    }

    private Lab lab;
    private Xl2tpd xl2tpd;
    private Product product;
    private int lastSubscriber;

    @BeforeAll
    void up() {
        lab = Lab.up("methods", 1600);
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any", "--mtu", "1492");
        lab.subscriberGuest("s1");
        product = Product.start(lab, Site.byMethod());
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

    private Subscriber dial(Method method, String password) {
        return Subscriber.dial(
                lab,
                "s1",
                ++lastSubscriber,
                USER,
                "--auth",
                method.name().toLowerCase(Locale.ROOT),
                "--vlan",
                "" + method.vlan,
                "--password",
                password);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 2759, RFC 3748 §2.3: believed by RADIUS, told so, and up at the LNS")
    void aBelievedCallerReachesHisLns(Method method) {
        Subscriber caller = dial(method, "secret");
        Session session = caller.awaitUp();
        assertThat(caller.log()).contains(method.yes);
        xl2tpd.awaitUser(USER);
        xl2tpd.ping(session.local(), "-c", "2", "-i", "0.2").orFail();
        caller.ping("-c", "2", "-i", "0.2", "-M", "do", "-s", "1464").orFail();
        if (method.startsOver) {
            String afterYes = caller.log().substring(caller.log().indexOf(method.yes));
            assertThat(afterYes).contains("rcvd [LCP ConfReq");
        }
        caller.hangUp();
        Await.until(
                Duration.ofSeconds(10), "no call left", () -> product.calls() == 0, product::log);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 2759 §6, RFC 3748 §4.2: a wrong password has its method's own Failure")
    void aWrongPasswordIsRefusedInItsMethod(Method method) {
        Subscriber caller = dial(method, "wrong");
        assertThat(caller.awaitExit()).as(caller.log()).isEqualTo(REFUSED);
        assertThat(caller.log()).contains(method.no).doesNotContain(method.yes);
        Await.until(
                Duration.ofSeconds(5), "no call left", () -> product.calls() == 0, product::log);
        assertThat(product.log()).doesNotContain("wrong");
    }
}
