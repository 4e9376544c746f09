package org.lacserver.port;

/**
 * The LCP options of the caller's link for AVPs 26, 27 and 28: options only, no LCP header (RFC
 * 2661 §4.4.5).
 *
 * @param firstReceived options of the first CONFREQ the caller sent
 * @param lastSent options of the CONFREQ that the caller acknowledged
 * @param lastReceived options of the CONFREQ that the LAC acknowledged
 */
public record ProxyLcp(Octets firstReceived, Octets lastSent, Octets lastReceived) {
    /** LCP has not begun: the LNS will negotiate it. */
    public static final ProxyLcp NONE = new ProxyLcp(Octets.EMPTY, Octets.EMPTY, Octets.EMPTY);
}
