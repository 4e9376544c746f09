package org.lacserver.call;

import org.lacserver.l2tp.session.SessionState;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event.By;
import org.lacserver.port.PppCause;

/** Why a call found no LNS. */
final class Unplaced {
    private Unplaced() {}

    /** What the call still waits for. */
    static Failure late(Call call) {
        Tunnel tunnel = call.tunnel;
        if (call.session instanceof SessionState.WaitReply) {
            boolean othersWere = tunnel != null && tunnel.hasAnsweredSince(call.sinceNanos());
            return new Failure.NoReply("ICRQ was not answered in time", othersWere);
        }
        return tunnel != null && tunnel.isEstablished()
                ? new Failure.Limit("no turn in the tunnel in time")
                : new Failure.NoTunnel("the tunnel was not up in time");
    }

    /** What is told when no candidate is left. */
    static CallControl.End end(Call call) {
        Failure last = call.lastFailure;
        return switch (last) {
            case null ->
                    CallControl.End.of(
                            By.LAC,
                            EndCause.SERVICE_UNAVAILABLE,
                            "every LNS was passed over: " + call.lastOutcome());
            case Failure.StopCcn stop -> refused(last, stop.result(), stop.error());
            case Failure.Cdn cdn -> refused(last, cdn.result(), cdn.error());
            case Failure.NoTunnel _,
                    Failure.NoReply _,
                    Failure.PeerRefused _,
                    Failure.PeerFault _,
                    Failure.Limit _ ->
                    CallControl.End.of(
                            By.LAC,
                            EndCause.SERVICE_UNAVAILABLE,
                            "no LNS took the call: " + last.text());
        };
    }

    private static CallControl.End refused(Failure failure, int result, int error) {
        return new CallControl.End(
                By.LNS,
                EndCause.SERVICE_UNAVAILABLE,
                "no LNS took the call: " + failure.text(),
                result,
                error,
                PppCause.NONE);
    }
}
