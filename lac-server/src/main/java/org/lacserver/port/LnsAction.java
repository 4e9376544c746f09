package org.lacserver.port;

/** What an operator may ask of an LNS. */
public enum LnsAction {
    /** No new calls; those that are there go on, and its tunnels close when they are empty. */
    DRAIN,
    /** New calls again. */
    UNDRAIN,
    /** No new calls until unlocked; calls and tunnels that are there stay. */
    LOCK,
    /** New calls again, whatever it was locked out for. */
    UNLOCK,
    /** A Hello, or an SCCRQ where no tunnel is up, at once. */
    PROBE
}
