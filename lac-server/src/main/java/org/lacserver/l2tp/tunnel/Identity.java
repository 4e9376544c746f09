package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;

/**
 * Who we are towards a peer and whom we expect there.
 *
 * @param expectedHostName what the peer's Host Name must be; null accepts any
 * @param first the secret to use until the peer has proved one
 * @param challenge what we ask the peer to answer; null for nothing
 * @param tieBreaker compared unsigned (§4.4.3); null leaves it out
 */
public record Identity(
        int localTunnelId,
        String hostName,
        @Nullable String expectedHostName,
        Secrets secrets,
        Secrets.Which first,
        @Nullable Octets challenge,
        @Nullable Long tieBreaker) {}
