package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.transport.ChannelConfig;
import org.lacserver.l2tp.wire.HidePolicy;

import java.time.Duration;

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
 * @param idle how long a tunnel without calls is kept; zero keeps it for good
 * @param tombstone how long a closed tunnel still acknowledges (§5.8: 31 s)
 * @param challenge whether the peer has to prove that it knows the secret, where there is one
 * @param hide which AVPs are hidden where there is a secret
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
        HidePolicy hide) {

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
                HidePolicy.NONE);
    }
}
