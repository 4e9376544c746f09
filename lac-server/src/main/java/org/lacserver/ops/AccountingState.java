package org.lacserver.ops;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What waits for an accounting server.
 *
 * @param open sessions that a record has begun and none ended
 * @param waiting records no server has acknowledged
 * @param onDisk of these, how many are on disk
 * @param inMemory of these, how many are in memory as well
 * @param oldestSeconds how long ago the oldest happened; 0 when none waits
 * @param perSecond acknowledged in a second, over the last ten
 * @param mostPerSecond the configured bound
 * @param superseded interim records that a newer one of their call made needless
 * @param dropped for want of room
 * @param directory where they wait
 * @param diskFault why records are in memory alone; null when they are not
 */
public record AccountingState(
        int open,
        long waiting,
        long onDisk,
        int inMemory,
        long oldestSeconds,
        double perSecond,
        int mostPerSecond,
        long acknowledged,
        long superseded,
        long dropped,
        String directory,
        @Nullable String diskFault,
        List<String> alarms,
        List<Server> servers)
        implements Reply {
    public AccountingState {
        alarms = List.copyOf(alarms);
        servers = List.copyOf(servers);
    }

    /**
     * A server and how it answers.
     *
     * @param state alive, dead, probing or connecting
     * @param rttMillis smoothed
     * @param lossPerMille requests without an answer, of the last five minutes
     */
    public record Server(
            String name,
            String address,
            String transport,
            String state,
            double rttMillis,
            int lossPerMille,
            long acknowledged,
            long timeouts) {}
}
