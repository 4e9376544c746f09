package org.lacserver.pppoe.ppp;

/** What a received LCP packet was, or why it was discarded. */
public enum LcpHeard {
    CONFIGURE_REQUEST,
    CONFIGURE_ACK,
    CONFIGURE_NAK,
    CONFIGURE_REJECT,
    TERMINATE_REQUEST,
    TERMINATE_ACK,
    CODE_REJECT,
    PROTOCOL_REJECT,
    ECHO_REQUEST,
    ECHO_REPLY,
    /** One with our own Magic-Number instead of the caller's. */
    ECHO_REPLY_COPIED,
    DISCARD_REQUEST,
    /** RFC 1570 §2.1: read by people only. */
    IDENTIFICATION,
    /** RFC 1570 §2.2: says nothing a LAC could act upon. */
    TIME_REMAINING,
    UNKNOWN_CODE,
    /** The Length field does not fit the frame, or the packet is too short for its code. */
    BAD_LENGTH,
    /** An option's length does not fit the packet. */
    BAD_OPTIONS,
    /** An answer to a request that is not outstanding. */
    STALE_IDENTIFIER,
    /** An Ack or Reject that does not repeat what was asked. */
    MISMATCHED_ANSWER,
    /** An Echo-Request or -Reply while the link is not Opened (RFC 1661 §5.8). */
    OUT_OF_STATE,
    /** Our own Magic-Number came back in an Echo (RFC 1661 §6.4). */
    LOOPED
}
