package org.lacserver.call;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.port.CallLimits;
import org.lacserver.port.DataPlane;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.port.Outbox;
import org.lacserver.port.Tap;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What all of call control shares: settings, timers, figures, and the way out. */
public final class Core {
    final CallSettings calls;
    final Profiles profiles;
    final Policies policies;
    final DataPlane dataPlane;
    final Function<Line, CallLimits> limits;
    final RandomGenerator random;
    final Timers timers = new Timers();
    final Tally tally = new Tally();
    final Alarms alarms = new Alarms(this);

    /** Room to encode one message. */
    final ByteBuffer scratch = ByteBuffer.allocate(ControlCodec.MAX_DATAGRAM);

    private @Nullable Outbox out;
    private Tap tap = Tap.NONE;

    public Core(
            CallSettings calls,
            Profiles profiles,
            Policies policies,
            DataPlane dataPlane,
            Function<Line, CallLimits> limits,
            RandomGenerator random) {
        this.calls = calls;
        this.profiles = profiles;
        this.policies = policies;
        this.dataPlane = dataPlane;
        this.limits = limits;
        this.random = random;
    }

    public Timers timers() {
        return timers;
    }

    public Tally tally() {
        return tally;
    }

    /** Who hears which messages are about which call. */
    public void tellTo(Tap listener) {
        tap = listener;
    }

    Tap tap() {
        return tap;
    }

    /** Where everything goes until the next call. */
    public void outTo(Outbox next) {
        out = next;
    }

    void count(Count count) {
        tally.add(count);
    }

    void emit(Event event) {
        out().event(event);
    }

    void transmit(
            InetSocketAddress local,
            InetSocketAddress peer,
            LnsProfile profile,
            ByteBuffer octets) {
        out().datagram(local, peer, profile.controlDscp(), octets);
    }

    private Outbox out() {
        Outbox present = out;
        if (present == null) {
            throw new IllegalStateException("nothing has been asked of the core yet");
        }
        return present;
    }
}
