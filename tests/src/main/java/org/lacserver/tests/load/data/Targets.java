package org.lacserver.tests.load.data;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the data plane is to reach, each against what was measured. */
final class Targets {
    private static final Size SMALL = Size.of(64);
    private static final Size LARGE = Size.of(1400);

    private final Report report;
    private final DataOptions options;
    private final int sessions;
    private final Table table = new Table().row(List.of("target", "measured", ""));

    Targets(Report report, DataOptions options) {
        this.report = report;
        this.options = options;
        this.sessions = options.sessions().contains(1000) ? 1000 : options.sessions().getFirst();
    }

    /** Each target that this run has figures for. */
    String text() {
        for (String path : List.of("kernel", DataOptions.NO_CHECKSUM)) {
            for (String direction : options.directions()) {
                ratio(path, direction, LARGE, "redirect", 0.85);
                ratio(path, direction, SMALL, "redirect", 0.8);
                Figures many = report.measured(new Cell(path, direction, 60_000, SMALL));
                Figures one = report.measured(new Cell(path, direction, 1, SMALL));
                if (many != null && one != null) {
                    String what = path + " " + direction + ", 64 B: 60,000 sessions ≥ 0.85 × 1";
                    atLeast(what, many.ratioTo(one), 0.85);
                }
            }
        }
        ratio("userspace", "up", SMALL, "bridge", 1.2);
        ratio("userspace", "down", SMALL, "bridge", 0.6);
        for (String direction : options.directions()) {
            for (Size size : options.sizes()) {
                idle(direction, size);
            }
        }
        for (String direction : options.directions()) {
            ratio("userspace", direction, SMALL, "l2tpns", 3);
            ratio("kernel", direction, SMALL, "l2tpns", 10);
        }
        heap("userspace");
        heap("kernel");
        return table.text(options.markdown());
    }

    private @Nullable Figures figures(String path, String direction, Size size) {
        return report.measured(new Cell(path, direction, sessions, size));
    }

    private void ratio(String path, String direction, Size size, String to, double least) {
        Figures own = figures(path, direction, size);
        Figures other = figures(to, direction, size);
        if (own != null && other != null) {
            String what =
                    String.format(
                            Locale.ROOT,
                            "%s %s, %s B: ≥ %s × %s",
                            path,
                            direction,
                            size.name(),
                            least,
                            to);
            atLeast(what, own.ratioTo(other), least);
        }
    }

    private void atLeast(String what, double ratio, double least) {
        row(what, String.format(Locale.ROOT, "%.3f", ratio), ratio >= least);
    }

    private void idle(String direction, Size size) {
        Figures figures = figures("userspace", direction, size);
        Figures.Times times = figures == null ? null : figures.idle();
        if (times != null) {
            String what = "userspace " + direction + ", " + size.name() + ": idle p99 ≤ 1 ms";
            row(what, Math.round(times.p99()) + " µs", times.p99() <= 1000);
        }
    }

    private void heap(String path) {
        List<Double> all = new ArrayList<>();
        for (String direction : options.directions()) {
            for (int number : options.sessions()) {
                for (Size size : options.sizes()) {
                    Figures figures = report.measured(new Cell(path, direction, number, size));
                    if (figures != null) {
                        all.add(figures.heap());
                    }
                }
            }
        }
        double most = all.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        if (!Double.isNaN(most)) {
            row(
                    path + ": 0 octets of garbage a packet",
                    String.format(Locale.ROOT, "%.3f at most", most),
                    most < 0.005);
        }
    }

    private void row(String what, String measured, boolean isReached) {
        table.row(List.of(what, measured, isReached ? "PASS" : "MISSED"));
    }
}
