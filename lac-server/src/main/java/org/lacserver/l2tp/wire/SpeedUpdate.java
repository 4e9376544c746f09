package org.lacserver.l2tp.wire;

/**
 * AVP 97 in a CSUN (RFC 5515 §6.1): the speeds of one session from now on.
 *
 * @param remoteSessionId the session's id as the receiver of the message assigned it
 * @param txBps LAC to caller, bit/s, at most {@link ControlMessage#MAX_UNSIGNED}
 * @param rxBps caller to LAC, bit/s, at most {@link ControlMessage#MAX_UNSIGNED}
 */
public record SpeedUpdate(int remoteSessionId, long txBps, long rxBps) {}
