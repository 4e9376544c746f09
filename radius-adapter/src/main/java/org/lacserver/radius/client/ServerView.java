package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One server, for show commands.
 *
 * @param transport {@code udp} or {@code tls}
 * @param deadFor what is left of its dead time; zero when it is alive or about to be probed
 * @param linkFailure why there is no connection; null over UDP, and while there is one
 * @param rtt smoothed round trip; zero before the first reply
 * @param rttP50 of the last replies
 * @param rttP99 of the last replies
 * @param lossPerMille copies that no reply came to in time, of those of the last five minutes
 * @param inFlight identifiers in use
 */
public record ServerView(
        String name,
        InetSocketAddress address,
        String transport,
        State state,
        Duration deadFor,
        @Nullable String linkFailure,
        Duration rtt,
        Duration rttP50,
        Duration rttP99,
        int lossPerMille,
        int inFlight,
        Map<Counter, Long> counters) {
    /** Whether it is asked. */
    public enum State {
        ALIVE,
        /** Passed over. */
        DEAD,
        /** Passed over but for what finds out whether it lives. */
        PROBING,
        /** No connection is there yet. */
        CONNECTING
    }

    public ServerView {
        counters = Map.copyOf(counters);
    }

    public boolean alive() {
        return state == State.ALIVE;
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
