package org.lacserver.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

final class SlotsTest {
    @Test
    @DisplayName("each slot is given once until it is released, the lowest first, and no more")
    void givesOnce() {
        Slots slots = new Slots(100);
        slots.reserve(3);
        Set<Integer> taken = new HashSet<>(Set.of(3));
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(100) < 55) {
                int slot = slots.take();
                if (taken.size() == 100) {
                    assertThat(slot).isEqualTo(Slots.NONE);
                } else {
                    assertThat(slot).isBetween(0, 99);
                    assertThat(taken.add(slot)).isTrue();
                    for (int lower = 0; lower < slot; lower++) {
                        assertThat(taken).contains(lower);
                    }
                }
            } else if (!taken.isEmpty()) {
                Integer slot = taken.iterator().next();
                taken.remove(slot);
                slots.release(slot);
            }
            assertThat(slots.used()).isEqualTo(taken.size());
        }
    }

    @Test
    @DisplayName("releasing what is free, or reserving what is taken, is our own mistake")
    void refuses() {
        Slots slots = new Slots(2);
        assertThatThrownBy(() -> slots.release(0)).isInstanceOf(IllegalStateException.class);
        slots.reserve(1);
        assertThatThrownBy(() -> slots.reserve(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("the number of CPUs there may be follows from the kernel's list of them")
    void countsCpus() {
        assertThat(Sizes.highest("0\n")).isZero();
        assertThat(Sizes.highest("0-3\n")).isEqualTo(3);
        assertThat(Sizes.highest("0-3,8,10-11\n")).isEqualTo(11);
    }
}
