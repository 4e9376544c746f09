package org.lacserver.tests.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lacserver.tests.peer.ppp.Ppp;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** The remote side answers a subscriber, which stands in for a LAC that dials. */
class AccessConcentratorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final SubscriberProfile DIALLER =
            SubscriberProfile.of(0x02_00_5e_10_00_01L, "lns1", "wonder");

    private final AccessConcentrator ac =
            new AccessConcentrator(
                    "remote",
                    0x02_00_5e_20_00_01L,
                    id ->
                            PppTerms.server(
                                    "remote",
                                    7,
                                    Ppp.CHAP,
                                    user -> "wonder",
                                    () -> new byte[16],
                                    0x0a420001,
                                    0x0a420063));
    private final ArrayDeque<Runnable> wire = new ArrayDeque<>();
    private Subscriber dialler = new Subscriber(DIALLER);
    private long now = SECOND;

    private void toAc(ByteBuffer frame) {
        wire.add(() -> ac.onFrame(now, frame, this::toDialler));
    }

    private void toDialler(ByteBuffer frame) {
        wire.add(() -> dialler.onFrame(now, frame, this::toAc));
    }

    private void run(long nanos) {
        long end = now + nanos;
        while (true) {
            for (Runnable next = wire.poll(); next != null; next = wire.poll()) {
                next.run();
            }
            long next = Math.min(dialler.nextDeadlineNanos(), ac.nextDeadlineNanos());
            if (next > end) {
                now = end;
                return;
            }
            now = Math.max(now, next);
            dialler.onDeadline(now, this::toAc);
            ac.onDeadline(now, this::toDialler);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "100,0", "200,17"})
    void aCallIsAnsweredAndPingsPassBothWays(int outer, int inner) {
        dialler = new Subscriber(DIALLER.vlans(outer, inner));
        dialler.dial(now, this::toAc);
        run(5 * SECOND);
        AcCall call = ac.calls().getFirst();
        dialler.ping(now, 100, this::toAc);
        ac.ping(now, call, 1400, this::toDialler);
        run(SECOND);

        assertThat(dialler.state()).isEqualTo(Subscriber.State.UP);
        assertThat(dialler.pings().answered()).isEqualTo(1);
        assertThat(call.link().pings().answered()).isEqualTo(1);
        assertThat(call.link().judgedUser()).isEqualTo("lns1");
    }

    @ParameterizedTest
    @CsvSource({
        "SILENT, no PADO",
        "SILENT_TO_PADR, no PADS",
        "REFUSES_SERVICE, PADS Service-Name-Error service not known",
        "SYSTEM_ERROR, PADS AC-System-Error out of memory"
    })
    void itRefusesOrStaysSilentAsItIsTold(AccessConcentrator.Manner manner, String failure) {
        ac.manner(manner);
        dialler.dial(now, this::toAc);
        run(200 * SECOND);

        assertThat(dialler.failure()).isEqualTo(failure);
        assertThat(ac.liveCalls()).isZero();
    }

    @Test
    void aPadtOrATerminateRequestEndsTheCall() {
        dialler.dial(now, this::toAc);
        run(5 * SECOND);
        ac.padt(ac.calls().getFirst(), this::toDialler);
        run(SECOND);
        assertThat(dialler.failure()).isEqualTo("PADT");

        dialler.dial(now, this::toAc);
        run(5 * SECOND);
        ac.hangUp(now, ac.calls().getLast(), this::toDialler);
        run(SECOND);
        assertThat(dialler.failure()).isEqualTo("LCP: terminated by the peer");
        assertThat(ac.liveCalls()).isZero();
    }
}
