package org.lacserver.port;

import java.net.InetSocketAddress;

/**
 * Both legs of an established call, all that the data plane needs to move its frames.
 *
 * @param callId the call
 * @param line the access leg: port, VLANs, MAC, PPPoE session id
 * @param local our address and UDP port towards the LNS
 * @param peer the LNS's address and UDP port
 * @param localTunnelId in frames from the LNS, 1..65535
 * @param peerTunnelId in frames to the LNS, 1..65535
 * @param localSessionId in frames from the LNS, 1..65535, unique within the tunnel
 * @param peerSessionId in frames to the LNS, 1..65535
 * @param sequencing whether data to the LNS carries Ns from the start (AVP 39 was sent)
 */
public record Binding(
        long callId,
        Line line,
        InetSocketAddress local,
        InetSocketAddress peer,
        int localTunnelId,
        int peerTunnelId,
        int localSessionId,
        int peerSessionId,
        boolean sequencing) {}
