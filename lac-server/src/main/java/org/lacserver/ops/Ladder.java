package org.lacserver.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The steps of a call in time, who said what to whom, as an aligned ladder. */
public final class Ladder {
    private static final int MOST = 10_000;

    private record Step(long nanos, String from, String to, String text) {}

    private final List<Step> steps = new ArrayList<>();
    private int left;

    /** Times are shown from the first step on; steps are shown in the order they come. */
    public void step(long nanos, String from, String to, String text) {
        if (steps.size() < MOST) {
            steps.add(new Step(nanos, from, to, text));
        } else {
            left++;
        }
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Each step as a line of its own; empty without steps. */
    public String render() {
        int from = steps.stream().mapToInt(step -> step.from().length()).max().orElse(0);
        int to = steps.stream().mapToInt(step -> step.to().length()).max().orElse(0);
        StringBuilder out = new StringBuilder();
        for (Step step : steps) {
            String line =
                    String.format(
                            Locale.ROOT,
                            "%9.3f  %s → %s   %s",
                            (step.nanos() - steps.getFirst().nanos()) / 1e9,
                            pad(step.from(), from),
                            pad(step.to(), to),
                            Text.printable(step.text()));
            out.append(line.stripTrailing()).append('\n');
        }
        if (left > 0) {
            out.append("           … and ").append(left).append(" more\n");
        }
        return out.toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
