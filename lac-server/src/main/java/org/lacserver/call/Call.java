package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.session.OutgoingState;
import org.lacserver.l2tp.session.SessionSettings;
import org.lacserver.l2tp.session.SessionState;
import org.lacserver.l2tp.session.Speeds;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.port.Binding;
import org.lacserver.port.CallLimits;
import org.lacserver.port.CallView;
import org.lacserver.port.Caller;
import org.lacserver.port.Candidate;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.port.Event.Decision;
import org.lacserver.port.Event.TunnelFacts;
import org.lacserver.port.Line;
import org.lacserver.port.LookupAnswer.Terms;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One caller, from arrival to the last event: data only, {@link CallControl} acts on it. */
final class Call extends Timers.Timer {
    private static final Speeds NO_SPEEDS = new Speeds(0, 0);

    final long callId;
    String userName;

    /** Of a user name that is not UTF-8. */
    Octets name;

    Caller.Method method;
    final long arrivedNanos;
    private final CallControl control;

    Line line;
    CallPhase phase;
    SessionState session = new SessionState.Idle();

    /** The session of an outgoing call; null in an incoming one. */
    @Nullable OutgoingState outgoing;

    /** The number an outgoing call is for. */
    @Nullable String dialled;

    /** How the far end is reached. */
    Binding.Access access = Binding.Access.SERVED;

    /** The rule of the dial plan that an outgoing call counts against, once it does. */
    @Nullable String dialRule;

    private long sinceNanos;
    private List<Decision> decisions = List.of();
    String lookupSource = "";
    Terms terms = Terms.NONE;

    /** What its line's profile says, once it is up. */
    CallLimits limits = CallLimits.NONE;

    /** Null while nothing but the clock ends it. */
    @Nullable CallWatch watch;

    /** How the caller is told that he is refused; empty leaves it to the access side. */
    Octets failure = Octets.EMPTY;

    @Nullable Candidate candidate;

    /** The tunnel the call waits for or has a session in. */
    @Nullable Tunnel tunnel;

    /** Facts of the tunnel that took or tried the call last. */
    @Nullable TunnelFacts tunnelFacts;

    long serial;
    int localSessionId;
    int peerSessionId;

    /** Of the ICRQ, as long as it may not have been sent. */
    long requestTicket = ReliableChannel.REFUSED;

    /** How fast the line has become since the call came; null while nothing was said. */
    @Nullable Speeds lineSpeeds;

    /** The speeds the LNS was told last. */
    Speeds toldSpeeds = NO_SPEEDS;

    /** Whether the LNS was told that speeds may change (AVP 98). */
    boolean updatesSpeeds;

    CallView.Link link = CallView.Link.UNTOLD;

    /** Whether an LNS cleared the tunnel that the call had just come to. */
    boolean crossedStopCcn;

    /** When the present candidate was turned to. */
    long triedNanos;

    /** When its ICRQ was handed over for sending. */
    long askedNanos;

    /** When it gives the present candidate up. */
    long giveUpNanos;

    /** Whether it was the one that stayed with an LNS that gave no answer. */
    boolean wasWitness;

    /** What the call alone tries out at present. */
    Health.@Nullable Mark trial;

    /** Why candidates were passed over last. */
    private Map<Candidate, Count> skips = Map.of();

    /** Candidates it waited for until it had enough. */
    private List<Candidate> left = List.of();

    /** The established call that this one is to take the place of; null for most. */
    @Nullable Call replaces;

    /** Why. */
    String rehomeReason = "";

    /** What is to take this call's place; null for most. */
    @Nullable Call rehoming;

    /** What went wrong last while the call was placed. */
    @Nullable Failure lastFailure;

    /** What the caller is told of it; may be empty. */
    String lastText = "";

    Call(
            CallControl control,
            long callId,
            Line line,
            Caller caller,
            CallPhase phase,
            long nowNanos) {
        this.control = control;
        this.callId = callId;
        this.line = line;
        this.userName = caller.userName();
        this.name = caller.name();
        this.method = caller.method();
        this.phase = phase;
        this.arrivedNanos = nowNanos;
        this.sinceNanos = nowNanos;
    }

    /** A call that is to take this one's place at another LNS. */
    Call successor(CallPhase.Placing placing, String reason) {
        Octets challenge = placing.caller().challenge();
        Caller caller = new Caller(method, userName, name, 0, challenge, Secret.NONE);
        Call next = new Call(control, callId, line, caller, placing, arrivedNanos);
        next.replaces = this;
        next.rehomeReason = reason;
        next.lookupSource = lookupSource;
        next.terms = terms;
        next.lineSpeeds = lineSpeeds;
        return next;
    }

    /** What has become of {@code former} by the time that its successor takes its place. */
    void inherit(Call former, CallPhase.Connected connected, long nowNanos) {
        line = former.line;
        terms = former.terms;
        lineSpeeds = former.lineSpeeds;
        access = former.access;
        Candidate left = former.candidate;
        if (left != null) {
            List<Decision> all = new ArrayList<>(decisions.size() + 1);
            all.add(new Decision(left, "left: " + rehomeReason));
            all.addAll(decisions);
            decisions = List.copyOf(all);
        }
        enter(connected, nowNanos);
    }

    /** When a call that is established connected first. */
    long connectedNanos() {
        return phase instanceof CallPhase.Connected(var setup)
                ? arrivedNanos + setup.toNanos()
                : arrivedNanos;
    }

    void enter(CallPhase next, long nowNanos) {
        phase = next;
        sinceNanos = nowNanos;
    }

    void enter(SessionState next, long nowNanos) {
        session = next;
        sinceNanos = nowNanos;
    }

    void enter(OutgoingState next, long nowNanos) {
        outgoing = next;
        sinceNanos = nowNanos;
    }

    void name(Caller caller) {
        userName = caller.userName();
        name = caller.name();
        method = caller.method();
    }

    boolean isOutgoing() {
        return dialled != null;
    }

    /** A candidate was tried since {@link #triedNanos}, and this is what became of it. */
    void decided(Candidate about, String outcome, long nowNanos) {
        decided(about, outcome, nowNanos, Duration.ofNanos(nowNanos - triedNanos));
    }

    private void decided(Candidate about, String outcome, long nowNanos, @Nullable Duration took) {
        List<Decision> more = new ArrayList<>(decisions.size() + 1);
        more.addAll(decisions);
        more.add(new Decision(about, outcome, Duration.ofNanos(nowNanos - arrivedNanos), took));
        decisions = List.copyOf(more);
        control.core().tap().decided(callId, about.name(), outcome);
    }

    /**
     * A candidate was passed over.
     *
     * @param kind is told once in a row for each candidate
     */
    void skipped(Candidate candidate, Count kind, String why, long nowNanos) {
        if (skips.isEmpty()) {
            skips = new HashMap<>();
        }
        if (skips.put(candidate, kind) != kind) {
            decided(candidate, "skipped: " + why, nowNanos, null);
        }
    }

    /** Lets the call go on elsewhere although {@code candidate} has not failed. */
    void leftWaiting(Candidate candidate) {
        List<Candidate> more = new ArrayList<>(left);
        more.add(candidate);
        left = more;
        if (skips.isEmpty()) {
            skips = new HashMap<>();
        }
        skips.put(candidate, Count.CANDIDATES_SKIPPED_SILENT); // as much has just been said
    }

    boolean hasLeft(Candidate other) {
        return left.contains(other);
    }

    /** Forgets what only placing it needed. */
    void placed() {
        skips = Map.of();
        left = List.of();
    }

    /** How fast the line is now, as far as it is known. */
    Speeds lineSpeeds() {
        Speeds changed = lineSpeeds;
        return changed == null ? Speeds.of(line) : changed;
    }

    /** What an LNS with {@code settings} is told of the line's speeds now. */
    Speeds speeds(SessionSettings settings) {
        return Speeds.told(settings, lineSpeeds(), new Speeds(terms.txBps(), terms.rxBps()));
    }

    /** What the codes of its LNS mean. */
    CodeTable codes() {
        Tunnel present = tunnel;
        return present == null ? CodeTable.of(List.of()) : present.codes;
    }

    /** When the call got into its phase, or into its session's state. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** What became of the candidate considered last; empty before there was one. */
    String lastOutcome() {
        return decisions.isEmpty() ? "" : decisions.getLast().outcome();
    }

    boolean isEstablished() {
        return phase instanceof CallPhase.Connected;
    }

    CallFacts facts() {
        return new CallFacts(
                callId,
                serial,
                line,
                userName,
                name,
                method,
                lookupSource,
                terms,
                dialled,
                candidate,
                tunnelFacts,
                localSessionId,
                peerSessionId,
                decisions);
    }

    CallView view() {
        Speeds now = lineSpeeds();
        return new CallView(
                facts(),
                switch (phase) {
                    case CallPhase.LookingUp _ -> "lookup";
                    case CallPhase.Naming _ -> "naming";
                    case CallPhase.Placing _ -> session.label();
                    case CallPhase.Asking _ -> "lookup";
                    case CallPhase.Calling _ -> "wait-cs-answer";
                    case CallPhase.Connected _ -> rehoming == null ? "established" : "re-homing";
                    case CallPhase.Over _ -> "ended";
                },
                sinceNanos,
                phase instanceof CallPhase.Connected(var setup) ? setup : null,
                link,
                new CallView.Rates(
                        now.txBps(),
                        now.rxBps(),
                        toldSpeeds.txBps(),
                        toldSpeeds.rxBps(),
                        updatesSpeeds));
    }

    @Override
    protected void expired(long nowNanos) {
        control.expired(this, nowNanos);
    }
}
