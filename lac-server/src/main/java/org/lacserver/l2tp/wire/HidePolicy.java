package org.lacserver.l2tp.wire;

/** Which AVPs are hidden when sent (RFC 2661 §4.3). Without a shared secret nothing can be. */
public enum HidePolicy {
    NONE,
    /** Passwords only: Proxy Authen Response of PAP and of a terminal login. */
    SENSITIVE,
    /** Every AVP that may be hidden. */
    ALL
}
