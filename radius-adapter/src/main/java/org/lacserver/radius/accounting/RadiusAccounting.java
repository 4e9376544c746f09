package org.lacserver.radius.accounting;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.radius.accounting.AccountingQueue.Tally;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.ServerLog;
import org.lacserver.radius.client.ServerView;
import org.lacserver.radius.client.UdpLoop;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends accounting records and keeps them until a server has taken them. Safe from any thread. */
public final class RadiusAccounting implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(RadiusAccounting.class);
    private static final Duration DEFAULT_FLUSH = Duration.ofSeconds(5);

    private final UdpLoop<AccountingQueue> loop;

    /** Opens the source ports; throws when that fails. */
    public RadiusAccounting(RadiusSettings settings) {
        this.loop =
                new UdpLoop<>(
                        "radius-accounting",
                        settings,
                        wire ->
                                new AccountingQueue(
                                        settings,
                                        new Exchanges(
                                                Exchanges.Kind.ACCOUNTING,
                                                settings,
                                                new SecureRandom(),
                                                wire,
                                                new ServerLog("accounting"))));
    }

    /** Never blocks. */
    public void send(AccountingRecord record) {
        if (!loop.post((queue, now) -> queue.add(record, now))) {
            LOG.warn("accounting is closed: {} of {} is lost", record.kind(), record.userName());
        }
    }

    /** Records no server has acknowledged yet. */
    public int backlog() {
        return loop.core().size();
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
            String label = tally.name().toLowerCase(Locale.ROOT).replace('_', '-');
            all.put("records-" + label, queue.tally(tally));
        }
        all.put("records-backlog", (long) queue.size());
        return all;
    }

    /**
     * Sends what waits for at most {@code bound}; what is then left is lost and logged. Closing a
     * second time does nothing.
     */
    public void close(Duration bound) {
        CountDownLatch empty = new CountDownLatch(1);
        if (!loop.post((queue, now) -> queue.drain(empty::countDown, now))) {
            return;
        }
        try {
            if (!empty.await(bound.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} accounting records are lost: no server took them", backlog());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }

    @Override
    public void close() {
        close(DEFAULT_FLUSH);
    }
}
