package org.lacserver.radius.accounting;

import org.lacserver.radius.VirtualWire;
import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.AccountingRecord.Tunnel;
import org.lacserver.radius.accounting.AccountingRecord.Usage;
import org.lacserver.radius.accounting.JournalWork.Batch;
import org.lacserver.radius.accounting.SqliteStore.Append;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.Link;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.UdpLoop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A queue over a real file, in virtual time; the disk works when the test lets it. */
final class QueueOnDisk implements UdpLoop.Core, Journal, AccountingAlarms.Listener {
    static final long EPOCH = 1_700_000_000;
    static final AccessLine LINE =
            new AccessLine("02:00:5e:10:00:01", "isp", "eth1:200", 200, 34, "c1", null, 0, 0);
    static final Tunnel TUNNEL =
            new Tunnel(
                    InetAddress.ofLiteral("192.0.2.100"),
                    InetAddress.ofLiteral("192.0.2.7"),
                    "isp1",
                    "lac-isp1",
                    "lns1",
                    "305419896");

    final VirtualWire wire;
    final SqliteStore store;
    final SqliteStore.Found found;
    final AccountingQueue queue;
    final List<String> alarms = new ArrayList<>();
    final List<Waiting> committed = new ArrayList<>();
    final List<Long> gone = new ArrayList<>();
    boolean isDiskSlow;
    private final JournalWork work;
    private final long clockZero;
    private Batch batch = new Batch();

    private QueueOnDisk(
            VirtualWire wire, RadiusSettings settings, AccountingSettings own, int window)
            throws StoreFailure {
        this.wire = wire;
        this.clockZero = -5_000_000_000L;
        this.store = new SqliteStore(own.directory(), own.fsync());
        this.found = store.open();
        this.work = new JournalWork(store, found.lastSeq(), own.backlog());
        this.queue =
                new AccountingQueue(
                        settings,
                        own,
                        new Exchanges(
                                Exchanges.Kind.ACCOUNTING, settings, new Random(1), wire, wire),
                        this,
                        found,
                        window,
                        this::epochSeconds,
                        new AccountingAlarms(this));
        wire.attach(this);
        queue.onDeadline(wire.nowNanos);
        turn();
    }

    /** With defaults; {@code servers} r1, r2 and so on. */
    static QueueOnDisk in(Path directory, VirtualWire wire, int servers) {
        return in(AccountingSettings.in(directory), wire, servers, AccountingQueue.WINDOW);
    }

    static QueueOnDisk in(AccountingSettings own, VirtualWire wire, int servers, int window) {
        RadiusSettings base = VirtualWire.settings(servers, Require.YES);
        RadiusSettings settings =
                new RadiusSettings(
                        "lac1", null, base.servers(), base.deadTime(), 1, null, 1_000, "x");
        try {
            return new QueueOnDisk(wire, settings, own, window);
        } catch (StoreFailure e) {
            throw new AssertionError(e);
        }
    }

    static AccountingSettings settings(Path directory, int backlog, int rate) {
        return new AccountingSettings(directory, false, backlog, rate, Duration.ofMinutes(10));
    }

    long epochSeconds() {
        return EPOCH + (wire.nowNanos - clockZero) / 1_000_000_000L;
    }

    AccountingRecord record(Kind kind, String id, long octets) {
        boolean isFirst = kind == Kind.START;
        return new AccountingRecord(
                kind,
                id,
                null,
                "u@isp",
                LINE,
                List.of("gold".getBytes(StandardCharsets.UTF_8)),
                TUNNEL,
                isFirst ? null : new Usage(61, octets, 2 * octets, 7, 9, 3),
                0,
                kind == Kind.STOP ? 1 : 0,
                1,
                epochSeconds());
    }

    void add(Kind kind, String id) {
        add(record(kind, id, 1));
    }

    void add(AccountingRecord record) {
        queue.add(record, wire.nowNanos);
        turn();
    }

    /** The disk does what was asked, unless it is slow. */
    private void turn() {
        while (!isDiskSlow && !batch.isEmpty()) {
            commit();
        }
    }

    void commit() {
        Batch next = batch;
        batch = new Batch();
        Outcome outcome = work.work(next, queue.inMemory());
        outcome.appended().forEach(each -> committed.add(each.record()));
        gone.addAll(outcome.gone());
        queue.done(outcome, wire.nowNanos);
    }

    /** As on a disk that has room for so much and no more. */
    void limit(long octets) {
        pragma("max_page_count = " + octets / 4096);
    }

    void pragma(String what) {
        try (Statement statement = store.connection().createStatement()) {
            statement.execute("PRAGMA " + what);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The process ends here: what is not committed is gone. */
    void kill() {
        batch = new Batch();
        store.close();
    }

    @Override
    public void append(Append append) {
        batch.appends.add(append);
    }

    @Override
    public void acknowledged(Waiting record, boolean stored) {
        if (stored) {
            batch.acknowledged.add(record.seq());
        } else {
            batch.settled.add(record);
        }
    }

    @Override
    public void load(long after, int limit) {
        batch.loads = true;
        batch.loadAfter = after;
        batch.loadLimit = limit;
    }

    @Override
    public void tryAgain() {
        batch.triesAgain = true;
    }

    @Override
    public void raised(String what, String text) {
        alarms.add("+" + what);
    }

    @Override
    public void cleared(String what, String text) {
        alarms.add("-" + what);
    }

    @Override
    public void onDatagram(int sourcePort, InetSocketAddress from, byte[] octets, long nowNanos) {
        queue.onDatagram(sourcePort, from, octets, nowNanos);
        turn();
    }

    @Override
    public void onLink(Link link, Link.News news, long nowNanos) {
        queue.onLink(link, news, nowNanos);
        turn();
    }

    @Override
    public void onDeadline(long nowNanos) {
        queue.onDeadline(nowNanos);
        turn();
    }

    @Override
    public long nextDeadlineNanos() {
        return queue.nextDeadlineNanos();
    }
}
