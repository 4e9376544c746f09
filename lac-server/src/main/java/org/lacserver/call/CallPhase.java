package org.lacserver.call;

import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.DialAnswer.Route;
import org.lacserver.port.ProxyLcp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How far a call has come; each phase keeps only what it needs. */
sealed interface CallPhase {
    /** The question where the call belongs is out. */
    record LookingUp(Caller caller, ProxyLcp lcp) implements CallPhase {}

    /** The line did not tell enough: the caller is asked for his name. */
    record Naming() implements CallPhase {}

    /**
     * LNSs are tried, one after the other.
     *
     * @param untried that have not failed the call
     * @param tried that have
     * @param deadlineNanos end of the whole set-up
     */
    record Placing(
            Caller caller,
            ProxyLcp lcp,
            List<Candidate> untried,
            List<Candidate> tried,
            long deadlineNanos)
            implements CallPhase {
        public Placing {
            untried = List.copyOf(untried);
            tried = List.copyOf(tried);
        }

        Placing failed(Candidate candidate) {
            List<Candidate> left = new ArrayList<>(untried);
            left.remove(candidate);
            List<Candidate> gone = new ArrayList<>(tried);
            gone.add(candidate);
            return new Placing(caller, lcp, left, gone, deadlineNanos);
        }
    }

    /** An LNS wants an outgoing call; the question where its number leads is out. */
    record Asking(Ocrq request) implements CallPhase {}

    /** The far end of an outgoing call is being called. */
    record Calling(Ocrq request, Route route) implements CallPhase {}

    /** Both legs are joined. */
    record Connected(Duration setup) implements CallPhase {}

    /** The last event is out. */
    record Over() implements CallPhase {}
}
