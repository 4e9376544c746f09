package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.DialPlan;
import org.lacserver.config.LacConfig;
import org.lacserver.config.LacConfig.DialRule;
import org.lacserver.config.LacConfig.Far;
import org.lacserver.config.NamePattern;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialFailure;
import org.lacserver.port.Event;
import org.lacserver.radius.lookup.DialReply;
import org.lacserver.radius.lookup.DialRequest;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks where a called number leads: whom the configuration names, in its order, until one knows.
 */
final class DialDesk {
    private static final int NO_LIMIT = 65_535;
    private static final long PORT_SPEED = 1_000_000_000L;
    private static final long MODEM_SPEED = 56_000;

    private final LacConfig config;
    private final DialPlan plan;
    private final @Nullable Radius radius;

    DialDesk(LacConfig config, @Nullable Radius radius) {
        this.config = config;
        this.plan = new DialPlan(config);
        this.radius = radius;
    }

    /** The RADIUS client's question; the answer may come on any thread. */
    interface Radius {
        void dial(DialRequest request, Consumer<DialReply> then);
    }

    /** {@code answered} is called once, within this call or later on the RADIUS client's thread. */
    void ask(Event.DialWanted wanted, Consumer<DialAnswer> answered) {
        DialAnswer unknown =
                new DialAnswer.Refused(
                        "", DialFailure.INVALID_DESTINATION, "nobody knows this number");
        ask(wanted, 0, unknown, answered);
    }

    private void ask(
            Event.DialWanted wanted, int from, DialAnswer lastWord, Consumer<DialAnswer> answered) {
        List<LacConfig.Source> order = config.lookup().dialOrder();
        for (int i = from; i < order.size(); i++) {
            switch (order.get(i)) {
                case LOCAL -> {
                    Optional<DialAnswer> known = plan.find(wanted);
                    if (known.isPresent()) {
                        answered.accept(known.get());
                        return;
                    }
                }
                case RADIUS -> {
                    if (radius != null) {
                        int next = i + 1;
                        radius.dial(
                                request(wanted), reply -> onReply(wanted, reply, next, answered));
                        return;
                    }
                }
            }
        }
        answered.accept(lastWord);
    }

    private static DialRequest request(Event.DialWanted wanted) {
        Event.TunnelFacts tunnel = wanted.tunnel();
        return new DialRequest(
                wanted.calledNumber(),
                wanted.subAddress(),
                tunnel.peerHostName(),
                tunnel.peer().getAddress().getHostAddress());
    }

    /** Only silence sends the question on to the next. */
    private void onReply(
            Event.DialWanted wanted, DialReply reply, int next, Consumer<DialAnswer> answered) {
        switch (reply) {
            case DialReply.Route route -> answered.accept(follow(route, wanted));
            case DialReply.Refused refused ->
                    answered.accept(
                            new DialAnswer.Refused(
                                    "radius " + refused.server(),
                                    DialFailure.INVALID_DESTINATION,
                                    "refused " + refused.message()));
            case DialReply.Unusable unusable ->
                    answered.accept(
                            new DialAnswer.Refused(
                                    "radius " + unusable.server(),
                                    DialFailure.INVALID_DESTINATION,
                                    unusable.reason()));
            case DialReply.NoAnswer(String reason) ->
                    ask(
                            wanted,
                            next,
                            new DialAnswer.Refused("radius", DialFailure.NO_FACILITIES, reason),
                            answered);
        }
    }

    private DialAnswer follow(DialReply.Route route, Event.DialWanted wanted) {
        String source = "radius " + route.server() + " " + route.rtt().toMillis() + " ms";
        Far far = far(route);
        if (far == null) {
            String place =
                    route.port() != null ? "access port " + route.port() : "modem " + route.modem();
            return new DialAnswer.Refused(
                    source, DialFailure.INVALID_DESTINATION, "there is no " + place);
        }
        long fastest = far instanceof Far.Modem ? MODEM_SPEED : PORT_SPEED;
        DialRule rule =
                new DialRule(
                        "radius " + wanted.calledNumber(),
                        NamePattern.ANY,
                        far,
                        List.of(),
                        route.minimumBps(),
                        route.maximumBps() == 0 ? fastest : route.maximumBps(),
                        route.limit() == 0 ? NO_LIMIT : route.limit());
        return DialPlan.follow(source, rule, wanted);
    }

    /** Null when this box has no such port or modem. */
    private @Nullable Far far(DialReply.Route route) {
        String modem = route.modem();
        if (modem != null) {
            List<String> names = config.modems().stream().map(LacConfig.Modem::name).toList();
            int index = names.indexOf(modem);
            boolean any = modem.equals("any") && !names.isEmpty();
            return index < 0 && !any ? null : new Far.Modem(index, route.number());
        }
        int port = config.access().ports().indexOf(route.port());
        return port < 0
                ? null
                : new Far.Pppoe(
                        port,
                        new LacConfig.Vlan(route.outerVlan(), route.innerVlan()),
                        route.mac(),
                        route.service(),
                        route.acName());
    }
}
