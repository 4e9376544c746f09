package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.pppoe.LinePolicy;
import org.lacserver.pppoe.LinePolicy.Vlans;
import org.lacserver.pppoe.ppp.AuthProtocol;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;
import org.lacserver.tests.peer.SubscriberProfile.Auth;

import java.time.Duration;
import java.util.List;

/** Every way to name oneself, and lines that are asked about first, through the whole box. */
final class AccessAuthenticationTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MAC = 0x0200_5e10_0001L;

    private static Site site(long seed, Link.Quality access, boolean lineFirst, Auth method) {
        List<AuthProtocol> asked =
                switch (method) {
                    case PAP -> List.of(AuthProtocol.PAP);
                    case CHAP, EITHER -> List.of(AuthProtocol.CHAP);
                    case MSCHAPV2 -> List.of(AuthProtocol.PAP, AuthProtocol.MSCHAPV2);
                    case EAP -> List.of(AuthProtocol.CHAP, AuthProtocol.EAP);
                };
        // best first; the caller's Nak may choose the other
        LinePolicy policy = new LinePolicy(0, Vlans.ANY, Vlans.ANY, asked.reversed(), lineFirst);
        return new Site(
                seed,
                access,
                Link.Quality.GOOD,
                List.of(Site.lnsProfile("lns1"), Site.lnsProfile("lns2")),
                List.of(policy));
    }

    private static Subscriber calls(Site site, Auth method, String password, long seconds) {
        Subscriber caller =
                site.subscriber(SubscriberProfile.of(MAC, "alice@isp", password).auth(method));
        caller.dial(site.time.now(), site.toLac());
        site.time.runUntil(site.time.now() + seconds * SECOND);
        return caller;
    }

    @ParameterizedTest
    @CsvSource({
        "PAP, false", "CHAP, false", "MSCHAPV2, false", "EAP, false",
        "PAP, true", "CHAP, true", "MSCHAPV2, true", "EAP, true"
    })
    @DisplayName("RFC 2661 §4.4.5: PAP and CHAP go on at the LNS; of others it starts LCP over")
    void everyMethodReachesTheLns(Auth method, boolean lineFirst) {
        Site site = site(1, Link.Quality.GOOD, lineFirst, method);
        site.lineNeedsName = lineFirst;
        Subscriber alice = calls(site, method, Site.PASSWORD, 40);
        assertThat(alice.state()).as(alice.failure()).isEqualTo(Subscriber.State.UP);
        boolean carried = method == Auth.PAP || method == Auth.CHAP;
        LnsCall call = site.lns(0).calls().getFirst();
        assertThat(call.proxyAccepted()).isEqualTo(carried);
        assertThat(alice.lcpRestarts()).isEqualTo(carried ? 0 : 1);
        assertThat(call.user()).isEqualTo("alice@isp");
        alice.ping(site.time.now(), 1492, site.toLac());
        site.time.runUntil(site.time.now() + SECOND);
        assertThat(alice.pings().answered()).isEqualTo(1);
        assertThat(site.arrived).hasSize(1);
        assertThat(site.connected).isEqualTo(1);
    }

    @Test
    @DisplayName("§4.4.5: a call that its line decided has no LCP before the LNS's")
    void aKnownLineReachesTheLnsWithoutAName() {
        Site site = site(1, Link.Quality.GOOD, true, Auth.CHAP);
        Subscriber alice = calls(site, Auth.CHAP, Site.PASSWORD, 40);
        assertThat(alice.state()).as(alice.failure()).isEqualTo(Subscriber.State.UP);
        assertThat(alice.lcpRestarts()).isZero();
        assertThat(site.lns(0).calls().getFirst().proxyAccepted()).isFalse();
        assertThat(site.box.frontend().counters()).containsEntry("callers-named", 0L);
    }

    @ParameterizedTest
    @CsvSource({
        "MSCHAPV2, E=691 R=0 C=[0-9A-F]{32} V=3 M=wrong password",
        "EAP, ''",
    })
    @DisplayName("RFC 2759 §6, RFC 3748 §4.2: a wrong password has the method's own Failure")
    void aWrongPasswordIsRefusedInItsMethod(Auth method, String message) {
        Site site = site(1, Link.Quality.GOOD, false, method);
        Subscriber alice = calls(site, method, "guess", 40);
        assertThat(alice.state()).isEqualTo(Subscriber.State.ENDED);
        assertThat(alice.authMessage()).matches(message);
        assertThat(alice.failure()).startsWith("authentication failed");
        assertThat(site.lns(0).liveCalls()).isZero();
        assertThat(site.ended).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"MSCHAPV2, false", "EAP, false", "MSCHAPV2, true", "EAP, true", "CHAP, true"})
    void overABadLineEveryCallEndsUpOrIsOver(Auth method, boolean lineFirst) {
        int up = 0;
        for (long seed = 1; seed <= 60; seed++) {
            Site site = site(seed, Link.Quality.BAD, lineFirst, method);
            site.lineNeedsName = lineFirst && seed % 3 != 0;
            Subscriber alice = calls(site, method, Site.PASSWORD, 120);
            site.heal();
            if (alice.state() == Subscriber.State.UP) {
                up++;
                alice.hangUp(site.time.now(), site.toLac());
            }
            site.time.runUntil(site.time.now() + 300 * SECOND);
            assertThat(site.ended.keySet())
                    .as("seed %d: %s", seed, alice.failure())
                    .isEqualTo(site.arrived.keySet());
            assertThat(site.box.frontend().sessions()).as("seed %d", seed).isZero();
        }
        assertThat(up).isGreaterThan(40);
    }
}
