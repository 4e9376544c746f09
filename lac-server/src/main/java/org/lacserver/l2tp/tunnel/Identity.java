package org.lacserver.l2tp.tunnel;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

/**
 * Who we are towards a peer and whom we expect there.
 *
 * @param expectedHostName what the peer's Host Name must be; null accepts any
 * @param challenge what we ask the peer to answer; null for nothing
 * @param tieBreaker compared unsigned (§4.4.3)
 */
public record Identity(
        int localTunnelId,
        String hostName,
        @Nullable String expectedHostName,
        Secret secret,
        @Nullable Octets challenge,
        long tieBreaker) {}
