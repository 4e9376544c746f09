package org.lacserver.l2tp.session;

/** Who may know how fast a caller's line is. */
public enum SpeedSource {
    /** The access line itself (TR-101). */
    LINE,
    /** The answer of the lookup. */
    RADIUS,
    /** The settings. */
    STATIC
}
