package org.lacserver.radius.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One server, for show commands.
 *
 * @param alive false while it is passed over or only probed
 * @param deadFor what is left of its dead time; zero when it is alive or about to be probed
 * @param rtt smoothed round trip; zero before the first reply
 * @param inFlight identifiers in use
 */
public record ServerView(
        String name,
        InetSocketAddress address,
        boolean alive,
        Duration deadFor,
        Duration rtt,
        int inFlight,
        Map<Counter, Long> counters) {
    public ServerView {
        counters = Map.copyOf(counters);
    }

    public long count(Counter counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /** The counters of all {@code servers} as {@code server.counter}, in order. */
    public static Map<String, Long> counters(List<ServerView> servers, long sendFailures) {
        Map<String, Long> all = new LinkedHashMap<>();
        for (ServerView server : servers) {
            for (Counter counter : Counter.values()) {
                all.put(server.name() + "." + counter.label(), server.count(counter));
            }
        }
        all.put("send-failures", sendFailures);
        return all;
    }
}
