package org.lacserver.call;

import org.lacserver.call.CallPhase.Asking;
import org.lacserver.call.CallPhase.Calling;
import org.lacserver.call.CallPhase.Connected;
import org.lacserver.call.CallPhase.LookingUp;
import org.lacserver.call.CallPhase.Naming;
import org.lacserver.call.CallPhase.Over;
import org.lacserver.call.CallPhase.Placing;
import org.lacserver.l2tp.tunnel.ControlConnection.Opener;
import org.lacserver.l2tp.tunnel.Ending;
import org.lacserver.l2tp.tunnel.TunnelState.Established;
import org.lacserver.l2tp.tunnel.TunnelState.Met;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.Fault;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.CodeRule;
import org.lacserver.port.EndCause;
import org.lacserver.port.Event;
import org.lacserver.port.Event.By;
import org.lacserver.port.PppCause;

import java.util.List;

/** What becomes of calls, and of the LNS's standing, when a tunnel comes up or ends. */
final class TunnelEvents implements TunnelUser {
    private final Core core;
    private final LnsBook book;
    private final CallControl control;
    private final Placement placement;
    private final Sessions sessions;

    TunnelEvents(
            Core core, LnsBook book, CallControl control, Placement placement, Sessions sessions) {
        this.core = core;
        this.book = book;
        this.control = control;
        this.placement = placement;
        this.sessions = sessions;
    }

    @Override
    public void opened(Tunnel tunnel, long nowNanos) {
        core.count(Count.TUNNELS_ESTABLISHED);
        book.succeeded(tunnel.lns, tunnel.key);
        Established up = tunnel.connection().established();
        learnSecret(tunnel, up != null && up.weChallenged());
        core.emit(new Event.TunnelUp(tunnel.facts()));
        core.alarms.over(tunnel.name, Alarms.Scope.TUNNEL, "a tunnel is up");
        placement.hasRoom(tunnel);
        placement.recovered(tunnel, nowNanos);
    }

    @Override
    public void recovered(Tunnel tunnel, long nowNanos) {
        placement.recovered(tunnel, nowNanos);
    }

    /** While there are two secrets: the one in use is the peer's, if it {@code works}. */
    private void learnSecret(Tunnel tunnel, boolean works) {
        Met met = tunnel.connection().met();
        if (met != null && works && tunnel.connection().identity().secrets().areTwo()) {
            book.secretWorked(tunnel.key, met.secret());
        }
    }

    @Override
    public void closed(Tunnel tunnel, Ending ending, long nowNanos) {
        boolean wasUp = tunnel.wasUp();
        boolean isNews = false;
        boolean isAgain = isTriedAgain(tunnel, ending);
        learnSecret(tunnel, wasUp && !tunnel.connection().doubtsSecret());
        Tunnel.Closing closing = tunnel.closing;
        Failure failure = failure(ending);
        boolean isCleared = wasUp && closing == null && isOrderly(ending);
        if (isCleared) {
            core.count(Count.TUNNELS_CLOSED_BY_LNS);
        } else if (closing == null && !isAgain) {
            isNews = failed(tunnel, failure, nowNanos);
        } else {
            core.count(Count.TUNNELS_CLOSED);
        }
        book.health().closed(tunnel.key, isAgain, nowNanos);
        if (wasUp) {
            String reason = closing != null ? closing.reason() : failure.text();
            core.emit(new Event.TunnelDown(tunnel.facts(), reason));
        } else if (isNews) {
            core.emit(new Event.TunnelFailed(tunnel.facts(), failure.text()));
        }
        List<Call> calls = tunnel.calls();
        control.part(calls);
        for (Call call : calls) {
            if (closing != null) {
                lose(nowNanos, call, closing, ending);
            } else if (isAgain || (isCleared && isCrossed(call))) {
                openAgain(nowNanos, call);
            } else {
                lose(nowNanos, call, failure, ending);
            }
        }
    }

    /** Whether calls that wait for the tunnel open another one with the same LNS. */
    private boolean isTriedAgain(Tunnel tunnel, Ending ending) {
        if (tunnel.connection().doubtsSecret()) {
            core.count(Count.TUNNELS_TRIED_WITH_OTHER_SECRET);
            return book.secretFailed(tunnel.key);
        }
        return ending.cause() == Ending.Cause.TIE_LOST && tunnel.lns.opensAgainAfterTie();
    }

    /** Whether the failure is news. */
    private boolean failed(Tunnel tunnel, Failure failure, long nowNanos) {
        boolean wasUp = tunnel.wasUp();
        if (tunnel.connection().opener() == Opener.PEER) {
            core.count(wasUp ? Count.TUNNELS_LOST : Count.TUNNELS_ACCEPTED_FAILED);
            return !wasUp && book.failedToOpen(tunnel.lns, nowNanos);
        }
        core.count(wasUp ? Count.TUNNELS_LOST : Count.TUNNELS_FAILED);
        return book.failed(tunnel, failure, nowNanos);
    }

    // §4.4.2: an LNS that clears a tunnel it has no more use for may have the next one
    private static boolean isOrderly(Ending ending) {
        return ending.cause() == Ending.Cause.PEER_STOPPED
                && ending.result() == ResultCode.STOP_CLEARED;
    }

    /**
     * Whether the call came as the LNS cleared the tunnel, which it may have thought unused: such a
     * call opens the next one, but not a third.
     */
    private static boolean isCrossed(Call call) {
        boolean isFirst = call.phase instanceof Placing && !call.crossedStopCcn;
        call.crossedStopCcn |= isFirst;
        return isFirst;
    }

    private void lose(long nowNanos, Call call, Tunnel.Closing closing, Ending ending) {
        control.end(
                nowNanos,
                call,
                new CallControl.End(
                        closing.by(),
                        closing.cause(),
                        closing.reason(),
                        ending.result(),
                        0,
                        PppCause.NONE),
                closing.reason());
    }

    private void lose(long nowNanos, Call call, Failure failure, Ending ending) {
        switch (call.phase) {
            case Connected _, Asking _, Calling _ -> {
                CodeTable.Row row =
                        call.codes().row(CodeRule.Message.STOPCCN, ending.result(), ending.error());
                boolean byLns = failure instanceof Failure.StopCcn;
                control.end(
                        nowNanos,
                        call,
                        new CallControl.End(
                                byLns ? By.LNS : By.LAC,
                                byLns ? row.cause() : EndCause.SERVICE_UNAVAILABLE,
                                failure.text(),
                                ending.result(),
                                ending.error(),
                                PppCause.NONE),
                        byLns ? row.text() : "");
            }
            case Placing _ -> placement.candidateFailed(nowNanos, call, failure);
            case LookingUp _, Naming _, Over _ -> {}
        }
    }

    // §7.2.1: the open request of a tunnel that lost a tie is queued again for the idle state
    private void openAgain(long nowNanos, Call call) {
        if (call.phase instanceof Placing placing) {
            placement.release(nowNanos, call);
            placement.place(nowNanos, call, placing);
        }
    }

    private static Failure failure(Ending ending) {
        String text = ending.text();
        return switch (ending.cause()) {
            case PEER_STOPPED -> new Failure.StopCcn(ending.result(), ending.error(), text);
            case NO_ANSWER, PEER_LOST -> new Failure.NoTunnel(text);
            case PEER_REFUSED -> new Failure.PeerRefused(text);
            case PEER_FAULT, TIE_LOST -> new Failure.PeerFault(text);
            case LOCAL -> new Failure.Limit(text);
        };
    }

    @Override
    public void received(Tunnel tunnel, int localSessionId, ControlMessage message, long nowNanos) {
        sessions.received(tunnel, localSessionId, message, nowNanos);
    }

    @Override
    public void unreadable(Tunnel tunnel, Fault fault, long nowNanos) {
        sessions.unreadable(tunnel, fault, nowNanos);
    }
}
