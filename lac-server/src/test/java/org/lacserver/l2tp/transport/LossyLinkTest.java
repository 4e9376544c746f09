package org.lacserver.l2tp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.port.Octets;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;

/** Two channels and a link that loses, doubles and reorders, in virtual time. */
class LossyLinkTest {
    private static final long MILLI = 1_000_000L;
    private static final int SEEDS = 2000;

    private record Flight(long arrival, long order, boolean toB, Octets octets) {}

    @Test
    @DisplayName(
            "§5.8: all messages of both sides arrive once and in order, whatever the link does")
    void everythingArrivesOnceInOrder() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Link(seed).run();
        }
    }

    private static final class Link {
        private final long seed;
        private final Random random;
        private final ReliableChannel<Integer> a;
        private final ReliableChannel<Integer> b;
        private final List<Integer> atA = new ArrayList<>();
        private final List<Integer> atB = new ArrayList<>();
        private final PriorityQueue<Flight> flights =
                new PriorityQueue<>(
                        (x, y) ->
                                x.arrival() != y.arrival()
                                        ? Long.compare(x.arrival(), y.arrival())
                                        : Long.compare(x.order(), y.order()));
        private final int loss;
        private final int doubling;
        private long now;
        private long order;

        Link(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            // enough patience that no run of bad luck ends a channel
            ChannelConfig.Repeats patient =
                    new ChannelConfig.Repeats(1000 * MILLI, 8000 * MILLI, 60);
            ChannelConfig config =
                    new ChannelConfig(
                            1 + random.nextInt(40), 64, patient, patient, 100 * MILLI, 1000);
            int number = random.nextInt(65536);
            int other = random.nextInt(3) == 0 ? 65530 : random.nextInt(65536);
            ByteBuffer none = ByteBuffer.allocate(ControlHeader.LENGTH);
            a =
                    ReliableChannel.resume(
                            config,
                            new ChannelState(number, number, other, config.localWindow()),
                            1,
                            none);
            b =
                    ReliableChannel.resume(
                            config,
                            new ChannelState(other, other, number, config.localWindow()),
                            2,
                            none);
            loss = random.nextInt(40);
            doubling = random.nextInt(30);
        }

        void run() {
            int messages = 1 + random.nextInt(60);
            int sentA = 0;
            int sentB = 0;
            for (int step = 0; step < 200_000; step++) {
                if (sentA < messages && random.nextInt(4) == 0) {
                    a.send(message(sentA++), Priority.NORMAL);
                }
                if (sentB < messages && random.nextInt(4) == 0) {
                    b.send(message(sentB++), Priority.NORMAL);
                }
                a.flush(now, octets -> fly(octets, true));
                b.flush(now, octets -> fly(octets, false));
                assertThat(a.gaveUp() || b.gaveUp()).as("seed %d", seed).isFalse();
                boolean allSent = sentA == messages && sentB == messages;
                if (allSent && a.isIdle() && b.isIdle()) {
                    assertThat(atB).as("seed %d", seed).isEqualTo(upTo(messages));
                    assertThat(atA).as("seed %d", seed).isEqualTo(upTo(messages));
                    assertThat(a.stats().beyondWindow() + b.stats().beyondWindow())
                            .as("no window was overrun, seed %d", seed)
                            .isZero();
                    return;
                }
                advance(allSent);
            }
            throw new AssertionError("no end with seed " + seed);
        }

        private void advance(boolean allSent) {
            long deadline = Math.min(a.nextDeadlineNanos(), b.nextDeadlineNanos());
            Flight flight = flights.peek();
            if (flight != null && flight.arrival() <= deadline) {
                flights.remove();
                now = Math.max(now, flight.arrival());
                arrive(flight);
            } else if (deadline != ReliableChannel.NEVER && (allSent || random.nextBoolean())) {
                now = Math.max(now, deadline);
            } else {
                now += 10 * MILLI;
            }
        }

        private void arrive(Flight flight) {
            ByteBuffer octets = flight.octets().asReadOnlyBuffer();
            ControlHeader header = Objects.requireNonNull(ControlCodec.header(octets));
            ReliableChannel<Integer> channel = flight.toB() ? b : a;
            if (octets.remaining() == ControlHeader.LENGTH) {
                channel.onZlb(now, header);
            } else {
                List<Integer> inbox = flight.toB() ? atB : atA;
                channel.onReceived(now, header, octets.getInt(ControlHeader.LENGTH), inbox::add);
            }
        }

        private void fly(ByteBuffer octets, boolean toB) {
            Octets copy = Octets.of(octets);
            int copies = random.nextInt(100) < doubling ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                if (random.nextInt(100) >= loss) {
                    long delay = (1 + random.nextInt(random.nextInt(10) == 0 ? 1500 : 50)) * MILLI;
                    flights.add(new Flight(now + delay, order++, toB, copy));
                }
            }
        }

        private static List<Integer> upTo(int count) {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(i);
            }
            return all;
        }

        private static ByteBuffer message(int number) {
            ByteBuffer message = ByteBuffer.allocate(ControlHeader.LENGTH + 4);
            ControlCodec.encodeZlb(new ControlHeader(0, 0, 0, 0), message);
            message.putInt(number).putShort(2, (short) message.position());
            return message.flip();
        }
    }
}
