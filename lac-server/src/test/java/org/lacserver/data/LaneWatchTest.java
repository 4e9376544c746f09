package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * A call's lane between the program that moves frames directly and this process, with the frames
 * that are under way between the two; time is virtual.
 */
final class LaneWatchTest {
    private static final int WANTED = 0;
    private static final int HANDLED = 4;
    private static final int DIRECT = 8;
    private static final int PASSED = 12;
    private static final int RING = 128;
    private static final int BATCH = 64;
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private record Sent(int number, boolean isCounted, long arrives) {}

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(Lane.SIZE, 8);
    private final Lane lane = new Lane(memory.address(), false);
    private long now = 7;
    private final LaneWatch watch = new LaneWatch(new int[] {RING}, () -> now);
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private final Deque<Sent> ring = new ArrayDeque<>();
    private int sent;
    private int lastOut = -1;
    private int inHand;
    private int overtaken;
    private int lost;
    private int direct;

    @AfterEach
    void free() {
        arena.close();
    }

    private int word(int at) {
        return memory.get(JAVA_INT, at);
    }

    /** What the program does with a frame. */
    private void frame(long delay) {
        int number = sent++;
        if (word(WANTED) != 0 && (word(DIRECT) != 0 || word(PASSED) == word(HANDLED))) {
            memory.set(JAVA_INT, DIRECT, 1);
            direct++;
            out(number);
            overtaken += inHand;
            return;
        }
        memory.set(JAVA_INT, DIRECT, 0);
        memory.set(JAVA_INT, PASSED, word(PASSED) + 1);
        inHand++;
        underWay.add(new Sent(number, true, now + delay));
    }

    /** A frame that the program did not count. */
    private void uncounted(long delay) {
        underWay.add(new Sent(sent++, false, now + delay));
    }

    private void out(int number) {
        overtaken += number < lastOut ? 1 : 0;
        lastOut = Math.max(lastOut, number);
    }

    private void arrive() {
        while (!underWay.isEmpty() && underWay.peek().arrives() <= now) {
            Sent next = underWay.remove();
            if (ring.size() < RING) {
                ring.add(next);
            } else {
                lose(next);
            }
        }
    }

    private void lose(Sent frame) {
        lost++;
        inHand -= frame.isCounted() ? 1 : 0;
    }

    /** A step of the forwarding thread. */
    private void step(int most) {
        arrive();
        int taken = 0;
        while (taken < most && !ring.isEmpty()) {
            Sent next = ring.remove();
            watch.saw(lane);
            if (next.isCounted()) {
                inHand--;
                out(next.number());
            }
            taken++;
        }
        watch.took(0, taken, ring.isEmpty());
        watch.look();
    }

    private void passes(long nanos, long stepNanos) {
        for (long end = now + nanos; now < end; now += stepNanos) {
            step(BATCH);
        }
    }

    private void assertOpens() {
        passes(100 * MILLI, MILLI / 4);
        frame(0);
        assertThat(word(DIRECT)).as("direct").isOne();
        assertThat(overtaken).as("overtaken").isZero();
    }

    @Test
    @DisplayName("the lane of a call without a frame is opened, and then nothing is looked at")
    void opensIdle() {
        assertThat(watch.patienceMillis()).isNegative();
        watch.open(lane);
        assertThat(watch.patienceMillis()).isNotNegative();
        passes(Lane.WINDOW_NANOS / 2, MILLI);
        assertThat(word(WANTED)).isZero();
        passes(Lane.WINDOW_NANOS, MILLI);
        assertThat(word(WANTED)).isOne();
        assertThat(watch.patienceMillis()).isNegative();
        assertOpens();
    }

    @Test
    @DisplayName("frames from before the count began go out before the lane opens")
    void waitsForFormerFrames() {
        for (int i = 0; i < 100; i++) {
            uncounted(0);
        }
        watch.open(lane);
        arrive();
        for (int i = 0; i < 100; i++) {
            now += MILLI;
            watch.took(0, 0, false);
            watch.look();
            assertThat(word(WANTED)).isZero();
        }
        passes(MILLI, MILLI);
        assertOpens();
    }

    @Test
    @DisplayName("a frame that is stuck on its way is waited for, for a while")
    void waitsForStuckFrame() {
        watch.open(lane);
        frame(0);
        passes(Lane.WINDOW_NANOS + MILLI, MILLI);
        now += 5;
        memory.set(JAVA_INT, WANTED, 0);
        memory.set(JAVA_INT, DIRECT, 0);
        frame(15 * MILLI);
        uncounted(0); // has it looked at again
        for (int i = 0; i < 14; i++) {
            passes(MILLI, MILLI / 10);
            assertThat(word(HANDLED) == word(PASSED) && word(WANTED) != 0).isFalse();
        }
        assertOpens();
    }

    @Test
    @DisplayName("frames that come without a pause keep it closed, a pause opens it")
    void waitsForPause() {
        watch.open(lane);
        for (int i = 0; i < 100_000; i++) {
            frame(3 * MICRO);
            now += 10 * MICRO;
            step(BATCH);
        }
        assertThat(overtaken).isZero();
        assertOpens();
    }

    @Test
    @DisplayName("it opens while other calls keep the ring full")
    void opensUnderLoadOfOthers() {
        watch.open(lane);
        for (int i = 0; i < 10; i++) {
            frame(0);
        }
        step(BATCH);
        for (int i = 0; i < 100; i++) {
            now += MILLI;
            watch.took(0, BATCH, false);
            watch.look();
        }
        frame(0);
        assertThat(word(DIRECT)).isOne();
        assertThat(overtaken).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a barred lane is closed and stays so until it may be open again")
    void staysClosedWhileBarred(boolean wasOpen) {
        watch.open(lane);
        if (wasOpen) {
            assertOpens();
        }
        lane.bar();
        assertThat(word(WANTED)).isZero();
        for (int i = 0; i < 100; i++) {
            frame(0);
            passes(MILLI, MILLI);
            assertThat(word(WANTED)).isZero();
        }
        lane.unbar();
        frame(0);
        assertOpens();
    }

    @Test
    @DisplayName("nothing is written when the call is over")
    void leavesItAloneAfterTheEnd() {
        watch.open(lane);
        lane.end();
        memory.fill((byte) 0x55);
        passes(100 * MILLI, MILLI);
        lane.bar();
        assertThat(memory.toArray(JAVA_INT)).containsOnly(0x55555555);
        assertThat(watch.patienceMillis()).isNegative();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "20, 0", "0, 20", "20, 20"})
    @DisplayName("in any order of frames, losses and fragments none is overtaken, and it heals")
    void neverOvertakes(int lossPercent, int uncountedPercent) {
        for (int seed = 0; seed < 60; seed++) {
            overtaken = 0;
            Random random = new Random(seed);
            watch.open(lane);
            for (int i = 0; i < 3_000; i++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        for (int burst = random.nextInt(200); burst > 0; burst--) {
                            frame(random.nextLong(Lane.UNDER_WAY_NANOS));
                            now += random.nextLong(20 * MICRO);
                        }
                    }
                    case 2 -> {
                        if (random.nextInt(100) < uncountedPercent) {
                            uncounted(random.nextLong(Lane.UNDER_WAY_NANOS));
                        }
                    }
                    case 3 -> {
                        if (random.nextInt(100) < lossPercent && !ring.isEmpty()) {
                            lose(ring.removeLast());
                        }
                    }
                    case 4 -> now += random.nextLong(2 * MILLI);
                    default -> step(1 + random.nextInt(BATCH));
                }
                if (random.nextInt(50) == 0) {
                    memory.set(JAVA_INT, DIRECT, 0); // a frame that it could not move itself
                    memory.set(JAVA_INT, PASSED, word(PASSED) + 1);
                    inHand++;
                    underWay.add(new Sent(sent++, true, now));
                }
            }
            assertThat(overtaken).as("seed %d", seed).isZero();
            assertOpens();
        }
        assertThat(direct).as("moved directly").isPositive();
        assertThat(lost > 0 || lossPercent == 0).isTrue();
    }
}
