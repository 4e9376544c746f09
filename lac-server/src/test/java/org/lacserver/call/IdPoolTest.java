package org.lacserver.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.tunnel.TunnelSettings.IdRange;

import java.util.HashSet;
import java.util.Set;

class IdPoolTest {
    private static final long REST = 31;

    @Test
    @DisplayName("§5.8: an id is not given out again before it has rested")
    void anIdRests() {
        IdPool pool = new IdPool(IdPool.Prefer.RESTED, IdRange.ALL, 1, REST);
        assertThat(pool.take(0)).isEqualTo(1);
        pool.release(1, 0);
        assertThat(pool.take(REST - 1)).isEqualTo(2);
        assertThat(pool.take(REST)).isEqualTo(1);
        assertThat(pool.inUse()).isEqualTo(2);
    }

    @Test
    void freshIdsGoFirstWhereLateReuseIsWanted() {
        IdPool pool = new IdPool(IdPool.Prefer.FRESH, IdRange.ALL, 65_534, REST);
        assertThat(pool.take(0)).isEqualTo(65_534);
        pool.release(65_534, 0);
        assertThat(pool.take(1000)).isEqualTo(1);
    }

    @Test
    void everyIdComesOnceAndThenThereIsNone() {
        IdPool pool = new IdPool(IdPool.Prefer.FRESH, IdRange.ALL, 40_000, REST);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 65_534; i++) {
            int id = pool.take(0);
            assertThat(id).isBetween(1, 65_534);
            assertThat(seen.add(id)).isTrue();
        }
        assertThat(pool.take(0)).isEqualTo(IdPool.NONE);
        pool.release(5, 0);
        assertThat(pool.take(REST - 1)).isEqualTo(IdPool.NONE);
        assertThat(pool.take(REST)).isEqualTo(5);
    }

    @Test
    void onlyIdsOfTheRangeAreGivenOut() {
        IdPool pool = new IdPool(IdPool.Prefer.FRESH, new IdRange(100, 102), 102, REST);
        assertThat(pool.take(0)).isEqualTo(102);
        assertThat(pool.take(0)).isEqualTo(100);
        assertThat(pool.take(0)).isEqualTo(101);
        assertThat(pool.take(0)).isEqualTo(IdPool.NONE);
    }
}
