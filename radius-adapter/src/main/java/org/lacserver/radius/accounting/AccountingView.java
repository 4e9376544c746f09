package org.lacserver.radius.accounting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * The queue, for show commands.
 *
 * @param waiting records no server has acknowledged
 * @param onDisk of these, how many are on disk
 * @param inMemory of these, how many are in memory too
 * @param oldestAge how long ago the oldest happened; zero when none waits
 * @param perSecond records acknowledged in a second, over the last ten
 * @param superseded interim records that a newer one of their session made needless
 * @param dropped for want of room
 * @param diskFault why records are in memory alone; null when they are not
 * @param alarms what people should see to, a sentence each
 */
public record AccountingView(
        long waiting,
        long onDisk,
        int inMemory,
        Duration oldestAge,
        double perSecond,
        long acknowledged,
        long superseded,
        long dropped,
        @Nullable String diskFault,
        List<String> alarms) {
    public AccountingView {
        alarms = List.copyOf(alarms);
    }
}
