package org.lacserver.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

class TimersTest {
    private final Timers timers = new Timers();
    private final List<String> fired = new ArrayList<>();

    private final class Named extends Timers.Timer {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void expired(long nowNanos) {
            fired.add(name);
        }
    }

    @Test
    void earliestFirstAndEqualOnesInTheOrderTheyWereSet() {
        timers.set(new Named("c"), 30);
        timers.set(new Named("a"), 10);
        timers.set(new Named("b"), 10);
        assertThat(timers.nextDeadlineNanos()).isEqualTo(10);
        timers.run(29);
        assertThat(fired).containsExactly("a", "b");
        assertThat(timers.nextDeadlineNanos()).isEqualTo(30);
    }

    @Test
    void aTimerMovesAndIsCancelled() {
        Named timer = new Named("a");
        timers.set(timer, 10);
        timers.set(timer, 20);
        timers.run(15);
        assertThat(fired).isEmpty();
        timers.set(timer, Timers.NEVER);
        timers.run(100);
        assertThat(fired).isEmpty();
        assertThat(timers.size()).isZero();
        assertThat(timers.nextDeadlineNanos()).isEqualTo(Timers.NEVER);
    }

    @Test
    void aTimeThatPassesZeroIsOrderedAsWell() {
        timers.set(new Named("before"), -5);
        timers.set(new Named("after"), 5);
        timers.run(0);
        assertThat(fired).containsExactly("before");
    }

    @Test
    void theHeapAgreesWithASortedMap() {
        Random random = new Random(3);
        Named[] all = new Named[300];
        TreeMap<Long, String> expected = new TreeMap<>();
        long[] at = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Named("t" + i);
        }
        for (int step = 0; step < 5000; step++) {
            int i = random.nextInt(all.length);
            if (all[i].isSet()) {
                expected.remove(at[i]);
            }
            if (random.nextInt(4) == 0) {
                timers.cancel(all[i]);
            } else {
                at[i] = (long) random.nextInt(1_000_000) * all.length + i;
                timers.set(all[i], at[i]);
                expected.put(at[i], "t" + i);
            }
        }
        timers.run(Long.MAX_VALUE / 2);
        assertThat(fired).isEqualTo(new ArrayList<>(expected.values()));
    }
}
