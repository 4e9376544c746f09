package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A whole town calls at once. */
class ManySessionsTest {
    private static final int CALLERS = 60_000;

    @Test
    void sixtyThousandCallersInSetUpAreServedAndThenCostLittle() {
        Frontend frontend =
                new Frontend(Caller.settings().halfOpenLimit(CALLERS).build(), new Random(1));
        Caller town = new Caller(frontend, 0, "");
        List<Caller> callers = new ArrayList<>();
        for (int n = 0; n < CALLERS; n++) {
            Caller caller = new Caller(frontend, 0x02_00_00_00_00_00L + n, "8100" + vlan(n));
            caller.discover();
            callers.add(caller);
        }
        assertThat(frontend.sessions()).isEqualTo(CALLERS);
        callers.forEach(Caller::openLcp);
        callers.forEach(caller -> caller.nameHimself("user@isp.example"));
        for (Caller caller : callers) {
            caller.order(new FrontendOrder.HandOver(caller.named().callId()));
            caller.events.clear();
            caller.seen.clear();
        }
        assertThat(frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(town.count("calls-handed-over")).isEqualTo(CALLERS);
        town.order(new FrontendOrder.HangUpAll("end"));
        assertThat(town.count("padt-sent")).isEqualTo(CALLERS);
        assertThat(frontend.sessions()).isZero();
    }

    private static String vlan(int n) {
        return Caller.HEX.toHexDigits((short) (1 + n % 4000));
    }

    @Test
    void deadlinesComeInOrderHoweverTheyMove() {
        Deadlines deadlines = new Deadlines();
        Random random = new Random(3);
        List<PppoeSession> sessions = new ArrayList<>();
        for (int n = 0; n < 500; n++) {
            sessions.add(
                    new PppoeSession(0, n, new org.lacserver.pppoe.discovery.AccessFrame(), 0, n));
        }
        for (int turn = 0; turn < 20_000; turn++) {
            PppoeSession session = sessions.get(random.nextInt(sessions.size()));
            boolean leave = random.nextInt(4) == 0;
            deadlines.set(session, leave ? Long.MAX_VALUE : random.nextInt(1000));
            long earliest =
                    sessions.stream()
                            .map(it -> it.deadlineNanos)
                            .min(Comparator.naturalOrder())
                            .orElseThrow();
            if (turn % 20 == 0) {
                assertThat(deadlines.nextNanos()).isEqualTo(earliest);
            }
        }
        long last = -1;
        while (deadlines.nextNanos() != Long.MAX_VALUE) {
            PppoeSession due = deadlines.due(Long.MAX_VALUE - 1);
            assertThat(due).isNotNull();
            if (due != null) {
                assertThat(due.deadlineNanos).isGreaterThanOrEqualTo(last);
                last = due.deadlineNanos;
                deadlines.set(due, Long.MAX_VALUE);
            }
        }
        assertThat(sessions).allMatch(it -> it.deadlineIndex < 0);
    }
}
