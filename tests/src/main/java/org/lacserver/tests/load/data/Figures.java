package org.lacserver.tests.load.data;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was measured of one cell. */
final class Figures {
    /**
     * One-way times in microseconds.
     *
     * @param count of samples
     */
    record Times(double p50, double p99, double p999, int count) {
        /** Of sorted nanoseconds; null when there are none. */
        static @Nullable Times of(long[] sorted) {
            if (sorted.length == 0) {
                return null;
            }
            return new Times(
                    at(sorted, 0.5) / 1e3,
                    at(sorted, 0.99) / 1e3,
                    at(sorted, 0.999) / 1e3,
                    sorted.length);
        }

        private static long at(long[] sorted, double share) {
            return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
        }
    }

    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> cpuNanos = new ArrayList<>();
    private double leastHeap = Double.MAX_VALUE;
    private @Nullable Times idle;
    private @Nullable Times loaded;
    private double lossFree = -1;
    private int underWay;

    /**
     * @param packets a second
     * @param cpu nanoseconds a packet
     * @param heap octets a packet
     */
    void round(double packets, double cpu, double heap) {
        perSecond.add(packets);
        cpuNanos.add(cpu);
        leastHeap = Math.min(leastHeap, heap);
    }

    void idle(@Nullable Times times) {
        idle = times;
    }

    void loaded(@Nullable Times times) {
        loaded = times;
    }

    void lossFree(double packets) {
        lossFree = packets;
    }

    /**
     * How many frames are under way at most, where that is bounded; 0 as long as it is not known.
     */
    int underWay() {
        return underWay;
    }

    void underWay(int frames) {
        underWay = frames;
    }

    double perSecond() {
        return median(perSecond);
    }

    List<Double> rounds() {
        return perSecond;
    }

    double cpuNanos() {
        return median(cpuNanos);
    }

    /** Octets a packet, of the round with the fewest: a compiler that comes late counts too. */
    double heap() {
        return leastHeap;
    }

    @Nullable Times idle() {
        return idle;
    }

    @Nullable Times loaded() {
        return loaded;
    }

    /** Packets a second; negative when it was not looked for. */
    double lossFree() {
        return lossFree;
    }

    /** The median of the ratios of each round; NaN when there is none. */
    double ratioTo(@Nullable Figures other) {
        if (other == null) {
            return Double.NaN;
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(perSecond.size(), other.perSecond.size()); i++) {
            ratios.add(perSecond.get(i) / other.perSecond.get(i));
        }
        return median(ratios);
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
