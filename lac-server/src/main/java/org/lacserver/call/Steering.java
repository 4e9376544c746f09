package org.lacserver.call;

import org.lacserver.port.Command.SetLns;

import java.net.InetAddress;
import java.util.List;

/** What operators say of LNSs. */
final class Steering {
    private final Core core;
    private final LnsBook book;
    private final TunnelTable tunnels;
    private final Placement placement;

    Steering(Core core, LnsBook book, TunnelTable tunnels, Placement placement) {
        this.core = core;
        this.book = book;
        this.tunnels = tunnels;
        this.placement = placement;
    }

    void obey(long nowNanos, SetLns order) {
        Lns lns = book.of(order.lns(), order.name());
        switch (order.action()) {
            case DRAIN -> bar(lns, Lns.Bar.DRAINING, order.reason());
            case UNDRAIN -> {
                if (lns.bar == Lns.Bar.DRAINING) {
                    bar(lns, Lns.Bar.NONE, "");
                    placement.givenBack(lns, nowNanos);
                }
            }
            case LOCK -> bar(lns, Lns.Bar.LOCKED, order.reason());
            case UNLOCK -> {
                if (lns.bar == Lns.Bar.LOCKED) {
                    bar(lns, Lns.Bar.NONE, "");
                }
                book.health().unlock(lns.address);
                if (lns.bar == Lns.Bar.NONE) {
                    placement.givenBack(lns, nowNanos);
                }
            }
            case PROBE -> probe(lns, nowNanos);
        }
    }

    private void bar(Lns lns, Lns.Bar bar, String reason) {
        lns.bar = bar;
        lns.barReason = reason;
        lns.tunnels.forEach(tunnels::touch); // empty ones may have to close
    }

    private void probe(Lns lns, long nowNanos) {
        if (book.health().probe(lns.address, nowNanos)) {
            return;
        }
        List<Tunnel.Recipe> recipes = lns.tunnels.stream().map(Tunnel::recipe).distinct().toList();
        for (Tunnel.Recipe recipe : recipes.isEmpty() ? configured(lns.address) : recipes) {
            if (tunnels.probe(recipe, nowNanos)) {
                core.count(Count.PROBES_SENT);
            }
        }
    }

    /** Of the tunnel that calls without an assignment id would have. */
    private List<Tunnel.Recipe> configured(InetAddress address) {
        List<Profiles.Known> there = core.profiles.at(address);
        if (there.isEmpty()) {
            return List.of();
        }
        Profiles.Known lns = there.getFirst();
        InetAddress own = lns.identity().localAddress();
        InetAddress local = own != null ? own : core.calls.localTowards(address);
        return local == null
                ? List.of()
                : List.of(
                        new Tunnel.Recipe(
                                TunnelKey.of(lns, local),
                                lns.profile().name(),
                                lns.profile(),
                                lns.identity().secrets()));
    }
}
