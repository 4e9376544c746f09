package org.lacserver.l2tp.transport;

/**
 * What a new process must know to carry on with a peer that noticed nothing.
 *
 * @param firstUnacknowledged Ns of the oldest message the peer has not acknowledged
 * @param nextNs Ns of the next new message
 * @param nr Ns expected next from the peer
 * @param peerWindow the peer's receive window
 */
public record ChannelState(int firstUnacknowledged, int nextNs, int nr, int peerWindow) {}
