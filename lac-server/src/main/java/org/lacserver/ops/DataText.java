package org.lacserver.ops;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lac show data}, for people. */
final class DataText {
    private static final int MICRO = 1_000;

    private DataText() {}

    static String render(DataState state) {
        StringBuilder out = new StringBuilder();
        row(out, "path", state.path() + " (data.path: " + state.choice() + ")");
        row(out, "", state.why().isEmpty() ? "" : "no kernel path: " + state.why());
        for (DataState.Interface each : state.interfaces()) {
            row(out, "interface", each(each));
            row(out, "", counts("left", each.left()));
        }
        row(
                out,
                "calls",
                "kernel "
                        + Text.count(state.kernelCalls())
                        + "  userspace "
                        + Text.count(state.userspaceCalls()));
        state.reasons().forEach((why, calls) -> row(out, "", Text.count(calls) + "  " + why));
        DataState.Slots slots = state.slots();
        row(
                out,
                "slots",
                slots == null
                        ? ""
                        : Text.count(slots.used()) + " of " + Text.count(slots.all()) + " in use");
        DataState.Adopted adopted = state.adopted();
        row(
                out,
                "adopted",
                adopted == null
                        ? ""
                        : LacCommand.count(adopted.flows(), "flow")
                                + " of an earlier process, for "
                                + Text.duration(adopted.seconds())
                                + " more");
        row(
                out,
                "threads",
                state.threads() + " in each direction, busy-poll " + poll(state.busyPollNanos()));
        return out.toString();
    }

    private static String each(DataState.Interface each) {
        return Text.printable(each.name())
                + "  "
                + each.role()
                + (each.mode().isEmpty() ? "" : "  " + each.mode())
                + (each.why().isEmpty() ? "" : " (" + Text.printable(each.why()) + ")")
                + (each.mode().isEmpty() ? "" : "  moved " + Text.count(each.moved()))
                + (each.ringDrops() == 0 ? "" : "  ring full " + Text.count(each.ringDrops()))
                + (each.refusals() == 0 ? "" : "  refused " + Text.count(each.refusals()));
    }

    private static String counts(String title, Map<String, Long> counts) {
        return counts.isEmpty()
                ? ""
                : title
                        + counts.entrySet().stream()
                                .map(one -> "  " + one.getKey() + " " + Text.count(one.getValue()))
                                .collect(Collectors.joining());
    }

    private static String poll(long nanos) {
        return nanos == 0 ? "off" : nanos / MICRO + "us";
    }

    private static void row(StringBuilder out, String title, String text) {
        if (!text.isEmpty()) {
            String line = String.format(Locale.ROOT, "%-9s %s", title, text);
            out.append(line.stripTrailing()).append('\n');
        }
    }
}
