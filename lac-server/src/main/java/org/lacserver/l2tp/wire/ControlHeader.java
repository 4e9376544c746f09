package org.lacserver.l2tp.wire;

/**
 * The header of a control message (RFC 2661 §3.1).
 *
 * @param tunnelId the receiver's id of the tunnel; 0 before it is known
 * @param sessionId the receiver's id of the session; 0 for the tunnel itself or before it is known
 * @param ns sequence number of this message
 * @param nr sequence number expected next from the other side
 */
public record ControlHeader(int tunnelId, int sessionId, int ns, int nr) {
    /** Octets of it on the wire; a datagram of this length alone is a ZLB. */
    public static final int LENGTH = 12;

    /** The first two octets: T, L and S set, O and P clear, version 2. */
    public static final int FLAGS = 0xc802;
}
