package org.lacserver.pppoe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DampingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final DampingRules RULES =
            new DampingRules(3, 60 * SECOND, 10 * SECOND, 60 * SECOND, 10 * SECOND);

    private final Damping damping = new Damping();
    private long now = 5 * SECOND;

    private void fails(String line, int times) {
        for (int n = 0; n < times; n++) {
            damping.failed(now, line, RULES);
        }
    }

    /** How many seconds a line that fails thrice has to wait. */
    private int waits(String line) {
        fails(line, 3);
        int seconds = 0;
        while (damping.isHeld(now, line)) {
            now += SECOND;
            seconds++;
        }
        return seconds;
    }

    @Test
    @DisplayName("The wait doubles from hold to max-hold")
    void theWaitGrows() {
        fails("a", 2);
        assertThat(damping.isHeld(now, "a")).isFalse();
        damping.failed(now, "a", RULES);
        assertThat(damping.isHeld(now, "a")).isTrue();
        assertThat(damping.isHeld(now, "b")).isFalse();
        now += 10 * SECOND;
        assertThat(damping.isHeld(now, "a")).isFalse();
        assertThat(waits("a")).isEqualTo(20);
        assertThat(waits("a")).isEqualTo(40);
        assertThat(waits("a")).isEqualTo(60);
        assertThat(waits("a")).isEqualTo(60);
        assertThat(damping.holds()).isEqualTo(5);
    }

    @Test
    @DisplayName("Failures farther apart than within hold nobody")
    void slowFailuresDoNotCount() {
        for (int n = 0; n < 20; n++) {
            damping.failed(now, "a", RULES);
            now += 31 * SECOND;
        }
        assertThat(damping.holdsAny(now)).isFalse();
    }

    @Test
    @DisplayName("A good call, and a long quiet, forgive")
    void itIsForgiven() {
        assertThat(waits("a")).isEqualTo(10);
        damping.good("a");
        assertThat(waits("a")).isEqualTo(10);
        now += 121 * SECOND;
        fails("a", 1);
        now += SECOND;
        fails("a", 2);
        now += 10 * SECOND;
        assertThat(damping.isHeld(now, "a")).isFalse();
    }

    @Test
    void anOperatorReleases() {
        fails("a", 3);
        fails("b", 3);
        assertThat(damping.held(now, 10))
                .extracting(Damping.Held::line)
                .containsExactlyInAnyOrder("a", "b");
        assertThat(damping.release(now, "a")).isTrue();
        assertThat(damping.release(now, "a")).isFalse();
        assertThat(damping.release(now, "nobody")).isFalse();
        assertThat(damping.countHeld(now)).isEqualTo(1);
    }

    @Test
    @DisplayName("Only the lines that failed last are remembered")
    void strangersCostNoMoreThanTheBound() {
        for (int line = 0; line < Damping.MOST + 1000; line++) {
            fails("line" + line, 1);
        }
        assertThat(damping.remembered()).isEqualTo(Damping.MOST);
    }

    @Test
    void aLineIsItsCircuitElseItsAddress() {
        assertThat(Damping.line("eth1", 200, 17, 0x02005e00000aL, "olt7 1/2"))
                .isEqualTo("olt7 1/2");
        assertThat(Damping.line("eth1", 200, 17, 0x02005e00000aL, null))
                .isEqualTo("eth1:200.17 02:00:5e:00:00:0a");
        assertThat(Damping.line("eth1", 0, 0, 0x02005e00000aL, null))
                .isEqualTo("eth1 02:00:5e:00:00:0a");
    }
}
