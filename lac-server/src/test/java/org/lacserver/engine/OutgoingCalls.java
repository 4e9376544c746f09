package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import static java.time.Duration.ofMillis;

import org.junit.jupiter.api.BeforeEach;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.port.Binding;
import org.lacserver.port.Command;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Event;
import org.lacserver.port.Line;

/** One LNS with a tunnel, and the calls that it asks for. */
abstract class OutgoingCalls {
    static final DialTarget TARGET = new DialTarget.Pppoe(0, 7, 0, 0, "internet", null);
    static final Line FAR_END =
            new Line(0, "eth1", 7, 0, 0x02005e990001L, 9, null, null, 0, 0, "internet");

    World world = new World();
    ScriptedLns lns = world.lns("10.0.0.2");

    @BeforeEach
    void aTunnelIsUp() {
        world.calls(World.to("10.0.0.2"));
        world.passes(ofMillis(1));
    }

    void in(World other) {
        world = other;
        lns = world.lns("10.0.0.2");
        aTunnelIsUp();
    }

    long asked() {
        return world.events(Event.DialWanted.class).getLast().callId();
    }

    static DialAnswer.Route route(int limit) {
        return new DialAnswer.Route("local", "rule 1", TARGET, limit, 0, 2_000_000);
    }

    long dials() {
        lns.dials("5551234");
        world.passes(ofMillis(1));
        return asked();
    }

    long placed() {
        long call = dials();
        world.command(new Command.DialAnswered(call, route(9)));
        world.passes(ofMillis(1));
        return call;
    }

    long established() {
        long call = placed();
        answers(call, 0, 0);
        return call;
    }

    void answers(long call, long txBps, long rxBps) {
        world.command(
                new Command.FarEndAnswered(call, Binding.Access.DIALLED, FAR_END, txBps, rxBps));
        world.passes(ofMillis(1));
    }

    Cdn onlyCdn() {
        assertThat(lns.heard(Cdn.class)).hasSize(1);
        return lns.heard(Cdn.class).getFirst();
    }
}
