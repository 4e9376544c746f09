package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.session.Speeds;
import org.lacserver.l2tp.wire.ControlMessage.Csun;
import org.lacserver.l2tp.wire.ControlMessage.Wen;
import org.lacserver.l2tp.wire.SpeedUpdate;
import org.lacserver.port.Command.LineErrors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What LNSs are told of calls that go on: new speeds (RFC 5515), gathered for a second, and errors
 * of lines (RFC 2661 §6.13), once a minute at most.
 */
final class Notices {
    private static final long GATHER_NANOS = 1_000_000_000L;
    private static final long WEN_NANOS = 60_000_000_000L;

    /** As many as fit an Ethernet frame. */
    private static final int UPDATES_PER_MESSAGE = 64;

    private final Core core;
    private final TunnelTable tunnels;
    private final Map<Tunnel, Set<Call>> changed = new LinkedHashMap<>();
    private final Map<Call, Errors> errors = new LinkedHashMap<>();
    private final Timers.Timer gathering =
            new Timers.Timer() {
                @Override
                protected void expired(long nowNanos) {
                    tellSpeeds();
                }
            };

    Notices(Core core, TunnelTable tunnels) {
        this.core = core;
        this.tunnels = tunnels;
    }

    // --- speeds

    void speedChanged(long nowNanos, @Nullable Call call, long txBps, long rxBps) {
        if (call == null) {
            core.count(Count.COMMANDS_FOR_UNKNOWN_CALLS);
            return;
        }
        Speeds before = call.lineSpeeds();
        call.lineSpeeds =
                new Speeds(
                        txBps == 0 ? before.txBps() : txBps, rxBps == 0 ? before.rxBps() : rxBps);
        gather(nowNanos, call);
    }

    /** The lookup's word of speeds may be another now. */
    void termsChanged(long nowNanos, Call call) {
        gather(nowNanos, call);
    }

    /** A call is established; its speeds may have changed after its ICRQ was made. */
    void connected(long nowNanos, Call call) {
        gather(nowNanos, call);
    }

    // RFC 5515 §4.1: without AVP 98 in the ICRQ no AVP 97 may follow
    private void gather(long nowNanos, Call call) {
        Tunnel tunnel = call.tunnel;
        if (tunnel == null || !call.isEstablished() || !call.updatesSpeeds) {
            return;
        }
        Speeds now = call.speeds(tunnel.profile.session());
        if (now.equals(call.toldSpeeds)) {
            return;
        }
        call.toldSpeeds = now;
        changed.computeIfAbsent(tunnel, _ -> new LinkedHashSet<>()).add(call);
        if (!gathering.isSet()) {
            core.timers.set(gathering, nowNanos + GATHER_NANOS);
        }
    }

    private void tellSpeeds() {
        changed.forEach((tunnel, calls) -> tellSpeeds(tunnel, List.copyOf(calls)));
        changed.clear();
    }

    /** CSURQ: the LNS asks for the speeds of some sessions. */
    void asked(Tunnel tunnel, List<Integer> sessionIds) {
        core.count(Count.SPEEDS_ASKED);
        Set<Call> known = new LinkedHashSet<>();
        for (int id : sessionIds) {
            Call call = tunnel.session(id);
            // RFC 5515 §4.2: those that are known and enabled; the rest is left out
            if (call != null && call.isEstablished() && call.updatesSpeeds) {
                known.add(call);
            }
        }
        tellSpeeds(tunnel, List.copyOf(known));
    }

    private void tellSpeeds(Tunnel tunnel, List<Call> calls) {
        for (int from = 0; from < calls.size(); from += UPDATES_PER_MESSAGE) {
            int to = Math.min(from + UPDATES_PER_MESSAGE, calls.size());
            List<SpeedUpdate> updates = new ArrayList<>(to - from);
            for (Call call : calls.subList(from, to)) {
                Speeds told = call.toldSpeeds;
                updates.add(new SpeedUpdate(call.peerSessionId, told.txBps(), told.rxBps()));
            }
            core.count(Count.SPEEDS_TOLD);
            tunnel.connection().send(0, new Csun(updates));
        }
        tunnels.touch(tunnel);
    }

    // --- errors

    void lineErrors(long nowNanos, @Nullable Call call, LineErrors now) {
        if (call == null) {
            core.count(Count.COMMANDS_FOR_UNKNOWN_CALLS);
        } else if (call.isEstablished()) {
            errors.computeIfAbsent(call, Errors::new).grew(nowNanos, now);
        }
    }

    /** What one line's errors were when the LNS heard of them last, and what they are. */
    private final class Errors extends Timers.Timer {
        private final Call call;
        private @Nullable Wen told;
        private Wen now = new Wen(0, 0, 0, 0, 0, 0);

        Errors(Call call) {
            this.call = call;
        }

        void grew(long nowNanos, LineErrors it) {
            now =
                    new Wen(
                            it.crcErrors(),
                            it.framingErrors(),
                            it.hardwareOverruns(),
                            it.bufferOverruns(),
                            it.timeouts(),
                            it.alignmentErrors());
            if (!isSet()) {
                tell(nowNanos);
            }
        }

        // §6.13: sent when errors happen, and no more than once every 60 seconds
        private void tell(long nowNanos) {
            Tunnel tunnel = call.tunnel;
            boolean isNews = told == null ? sum(now) > 0 : sum(now) > sum(told);
            if (tunnel == null || !isNews) {
                return;
            }
            told = now;
            core.count(Count.WENS_SENT);
            tunnel.connection().send(call.peerSessionId, now);
            tunnels.touch(tunnel);
            core.timers.set(this, nowNanos + WEN_NANOS);
        }

        private static long sum(Wen wen) {
            return wen.crcErrors()
                    + wen.framingErrors()
                    + wen.hardwareOverruns()
                    + wen.bufferOverruns()
                    + wen.timeouts()
                    + wen.alignmentErrors();
        }

        @Override
        protected void expired(long nowNanos) {
            tell(nowNanos);
        }
    }

    /** The call is over: nothing is left to tell of it. */
    void release(Call call) {
        Tunnel tunnel = call.tunnel;
        if (tunnel != null) {
            changed.computeIfPresent(
                    tunnel,
                    (_, calls) -> {
                        calls.remove(call);
                        return calls.isEmpty() ? null : calls;
                    });
        }
        Errors of = errors.remove(call);
        if (of != null) {
            core.timers.cancel(of);
        }
        if (changed.isEmpty()) {
            core.timers.cancel(gathering);
        }
    }
}
