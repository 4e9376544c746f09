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

    @Nullable ServerState server;
    int sentToServer;
    long firstSentToServerNanos;
    long deadlineNanos;
    boolean isDone;

    Exchange(Question question, long serial) {
        this.question = question;
        this.serial = serial;
    }

    @Nullable Copy copyIn(ServerState at, int slot) {
        for (Copy copy : copies) {
            if (copy.server == at && copy.slot == slot) {
                return copy;
            }
        }
        return null;
    }

    /** One request as sent, possibly several times, and the slot its reply comes back to. */
    record Copy(ServerState server, int slot, PacketCodec.Request request, long firstSentNanos) {}
}
