package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The last attempts of lines. Those who never told a name are kept apart: strangers in numbers do
 * not displace customers.
 */
final class History {
    private static final int MOST_LINES = 5000;
    private static final int MOST_STRANGERS = 2000;
    private static final int MOST_LADDERS = 1000;
    private static final int STRANGERS_LADDERS = 250;
    private static final long MOST_OCTETS = 6L << 20;
    private static final long STRANGERS_OCTETS = 2L << 20;

    private final Attempts named = new Attempts(MOST_LINES, MOST_LADDERS, MOST_OCTETS);
    private final Attempts strangers =
            new Attempts(MOST_STRANGERS, STRANGERS_LADDERS, STRANGERS_OCTETS);

    void add(Attempt attempt, @Nullable Ladder ladder) {
        boolean isNamed = !attempt.user().isEmpty() || attempt.upSeconds() >= 0;
        (isNamed ? named : strangers).add(attempt, ladder);
    }

    /** Newest first, as many as are kept of one line. */
    List<Attempts.Kept> find(Predicate<Attempt> wanted) {
        List<Attempts.Kept> found = new ArrayList<>(named.find(wanted));
        found.addAll(strangers.find(wanted));
        found.sort(Comparator.comparingLong((Attempts.Kept it) -> it.attempt.atNanos()).reversed());
        return found.subList(0, Math.min(Attempts.OF_A_LINE, found.size()));
    }
}
