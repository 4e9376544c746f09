package org.lacserver.port;

import java.net.InetSocketAddress;

/**
 * Both legs of an established call, all that the data plane needs to move its frames.
 *
 * @param callId the call
 * @param access what kind of access leg it is
 * @param line the access leg: port, VLANs, MAC, PPPoE session id
 * @param local our address and UDP port towards the LNS
 * @param peer the LNS's address and UDP port
 * @param localTunnelId in frames from the LNS, 1..65535
 * @param peerTunnelId in frames to the LNS, 1..65535
 * @param localSessionId in frames from the LNS, 1..65535, unique within the tunnel
 * @param peerSessionId in frames to the LNS, 1..65535
 * @param data how frames travel between us and the LNS
 */
public record Binding(
        long callId,
        Access access,
        Line line,
        InetSocketAddress local,
        InetSocketAddress peer,
        int localTunnelId,
        int peerTunnelId,
        int localSessionId,
        int peerSessionId,
        Encapsulation data) {

    /** The kinds of access legs. */
    public enum Access {
        /** A PPPoE session that we gave: its id is unique on its port and VLANs. */
        SERVED,
        /**
         * A PPPoE session that we asked a remote access concentrator for: its id is unique only
         * together with that one's MAC address and the VLANs.
         */
        DIALLED,
        /** A modem: frames from the LNS go to the engine, those to it come by {@code sendToLns}. */
        SERIAL
    }
}
