package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.session.SessionEvent.LocalClose;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.DialFailure;
import org.lacserver.port.EndCause;
import org.lacserver.port.PppCause;

/** What a CDN of ours says: RFC 2661 §4.4.2, and RFC 3145 for what became of PPP. */
final class Farewell {
    private Farewell() {}

    // RFC 3145 §2: code, and who brought it about: 1 the peer of PPP, 2 this side, 0 neither; of a
    // protocol only where the code is of one
    private static final PppCause ADMINISTRATIVE_END = new PppCause(1, 0, 0);
    private static final PppCause CALLER_TERMINATED = new PppCause(3, 0, 1);
    private static final PppCause LAC_TERMINATED = new PppCause(3, 0, 2);

    static LocalClose of(EndCause cause, String text, PppCause told) {
        int result =
                cause.isCallersSide() ? ResultCode.CDN_CARRIER_LOST : ResultCode.CDN_ADMINISTRATIVE;
        return new LocalClose(
                new ResultCode(result, 0, text), disconnectCause(pppCause(cause, told), text));
    }

    /** For an incoming call that was not answered in time. */
    static LocalClose notInTime() {
        return new LocalClose(
                new ResultCode(ResultCode.CDN_NOT_IN_TIME, 0, "no ICRP in time"), null);
    }

    /** For the session of a call that goes on with another LNS. */
    static LocalClose moved(String text) {
        return new LocalClose(
                new ResultCode(ResultCode.CDN_ADMINISTRATIVE, 0, text),
                disconnectCause(ADMINISTRATIVE_END, text));
    }

    /** For an outgoing call that was not made. */
    static LocalClose of(DialFailure failure, String text) {
        return new LocalClose(new ResultCode(failure.cdnResult(), 0, text), null);
    }

    /** What the access side told, else what the cause itself says. */
    static PppCause pppCause(EndCause cause, PppCause told) {
        return told.isKnown() ? told : of(cause);
    }

    private static PppCause of(EndCause cause) {
        return switch (cause) {
            case USER_REQUEST -> CALLER_TERMINATED;
            case SESSION_TIMEOUT, IDLE_TIMEOUT -> LAC_TERMINATED;
            case ADMIN_RESET, ADMIN_REBOOT -> ADMINISTRATIVE_END;
            case LOST_CARRIER, PORT_ERROR, NAS_ERROR, NAS_REQUEST -> PppCause.NONE;
            case SERVICE_UNAVAILABLE, USER_ERROR -> PppCause.NONE;
        };
    }

    private static @Nullable DisconnectCause disconnectCause(PppCause cause, String text) {
        return cause.isKnown()
                ? new DisconnectCause(
                        cause.code(), cause.controlProtocol(), cause.direction(), text)
                : null;
    }
}
