package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Exchanges.Kind;
import org.lacserver.radius.client.RadiusSettings.Server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The servers that share one kind of questions: who lives, who is next. */
final class ServerGroup {
    private final Kind kind;
    private final RadiusSettings settings;
    private final Sender sender;
    private final Exchanges.Watcher watcher;
    private final List<ServerState> servers;
    private final Sharing sharing;
    private boolean hasBegun;

    /**
     * @param lost told of the copies that were on a connection that ended, and of the time
     */
    ServerGroup(
            Kind kind,
            RadiusSettings settings,
            Sender sender,
            Exchanges.Wire wire,
            Exchanges.Watcher watcher,
            BiConsumer<List<Copy>, Long> lost) {
        this.kind = kind;
        this.settings = settings;
        this.sender = sender;
        this.watcher = watcher;
        List<@Nullable InetAddress> sources = settings.sources();
        List<ServerState> states = new ArrayList<>();
        for (Server server : settings.servers()) {
            states.add(
                    server.tls() == null
                            ? overUdp(server, sources.indexOf(settings.sourceOf(server)))
                            : overTls(server, wire, lost));
        }
        this.servers = List.copyOf(states);
        this.sharing = new Sharing(settings.share(), servers);
    }

    private ServerState overUdp(Server server, int source) {
        int ports = settings.sourcePorts();
        ServerState state =
                new ServerState(server, portOf(server), Slots.ofPorts(ports), source * ports);
        Duration interval = server.statusInterval();
        if (interval != null) {
            state.isProbedBy(new StatusProbes(state, sender, watcher, interval.toNanos()));
        }
        return state;
    }

    private ServerState overTls(
            Server server, Exchanges.Wire wire, BiConsumer<List<Copy>, Long> lost) {
        int most = settings.sourcePorts();
        ServerState state = new ServerState(server, portOf(server), Slots.ofLinks(most), 0);
        Duration own = server.statusInterval();
        Duration interval = own == null ? Server.DEFAULT_STATUS_INTERVAL : own;
        state.connectsBy(new Links(state, most, sender, wire, watcher, interval.toNanos(), lost));
        return state;
    }

    private int portOf(Server server) {
        return switch (kind) {
            case AUTHENTICATION -> server.authenticationPort();
            case ACCOUNTING -> server.accountingPort();
        };
    }

    /** The first time only. */
    void begin(long nowNanos) {
        if (hasBegun) {
            return;
        }
        hasBegun = true;
        for (ServerState server : servers) {
            if (server.links() != null) {
                server.links().begin();
            } else if (server.probes() != null) {
                server.probes().begin(nowNanos);
            }
        }
    }

    void end() {
        for (ServerState server : servers) {
            if (server.links() != null) {
                server.links().end();
            } else if (server.probes() != null) {
                server.probes().end();
            }
        }
    }

    void onDeadline(long nowNanos) {
        for (ServerState server : servers) {
            if (server.links() != null) {
                server.links().onDeadline(nowNanos);
            } else if (server.probes() != null && server.probes().onDeadline(nowNanos)) {
                died(server, server.probes().unanswered(), nowNanos);
            }
        }
    }

    long nextNanos() {
        long next = Deadlines.NEVER;
        for (ServerState server : servers) {
            if (server.links() != null) {
                next = Deadlines.earlier(next, server.links().nextNanos());
            } else if (server.probes() != null) {
                next = Deadlines.earlier(next, server.probes().nextNanos());
            }
        }
        return next;
    }

    /** The server over UDP at {@code from}, asked from {@code sourcePort}; null: a stranger. */
    @Nullable ServerState at(int sourcePort, InetSocketAddress from) {
        for (ServerState server : servers) {
            int lane = sourcePort - server.firstPort;
            if (server.links() == null
                    && server.address.equals(from)
                    && lane >= 0
                    && lane < settings.sourcePorts()) {
                return server;
            }
        }
        return null;
    }

    @Nullable ServerState of(Link link) {
        for (ServerState server : servers) {
            if (server.server.equals(link.server())) {
                return server;
            }
        }
        return null;
    }

    /** A verified reply to {@code copy}: who sent it lives. */
    void isHeard(Copy copy, long nowNanos) {
        ServerState server = copy.server();
        server.heard(nowNanos);
        if (server.links() != null) {
            server.links().heard(copy, nowNanos);
        } else if (server.probes() != null) {
            server.probes().heard(copy, nowNanos);
        }
        if (!server.isAlive()) {
            server.live();
            watcher.returned(server.server.name());
        }
    }

    void died(ServerState server, int unanswered, long nowNanos) {
        boolean wasAlive = server.isAlive();
        server.dieUntil(nowNanos + settings.deadTimeOf(server.server).toNanos());
        if (wasAlive) {
            server.count(Counter.DEATHS);
            watcher.died(server.server.name(), unanswered);
        }
    }

    boolean hasUsableFor(Exchange exchange, long nowNanos) {
        return servers.stream().anyMatch(s -> !exchange.tried.contains(s) && s.isUsable(nowNanos));
    }

    /** Who is asked next; null when each was or none has a free identifier. */
    @Nullable ServerState nextFor(Exchange exchange, long nowNanos) {
        for (ServerState server : servers) {
            if (server.links() != null && !server.slots.hasFree()) {
                server.links().grow();
            }
        }
        ServerState known = knowingOf(exchange);
        if (known != null) {
            return known;
        }
        ServerState next =
                sharing.next(server -> mayTake(exchange, server) && server.isUsable(nowNanos));
        return next == null ? sharing.next(server -> mayTake(exchange, server)) : next;
    }

    /** A conversation of several rounds goes on with the server that began it. */
    private @Nullable ServerState knowingOf(Exchange exchange) {
        String name = exchange.question.askedBefore();
        for (ServerState server : servers) {
            if (server.server.name().equals(name) && mayTake(exchange, server)) {
                return server;
            }
        }
        return null;
    }

    private static boolean mayTake(Exchange exchange, ServerState server) {
        return !exchange.tried.contains(server) && server.slots.hasFree();
    }

    boolean hasOther(Exchange exchange) {
        return exchange.tried.size() < servers.size();
    }

    /** As long as the first server may take before the next one is asked. */
    Duration patience() {
        return servers.getFirst().server.patience();
    }

    /** Why a request found no identifier. */
    String noneFree() {
        List<String> failures =
                servers.stream()
                        .filter(s -> s.links() != null && s.links().lastFailure() != null)
                        .map(ServerState::silence)
                        .toList();
        return failures.isEmpty()
                ? "no free RADIUS identifier in time"
                : "no connection to RADIUS server " + String.join(", ", failures);
    }

    /** Safe from any thread. */
    List<ServerView> views(long nowNanos) {
        return servers.stream().map(s -> s.view(nowNanos)).toList();
    }
}
