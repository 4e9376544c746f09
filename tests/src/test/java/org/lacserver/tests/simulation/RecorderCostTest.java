package org.lacserver.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.tests.peer.Subscriber;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/** What the flight recorder costs a call. */
final class RecorderCostTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** `-Dlac.recorder.calls=N` and `-Dlac.recorder.rounds=N` choose others. */
    private static final int CALLS = Integer.getInteger("lac.recorder.calls", 100);

    private static final int ROUNDS = Integer.getInteger("lac.recorder.rounds", 6);

    private record Cost(double micros, double octets) {
        Cost least(Cost other) {
            return new Cost(Math.min(micros, other.micros), Math.min(octets, other.octets));
        }
    }

    /** Of a call in CPU time and in octets allocated, peers and links included. */
    private static Cost cost(boolean isOn) {
        Site site = new Site(9, Link.Quality.GOOD, Link.Quality.GOOD);
        site.box.recorder().isOn(isOn);
        Subscriber alice = site.subscriber(WholeBoxTest.profile(1, "alice@isp"));
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            alice.dial(site.time.now(), site.toLac());
            site.time.runUntil(site.time.now() + 6 * SECOND);
            alice.drop(site.toLac());
            site.time.runUntil(site.time.now() + SECOND);
        }
        assertThat(site.connected).isEqualTo(CALLS);
        return new Cost(
                (THREADS.getCurrentThreadCpuTime() - cpu) / 1000.0 / CALLS,
                (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) CALLS);
    }

    @Test
    @DisplayName("The recorder allocates less than 16 kB a call that comes up, and keeps nothing")
    void perCall() {
        Cost with = cost(true);
        Cost without = cost(false);
        for (int i = 1; i < ROUNDS; i++) {
            with = with.least(cost(true));
            without = without.least(cost(false));
        }
        System.out.printf(
                Locale.ROOT,
                "flight recorder: %.1f µs and %.0f octets a call (with %.1f µs, without %.1f µs)%n",
                with.micros() - without.micros(),
                with.octets() - without.octets(),
                with.micros(),
                without.micros());
        assertThat(with.octets() - without.octets()).isLessThan(16_384);
    }
}
