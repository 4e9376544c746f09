package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.port.Command;
import org.lacserver.port.EndCause;
import org.lacserver.port.LookupAnswer;
import org.lacserver.port.Octets;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.Subscriber;
import org.lacserver.tests.peer.SubscriberProfile;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What happens to PPP, and to a call, once the call is up. */
final class MidCallTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MAC = 0x02_00_5e_10_00_01L;

    private final Site site = new Site(1, Link.Quality.GOOD, Link.Quality.GOOD);
    private final Subscriber alice =
            site.subscriber(SubscriberProfile.of(MAC, "alice@isp", Site.PASSWORD));

    private LnsCall callIsUp() {
        alice.dial(site.time.now(), site.toLac());
        runs(10);
        assertThat(alice.state()).isEqualTo(Subscriber.State.UP);
        return site.lns(0).calls().getFirst();
    }

    private void runs(long seconds) {
        site.time.runUntil(site.time.now() + seconds * SECOND);
    }

    private InetSocketAddress addressOf(Lns lns) {
        return site.lnses.entrySet().stream()
                .filter(entry -> entry.getValue().equals(lns))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Test
    @DisplayName(
            "RFC 2661 §5.1, RFC 1661 §4.1: the LNS starts LCP over in mid-call; all is relayed")
    void theLnsNegotiatesAgain() {
        LnsCall call = callIsUp();
        assertThat(call.proxyAccepted()).isTrue();
        Map<String, Long> before = site.box.frontend().counters();
        Lns lns = site.lns(0);
        lns.renegotiate(site.time.now(), call, (_, octets) -> site.toLac(addressOf(lns), octets));
        runs(10);
        assertThat(alice.state()).as(alice.failure()).isEqualTo(Subscriber.State.UP);
        assertThat(alice.lcpRestarts()).isEqualTo(1);
        assertThat(call.user()).isEqualTo("alice@isp");
        assertThat(site.box.frontend().counters()).as("not ours to read").isEqualTo(before);
        alice.ping(site.time.now(), 1400, site.toLac());
        runs(1);
        assertThat(alice.pings().answered()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 2865 §5.28: a CoA sets an Idle-Timeout; the caller, the LNS and RADIUS hear")
    void anIdleCallEndsForAll() {
        callIsUp();
        long callId = site.box.engine().callIds().getFirst();
        LookupAnswer.Terms terms =
                new LookupAnswer.Terms(
                        List.of(), 0, 0, 60, 0, 0, Octets.EMPTY, LookupAnswer.Voucher.RADIUS);
        site.box.onCommand(site.time.now(), new Command.TermsChanged(callId, terms));
        for (int second = 0; second < 90; second += 10) {
            alice.ping(site.time.now(), 100, site.toLac());
            runs(10);
        }
        assertThat(alice.state()).isEqualTo(Subscriber.State.UP);
        runs(75);
        assertThat(alice.state()).isNotEqualTo(Subscriber.State.UP);
        assertThat(site.box.frontend().sessions()).isZero();
        assertThat(site.box.engine().callIds()).isEmpty();
        assertThat(site.box.engine().counters()).containsEntry("idle-timeouts", 1L);
        assertThat(EndCause.IDLE_TIMEOUT.acctTerminateCause()).isEqualTo(4);
    }
}
