package org.lacserver.radius.lookup;

import java.util.List;

/**
 * A reply with what was sent for it and what came.
 *
 * @param sent attributes of the last copy that went out, one a line, without anybody's secret
 * @param received the same of the reply; empty when nobody answered
 */
public record Exchanged(LookupReply reply, List<String> sent, List<String> received) {
    public Exchanged {
        sent = List.copyOf(sent);
        received = List.copyOf(received);
    }

    /** Where nobody wants to see it. */
    public static Exchanged untold(LookupReply reply) {
        return new Exchanged(reply, List.of(), List.of());
    }
}
