package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A question on its way: the copies that are out and when the next step is due. */
final class Exchange {
    final Question question;

    /** Grows with each question, so that equal deadlines keep the order of asking. */
    final long serial;

    /** Every copy that may still be answered, also by a server given up in between. */
    final List<Copy> copies = new ArrayList<>(3);

    final Set<ServerState> tried = HashSet.newHashSet(2);

    /** Who is being asked; null while it waits for an identifier. */
    @Nullable ServerState server;

    int sentToServer;
    long firstSentToServerNanos;
    long deadlineNanos;
    boolean isDone;

    /**
     * A connection was lost with a copy of this on it; a second time it is the question's fault.
     */
    boolean hasLostItsLink;

    Exchange(Question question, long serial) {
        this.question = question;
        this.serial = serial;
    }

    /** No copy counts any more. */
    void end() {
        isDone = true;
        for (Copy copy : copies) {
            copy.server().slots.release(copy);
            copy.server().probeEnds(this);
        }
        copies.clear();
    }
}
