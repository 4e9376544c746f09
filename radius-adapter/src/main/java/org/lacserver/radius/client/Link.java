package org.lacserver.radius.client;

import org.lacserver.radius.client.RadiusSettings.Server;

import java.net.InetSocketAddress;

/**
 * A connection over TLS.
 *
 * @param number from 0; a server has several when one has too few identifiers
 */
public record Link(Server server, InetSocketAddress to, int number) {
    /** What becomes of one. */
    public sealed interface News {
        /** The handshake is done and the server is who it should be. */
        record Opened() implements News {}

        /**
         * It did not come about.
         *
         * @param inHandshake TCP was there, TLS failed
         */
        record Failed(String why, boolean inHandshake) implements News {}

        /** One packet as its Length has it; what no packet can be ends the connection. */
        @SuppressWarnings("ArrayRecordComponent") // read only, never compared
        record Received(byte[] octets) implements News {}

        /** It ended, and not by {@link Exchanges.Wire#close}. */
        record Closed(String why) implements News {}
    }
}
