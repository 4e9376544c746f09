package org.lacserver.call;

import static org.lacserver.port.CodeRule.ANY;
import static org.lacserver.port.CodeRule.Lock.LNS;
import static org.lacserver.port.CodeRule.Lock.NOTHING;
import static org.lacserver.port.CodeRule.Lock.TUNNEL;
import static org.lacserver.port.EndCause.ADMIN_RESET;
import static org.lacserver.port.EndCause.LOST_CARRIER;
import static org.lacserver.port.EndCause.NAS_ERROR;
import static org.lacserver.port.EndCause.NAS_REQUEST;
import static org.lacserver.port.EndCause.PORT_ERROR;
import static org.lacserver.port.EndCause.SERVICE_UNAVAILABLE;
import static org.lacserver.port.EndCause.USER_ERROR;
import static org.lacserver.port.EndCause.USER_REQUEST;

import org.lacserver.call.CodeTable.LockTime;
import org.lacserver.call.CodeTable.Row;
import org.lacserver.port.CodeRule.Lock;
import org.lacserver.port.CodeRule.Message;
import org.lacserver.port.EndCause;

import java.util.List;

/** The rows of {@link CodeTable} that nobody has changed. */
final class UsualCodes {
    private UsualCodes() {}

    static final List<Row> ROWS =
            List.of(
                    stop(ANY, ANY, TUNNEL),
                    stop(1, ANY, TUNNEL), // cleared: the LNS does not want this tunnel now
                    stop(2, ANY, LNS), // general error
                    stop(2, 1, LNS), // no control connection between the two
                    stop(2, 2, LNS), // a length is wrong
                    stop(2, 3, LNS), // a value is out of range
                    stop(2, 4, LNS), // insufficient resources
                    stop(2, 5, LNS), // session id
                    stop(2, 6, LNS), // vendor-specific
                    stop(2, 7, LNS), // try another
                    mend(2, 8, LNS), // unknown mandatory AVP: it will be sent again every time
                    stop(2, 9, LNS), // try another, directed
                    stop(2, 10, TUNNEL), // next hop unreachable: others of the LNS may not be
                    stop(2, 11, TUNNEL), // next hop busy
                    stop(2, 12, LNS), // switching aggregator busy
                    stop(3, ANY, NOTHING), // it knows a tunnel that we do not: it will time out
                    mend(4, ANY, TUNNEL), // not authorised: our name or secret is not theirs
                    mend(5, ANY, TUNNEL), // protocol version
                    stop(6, ANY, LNS), // shutting down
                    stop(7, ANY, LNS), // state machine error or timeout
                    mend(8, ANY, TUNNEL), // RFC 3308: control channel DS mismatch
                    //
                    cdn(ANY, ANY, NAS_REQUEST),
                    cdn(ANY, 7, NAS_REQUEST), // try another, whatever the result
                    cdn(1, ANY, LOST_CARRIER),
                    cdn(2, ANY, NAS_ERROR),
                    cdn(2, 1, NAS_ERROR),
                    cdn(2, 2, NAS_ERROR),
                    cdn(2, 3, NAS_ERROR),
                    cdn(2, 4, NAS_ERROR), // insufficient resources: now, for this call
                    cdn(2, 5, NAS_ERROR),
                    cdn(2, 6, NAS_ERROR),
                    cdn(2, 7, NAS_REQUEST), // try another
                    told(2, 8, NAS_ERROR), // unknown mandatory AVP: it will be sent again
                    cdn(2, 9, NAS_REQUEST), // try another, directed
                    cdn(2, 10, NAS_REQUEST),
                    cdn(2, 11, NAS_REQUEST),
                    cdn(2, 12, NAS_REQUEST),
                    cdn(3, ANY, NAS_REQUEST), // administrative
                    cdn(4, ANY, NAS_ERROR), // no facilities, temporary
                    told(5, ANY, NAS_ERROR), // no facilities, permanent
                    told(6, ANY, NAS_REQUEST), // invalid destination
                    line(7, LOST_CARRIER), // no carrier
                    line(8, NAS_REQUEST), // busy
                    line(9, PORT_ERROR), // no dial tone
                    cdn(10, ANY, NAS_REQUEST), // not established in time
                    line(11, PORT_ERROR), // no framing
                    told(12, ANY, NAS_REQUEST), // RFC 3308: session DS mismatch
                    cdn(13, ANY, NAS_REQUEST), // RFC 3931: lost tie-breaker
                    cdn(14, ANY, NAS_ERROR), // RFC 3931: unsupported pseudowire
                    cdn(15, ANY, NAS_ERROR), // RFC 3931: sequencing without its sublayer
                    cdn(16, ANY, NAS_ERROR), // RFC 3931: state machine error or timeout
                    told(26, ANY, NAS_ERROR), // the call went in a circle
                    //
                    ppp(ANY, ANY, NAS_REQUEST),
                    ppp(1, ANY, ADMIN_RESET),
                    ppp(2, ANY, NAS_ERROR), // LCP renegotiation disabled, no proxy LCP came
                    ppp(3, ANY, NAS_REQUEST), // Terminate-Request
                    ppp(3, 1, USER_REQUEST), // the caller's
                    ppp(3, 2, NAS_REQUEST), // the LNS's
                    ppp(4, ANY, USER_ERROR), // encryption refused
                    ppp(5, ANY, LOST_CARRIER), // LCP timed out
                    ppp(6, ANY, PORT_ERROR), // nothing that looks like LCP
                    ppp(7, ANY, PORT_ERROR), // looped
                    ppp(8, ANY, LOST_CARRIER), // echoes without reply
                    ppp(9, ANY, USER_ERROR), // 9 to 11: multilink does not match
                    ppp(10, ANY, USER_ERROR),
                    ppp(11, ANY, USER_ERROR),
                    ppp(12, ANY, USER_ERROR), // callback refused
                    ppp(13, ANY, LOST_CARRIER), // authentication timed out
                    ppp(14, ANY, USER_ERROR), // another name than the bundle's
                    ppp(15, ANY, USER_ERROR), // no authentication protocol suits both
                    ppp(16, ANY, USER_ERROR), // authentication failed
                    ppp(16, 2, NAS_ERROR), // that of the LNS by the caller
                    ppp(17, ANY, LOST_CARRIER), // an NCP timed out
                    ppp(18, ANY, USER_ERROR), // no NCP suits both
                    ppp(19, ANY, USER_ERROR), // no addresses suit both
                    ppp(20, ANY, USER_ERROR));

    private static Row stop(int result, int error, Lock lock) {
        return row(Message.STOPCCN, result, error, true, lock, false, SERVICE_UNAVAILABLE);
    }

    /** Only people can mend it. */
    private static Row mend(int result, int error, Lock lock) {
        return new Row(
                Message.STOPCCN,
                result,
                error,
                true,
                lock,
                new LockTime.Refused(),
                true,
                SERVICE_UNAVAILABLE,
                "");
    }

    private static Row cdn(int result, int error, EndCause cause) {
        return row(Message.CDN, result, error, true, NOTHING, false, cause);
    }

    /** Another LNS may take the call, but this one should have: somebody is told. */
    private static Row told(int result, int error, EndCause cause) {
        return row(Message.CDN, result, error, true, NOTHING, true, cause);
    }

    /** About the caller's line, whichever LNS is asked. */
    private static Row line(int result, EndCause cause) {
        return row(Message.CDN, result, ANY, false, NOTHING, false, cause);
    }

    private static Row ppp(int code, int direction, EndCause cause) {
        return row(Message.PPP, code, direction, false, NOTHING, false, cause);
    }

    private static Row row(
            Message message,
            int result,
            int error,
            boolean next,
            Lock lock,
            boolean alarm,
            EndCause cause) {
        return new Row(message, result, error, next, lock, new LockTime.Usual(), alarm, cause, "");
    }
}
