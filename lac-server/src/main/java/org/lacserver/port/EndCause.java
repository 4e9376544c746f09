package org.lacserver.port;

/** Why a call ended, with its Acct-Terminate-Cause (RFC 2866 §5.10). */
public enum EndCause {
    USER_REQUEST(1, true),
    LOST_CARRIER(2, true),
    IDLE_TIMEOUT(4, false),
    SESSION_TIMEOUT(5, false),
    ADMIN_RESET(6, false),
    ADMIN_REBOOT(7, false),
    PORT_ERROR(8, true),
    NAS_ERROR(9, false),
    /** The LNS ended an established call with a CDN. */
    NAS_REQUEST(10, false),
    /** No LNS took the call, or the tunnel died under it. */
    SERVICE_UNAVAILABLE(15, false),
    /** The caller failed before any tunnel: refused by the lookup, authentication, LCP. */
    USER_ERROR(17, true);

    private final int acctTerminateCause;
    private final boolean callersSide;

    EndCause(int acctTerminateCause, boolean callersSide) {
        this.acctTerminateCause = acctTerminateCause;
        this.callersSide = callersSide;
    }

    public int acctTerminateCause() {
        return acctTerminateCause;
    }

    /** Whether the access side brought the end about. */
    public boolean isCallersSide() {
        return callersSide;
    }
}
