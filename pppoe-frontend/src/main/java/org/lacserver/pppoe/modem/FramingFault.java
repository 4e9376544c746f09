package org.lacserver.pppoe.modem;

/** Why octets from the line were no frame. */
public enum FramingFault {
    FCS,
    /** Fewer than four octets with FCS (RFC 1662 §4.3), or no protocol field. */
    RUNT,
    /** Ended by the sender with a Control Escape and a Flag Sequence (§4.3). */
    ABORTED,
    /** More octets than {@link AsyncFraming#MAX_FRAME} allows. */
    TOO_LONG
}
