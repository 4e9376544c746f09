package org.lacserver.port;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/**
 * Moves PPP frames between a caller's PPPoE session and its L2TP session. Called by the engine
 * thread only; frames move on whatever threads an implementation has. Counters never go backwards
 * and are exact once {@link #part} has returned.
 */
public interface DataPlane {
    /** Frames flow both ways from now on. The binding's ids must be free. */
    void join(Binding binding);

    /**
     * No frame of the call crosses after this returns. Its last counters; zeroes if it was not
     * joined.
     */
    Counters part(long callId);

    /**
     * As {@link #part}, of many calls at once, which takes hardly longer than one.
     *
     * @return last counters by call id, of those that were joined
     */
    Map<Long, Counters> partAll(Collection<Long> callIds);

    /**
     * The access leg of a joined call goes on with another LNS: frames that come from there move
     * from now on, and none of the former LNS's crosses after this returns. Nothing that the caller
     * sends is lost between the two. The binding's session id must be free in its tunnel.
     *
     * @return last counters of the former leg; those of the new one begin at zero
     */
    Counters rebind(Binding binding);

    /**
     * An access port's interface is another one, or has another address or MTU. Calls joined from
     * now on are sent from there; frames are taken only if they are addressed to it.
     *
     * @param mac its first octet in bits 47..40
     */
    void portChanged(int accessPort, long mac, int mtu);

    /** Zeroes if the call is not joined. */
    Counters counters(long callId);

    /** What moved of a call so far, data apart from LCP; zeroes if the call is not joined. */
    Activity activity(long callId);

    /**
     * Sends one PPP frame (from the protocol field on) to the call's LNS, ahead of those that
     * follow from the access side: a frame that was held while the call was set up. Dropped and
     * counted if the call is not joined.
     */
    void sendToLns(long callId, ByteBuffer pppFrame);

    /**
     * Data datagrams received so far in a tunnel: whether a Hello is due depends on it (RFC 2661
     * §5.5).
     */
    long datagramsFrom(int localTunnelId);

    /**
     * Frames that were taken, to tell whether anything moves: not what was charged for.
     *
     * @param up caller to LNS
     * @param down LNS to caller
     * @param upData those of {@code up} that are not LCP's
     * @param downData those of {@code down} that are not
     */
    record Activity(long up, long down, long upData, long downData) {
        public static final Activity ZERO = new Activity(0, 0, 0, 0);
    }

    /**
     * Frames and octets (of PPP, from the protocol field on) of one call.
     *
     * @param upFrames caller to LNS
     * @param downFrames LNS to caller
     * @param downLost sequenced frames of the LNS that never came or came too late to be delivered
     */
    record Counters(long upFrames, long upOctets, long downFrames, long downOctets, long downLost) {
        public static final Counters ZERO = new Counters(0, 0, 0, 0, 0);

        /** Without losses. */
        public Counters(long upFrames, long upOctets, long downFrames, long downOctets) {
            this(upFrames, upOctets, downFrames, downOctets, 0);
        }
    }
}
