package org.lacserver.wiring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.data.UserspaceDataPlane;
import org.lacserver.ops.Reply;
import org.lacserver.port.Event;
import org.lacserver.port.Line;
import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendOrder;
import org.lacserver.pppoe.PortState;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PortLook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What becomes of the access ports' interfaces: a line in the log, an alarm while callers cannot
 * come in, an order for the access side. On the engine's thread.
 */
final class PortDesk {
    private static final Logger LOG = LogManager.getLogger("lac.ports");
    private static final long SECOND = 1_000_000_000L;

    private final List<AccessPort> ports;
    private final List<Known> known = new ArrayList<>();

    /** What is known of a port. */
    private static final class Known {
        private PortLook look;

        /** As the last interface was; null as long as there was none. */
        private @Nullable PortLook last;

        private @Nullable PortState state;
        private long sinceNanos;
        private long timesDown;

        private Known(PortLook look) {
            this.look = look;
        }

        /** A port is taken for up until it is looked at. */
        private PortState state() {
            return state == null ? PortState.UP : state;
        }
    }

    PortDesk(List<AccessPort> ports) {
        this.ports = List.copyOf(ports);
        ports.forEach(port -> known.add(new Known(port.look())));
    }

    /** Says what changed; the order that tells the access side of it. */
    FrontendOrder.PortChanged changed(
            long nowNanos, int port, PortLook look, Consumer<Event.Alarm> alarms) {
        Known one = known.get(port);
        PortLook last = one.last;
        PortState state = state(look);
        String name = "access port " + ports.get(port).name();
        if (look.isThere()) {
            if (last != null) {
                tellChanges(name, last, look);
            }
            one.last = look;
        }
        one.look = look;
        if (one.state == null) {
            one.sinceNanos = nowNanos;
        }
        if (state != one.state()) {
            if (one.state == PortState.UP) {
                one.timesDown++;
            }
            one.sinceNanos = nowNanos;
            alarms.accept(new Event.Alarm(state != PortState.UP, name, said(state, look)));
        }
        one.state = state;
        if (look.isThere() && look.mtu() > ports.get(port).longestPayload()) {
            LOG.warn(
                    "{}: frames of more than {} octets are dropped until a restart",
                    name,
                    ports.get(port).longestPayload());
        }
        return new FrontendOrder.PortChanged(port, state, look.mac(), look.mtu());
    }

    private static void tellChanges(String name, PortLook before, PortLook look) {
        if (before.ifIndex() != look.ifIndex()) {
            LOG.warn("{}: another interface, index {}", name, look.ifIndex());
        } else if (!before.name().equals(look.name())) {
            LOG.warn("{}: the interface is called {} now", name, look.name());
        }
        if (before.mac() != look.mac()) {
            LOG.warn("{}: the MAC address is {}", name, Line.macText(look.mac()));
        }
        if (before.mtu() != look.mtu()) {
            LOG.info("{}: the MTU is {}", name, look.mtu());
        }
    }

    private static PortState state(PortLook look) {
        if (!look.isThere()) {
            return PortState.ABSENT;
        }
        return look.isUp() ? PortState.UP : PortState.DOWN;
    }

    private static String said(PortState state, PortLook look) {
        return switch (state) {
            case UP ->
                    "the interface is up, index "
                            + look.ifIndex()
                            + ", "
                            + Line.macText(look.mac());
            case DOWN -> look.problem().isEmpty() ? "the interface is down" : look.problem();
            case ABSENT -> "there is no such interface";
        };
    }

    /** A row for each port, in the order of the configuration. */
    List<Reply.PortRow> rows(long nowNanos, Frontend frontend, UserspaceDataPlane dataPlane) {
        List<Reply.PortRow> rows = new ArrayList<>();
        for (int port = 0; port < known.size(); port++) {
            Known one = known.get(port);
            PortLook look = one.look;
            rows.add(
                    new Reply.PortRow(
                            ports.get(port).name(),
                            look.isThere() ? look.name() : "",
                            look.ifIndex(),
                            one.state().name().toLowerCase(Locale.ROOT),
                            one.state == null ? 0 : (nowNanos - one.sinceNanos) / SECOND,
                            look.mac() == 0 ? "" : Line.macText(look.mac()),
                            look.mtu(),
                            frontend.sessions(port),
                            frontend.halfOpen(port),
                            dataPlane.calls(port),
                            dataPlane.ringDrops(port),
                            dataPlane.refusals(port) + ports.get(port).refusals(),
                            one.timesDown));
        }
        return rows;
    }
}
