package org.lacserver.radius.client;

import org.lacserver.radius.client.RadiusSettings.Server;

import java.util.List;

/** What is asked of the servers. All methods run on the client's one thread. */
public interface Question {
    /** The attributes of a copy that goes out now, for {@code server}. */
    Attributes attributes(Server server, long nowNanos);

    /** The name of the server that is to be asked first, whoever's turn it is; empty for none. */
    default String askedBefore() {
        return "";
    }

    /**
     * Called once, with a verified reply.
     *
     * @param attempt the request authenticator and secret that Tunnel-Password is hidden with
     * @param rttNanos from the first copy to this server to its reply
     */
    void answered(Attempt attempt, int code, List<Attribute> attributes, long rttNanos);

    /** Who sees its packets. */
    default PacketWitness witness() {
        return PacketWitness.NONE;
    }

    /** Called once, when nobody answered. */
    void unanswered(String reason);

    /** The request that was answered. */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record Attempt(Server server, byte[] authenticator) {
        @Override
        public String toString() {
            return "Attempt[" + server + "]";
        }
    }
}
