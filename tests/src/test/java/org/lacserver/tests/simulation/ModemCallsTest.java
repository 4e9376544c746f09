package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.tests.peer.DatagramSink;
import org.lacserver.tests.peer.Lns;
import org.lacserver.tests.peer.LnsCall;
import org.lacserver.tests.peer.LnsTunnel;
import org.lacserver.tests.peer.OutgoingCall;

import java.time.Duration;
import java.util.List;

/** An LNS has the box call over a modem: the whole box, with a modem that is only imagined. */
final class ModemCallsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Site site =
            new Site(
                    1,
                    Link.Quality.GOOD,
                    Link.Quality.GOOD,
                    List.of(Site.lnsProfile("lns1").client("lns1", Site.PASSWORD)));

    private final Lns lns = site.lns(0);

    private DatagramSink fromLns() {
        return (to, octets) -> site.toLac(site.lnses.keySet().iterator().next(), octets);
    }

    private void pass(int seconds) {
        site.time.runUntil(site.time.now() + seconds * SECOND);
    }

    private LnsCall dial() {
        LnsTunnel tunnel = lns.open(site.time.now(), Site.LAC, null, fromLns());
        pass(2);
        assertThat(tunnel.established()).isTrue();
        LnsCall call =
                lns.dial(site.time.now(), tunnel, OutgoingCall.to(Site.MODEM_NUMBER), fromLns());
        pass(20);
        return call;
    }

    private LnsCall up() {
        LnsCall call = dial();
        assertThat(call.state()).as(call.ending()).isEqualTo(LnsCall.State.UP);
        return call;
    }

    private void pings(LnsCall call) {
        int before = call.pings().answered();
        int far = site.modem.link().pings().answered();
        lns.ping(site.time.now(), call, 300, fromLns());
        site.modem.link().ping(site.time.now(), 1, 200);
        pass(2);
        assertThat(call.pings().answered()).isEqualTo(before + 1);
        assertThat(site.modem.link().pings().answered()).isEqualTo(far + 1);
    }

    @Test
    @DisplayName("§5.2.2, §4.4.6: OCRQ, CONNECT, OCCN, PPP both ways; the ACCMs of SLI count")
    void aCallOverAModem() {
        LnsCall call = up();
        assertThat(site.modem.dialled).isEqualTo("ATDT56");
        assertThat(site.modem.link().judgedUser()).isEqualTo("lns1");
        site.modem.escaped = 0;
        pings(call);
        assertThat(site.modem.escaped).as("escaped before SLI").isPositive();

        lns.sli(site.time.now(), call, 0, 0, fromLns());
        pass(1);
        site.modem.accm(0);
        site.modem.escaped = 0;
        pings(call);
        assertThat(site.modem.escaped).as("escaped after SLI").isZero();
    }

    @Test
    @DisplayName("§4.4.2: NO CARRIER in the call is CDN 1")
    void theLineIsLost() {
        LnsCall call = up();
        site.modem.loseCarrier();
        pass(10);
        assertThat(call.ending()).startsWith("CDN 1");
        assertThat(site.box.engine().calls()).isEmpty();
    }

    @Test
    @DisplayName("§7.5.1: CDN of the LNS hangs the modem up, which then takes the next call")
    void theLnsHangsUp() {
        LnsCall call = up();
        lns.clear(site.time.now(), call, 3, 0, "over", fromLns());
        pass(10);
        assertThat(site.modem.online).isFalse();
        up();
    }

    @ParameterizedTest
    @DisplayName("§4.4.2: what a modem says instead of CONNECT")
    @CsvSource({"NO CARRIER, CDN 7", "BUSY, CDN 8", "NO DIALTONE, CDN 9"})
    void itIsNotAnswered(String result, String cdn) {
        site.modem.result = result;
        assertThat(dial().ending()).startsWith(cdn);
    }

    @Test
    @DisplayName("§7.5.1: a call that is cleared before CONNECT is hung up all the same")
    void clearedWhileItRings() {
        LnsTunnel tunnel = lns.open(site.time.now(), Site.LAC, null, fromLns());
        pass(2);
        OutgoingCall order = OutgoingCall.to(Site.MODEM_NUMBER);
        LnsCall call = lns.dial(site.time.now(), tunnel, order, fromLns());
        site.time.runUntil(site.time.now() + 2 * SECOND);
        while (site.modem.dialled.isEmpty()) {
            pass(1);
        }
        lns.clear(site.time.now(), call, 3, 0, "over", fromLns());
        pass(30);
        assertThat(site.modem.online).isFalse();
        assertThat(site.box.engine().calls()).isEmpty();
    }

    @Test
    @DisplayName("an orderly stop waits until the modems have hung up")
    void theBoxIsNotQuietBeforeItsModems() {
        up();
        site.box.shutDown(site.time.now(), "end");
        for (int i = 0; i < 3000 && !site.box.isQuiet(); i++) {
            site.time.runUntil(site.time.now() + SECOND / 100);
        }
        assertThat(site.box.isQuiet()).isTrue();
        assertThat(site.modem.online).isFalse();
    }
}
