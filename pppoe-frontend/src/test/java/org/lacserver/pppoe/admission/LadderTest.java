package org.lacserver.pppoe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

class LadderTest {
    private final Ladder ladder =
            new Ladder(
                    List.of(
                            new Ladder.Step(50, 200),
                            new Ladder.Step(80, 1000),
                            new Ladder.Step(95, Ladder.NEVER)));

    private long at(int load) {
        ladder.update(load);
        return ladder.delayNanos();
    }

    @Test
    @DisplayName("A step is left ten points below its load, so that it does not sway")
    void itRisesAndFallsWithHysteresis() {
        assertThat(at(49)).isZero();
        assertThat(at(50)).isEqualTo(200);
        assertThat(at(41)).isEqualTo(200);
        assertThat(at(96)).isEqualTo(Ladder.NEVER);
        assertThat(at(86)).isEqualTo(Ladder.NEVER);
        assertThat(at(84)).isEqualTo(1000);
        assertThat(at(71)).isEqualTo(1000);
        assertThat(at(69)).isEqualTo(200);
        assertThat(at(39)).isZero();
        assertThat(ladder.step()).isZero();
    }

    @Test
    @DisplayName("An idle box has left every step, the lowest too")
    void anIdleBoxDelaysNobody() {
        Ladder low = new Ladder(List.of(new Ladder.Step(1, 50)));
        low.update(1);
        assertThat(low.delayNanos()).isEqualTo(50);
        low.update(0);
        assertThat(low.delayNanos()).isZero();
    }

    @Test
    void anEmptyOneNeverDelays() {
        Ladder none = new Ladder(List.of());
        none.update(1000);
        assertThat(none.delayNanos()).isZero();
    }

    @Test
    void theGreatestPartOfTheLoadCounts() {
        assertThat(new Load(1, 2, 3, 4).percent()).isEqualTo(4);
        assertThat(new Load(9, 2, 3, 4).percent()).isEqualTo(9);
    }

    @Test
    @DisplayName("What an operator says of one counts before what he says of all")
    void limitsAsSaid() {
        LimitBook book = new LimitBook(100);
        LimitRules rules = new LimitRules(4, 0, 0, 0, 0);
        assertThat(book.of(LimitScope.BOX, "eth1", "gold", rules)).isEqualTo(100);
        assertThat(book.of(LimitScope.MAC, "eth1", "gold", rules)).isEqualTo(4);
        book.set(LimitScope.MAC, null, 9);
        book.set(LimitScope.MAC, "gold", 0);
        book.set(LimitScope.PORT, "eth1", 7);
        assertThat(book.of(LimitScope.MAC, "eth1", "gold", rules)).isZero();
        assertThat(book.of(LimitScope.MAC, "eth1", "other", rules)).isEqualTo(9);
        assertThat(book.of(LimitScope.PORT, "eth1", "gold", rules)).isEqualTo(7);
        assertThat(book.of(LimitScope.PORT, "eth2", "gold", rules)).isZero();
        book.set(LimitScope.MAC, null, null);
        assertThat(book.of(LimitScope.MAC, "eth1", "other", rules)).isEqualTo(4);
    }
}
