package org.lacserver.engine;

import org.jspecify.annotations.Nullable;
import org.lacserver.call.CallControl;
import org.lacserver.call.Core;
import org.lacserver.call.Timers;
import org.lacserver.port.CallView;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.DataPlane;
import org.lacserver.port.Event;
import org.lacserver.port.LnsView;
import org.lacserver.port.Outbox;
import org.lacserver.port.Tap;
import org.lacserver.port.TunnelView;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The core. Times come from one clock that never goes back; all methods are for one thread. */
public final class Engine {
    /** {@link #nextDeadlineNanos} when nothing is due. */
    public static final long NEVER = Timers.NEVER;

    private final Core core;
    private final CallControl control;

    public Engine(EngineSettings settings, DataPlane dataPlane, RandomGenerator random) {
        this.core =
                new Core(
                        settings.call(),
                        settings.profiles(),
                        settings.policies(),
                        dataPlane,
                        settings.limits(),
                        random);
        this.control = new CallControl(core);
    }

    /** Who hears which messages are about which call; before anything is asked of the core. */
    public void tellTo(Tap listener) {
        core.tellTo(listener);
    }

    /**
     * A datagram with the T bit set came; whatever it is, it does no harm.
     *
     * @param local where it was sent to: one of our addresses
     * @param octets from position to limit; read only during the call
     */
    public void onDatagram(
            long nowNanos,
            InetSocketAddress local,
            InetSocketAddress peer,
            ByteBuffer octets,
            Outbox out) {
        core.outTo(out);
        control.onDatagram(nowNanos, local, peer, octets);
    }

    public void onCommand(long nowNanos, Command command, Outbox out) {
        core.outTo(out);
        control.onCommand(nowNanos, command);
    }

    /** Time has passed; early or needless calls do nothing. */
    public void onDeadline(long nowNanos, Outbox out) {
        core.outTo(out);
        control.onDeadline(nowNanos);
    }

    /** When {@link #onDeadline} must be called at the latest, or {@link #NEVER}. */
    public long nextDeadlineNanos() {
        return core.timers().nextDeadlineNanos();
    }

    /**
     * After {@link Command.ShutDown}: every call is over and every LNS that can be told was told.
     */
    public boolean isQuiet() {
        return control.isQuiet();
    }

    /** All calls in the order of arrival. */
    public List<CallView> calls() {
        return control.calls();
    }

    /** The ids of all calls, in the order of arrival. */
    public List<Long> callIds() {
        return control.callIds();
    }

    public @Nullable CallView call(long callId) {
        return control.call(callId);
    }

    /** All tunnels by local id; those in state {@code closed} only acknowledge late messages. */
    public List<TunnelView> tunnels() {
        return control.tunnels();
    }

    /** How many calls wait for tunnels and answers of LNSs, in percent of what tunnels can hold. */
    public int waitingPercent() {
        return control.waitingPercent();
    }

    /** All LNS addresses that calls were placed to, in the order they were met. */
    public List<LnsView> lnses(long nowNanos) {
        return control.lnses(nowNanos);
    }

    /**
     * What would become of {@code candidates} if a call came for them now: each once, in the order
     * they would be tried. Changes nothing.
     */
    public List<Event.Decision> explain(List<Candidate> candidates, long nowNanos) {
        return control.explain(candidates, nowNanos);
    }

    /** Figures since the start, by name, always in the same order. */
    public Map<String, Long> counters() {
        return core.tally().asMap();
    }
}
