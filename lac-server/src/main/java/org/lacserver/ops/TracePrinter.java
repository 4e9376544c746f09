package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A ladder, one line a message, in seconds since the first one. */
final class TracePrinter {
    private static final long NANOS = 1_000_000_000L;
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final PrintWriter out;
    private @Nullable Long firstNanos;

    TracePrinter(PrintWriter out) {
        this.out = out;
    }

    void print(Reply.TraceRow row) {
        if (row.lost() > 0) {
            out.println("  … " + row.lost() + " lost: they came faster than they were read");
        }
        Long began = firstNanos;
        if (began == null) {
            began = row.atNanos();
            firstNanos = began;
            out.println("from " + when(began));
        }
        out.println(line(row, began));
        out.flush();
    }

    private static String line(Reply.TraceRow row, long began) {
        double seconds = (row.atNanos() - began) / (double) NANOS;
        boolean isDecision = row.from().equals(row.to());
        String way = isDecision ? row.from() : row.from() + " > " + row.to();
        return String.format(Locale.ROOT, "%11.6f  %-13s  ", seconds, way)
                + (isDecision ? "" : String.format(Locale.ROOT, "%-6s  ", row.protocol()))
                + Text.printable(row.text());
    }

    static String when(long epochNanos) {
        return WHEN.format(
                Instant.ofEpochSecond(
                        Math.floorDiv(epochNanos, NANOS), Math.floorMod(epochNanos, NANOS)));
    }
}
