package org.lacserver.l2tp.session;

/** What ICCN tells the LNS of the caller's PPP link so far (RFC 2661 §4.4.5). */
public enum Proxy {
    /** Nothing: the LNS starts LCP and authentication afresh. */
    NONE,
    /** LCP options, AVPs 26 to 28. */
    LCP,
    /** LCP options and the caller's authentication, AVPs 26 to 33. */
    FULL
}
