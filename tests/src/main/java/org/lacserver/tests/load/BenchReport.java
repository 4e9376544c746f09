package org.lacserver.tests.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The figures, as a table for people or as JSON. */
final class BenchReport {
    private record Row(String label, String key, String text, String json) {}

    private final BenchOptions options;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    BenchReport(BenchOptions options) {
        this.options = options;
    }

    private void number(String label, String key, double value, String unit, int decimals) {
        String digits = "%." + decimals + "f";
        rows.add(
                new Row(
                        label,
                        key,
                        String.format(Locale.ROOT, "%," + digits.substring(1) + " %s", value, unit),
                        String.format(Locale.ROOT, digits, value)));
    }

    void setUp(
            int up,
            int timed,
            Map<String, Integer> failures,
            long nanos,
            long[] latencies,
            long cpuNanos) {
        number("calls up", "calls_up", up, "of " + options.calls(), 0);
        number("set-up rate", "calls_per_second", timed * 1e9 / Math.max(1, nanos), "calls/s", 0);
        for (int percent : new int[] {50, 95, 99, 100}) {
            if (latencies.length > 0) {
                int at = Math.min(latencies.length - 1, latencies.length * percent / 100);
                number(
                        "PADI to IPCP open, p" + percent,
                        "setup_ms_p" + percent,
                        latencies[at] / 1e6,
                        "ms",
                        1);
            }
        }
        number("LAC CPU per call", "cpu_us_per_call", cpuNanos / 1e3 / Math.max(1, timed), "us", 0);
        double offered = options.rate();
        if (timed > 0 && timed * 1e9 / nanos > 0.9 * offered) {
            notes.add("set-up was held to --rate " + options.rate() + ": the LAC may do more");
        }
        failures.forEach((why, count) -> notes.add(count + " calls failed: " + why));
    }

    void memory(long heapBefore, long heap, long resident, int timed) {
        if (heap >= 0 && timed > 0) {
            number("live heap", "heap_mb", heap / 1e6, "MB", 1);
            number(
                    "live heap per call",
                    "heap_octets_per_call",
                    (double) (heap - heapBefore) / timed,
                    "octets",
                    0);
        }
        number("resident memory", "resident_mb", resident / 1e6, "MB", 0);
    }

    void traffic(int size, boolean up, List<Traffic.Outcome> outcomes, long cpuNanos) {
        long delivered = outcomes.stream().mapToLong(Traffic.Outcome::delivered).sum();
        long lost = outcomes.stream().mapToLong(Traffic.Outcome::lost).sum();
        long nanos = Math.max(1, outcomes.stream().mapToLong(Traffic.Outcome::nanos).sum());
        String way = (up ? "up" : "down") + " " + size;
        String key = (up ? "up_" : "down_") + size;
        double cores = (double) cpuNanos / nanos;
        number(way + " octets", key + "_pps", delivered * 1e9 / nanos, "packets/s", 0);
        number(
                way + " LAC CPU per packet",
                key + "_cpu_ns",
                (double) cpuNanos / Math.max(1, delivered),
                "ns",
                0);
        number(way + " LAC CPU in use", key + "_cores", cores, "cores", 2);
        if (lost > 0) {
            number(way + " lost", key + "_lost", (double) lost, "packets", 0);
        }
        if (cores < 0.85) {
            notes.add(
                    way
                            + ": the LAC's thread was not busy all the time; the generator, the"
                            + " receiver or the machine's other load set this figure");
        }
    }

    void cleared(int left, long nanos) {
        number("all cleared after", "clear_seconds", nanos / 1e9, "s", 1);
        if (left > 0) {
            notes.add(left + " calls were still at an LNS 30 s after the subscribers' PADT");
        }
    }

    void print() {
        if (options.json()) {
            StringJoiner fields = new StringJoiner(",\n  ", "{\n  ", "\n}");
            fields.add("\"lac\": \"" + options.lac() + "\"");
            fields.add("\"calls\": " + options.calls());
            fields.add("\"lnses\": " + options.lnses());
            fields.add("\"rate\": " + options.rate());
            fields.add("\"processors\": " + Runtime.getRuntime().availableProcessors());
            rows.forEach(row -> fields.add("\"" + row.key() + "\": " + row.json()));
            StringJoiner told = new StringJoiner(", ", "[", "]");
            notes.forEach(
                    note ->
                            told.add(
                                    "\""
                                            + note.replace("\\", "\\\\").replace("\"", "\\\"")
                                            + "\""));
            fields.add("\"notes\": " + told);
            System.out.println(fields);
            return;
        }
        System.out.printf(
                "%s: %d calls to %d LNSs, %d processors for LAC, generator and LNSs together%n",
                options.lac(),
                options.calls(),
                options.lnses(),
                Runtime.getRuntime().availableProcessors());
        rows.forEach(row -> System.out.printf("  %-32s %20s%n", row.label(), row.text()));
        notes.forEach(note -> System.out.println("  note: " + note));
    }
}
