package org.lacserver.call;

import org.lacserver.call.CodeTable.LockTime;
import org.lacserver.call.CodeTable.Row;
import org.lacserver.port.CodeRule.Lock;
import org.lacserver.port.CodeRule.Message;

import java.time.Duration;

/** What a failure means for this call and for the ones to come. */
final class RetryPolicy {
    private RetryPolicy() {}

    /**
     * @param next whether the next candidate is tried
     * @param lock what is locked out
     * @param lockFor for how long
     * @param alarm whether somebody is told
     * @param text for the caller, if this is why he gets no service; may be empty
     */
    record Verdict(boolean next, Lock lock, LockTime lockFor, boolean alarm, String text) {
        Verdict(Lock lock, LockTime lockFor, boolean alarm) {
            this(true, lock, lockFor, alarm, "");
        }

        Duration lockTime(LnsProfile.Allowance allowance) {
            return switch (lockFor) {
                case LockTime.Usual _ -> allowance.lockout();
                case LockTime.Refused _ -> allowance.refusedLockout();
                case LockTime.Fixed(Duration time) -> time;
            };
        }
    }

    private static final LockTime USUAL = new LockTime.Usual();
    private static final Verdict NEXT = new Verdict(Lock.NOTHING, USUAL, false);
    private static final Verdict NEXT_LOCK_TUNNEL = new Verdict(Lock.TUNNEL, USUAL, false);
    private static final Verdict NEXT_LOCK_LNS = new Verdict(Lock.LNS, USUAL, false);
    private static final Verdict NEXT_LOCK_REFUSED =
            new Verdict(Lock.TUNNEL, new LockTime.Refused(), true);

    static Verdict of(Failure failure, CodeTable codes) {
        return switch (failure) {
            case Failure.StopCcn stop ->
                    verdict(codes.row(Message.STOPCCN, stop.result(), stop.error()));
            case Failure.Cdn cdn -> verdict(codes.row(Message.CDN, cdn.result(), cdn.error()));
            case Failure.NoTunnel _ -> NEXT_LOCK_LNS;
            case Failure.NoReply(_, boolean othersWere) -> othersWere ? NEXT : NEXT_LOCK_TUNNEL;
            case Failure.PeerRefused _ -> NEXT_LOCK_REFUSED;
            case Failure.PeerFault _ -> NEXT_LOCK_TUNNEL;
            case Failure.Limit _ -> NEXT;
        };
    }

    private static Verdict verdict(Row row) {
        return new Verdict(row.next(), row.lock(), row.lockFor(), row.alarm(), row.text());
    }
}
