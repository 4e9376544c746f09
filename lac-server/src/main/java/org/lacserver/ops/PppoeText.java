package org.lacserver.ops;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lac show pppoe}, for people. */
final class PppoeText {
    private PppoeText() {}

    static String render(PppoeState state) {
        StringBuilder out = new StringBuilder();
        PppoeState.Load load = state.load();
        row(
                out,
                "load",
                load.percent()
                        + "%  half-open "
                        + load.halfOpen()
                        + "%  calls "
                        + load.calls()
                        + "%  tunnels "
                        + load.tunnels()
                        + "%  radius "
                        + load.radius()
                        + "%");
        row(
                out,
                "ladder",
                "step "
                        + state.step()
                        + " of "
                        + state.steps()
                        + "  "
                        + (state.delayMillis() < 0
                                ? "no PADO"
                                : "PADO after " + state.delayMillis() + " ms")
                        + "  waiting "
                        + Text.count(state.delayed()));
        row(
                out,
                "half-open",
                Text.count(state.halfOpen()) + " of " + Text.count(state.halfOpenLimit()));
        row(out, "frames", counts(state.frames()));
        for (PppoeState.Limit limit : state.limits()) {
            row(
                    out,
                    limit.what(),
                    (limit.name().isEmpty() ? "" : Text.printable(limit.name()) + "  ")
                            + Text.count(limit.calls())
                            + " calls"
                            + (limit.limit() == 0 ? "" : " of " + Text.count(limit.limit())));
        }
        for (PppoeState.Vlan vlan : state.vlans()) {
            row(out, "vlan", Text.printable(vlan.vlan()) + "  " + Text.count(vlan.calls()));
        }
        row(out, "held", Text.count(state.held()) + " lines");
        out.append(held(state));
        row(out, "refused", state.drops().isEmpty() ? "none" : "");
        state.drops().forEach((reason, count) -> row(out, "", reason + "  " + Text.count(count)));
        return out.toString();
    }

    /** The lines that wait, one a line. */
    static String held(PppoeState state) {
        StringBuilder out = new StringBuilder();
        for (PppoeState.HeldLine line : state.heldLines()) {
            row(
                    out,
                    "line",
                    Text.printable(line.line())
                            + "  for "
                            + Text.duration(line.seconds())
                            + "  held "
                            + (line.times() == 1 ? "once" : line.times() + " times"));
        }
        return out.toString();
    }

    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getKey() + " " + Text.count(each.getValue()))
                .collect(Collectors.joining("  "));
    }

    private static void row(StringBuilder out, String title, String text) {
        out.append(String.format(Locale.ROOT, "%-9s %s", title, text).stripTrailing()).append('\n');
    }
}
