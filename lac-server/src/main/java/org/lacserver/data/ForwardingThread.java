package org.lacserver.data;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A thread that moves batches while there are any, and sleeps in poll while there are none.
 *
 * <p>Its epoch is odd while a batch is in hand. Whoever has taken a leg out of a table and then
 * sees the epoch even, or changed, knows that no batch holds that leg any more: {@link #quiesce}.
 */
final class ForwardingThread {
    private static final Logger LOG = LogManager.getLogger(ForwardingThread.class);
    private static final int POLLFD = 8;
    private static final int SPINS = 2000;
    private static final VarHandle EPOCH = epochHandle();

    /** One round over what is ready. */
    interface Work {
        /** Moves at most a batch from each ready source; returns how many it took. */
        int batch();

        /** How long it may sleep when nothing comes; negative for ever. */
        int patienceMillis();

        /** Whether {@link #ready} must be asked for before each batch, and not only when idle. */
        boolean selects();

        /** A descriptor has become readable, or failed: {@code index} as given. */
        void ready(int index);
    }

    private final Work work;
    private final Thread thread;
    private final int[] sources;
    private final long busyPollNanos;
    private final int wakeUp;
    private final long pollfds;
    private final long room;
    private long epoch;
    private volatile boolean stopping;
    private volatile long failures;

    /**
     * @param sources descriptors that become readable when there is work
     * @param busyPollNanos how long it looks again before it sleeps; 0: not at all
     */
    ForwardingThread(String name, int[] sources, Arena arena, Work work, long busyPollNanos)
            throws PosixException {
        this.busyPollNanos = busyPollNanos;
        this.work = work;
        this.sources = sources.clone();
        this.wakeUp = Posix.eventfd();
        this.room = arena.allocate(8, 8).address();
        this.pollfds = arena.allocate((long) (sources.length + 1) * POLLFD, 8).address();
        for (int i = 0; i < sources.length; i++) {
            describe(i, sources[i]);
        }
        describe(sources.length, wakeUp);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    private void describe(int index, int fd) {
        MemorySegment memory = Posix.MEMORY;
        memory.set(JAVA_INT, pollfds + (long) index * POLLFD, fd);
        memory.set(JAVA_SHORT, pollfds + (long) index * POLLFD + 4, (short) Posix.POLLIN);
    }

    void start() {
        thread.start();
    }

    long threadId() {
        return thread.threadId();
    }

    /** Batches that failed by a fault of ours. */
    long failures() {
        return failures;
    }

    private void run() {
        int moved = 0;
        long busyUntil = System.nanoTime();
        while (!stopping) {
            if (moved == 0) {
                boolean sleeps = busyPollNanos == 0 || System.nanoTime() - busyUntil >= 0;
                look(sleeps ? work.patienceMillis() : 0);
            } else if (work.selects()) {
                look(0);
            }
            moved = step();
            if (moved > 0 && busyPollNanos > 0) {
                busyUntil = System.nanoTime() + busyPollNanos;
            }
        }
    }

    /** Own method: a loop that never ends is compiled late and allocates until then. */
    private int step() {
        long odd = epoch + 1;
        EPOCH.setVolatile(this, odd);
        VarHandle.fullFence(); // no table is read before the epoch is seen
        try {
            return work.batch();
        } catch (RuntimeException | Error e) {
            failed(e);
            return 0;
        } finally {
            EPOCH.setRelease(this, odd + 1);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void failed(Throwable e) {
        if (failures++ == 0) {
            LOG.error("a batch of {} failed; later ones are only counted", thread.getName(), e);
        }
    }

    private void look(int milliseconds) {
        int count = Posix.poll(pollfds, sources.length + 1, milliseconds);
        for (int i = 0; count > 0 && i <= sources.length; i++) {
            int events = Posix.MEMORY.get(JAVA_SHORT, pollfds + (long) i * POLLFD + 6);
            if (events == 0) {
                continue;
            }
            count--;
            if (i == sources.length) {
                Posix.unsignal(wakeUp, room);
            } else {
                if ((events & Posix.POLLERR) != 0) {
                    Posix.socketError(sources[i]); // an interface that went down; reading clears it
                }
                work.ready(i);
            }
        }
    }

    /** Returns when every batch that was in hand at the call has ended. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on the yield but politeness
    void quiesce() {
        VarHandle.fullFence(); // what was taken out of the tables is seen by any later batch
        long seen = (long) EPOCH.getVolatile(this);
        if ((seen & 1) == 0) {
            return;
        }
        int spins = 0;
        while ((long) EPOCH.getVolatile(this) == seen) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // the thread is not running; its batch must
            }
        }
    }

    /** Has it do a batch soon, if it sleeps. */
    void wake() {
        Posix.signal(wakeUp);
    }

    /** Stops after the batch in hand. */
    void stop() throws PosixException {
        stopping = true;
        Posix.signal(wakeUp);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true; // the memory that it reads is unmapped next: wait all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Posix.close(wakeUp);
    }

    private static VarHandle epochHandle() {
        try {
            return MethodHandles.lookup()
                    .findVarHandle(ForwardingThread.class, "epoch", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
