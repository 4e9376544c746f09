package org.lacserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

final class EngineThreadTest {
    private static final InetSocketAddress LOCAL =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1701);
    private static final InetSocketAddress PEER =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 1701);

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final AtomicLong deadline = new AtomicLong(Long.MAX_VALUE);
    private final MonotonicClock clock = new MonotonicClock();

    private final BoxLoop box =
            new BoxLoop() {
                @Override
                public void onFrame(long nowNanos, int port, ByteBuffer frame) {
                    seen.add("frame " + port + " " + frame.remaining());
                }

                @Override
                public void onDatagram(
                        long nowNanos,
                        InetSocketAddress local,
                        InetSocketAddress peer,
                        ByteBuffer octets) {
                    seen.add("datagram " + peer.getPort() + " " + octets.remaining());
                }

                @Override
                public void onCallFrame(long nowNanos, long callId, ByteBuffer pppFrame) {
                    seen.add("call " + callId + " " + pppFrame.remaining());
                }

                @Override
                public void onDeadline(long nowNanos) {
                    deadline.set(Long.MAX_VALUE);
                    seen.add("deadline");
                    throw new IllegalStateException("a fault that must not end the thread");
                }

                @Override
                public long nextDeadlineNanos() {
                    return deadline.get();
                }
            };

    private EngineThread engine(int capacity) {
        return new EngineThread(
                "test-engine",
                new EngineThread.Limits(capacity, capacity, capacity, capacity, capacity),
                clock,
                box);
    }

    private String next() throws InterruptedException {
        return String.valueOf(seen.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void lnsGoesBeforeTasksBeforeCallsBeforeSessionsBeforeDiscovery() throws InterruptedException {
        try (EngineThread engine = engine(16)) {
            engine.discovery(1, ByteBuffer.allocate(60));
            engine.session(2, ByteBuffer.allocate(61));
            engine.callFrame(1L << 40, ByteBuffer.allocate(62));
            engine.execute(() -> seen.add("task"));
            engine.datagram(LOCAL, PEER, ByteBuffer.allocate(3000));
            engine.start();
            assertThat(List.of(next(), next(), next(), next(), next()))
                    .containsExactly(
                            "datagram 1701 3000",
                            "task",
                            "call 1099511627776 62",
                            "frame 2 61",
                            "frame 1 60");
        }
    }

    @Test
    void aSleepingEngineWakesForWorkAndForADeadline() throws InterruptedException {
        try (EngineThread engine = engine(16)) {
            engine.start();
            engine.execute(() -> deadline.set(clock.getAsLong() + 5_000_000));
            assertThat(next()).isEqualTo("deadline");
            for (int i = 0; i < 1000; i++) {
                assertThat(engine.session(i, ByteBuffer.allocate(60))).isTrue();
                assertThat(next()).isEqualTo("frame " + i + " 60");
            }
        }
    }

    @Test
    void aTaskThatThrowsIsCountedAndTheNextOneRuns() throws InterruptedException {
        try (EngineThread engine = engine(16)) {
            engine.start();
            for (int i = 0; i < 3; i++) {
                engine.execute(
                        () -> {
                            throw new IllegalStateException("a fault of the test");
                        });
            }
            engine.execute(now -> seen.add(now > 0 ? "alive" : "no time"));
            assertThat(next()).isEqualTo("alive");
            assertThat(engine.counters()).containsEntry("engine-failures", 3L);
        }
    }

    @Test
    void whatFindsItsQueueFullIsCountedAndLost() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (EngineThread engine = engine(4)) {
            engine.start();
            engine.execute(
                    () -> {
                        busy.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            busy.await();
            int taken = 0;
            for (int i = 0; i < 10; i++) {
                taken += engine.discovery(i, ByteBuffer.allocate(60)) ? 1 : 0;
            }
            assertThat(taken).isEqualTo(4);
            for (int i = 0; i < 7; i++) {
                engine.callFrame(i, ByteBuffer.allocate(60));
            }
            assertThat(engine.datagram(LOCAL, PEER, ByteBuffer.allocate(1))).isTrue();
            assertThat(engine.counters())
                    .containsEntry("engine-call-frames-lost", 3L)
                    .containsEntry("engine-call-frames-waiting", 4L)
                    .containsEntry("engine-discovery-frames-lost", 6L)
                    .containsEntry("engine-discovery-frames-waiting", 4L);
            release.countDown();
            List<String> rest = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                rest.add(next());
            }
            assertThat(rest)
                    .contains("frame 0 60", "frame 3 60", "call 0 60", "call 3 60")
                    .contains("datagram 1701 1");
        }
    }
}
