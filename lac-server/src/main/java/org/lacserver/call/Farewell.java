package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.session.SessionEvent.LocalClose;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.EndCause;

/** What a CDN of ours says: RFC 2661 §4.4.2, and RFC 3145 for what became of PPP. */
final class Farewell {
    private static final int LOSS_OF_CARRIER = 1;
    private static final int ADMINISTRATIVE = 3;
    private static final int NOT_IN_TIME = 10;
    private static final int LCP = 0xc021;

    private Farewell() {}

    // RFC 3145 §2: code, and who brought it about: 1 the peer of PPP, 2 this side, 0 neither
    private static final int PPP_ADMINISTRATIVE = 1;
    private static final int PPP_NORMAL = 3;

    static LocalClose of(EndCause cause, String text) {
        int result = cause.isCallersSide() ? LOSS_OF_CARRIER : ADMINISTRATIVE;
        return new LocalClose(new ResultCode(result, 0, text), pppCause(cause, text));
    }

    /** For a call that was not answered in time. */
    static LocalClose notInTime() {
        return new LocalClose(new ResultCode(NOT_IN_TIME, 0, "no ICRP in time"), null);
    }

    static int pppCode(EndCause cause) {
        DisconnectCause disconnect = pppCause(cause, "");
        return disconnect == null ? 0 : disconnect.code();
    }

    private static @Nullable DisconnectCause pppCause(EndCause cause, String text) {
        return switch (cause) {
            case USER_REQUEST -> new DisconnectCause(PPP_NORMAL, LCP, 1, text);
            case SESSION_TIMEOUT, IDLE_TIMEOUT -> new DisconnectCause(PPP_NORMAL, LCP, 2, text);
            case ADMIN_RESET, ADMIN_REBOOT -> new DisconnectCause(PPP_ADMINISTRATIVE, 0, 0, text);
            case LOST_CARRIER, PORT_ERROR, NAS_ERROR, NAS_REQUEST -> null;
            case SERVICE_UNAVAILABLE, USER_ERROR -> null;
        };
    }
}
