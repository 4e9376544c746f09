package org.lacserver.pppoe;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Ranges of numbers, laid out so that what holds at a number is found by halving: the numbers at
 * which something begins or ends, in ascending order, and what holds from each of them on.
 */
final class FirstCovering {
    private final int[] starts;

    private FirstCovering(int[] starts) {
        this.starts = starts;
    }

    /**
     * @param which the ranges that count, by index
     * @param from where a range begins
     * @param to where it ends, inclusive
     * @param holding is told, for each stretch in turn, which ranges cover it; not to be kept
     */
    static FirstCovering of(
            BitSet which,
            IntFunction<Integer> from,
            IntFunction<Integer> to,
            Consumer<BitSet> holding) {
        int[] starts =
                IntStream.concat(
                                IntStream.of(0),
                                which.stream()
                                        .flatMap(
                                                it ->
                                                        IntStream.of(
                                                                from.apply(it), to.apply(it) + 1)))
                        .sorted()
                        .distinct()
                        .toArray();
        int[] byStart = sorted(which, from);
        int[] byEnd = sorted(which, to);
        BitSet active = new BitSet();
        int begun = 0;
        int ended = 0;
        for (int start : starts) {
            while (begun < byStart.length && from.apply(byStart[begun]) <= start) {
                active.set(byStart[begun++]);
            }
            while (ended < byEnd.length && to.apply(byEnd[ended]) < start) {
                active.clear(byEnd[ended++]);
            }
            holding.accept(active);
        }
        return new FirstCovering(starts);
    }

    private static int[] sorted(BitSet which, IntFunction<Integer> by) {
        return which.stream()
                .boxed()
                .sorted(java.util.Comparator.comparing(by::apply))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Of which stretch, counted from 0, a number is; none is negative. */
    int stretch(int number) {
        int at = Arrays.binarySearch(starts, number);
        return at >= 0 ? at : -at - 2;
    }
}
