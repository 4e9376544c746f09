package org.lacserver.tests.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one thread on which test peers live. */
public final class PeerLoop implements AutoCloseable {
    private final List<Station> stations;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final int wake;
    private final Thread thread;
    private volatile boolean stopped;

    /** Starts the thread. */
    public PeerLoop(List<? extends Station> stations) throws PosixException {
        this.stations = List.copyOf(stations);
        wake = Posix.eventfd();
        thread = Thread.ofPlatform().name("peers").daemon().start(this::run);
    }

    /** Runs {@code task} on the loop's thread and waits for its value. */
    public <T> T ask(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        tasks.add(
                () -> {
                    try {
                        answer.complete(task.call());
                    } catch (Exception failure) {
                        answer.completeExceptionally(failure);
                    }
                });
        Posix.signal(wake);
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("the peers' thread failed", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private void run() {
        int count = stations.size() + 1;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptors = arena.allocate(8L * count, 8);
            MemorySegment eight = arena.allocate(8, 8);
            for (int i = 0; i < count; i++) {
                int fd = i == 0 ? wake : stations.get(i - 1).fd();
                descriptors.set(JAVA_INT, 8L * i, fd);
                descriptors.set(JAVA_SHORT, 8L * i + 4, (short) Posix.POLLIN);
            }
            while (!stopped) {
                Posix.poll(descriptors.address(), count, patienceMillis());
                if ((descriptors.get(JAVA_SHORT, 6) & Posix.POLLIN) != 0) {
                    Posix.unsignal(wake, eight.address());
                }
                step();
            }
        }
    }

    private int patienceMillis() {
        if (!tasks.isEmpty()) {
            return 0;
        }
        long next = Long.MAX_VALUE;
        for (Station station : stations) {
            next = Math.min(next, station.nextDeadlineNanos());
        }
        if (next == Long.MAX_VALUE) {
            return 1000;
        }
        long nanos = next - System.nanoTime();
        return Math.clamp(nanos / 1_000_000 + 1, nanos <= 0 ? 0 : 1, 1000);
    }

    private void step() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        long now = System.nanoTime();
        for (Station station : stations) {
            station.receive(now);
            if (now >= station.nextDeadlineNanos()) {
                station.onDeadline(now);
            }
        }
        for (Station station : stations) {
            station.flush();
        }
    }

    @Override
    public void close() {
        stopped = true;
        Posix.signal(wake);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
            Posix.close(wake);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (PosixException _) {
            // the process ends soon
        }
    }
}
