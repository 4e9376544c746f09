package org.lacserver.pppoe.admission;

import org.jspecify.annotations.Nullable;

/** Why a PADI or PADR of one who may send it is not answered with a PADO or a session. */
public enum Bar {
    NOT_ACCEPTING(null),
    /** By the profile's MAC lists. */
    MAC_DENIED(null),
    /** The line failed so often that it has to wait. */
    LINE_HELD(null),
    HALF_OPEN_LIMIT(null),
    /** No session id is left. */
    PORT_FULL("no session id left"),
    /** The MAC address has all the sessions it may have. */
    LINE_FULL("too many sessions on this line"),
    CIRCUIT_FULL("too many calls on this circuit"),
    VLAN_FULL("too many calls on this VLAN"),
    PORT_LIMIT("too many calls on this port"),
    PROFILE_FULL("too many calls of this kind"),
    BOX_FULL("too many calls"),
    /** The ladder has come to silence; PADIs only. */
    OVERLOAD(null),
    /** Too many PADOs wait for their time; PADIs only. */
    DELAY_OVERFLOW(null);

    private final @Nullable String text;

    Bar(@Nullable String text) {
        this.text = text;
    }

    /** What one who sent a PADR is told; null for silence. PADIs are met with silence always. */
    public @Nullable String text() {
        return text;
    }
}
