package org.lacserver.pppoe.discovery;

/** What became of a PADO or PADS for a call that we dial. */
public enum HostHeard {
    /** PADO whose sender gets our PADR. */
    PADO_GOOD,
    /** PADS with our session. */
    PADS_GOOD,
    PADO_BAD_SESSION_ID,
    PADO_BAD_TAGS,
    /** No Host-Uniq, or none of a call that is being dialled. */
    PADO_FOR_NOBODY,
    /** From another port or VLAN than was asked on. */
    PADO_WRONG_LINE,
    /** After the PADO that was taken. */
    PADO_LATE,
    /** From another MAC address than wanted. */
    PADO_OTHER_MAC,
    /** From another AC-Name than wanted. */
    PADO_OTHER_AC_NAME,
    /** Without the service that is wanted. */
    PADO_OTHER_SERVICE,
    /** With an error tag. */
    PADO_ERROR,
    PADS_BAD_TAGS,
    /** From another port or VLAN than was asked on. */
    PADS_WRONG_LINE,
    /** Nobody here asked its sender; a session in it is ended by a PADT. */
    PADS_FOR_NOBODY,
    /** For a session that is there already. */
    PADS_REPEATED,
    /** With an error tag, or with no session id that could be used. */
    PADS_ERROR
}
