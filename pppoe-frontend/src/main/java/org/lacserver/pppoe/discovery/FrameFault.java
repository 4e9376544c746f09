package org.lacserver.pppoe.discovery;

/** Why a frame is none that could be looked at further. */
public enum FrameFault {
    FRAME_TRUNCATED,
    FRAME_NOT_PPPOE,
    /** More than two VLAN tags. */
    FRAME_TOO_MANY_TAGS,
    /** VLAN id 4095. */
    FRAME_BAD_VLAN,
    /** The source is a group address or zero. */
    FRAME_BAD_SOURCE,
    /** VER or TYPE is not 1. */
    PPPOE_BAD_VERSION,
    /** LENGTH reaches beyond the frame. */
    PPPOE_BAD_LENGTH
}
