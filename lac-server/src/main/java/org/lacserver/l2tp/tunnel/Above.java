package org.lacserver.l2tp.tunnel;

import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.Fault;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Who owns a control connection. */
public interface Above {
    void transmit(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets);

    /** Sessions may be opened now. */
    void opened(long nowNanos);

    /** Once for each connection that was begun; its sessions are gone. */
    void closed(long nowNanos, Ending ending);

    /** A message for a session of ours; 0 when the peer does not know the session's id. */
    void received(long nowNanos, int localSessionId, ControlMessage message);

    /** A message for a session could not be read, and the session has to end (§7.1). */
    void unreadable(long nowNanos, Fault fault);

    /** Data datagrams received in this tunnel so far. */
    long dataDatagrams();

    /** A datagram of the peer was at fault, to be counted. */
    void faulty(Fault fault);

    void noted(Note note);
}
