package org.lacserver.pppoe.admission;

/** What comes to the {@link Gate}. */
public enum Arrival {
    PADI,
    PADR,
    /** A frame of a session that is not joined, a PADT, PADO or PADS. */
    SESSION
}
