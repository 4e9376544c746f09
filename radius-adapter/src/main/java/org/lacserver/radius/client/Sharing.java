package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.RadiusSettings.Share;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which of several servers is asked next. */
final class Sharing {
    private final Share share;
    private final List<ServerState> servers;

    Sharing(Share share, List<ServerState> servers) {
        this.share = share;
        this.servers = servers;
    }

    /** Null when there is none that {@code may} be asked. */
    @Nullable ServerState next(Predicate<ServerState> may) {
        List<ServerState> some = servers.stream().filter(may).toList();
        if (some.isEmpty()) {
            return null;
        }
        return switch (share) {
            case FAILOVER -> some.getFirst();
            case ROUND_ROBIN -> turn(some);
            case LEAST_LOADED -> turn(idlest(some));
        };
    }

    /** Those with the fewest requests in flight for each unit of their weight. */
    private static List<ServerState> idlest(List<ServerState> some) {
        List<ServerState> idlest = new ArrayList<>();
        for (ServerState server : some) {
            int order = idlest.isEmpty() ? 0 : compareLoad(server, idlest.getFirst());
            if (order < 0) {
                idlest.clear();
            }
            if (order <= 0) {
                idlest.add(server);
            }
        }
        return idlest;
    }

    private static int compareLoad(ServerState one, ServerState other) {
        return Long.compare(
                (long) one.slots.used() * other.server.weight(),
                (long) other.slots.used() * one.server.weight());
    }

    /** In turn, each as often as its weight says, and evenly spread. */
    private static ServerState turn(List<ServerState> some) {
        ServerState chosen = some.getFirst();
        int total = 0;
        for (ServerState server : some) {
            server.credit += server.server.weight();
            total += server.server.weight();
            if (server.credit > chosen.credit) {
                chosen = server;
            }
        }
        chosen.credit -= total;
        return chosen;
    }
}
