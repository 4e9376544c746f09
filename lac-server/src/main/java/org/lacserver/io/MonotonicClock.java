package org.lacserver.io;

import java.util.function.LongSupplier;

/** Nanoseconds since it was made: never negative, so that deadlines compare as plain numbers. */
public final class MonotonicClock implements LongSupplier {
    private final long start = System.nanoTime();

    @Override
    public long getAsLong() {
        return System.nanoTime() - start;
    }
}
