package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

/**
 * One request as sent, possibly several times, and the slot its reply comes back to.
 *
 * @param exchange null for a Status-Server, which nobody asked for
 */
record Copy(
        ServerState server,
        int slot,
        PacketCodec.Request request,
        long firstSentNanos,
        @Nullable Exchange exchange) {}
