package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.transport.ChannelConfig;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;

import java.time.Duration;
import java.util.Set;

/**
 * How control connections are opened and kept.
 *
 * @param hostName our Host Name (AVP 7) where a candidate names none
 * @param vendorName AVP 8; null leaves it out
 * @param firmwareRevision AVP 6
 * @param channel window (AVP 10) and retransmission (§5.8)
 * @param setupTimeout from SCCRQ to the established state
 * @param hello silence of the peer before a Hello asks for a sign of life (§5.5: 60 s); zero for
 *     never
 * @param idle how long a tunnel without calls is kept that we opened; zero keeps it for good
 * @param tombstone how long a closed tunnel still acknowledges (§5.8: 31 s)
 * @param challenge whether the peer has to prove that it knows the secret, where there is one
 * @param hide which AVPs are hidden where there is a secret
 * @param acceptsTunnels whether the peer may open tunnels to us
 * @param peerPort what to do when the answer to an SCCRQ comes from another port (§8.1)
 * @param peerAddress the same for another address
 * @param lenient what is let pass of the peer's faults
 * @param controlDscp differentiated services code point for control messages, 0..63; -1 for none
 * @param negotiateDscp whether the two sides have to agree on it (RFC 3308)
 * @param capabilities what calls we can take and place
 * @param tunnelIds what local tunnel ids are taken from: the default profile's counts for the box
 */
public record TunnelSettings(
        String hostName,
        @Nullable String vendorName,
        int firmwareRevision,
        ChannelConfig channel,
        Duration setupTimeout,
        Duration hello,
        Duration idle,
        Duration tombstone,
        boolean challenge,
        HidePolicy hide,
        boolean acceptsTunnels,
        PeerMove peerPort,
        PeerMove peerAddress,
        Set<Lenience> lenient,
        int controlDscp,
        boolean negotiateDscp,
        Capabilities capabilities,
        IdRange tunnelIds) {

    private static final int MAX_DSCP = 63;

    public TunnelSettings {
        lenient = Set.copyOf(lenient);
        if (controlDscp < -1 || controlDscp > MAX_DSCP) {
            throw new IllegalArgumentException("dscp " + controlDscp + " is not in 0..63");
        }
    }

    /**
     * Framing and Bearer Capabilities (§4.4.3): an LNS must not ask for a call of another kind.
     *
     * @param framing bits of AVP 3
     * @param bearer bits of AVP 4
     */
    public record Capabilities(int framing, int bearer) {
        /** Callers and far ends are all behind PPPoE. */
        public static final Capabilities PPPOE =
                new Capabilities(ControlMessage.FRAMING_SYNC, ControlMessage.BEARER_DIGITAL);

        /** There are modems as well. */
        public static final Capabilities WITH_MODEMS =
                new Capabilities(
                        ControlMessage.FRAMING_SYNC | ControlMessage.FRAMING_ASYNC,
                        ControlMessage.BEARER_DIGITAL | ControlMessage.BEARER_ANALOG);
    }

    /**
     * Tunnel ids from {@code low} to {@code high}, both included.
     *
     * @param low 1 or more
     * @param high {@link #MAX} or less
     */
    public record IdRange(int low, int high) {
        /** 65535 stands where an id must, but nothing is behind it. */
        public static final int MAX = 65534;

        public static final IdRange ALL = new IdRange(1, MAX);

        public IdRange {
            if (low < 1 || high > MAX || low > high) {
                throw new IllegalArgumentException("ids " + low + " to " + high);
            }
        }

        public int size() {
            return high - low + 1;
        }
    }

    /** Good values for all that is not configured. */
    public static TunnelSettings defaults(String hostName) {
        return new TunnelSettings(
                hostName,
                "lacserver.org",
                0x0100,
                ChannelConfig.DEFAULT,
                Duration.ofSeconds(8),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(31),
                true,
                HidePolicy.NONE,
                false,
                PeerMove.ACCEPT,
                PeerMove.IGNORE,
                Set.of(),
                -1,
                false,
                Capabilities.PPPOE,
                IdRange.ALL);
    }
}
