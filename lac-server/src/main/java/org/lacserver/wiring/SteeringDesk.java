package org.lacserver.wiring;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.ops.Reply;
import org.lacserver.ops.Request;
import org.lacserver.ops.Response;
import org.lacserver.port.Command;
import org.lacserver.port.LnsView;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Carries out what operators say of LNSs, and keeps a record of it in the log. */
final class SteeringDesk {
    private static final Logger AUDIT = LogManager.getLogger("lac.audit");

    private final Supplier<List<LnsView>> lnses;
    private final Consumer<Command> core;

    /**
     * @param lnses those of the core and of the configuration
     */
    SteeringDesk(Supplier<List<LnsView>> lnses, Consumer<Command> core) {
        this.lnses = lnses;
        this.core = core;
    }

    Response answer(Request.SetLns order) {
        Optional<LnsView> found = find(order.lns());
        if (found.isEmpty()) {
            return new Response.Refusal(
                    "no LNS " + order.lns() + ": expected the name or address of one in show lns");
        }
        LnsView lns = found.get();
        if (!order.dryRun()) {
            core.accept(
                    new Command.SetLns(lns.address(), lns.name(), order.action(), order.reason()));
            AUDIT.info(
                    "{} {} {} by {}: {} ({} calls, {} tunnels)",
                    order.action().name().toLowerCase(Locale.ROOT),
                    lns.name(),
                    lns.address().getHostAddress(),
                    order.who(),
                    order.reason(),
                    lns.sessions(),
                    lns.tunnels());
            lns = find(lns.address().getHostAddress()).orElse(lns);
        }
        return new Response.Rows(
                List.of(
                        new Reply.Steered(
                                lns.name(),
                                lns.address().getHostAddress(),
                                lns.state().name().toLowerCase(Locale.ROOT),
                                lns.sessions(),
                                lns.tunnels(),
                                order.dryRun())));
    }

    private Optional<LnsView> find(String which) {
        return lnses.get().stream()
                .filter(
                        lns ->
                                lns.name().equals(which)
                                        || lns.address().getHostAddress().equals(which))
                .findFirst();
    }
}
