package org.lacserver.port;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Hears which control messages are about which call, so that a call can be explained. Called in the
 * core's thread while it is at work: it takes note and asks nothing.
 */
public interface Tap {
    /** Nobody listens. */
    Tap NONE =
            new Tap() {
                @Override
                public void waits(long callId, int localTunnelId) {}

                @Override
                public void speaks(
                        long callId, int localTunnelId, int localSessionId, int peerSessionId) {}

                @Override
                public void decided(long callId, String lns, String outcome) {}

                @Override
                public void ended(long callId, long upNanos) {}

                @Override
                public void sent(
                        int localTunnelId,
                        InetSocketAddress local,
                        InetSocketAddress peer,
                        ByteBuffer octets) {}
            };

    /** A call is to go into a tunnel, which may have to come up first. */
    void waits(long callId, int localTunnelId);

    /**
     * A message of a call's session is about to be sent.
     *
     * @param peerSessionId 0 before the peer has assigned one
     */
    void speaks(long callId, int localTunnelId, int localSessionId, int peerSessionId);

    /** What became of a candidate for a call: {@link Event.Decision}. */
    void decided(long callId, String lns, String outcome);

    /** A call that was established for so long ends; its {@link Event.CallEnded} follows. */
    void ended(long callId, long upNanos);

    /** A control datagram goes onto the wire, perhaps not for the first time. */
    void sent(
            int localTunnelId, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets);
}
