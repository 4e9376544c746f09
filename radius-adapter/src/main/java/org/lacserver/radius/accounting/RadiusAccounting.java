package org.lacserver.radius.accounting;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.ServerLog;
import org.lacserver.radius.client.ServerView;
import org.lacserver.radius.client.UdpLoop;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends accounting records and keeps them, on disk, until a server has taken them: over restarts
 * and crashes too. Safe from any thread.
 */
public final class RadiusAccounting implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("lac.accounting");

    /** What is left goes out after the next start, so that nobody needs to wait for a server. */
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);

    private final UdpLoop<AccountingQueue> loop;
    private final StoreThread disk;

    /**
     * Opens the file and the source ports.
     *
     * @throws IOException with one sentence when the file cannot be opened or made
     */
    public RadiusAccounting(RadiusSettings settings, AccountingSettings own) throws IOException {
        SqliteStore store = new SqliteStore(own.directory(), own.fsync());
        SqliteStore.Found found;
        try {
            found = store.open();
        } catch (StoreFailure e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
        if (found.records() > 0) {
            LOG.info("{} records of an earlier start wait in {}", found.records(), own.directory());
        }
        if (found.ended() > 0) {
            LOG.warn("{} sessions were open when the box was killed: they end now", found.ended());
        }
        JournalWork work = new JournalWork(store, found.lastSeq(), own.backlog());
        Relay relay = new Relay();
        disk = new StoreThread(store, work, relay::inMemory, relay::done);
        try {
            loop =
                    new UdpLoop<>(
                            "radius-accounting",
                            settings,
                            wire ->
                                    new AccountingQueue(
                                            settings,
                                            own,
                                            new Exchanges(
                                                    Exchanges.Kind.ACCOUNTING,
                                                    settings,
                                                    new SecureRandom(),
                                                    wire,
                                                    new ServerLog("accounting")),
                                            disk,
                                            found,
                                            AccountingQueue.WINDOW,
                                            () -> Instant.now().getEpochSecond(),
                                            new AccountingAlarms(new AlarmLog())));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        relay.loop = loop;
        disk.start();
    }

    /** From the disk's thread to the queue's. */
    private static final class Relay {
        private volatile @Nullable UdpLoop<AccountingQueue> loop;

        long inMemory() {
            UdpLoop<AccountingQueue> to = loop;
            return to == null ? 0 : to.core().inMemory();
        }

        void done(Journal.Outcome outcome) {
            UdpLoop<AccountingQueue> to = loop;
            if (to != null) {
                to.post((queue, now) -> queue.done(outcome, now));
            }
        }
    }

    private static final class AlarmLog implements AccountingAlarms.Listener {
        @Override
        public void raised(String what, String text) {
            LOG.error("alarm {}: {}", what, text);
        }

        @Override
        public void cleared(String what, String text) {
            LOG.warn("alarm {} is over: {}", what, text);
        }
    }

    /** Never blocks. */
    public void send(AccountingRecord record) {
        if (!loop.post((queue, now) -> queue.add(record, now))) {
            LOG.warn("accounting is closed: {} of {} is lost", record.kind(), record.userName());
        }
    }

    /** Records no server has acknowledged yet. */
    public long backlog() {
        return loop.core().size();
    }

    /** For show commands. */
    public AccountingView view() {
        return loop.core().view();
    }

    /** For show commands. */
    public List<ServerView> servers() {
        return loop.core().exchanges().views(UdpLoop.nowNanos());
    }

    /** Every counter, {@code server.counter} and those of the queue, to its value. */
    public Map<String, Long> counters() {
        Map<String, Long> all = ServerView.counters(servers(), loop.sendFailures());
        AccountingQueue queue = loop.core();
        all.put("strangers", queue.exchanges().strangers());
        for (Tally tally : Tally.values()) {
            all.put(tally.label(), queue.tally(tally));
        }
        all.put("records-backlog", queue.size());
        return all;
    }

    /**
     * Sends what waits for at most {@code bound}, and never longer than two seconds; what is then
     * left waits on disk for the next start. Closing a second time does nothing.
     */
    public void close(Duration bound) {
        CountDownLatch empty = new CountDownLatch(1);
        if (!loop.post((queue, now) -> queue.drain(empty::countDown, now))) {
            return;
        }
        try {
            Duration flush = bound.compareTo(LONGEST_FLUSH) < 0 ? bound : LONGEST_FLUSH;
            if (!empty.await(flush.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} accounting records wait for the next start", backlog());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.post((queue, _) -> queue.halt());
        disk.close();
        loop.close();
    }

    @Override
    public void close() {
        close(LONGEST_FLUSH);
    }
}
