package org.lacserver.radius.dynauth;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.lookup.TunnelSet;

import java.util.List;

/** A request that is verified, well-formed, meant for this NAS, and asks for what it can do. */
public sealed interface DynamicRequest {
    Identification who();

    /** Who asks, for people, and what he may reach. */
    Origin origin();

    /**
     * A client.
     *
     * @param address as text
     * @param realms whose users' sessions he may touch, in lower case; empty for all
     */
    record Origin(String address, List<String> realms) {
        public Origin {
            realms = List.copyOf(realms);
        }
    }

    /**
     * Ends sessions.
     *
     * @param classes go to the accounting server in the stop record (RFC 5176 §3.6, note 4)
     * @param message for the caller; may be empty
     * @param terminateCause Acct-Terminate-Cause; 0 when none came
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Disconnect(
            Origin origin,
            Identification who,
            List<byte[]> classes,
            String message,
            int terminateCause)
            implements DynamicRequest {
        public Disconnect {
            classes = List.copyOf(classes);
        }
    }

    /** Changes what sessions are authorized for; all of it or nothing. */
    record Change(Origin origin, Identification who, Changes changes) implements DynamicRequest {}

    /**
     * What changes; the rest stays as it is (RFC 5176 §3.6, note 3).
     *
     * @param sessionTimeoutSeconds 0 when it stays
     * @param idleTimeoutSeconds 0 when it stays
     * @param interimSeconds 0 when it stays
     * @param reported what the LNS is to be told, of RADIUS's own knowledge
     * @param line how fast the line is
     * @param classes in place of those there were; null when they stay
     * @param tunnels in place of those there were, in preference order; null when they stay
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Changes(
            long sessionTimeoutSeconds,
            long idleTimeoutSeconds,
            int interimSeconds,
            Rates reported,
            Rates line,
            @Nullable List<byte[]> classes,
            @Nullable List<TunnelSet> tunnels) {}

    /** Bits per second from the LAC to the caller and back; 0 when it stays as it is. */
    record Rates(long txBps, long rxBps) {
        static final Rates NONE = new Rates(0, 0);

        public boolean areNone() {
            return txBps == 0 && rxBps == 0;
        }
    }
}
