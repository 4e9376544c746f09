package org.lacserver.tests.interop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something outside this process to become true, no longer than told. */
final class Await {

    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private Await() {}

    /** Fails with what {@code seen} says when {@code condition} is still false at the end. */
    static void until(
            Duration limit, String what, BooleanSupplier condition, Supplier<String> seen) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "not within " + limit.toSeconds() + " s: " + what + "\n" + seen.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
