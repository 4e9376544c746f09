package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

/**
 * Rows that come as things happen, for one reader. Whoever makes them is never held up: when the
 * reader is slow, rows are lost, and a row says how many.
 */
public interface Feed {
    /** The next row; null when there is none now. */
    @Nullable Reply poll();

    /** Whether no more rows will come. */
    boolean isOver();

    /** {@code told} hears, on any thread, whenever there may be something to poll. */
    void wakes(Runnable told);

    /** Nobody reads any more; again does nothing. */
    void close();
}
