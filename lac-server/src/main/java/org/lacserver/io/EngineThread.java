package org.lacserver.io;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The one thread that owns the box. What arrives waits in bounded queues, those that keep
 * established calls alive served first: datagrams of LNSs, then tasks (RADIUS answers, commands),
 * then frames of calls without an access port, of sessions, then discovery. Deadlines are looked at
 * between batches, so load does not delay them.
 */
public final class EngineThread implements Arrivals, AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(EngineThread.class);
    private static final int BATCH = 64;
    private static final long FAILURE_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LOG_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_PARK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Stands for a port in the queue of session frames: no frame, see {@link #mark}. */
    private static final int MARK = -1;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** How much may wait of each kind. */
    public record Limits(
            int datagrams, int tasks, int callFrames, int sessionFrames, int discoveryFrames) {
        public static final Limits DEFAULT = new Limits(8192, 65_536, 4096, 4096, 4096);
    }

    private final LongSupplier clock;
    private final BoxLoop box;
    private final Thread thread;
    private final OctetQueue datagrams;
    private final OctetQueue callFrames;
    private final OctetQueue sessionFrames;
    private final OctetQueue discoveryFrames;
    private final ArrayBlockingQueue<LongConsumer> tasks;
    private final LongAdder lostDatagrams = new LongAdder();
    private final LongAdder lostCallFrames = new LongAdder();
    private final LongAdder lostSessionFrames = new LongAdder();
    private final LongAdder lostDiscoveryFrames = new LongAdder();
    private final LongAdder refusedTasks = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile boolean parked;
    private volatile boolean stopping;
    private long deadlineNotBefore;
    private long failureLoggedAt = -LOG_PAUSE_NANOS;
    private long unloggedFailures;

    public EngineThread(String name, Limits limits, LongSupplier clock, BoxLoop box) {
        this.clock = clock;
        this.box = box;
        datagrams = new OctetQueue(limits.datagrams());
        callFrames = new OctetQueue(limits.callFrames());
        sessionFrames = new OctetQueue(limits.sessionFrames());
        discoveryFrames = new OctetQueue(limits.discoveryFrames());
        tasks = new ArrayBlockingQueue<>(limits.tasks());
        thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whether the caller runs on this thread. */
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    /** Runs a task on the engine's thread, soon. False when too many wait; it is counted. */
    public boolean execute(Runnable task) {
        return execute(_ -> task.run());
    }

    /** As {@link #execute(Runnable)}, for a task that needs the time. */
    public boolean execute(LongConsumer task) {
        boolean taken = tasks.offer(task);
        if (!taken) {
            refusedTasks.increment();
        }
        wake();
        return taken;
    }

    @Override
    public boolean discovery(int port, ByteBuffer frame) {
        return arrived(discoveryFrames.offer(port, null, null, frame), lostDiscoveryFrames);
    }

    @Override
    public boolean session(int port, ByteBuffer frame) {
        return arrived(sessionFrames.offer(port, null, null, frame), lostSessionFrames);
    }

    @Override
    public long mark() {
        boolean taken = sessionFrames.offer(MARK, null, null, NOTHING);
        wake();
        return taken ? sessionFrames.written() : -1;
    }

    @Override
    public boolean isPast(long mark) {
        return sessionFrames.read() >= mark;
    }

    @Override
    public boolean datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        return arrived(datagrams.offer(0, local, peer, octets), lostDatagrams);
    }

    @Override
    public boolean callFrame(long callId, ByteBuffer pppFrame) {
        return arrived(callFrames.offer(callId, null, null, pppFrame), lostCallFrames);
    }

    private boolean arrived(boolean taken, LongAdder lost) {
        if (!taken) {
            lost.increment();
        }
        wake();
        return taken;
    }

    private void wake() {
        VarHandle.fullFence(); // what was queued is seen, or parked is
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!stopping) {
            int worked = datagrams() + tasks() + callFrames();
            worked += frames(sessionFrames) + frames(discoveryFrames);
            long now = clock.getAsLong();
            long deadline = Math.max(box.nextDeadlineNanos(), deadlineNotBefore);
            if (deadline <= now) {
                if (!guarded(box::onDeadline, now)) {
                    deadlineNotBefore = now + FAILURE_PAUSE_NANOS;
                }
            } else if (worked == 0) {
                park(Math.min(deadline - now, LONGEST_PARK_NANOS));
            }
        }
    }

    private void park(long nanos) {
        parked = true;
        VarHandle.fullFence(); // either this sees what was queued, or who queued it sees parked
        if (nothingWaits() && !stopping) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = false;
    }

    private boolean nothingWaits() {
        return datagrams.isEmpty()
                && tasks.isEmpty()
                && callFrames.isEmpty()
                && sessionFrames.isEmpty()
                && discoveryFrames.isEmpty();
    }

    private int datagrams() {
        int done = 0;
        while (done < BATCH) {
            OctetQueue.Slot slot = datagrams.peek();
            if (slot == null) {
                break;
            }
            try {
                InetSocketAddress local = slot.local;
                InetSocketAddress peer = slot.peer;
                if (local != null && peer != null) {
                    box.onDatagram(clock.getAsLong(), local, peer, slot.octets);
                }
            } catch (RuntimeException | Error e) {
                failed(e);
            }
            datagrams.done();
            done++;
        }
        return done;
    }

    private int callFrames() {
        int done = 0;
        while (done < BATCH) {
            OctetQueue.Slot slot = callFrames.peek();
            if (slot == null) {
                break;
            }
            try {
                box.onCallFrame(clock.getAsLong(), slot.source, slot.octets);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
            callFrames.done();
            done++;
        }
        return done;
    }

    private int frames(OctetQueue queue) {
        int done = 0;
        while (done < BATCH) {
            OctetQueue.Slot slot = queue.peek();
            if (slot == null) {
                break;
            }
            try {
                if (slot.source != MARK) {
                    box.onFrame(clock.getAsLong(), (int) slot.source, slot.octets);
                }
            } catch (RuntimeException | Error e) {
                failed(e);
            }
            queue.done();
            done++;
        }
        return done;
    }

    /** Tasks that these bring up wait for their turn behind datagrams. */
    private int tasks() {
        int due = Math.min(BATCH, tasks.size());
        int done = 0;
        while (done < due) {
            @Nullable LongConsumer task = tasks.poll();
            if (task == null) {
                break;
            }
            guarded(task, clock.getAsLong());
            done++;
        }
        return done;
    }

    private boolean guarded(LongConsumer task, long now) {
        try {
            task.accept(now);
            return true;
        } catch (RuntimeException | Error e) {
            failed(e);
            return false;
        }
    }

    /** A fault of ours must not take the established calls with it. */
    private void failed(Throwable e) {
        failures.increment();
        long now = clock.getAsLong();
        if (now - failureLoggedAt < LOG_PAUSE_NANOS) {
            unloggedFailures++;
            return;
        }
        LOG.error("a step of the engine failed ({} more since the last one)", unloggedFailures, e);
        failureLoggedAt = now;
        unloggedFailures = 0;
    }

    /** Losses by reason, and what waits now. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("engine-datagrams-lost", lostDatagrams.sum());
        counters.put("engine-tasks-refused", refusedTasks.sum());
        counters.put("engine-call-frames-lost", lostCallFrames.sum());
        counters.put("engine-session-frames-lost", lostSessionFrames.sum());
        counters.put("engine-discovery-frames-lost", lostDiscoveryFrames.sum());
        counters.put("engine-failures", failures.sum());
        counters.put("engine-datagrams-waiting", (long) datagrams.size());
        counters.put("engine-tasks-waiting", (long) tasks.size());
        counters.put("engine-call-frames-waiting", (long) callFrames.size());
        counters.put("engine-session-frames-waiting", (long) sessionFrames.size());
        counters.put("engine-discovery-frames-waiting", (long) discoveryFrames.size());
        return counters;
    }

    /** Stops after the batch in hand; what still waits is not done. Returns when it has stopped. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        if (isCurrent() || !thread.isAlive()) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
