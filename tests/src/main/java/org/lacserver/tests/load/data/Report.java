package org.lacserver.tests.load.data;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All figures of a run, as tables. */
final class Report {
    static final String DEFINITIONS =
            """
            Mpps: packets that came out, in millions a second; the median of the rounds. In kernel rows \
            (redirect, kernel, bridge) one processor does everything, generator and sink included, two \
            for both ways at once; in userspace rows (userspace, l2tpns) the generator has a processor \
            of its own and keeps a bounded number under way.
            ns: processor time for a packet. Kernel rows: of the saturated processor, generator and sink \
            included. Userspace rows: of the LAC's forwarding threads (l2tpns: its process), with what \
            the kernel does in them, the sink included.
            /redirect, /bridge: the median of the ratios of each round.
            B: octets of garbage a packet, in the forwarding threads.
            One-way times in microseconds, from the generator's program to the sink's by the same clock; \
            idle: 2,000 packets a second; half load: at half of the Mpps, three tenths of a second.
            Loss-free: the highest rate found at which no packet of a whole second was lost, in Mpps.
            """;

    private final DataOptions options;
    private final Map<Cell, Figures> all = new HashMap<>();
    private final Map<Cell, String> missing = new HashMap<>();

    Report(DataOptions options) {
        this.options = options;
    }

    Figures of(Cell cell) {
        return all.computeIfAbsent(cell, _ -> new Figures());
    }

    @Nullable Figures measured(Cell cell) {
        Figures figures = all.get(cell);
        return figures == null || figures.rounds().isEmpty() ? null : figures;
    }

    /** Why there is nothing in a cell. */
    void missing(Cell cell, String why) {
        missing.putIfAbsent(cell, why);
    }

    boolean isMissing(Cell cell) {
        return missing.containsKey(cell);
    }

    /** All tables of one direction and number of sessions. */
    String tables(String direction, int sessions) {
        boolean markdown = options.markdown();
        String title =
                String.format(
                        Locale.ROOT,
                        "%s, %,d session%s",
                        direction,
                        sessions,
                        sessions == 1 ? "" : "s");
        StringBuilder text = new StringBuilder(markdown ? "#### " : "== ").append(title);
        text.append(markdown ? "\n\n" : " ==\n")
                .append(throughput(direction, sessions).text(markdown));
        if (options.latency() || options.lossFree()) {
            text.append('\n').append(times(direction, sessions).text(markdown));
        }
        List<String> reasons = new ArrayList<>();
        for (String path : options.paths()) {
            for (Size size : options.sizes()) {
                String why = missing.get(new Cell(path, direction, sessions, size));
                if (why != null && !reasons.contains(path + ": " + why)) {
                    reasons.add(path + ": " + why);
                }
            }
        }
        reasons.forEach(reason -> text.append(markdown ? "\n" : "").append(reason).append('\n'));
        return text.append('\n').toString();
    }

    private Table throughput(String direction, int sessions) {
        List<String> head = new ArrayList<>(List.of("path"));
        for (Size size : options.sizes()) {
            head.addAll(List.of(size.name() + ": Mpps", "ns", "/redirect", "/bridge"));
        }
        head.add("B");
        Table table = new Table().row(head);
        for (String path : options.paths()) {
            List<String> row = new ArrayList<>(List.of(path));
            double heap = Double.NaN;
            for (Size size : options.sizes()) {
                Cell cell = new Cell(path, direction, sessions, size);
                Figures figures = measured(cell);
                if (figures == null) {
                    row.addAll(List.of("–", "–", "–", "–"));
                    continue;
                }
                row.add(mega(figures.perSecond()));
                row.add(whole(figures.cpuNanos()));
                row.add(ratio(figures.ratioTo(measured(cell.of("redirect")))));
                row.add(ratio(figures.ratioTo(measured(cell.of("bridge")))));
                heap = Double.isNaN(heap) ? figures.heap() : Math.max(heap, figures.heap());
            }
            boolean isJava = path.equals("userspace") || path.startsWith("kernel");
            row.add(isJava && !Double.isNaN(heap) ? String.format(Locale.ROOT, "%.2f", heap) : "–");
            table.row(row);
        }
        return table;
    }

    private Table times(String direction, int sessions) {
        List<String> head = new ArrayList<>(List.of("path"));
        for (Size size : options.sizes()) {
            String name = size.name();
            head.addAll(List.of(name + ": idle p50/p99/p99.9", "half load", "loss-free"));
        }
        Table table = new Table().row(head);
        for (String path : options.paths()) {
            List<String> row = new ArrayList<>(List.of(path));
            for (Size size : options.sizes()) {
                Figures figures = measured(new Cell(path, direction, sessions, size));
                if (figures == null) {
                    row.addAll(List.of("–", "–", "–"));
                    continue;
                }
                row.add(times(figures.idle()));
                row.add(times(figures.loaded()));
                row.add(figures.lossFree() < 0 ? "–" : mega(figures.lossFree()));
            }
            table.row(row);
        }
        return table;
    }

    private static String times(Figures.@Nullable Times times) {
        return times == null
                ? "–"
                : whole(times.p50()) + "/" + whole(times.p99()) + "/" + whole(times.p999());
    }

    private static String mega(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 1e6 ? "%.3f" : "%.2f", perSecond / 1e6);
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.1f" : "%,.0f", number);
    }

    static String ratio(double ratio) {
        return Double.isNaN(ratio) ? "–" : String.format(Locale.ROOT, "%.2f", ratio);
    }

    /** Everything, every round. */
    String json() {
        StringBuilder text = new StringBuilder("[");
        all.forEach(
                (cell, figures) -> {
                    if (!figures.rounds().isEmpty()) {
                        text.append(text.length() > 1 ? ",\n " : "\n ").append(json(cell, figures));
                    }
                });
        return text.append("\n]\n").toString();
    }

    private static String json(Cell cell, Figures figures) {
        return String.format(
                Locale.ROOT,
                "{\"path\": \"%s\", \"direction\": \"%s\", \"sessions\": %d, \"size\": \"%s\","
                        + " \"perSecond\": %s, \"cpuNanos\": %.1f, \"heapOctets\": %.3f,"
                        + " \"idleMicros\": %s, \"halfLoadMicros\": %s, \"lossFree\": %.0f}",
                cell.path(),
                cell.direction(),
                cell.sessions(),
                cell.size().name(),
                figures.rounds().stream().map(Math::round).toList(),
                figures.cpuNanos(),
                figures.heap(),
                json(figures.idle()),
                json(figures.loaded()),
                figures.lossFree());
    }

    private static String json(Figures.@Nullable Times times) {
        return times == null
                ? "null"
                : String.format(
                        Locale.ROOT, "[%.1f, %.1f, %.1f]", times.p50(), times.p99(), times.p999());
    }
}
