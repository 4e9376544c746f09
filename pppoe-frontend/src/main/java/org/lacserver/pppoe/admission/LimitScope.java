package org.lacserver.pppoe.admission;

/** What a number of calls may be limited of. */
public enum LimitScope {
    BOX,
    /** Each access port. */
    PORT,
    /** Each VLAN, or pair of VLANs, of a port. */
    VLAN,
    /** Each circuit id (TR-101). */
    CIRCUIT,
    /** Each MAC address in a VLAN. */
    MAC,
    PROFILE
}
