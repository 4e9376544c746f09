package org.lacserver.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What counts for all strangers: frames a second by kind, and how long PADOs wait by load.
 *
 * @param ladder in ascending order of load
 */
public record GateConfig(Rates padi, Rates padr, Rates session, List<Step> ladder) {
    /**
     * From this load on.
     *
     * @param load percent
     * @param delay {@link #NEVER} is no PADO at all
     */
    public record Step(int load, Duration delay) {}

    /** Longer than any delay. */
    public static final Duration NEVER = Duration.ofDays(10_000);

    static Kind<Duration> delay() {
        Kind<Duration> delay = Kind.duration("1ms", "10s");
        return new Kind<>(
                delay.expected() + " or never",
                delay.example(),
                text -> text.equals("never") ? NEVER : delay.parse().apply(text),
                false);
    }

    public GateConfig {
        ladder = List.copyOf(ladder);
    }

    private static List<Step> ladder(Section admission, Problems problems) {
        List<Step> steps = new ArrayList<>();
        for (Section item : admission.items("ladder")) {
            Step step = new Step(item.get(Keys.LADDER_LOAD), item.get(Keys.LADDER_DELAY));
            boolean rises =
                    steps.isEmpty()
                            || (step.load() > steps.getLast().load()
                                    && step.delay().compareTo(steps.getLast().delay()) > 0);
            if (!rises) {
                problems.add(
                        item.line(),
                        item.shown("load")
                                + ": expected more load and more delay than at the step before");
            }
            steps.add(step);
        }
        return steps;
    }

    /** 0 is off. */
    public record Rates(int box, int port, int vlan, int mac) {}

    static GateConfig of(Section admission, Problems problems) {
        return new GateConfig(
                new Rates(
                        admission.get(Keys.PADI_RATE),
                        admission.get(Keys.PADI_RATE_PER_PORT),
                        admission.get(Keys.PADI_RATE_PER_VLAN),
                        admission.get(Keys.PADI_RATE_PER_MAC)),
                new Rates(
                        admission.get(Keys.PADR_RATE),
                        admission.get(Keys.PADR_RATE_PER_PORT),
                        admission.get(Keys.PADR_RATE_PER_VLAN),
                        admission.get(Keys.PADR_RATE_PER_MAC)),
                new Rates(
                        admission.get(Keys.SESSION_RATE),
                        admission.get(Keys.SESSION_RATE_PER_PORT),
                        admission.get(Keys.SESSION_RATE_PER_VLAN),
                        admission.get(Keys.SESSION_RATE_PER_MAC)),
                ladder(admission, problems));
    }
}
