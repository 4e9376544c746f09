package org.lacserver.radius.accounting;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.radius.accounting.JournalWork.Batch;
import org.lacserver.radius.accounting.SqliteStore.Append;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The thread that owns the disk. While it commits, what is asked meanwhile gathers into the next
 * batch, so that the busier the box, the more records share a transaction.
 */
final class StoreThread implements Journal, AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(StoreThread.class);
    private static final long CLOSE_MILLIS = 10_000;

    private final SqliteStore store;
    private final JournalWork work;
    private final LongSupplier inMemory;
    private final Consumer<Outcome> then;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Thread thread;
    private Batch batch = new Batch();
    private boolean isClosed;

    /**
     * @param inMemory up to where records are in memory; any thread may ask
     * @param then hears what was done, on this thread; must not block
     */
    StoreThread(
            SqliteStore store, JournalWork work, LongSupplier inMemory, Consumer<Outcome> then) {
        this.store = store;
        this.work = work;
        this.inMemory = inMemory;
        this.then = then;
        this.thread =
                Thread.ofPlatform().name("radius-accounting-disk").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void append(Append append) {
        ask(next -> next.appends.add(append));
    }

    @Override
    public void acknowledged(Waiting record, boolean stored) {
        ask(
                next -> {
                    if (stored) {
                        next.acknowledged.add(record.seq());
                    } else {
                        next.settled.add(record);
                    }
                });
    }

    @Override
    public void load(long after, int limit) {
        ask(
                next -> {
                    next.loads = true;
                    next.loadAfter = after;
                    next.loadLimit = limit;
                });
    }

    @Override
    public void tryAgain() {
        ask(next -> next.triesAgain = true);
    }

    private void ask(Consumer<Batch> what) {
        lock.lock();
        try {
            what.accept(batch);
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Batch next = next(); next != null; next = next()) {
            try {
                then.accept(work.work(next, inMemory.getAsLong()));
            } catch (RuntimeException e) {
                LOG.error("the accounting queue's disk thread goes on after", e);
            }
        }
        store.close();
    }

    /** Null once all is done after {@link #close}. */
    private @Nullable Batch next() {
        lock.lock();
        try {
            while (batch.isEmpty()) {
                if (isClosed) {
                    return null;
                }
                asked.awaitUninterruptibly();
            }
            Batch next = batch;
            batch = new Batch();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Does what was asked before, then closes the file. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            asked.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
