package org.lacserver.io;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The box as its thread sees it. Buffers are the callee's until it returns. */
public interface BoxLoop {
    /** A whole Ethernet frame from an access port, VLAN tags inline. */
    void onFrame(long nowNanos, int port, ByteBuffer frame);

    /** A control datagram from an LNS. */
    void onDatagram(
            long nowNanos, InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets);

    /** A PPP frame from the LNS, from the protocol field on, for a call without an access port. */
    void onCallFrame(long nowNanos, long callId, ByteBuffer pppFrame);

    /** The deadline that {@link #nextDeadlineNanos} named has come. */
    void onDeadline(long nowNanos);

    /** Long.MAX_VALUE when nothing is due ever. */
    long nextDeadlineNanos();
}
