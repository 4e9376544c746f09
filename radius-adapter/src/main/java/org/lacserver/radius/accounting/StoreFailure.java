package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;

/** The disk does not take records, or not give them. */
final class StoreFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean damaged;

    StoreFailure(String message, boolean damaged, @Nullable Throwable cause) {
        super(message, cause);
        this.damaged = damaged;
    }

    /** What is in the file makes no sense; no other try will find any in it. */
    boolean isDamaged() {
        return damaged;
    }
}
