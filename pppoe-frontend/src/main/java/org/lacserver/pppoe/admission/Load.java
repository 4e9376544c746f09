package org.lacserver.pppoe.admission;

/**
 * How busy the box is, in percent of what it may do; more than 100 is possible.
 *
 * @param halfOpen callers on their way
 * @param calls sessions
 * @param tunnels calls that wait for tunnels and LNSs
 * @param radius questions that wait for RADIUS
 */
public record Load(int halfOpen, int calls, int tunnels, int radius) {
    /** What counts: the greatest of its parts. */
    public int percent() {
        return Math.max(Math.max(halfOpen, calls), Math.max(tunnels, radius));
    }
}
