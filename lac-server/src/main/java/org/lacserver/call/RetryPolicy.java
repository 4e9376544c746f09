package org.lacserver.call;

/** What a failure means for this call and for the ones to come. */
final class RetryPolicy {
    private RetryPolicy() {}

    /** What is left alone for a while. */
    enum Lock {
        NOTHING,
        /** Calls that would use the very same tunnel, for the lockout time. */
        TUNNEL,
        /** The same, for the longer time of a refusal that only people can mend. */
        TUNNEL_REFUSED,
        /** The LNS's address, for the lockout time. */
        LNS
    }

    /**
     * @param next whether the next candidate is tried
     * @param lock what is locked out
     */
    record Verdict(boolean next, Lock lock) {}

    private static final Verdict NEXT = new Verdict(true, Lock.NOTHING);
    private static final Verdict NEXT_LOCK_TUNNEL = new Verdict(true, Lock.TUNNEL);
    private static final Verdict NEXT_LOCK_REFUSED = new Verdict(true, Lock.TUNNEL_REFUSED);
    private static final Verdict NEXT_LOCK_LNS = new Verdict(true, Lock.LNS);
    private static final Verdict GIVE_UP = new Verdict(false, Lock.NOTHING);

    static Verdict of(Failure failure) {
        return switch (failure) {
            case Failure.StopCcn stop -> ofStopCcn(stop.result());
            case Failure.Cdn cdn -> ofCdn(cdn.result());
            case Failure.NoTunnel _ -> NEXT_LOCK_LNS;
            case Failure.NoReply(_, boolean othersWere) -> othersWere ? NEXT : NEXT_LOCK_TUNNEL;
            case Failure.PeerRefused _ -> NEXT_LOCK_REFUSED;
            case Failure.PeerFault _ -> NEXT_LOCK_TUNNEL;
            case Failure.Limit _ -> NEXT;
        };
    }

    // RFC 2661 §4.4.2, Result Code of StopCCN
    private static Verdict ofStopCcn(int result) {
        return switch (result) {
            case 1 -> NEXT_LOCK_TUNNEL; // cleared: the LNS does not want this tunnel now
            case 2 -> NEXT_LOCK_LNS; // general error, with "no resources" and "try another"
            case 3 -> NEXT; // the peer knows a tunnel that we do not: it will time out
            case 4 -> NEXT_LOCK_REFUSED; // not authorised: our name or secret is not theirs
            case 5 -> NEXT_LOCK_REFUSED; // version
            case 6 -> NEXT_LOCK_LNS; // shutting down
            case 7 -> NEXT_LOCK_LNS; // state machine error or timeout
            default -> NEXT_LOCK_TUNNEL;
        };
    }

    // RFC 2661 §4.4.2, Result Code of CDN, before the call is established
    private static Verdict ofCdn(int result) {
        return switch (result) {
            case 7, 8, 9, 11 -> GIVE_UP; // about the caller's line, whichever LNS is asked
            default -> NEXT;
        };
    }
}
