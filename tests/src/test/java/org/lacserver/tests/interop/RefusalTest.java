package org.lacserver.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** Calls that fail, and calls that nearly do: the caller and the log are told why. */
@RealPeers
final class RefusalTest {

    /** pppd(8): we failed to authenticate ourselves to the peer. */
    private static final int REFUSED = 19;

    private static final String SIGNED = Site.byRadius();

    private Lab lab;
    private Xl2tpd xl2tpd;
    private L2tpns l2tpns;
    private Product product;
    private int lastSubscriber;

    @BeforeAll
    void up() {
        lab = Lab.up("refusal", 1500);
        lab.run("radius", "start");
        xl2tpd = lab.xl2tpd("lns1", "--auth", "any");
        l2tpns = lab.l2tpns("ns2");
        lab.subscriberGuest("s1");
    }

    @BeforeEach
    void daemonRuns() {
        if (product == null || !product.isRunning()) {
            product = Product.start(lab, SIGNED);
        }
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

    private Subscriber dial(String user, String... options) {
        return Subscriber.dial(lab, "s1", ++lastSubscriber, user, options);
    }

    /** The caller is refused with this text, the log names him, and nothing is left of the call. */
    private void assertRefused(Subscriber subscriber, String user, String text) {
        assertThat(subscriber.awaitExit()).as(subscriber.log()).isEqualTo(REFUSED);
        assertThat(subscriber.log())
                .containsPattern("rcvd \\[(PAP AuthNak|CHAP Failure) id=\\w+ \"[^\"]*" + text);
        Await.until(
                Duration.ofSeconds(5),
                "the daemon's log tells of " + user,
                () -> !product.callEnd(user).isEmpty(),
                product::log);
        Await.until(
                Duration.ofSeconds(5), "no call left", () -> product.calls() == 0, product::log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pap", "chap"})
    void aWrongPasswordIsRefused(String auth) {
        Subscriber caller = dial("one@isp1.test", "--password", "wrong", "--auth", auth);

        assertRefused(caller, "one@isp1.test", ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pap", "chap"})
    @DisplayName("RFC 2865 §5.18: the Reply-Message of a reject is what the caller reads")
    void theServersOwnWordsReachTheCaller(String auth) {
        Subscriber caller = dial("rejected@isp1.test", "--auth", auth);

        assertRefused(caller, "rejected@isp1.test", "not welcome");
    }

    @Test
    void anUnknownRealmIsRefused() {
        Subscriber caller = dial("someone@nowhere.test");

        assertRefused(caller, "someone@nowhere.test", ".");
    }

    @Test
    @DisplayName("a tunnel secret that is not the LNS's: the caller is refused, the log says why")
    void aWrongTunnelSecretIsRefused() {
        Subscriber caller = dial("badsecret@isp1.test");

        assertRefused(caller, "badsecret@isp1.test", ".");
        assertThat(product.callEnd("badsecret@isp1.test")).containsIgnoringCase("secret");
        assertThat(product.log()).doesNotContain("not the secret");
    }

    @Test
    @DisplayName("LNS 1 is dead: the call lands on LNS 2 of its preference list")
    void aDeadLnsIsPassedOver() {
        Subscriber caller = dial("two@isp1.test");

        Session session = caller.awaitUp();

        l2tpns.awaitUser("two@isp1.test");
        assertThat(xl2tpd.users()).doesNotContain("two@isp1.test");
        l2tpns.ping(session.local(), "-c", "2", "-i", "0.2").orFail();
        assertThat(product.lac("show", "call", "two@isp1.test").orFail())
                .contains(Lab.DEAD, Lab.L2TPNS);
        caller.hangUp();
    }

    @Test
    @DisplayName("a reply without Message-Authenticator counts for nothing, unless configured")
    void unsignedRepliesAreRefusedByDefault() {
        lab.run("radius", "stop");
        lab.run("radius", "start", "--no-ma");
        try {
            Subscriber refused = dial("one@isp1.test");
            assertThat(refused.awaitExit()).as(refused.log()).isEqualTo(REFUSED);
            assertThat(product.log()).containsIgnoringCase("message-authenticator");

            for (String policy : new String[] {"auto", "no"}) {
                product.close();
                product = Product.start(lab, Site.byRadius(policy));
                Subscriber accepted = dial("one@isp1.test");
                accepted.awaitUp();
                accepted.hangUp();
            }
        } finally {
            product.close();
            lab.run("radius", "stop");
            lab.run("radius", "start");
        }
    }
}
