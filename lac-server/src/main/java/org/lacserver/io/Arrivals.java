package org.lacserver.io;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * What the forwarding threads hand up to the engine, because no established call owns it. The
 * octets are copied; false means the queue was full, and it is counted.
 */
public interface Arrivals {
    /** A PADI, PADO or PADR, tags inline. One thread calls this. */
    boolean discovery(int port, ByteBuffer frame);

    /** A frame of the session stage, a PADS or a PADT, tags inline. One thread calls this. */
    boolean session(int port, ByteBuffer frame);

    /**
     * Puts a mark behind the session frames that were handed up so far; negative when there is no
     * room for it. The thread that hands these up calls this.
     */
    long mark();

    /**
     * Whether the engine has come to a mark: all that was handed up before it is dealt with, and so
     * is what the engine was about when the mark was put. The thread that put it asks.
     */
    boolean isPast(long mark);

    /** An L2TP control datagram. One thread calls this. */
    boolean datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets);

    /** A PPP frame from the LNS for a call without an access port. One thread calls this. */
    boolean callFrame(long callId, ByteBuffer pppFrame);
}
