package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What would become of a caller if he came now.
 *
 * @param group his access group
 * @param order whom it asks
 * @param result {@code tunnels}, {@code refused} or {@code unavailable}
 * @param source who decided
 * @param message what the caller would be told; may be empty
 * @param choices in the order they would be tried
 */
public record LookupTest(
        String user,
        String line,
        String group,
        List<String> order,
        List<Stage> stages,
        String result,
        String source,
        String message,
        List<Choice> choices)
        implements Reply {
    public LookupTest {
        order = List.copyOf(order);
        stages = List.copyOf(stages);
        choices = List.copyOf(choices);
    }

    /** Whether an LNS would be tried. */
    boolean isTaken() {
        return choices.stream().anyMatch(Choice::first);
    }

    /**
     * One who was asked.
     *
     * @param sent attributes, one a line, without secrets; empty when RADIUS was not asked
     */
    public record Stage(String name, String outcome, List<String> sent, List<String> received) {
        public Stage {
            sent = List.copyOf(sent);
            received = List.copyOf(received);
        }
    }

    /**
     * @param tag 0 for an untagged set or an LNS of the configuration
     * @param group of the configuration; null for one that RADIUS named
     * @param first the call would go there first
     * @param outcome what would become of it, and why
     */
    public record Choice(
            int tag,
            String lns,
            String address,
            @Nullable String group,
            int preference,
            boolean first,
            String outcome) {}
}
