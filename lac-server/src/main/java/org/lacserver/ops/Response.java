package org.lacserver.ops;

import java.util.List;

/** An answer: rows, rows without end, or a refusal. */
public sealed interface Response {
    record Rows(List<? extends Reply> rows) implements Response {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Rows as they come.
     *
     * @param seconds ends after so long; 0 for no bound
     */
    record Stream(Feed feed, int seconds) implements Response {}

    record Refusal(String error) implements Response {}
}
