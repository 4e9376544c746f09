package org.lacserver.pppoe;

/** Why a dialled call did not come about. */
public enum DialFailure {
    /** No PADO, or no PADS, in time. */
    NO_ANSWER,
    /** Service-Name-Error, or no PADO offers the service or comes from the AC-Name wanted. */
    SERVICE_REFUSED,
    /** AC-System-Error: the Access Concentrator lacks resources. */
    BUSY,
    /** Generic-Error, or an answer that no session can be made of. */
    GENERIC,
    /** There is no such access port, or it is down. */
    PORT_DOWN,
    /** A bound of ours: dialled calls in set-up, the length of a name, or the end of service. */
    LIMIT
}
