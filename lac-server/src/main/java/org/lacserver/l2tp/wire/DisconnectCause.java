package org.lacserver.l2tp.wire;

/**
 * AVP 46, why PPP ended (RFC 3145 §2).
 *
 * @param code the cause, 0 for no information
 * @param controlProtocol PPP protocol number of the protocol that failed, 0 for none
 * @param direction 0 global, 1 at the peer, 2 at the local side
 * @param text for people; may be empty
 */
public record DisconnectCause(int code, int controlProtocol, int direction, String text) {}
