package org.lacserver.ops;

import java.util.List;

/** A whole answer: rows, or a refusal. */
public sealed interface Response {
    record Rows(List<? extends Reply> rows) implements Response {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    record Refusal(String error) implements Response {}
}
