package org.lacserver.tests.load.data;

import org.lacserver.pppoe.ethernet.Posix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Measures cells: one way at a time, both ends in this process. */
final class Bench {
    private static final double IDLE_RATE = 2000;
    private static final long IDLE_NANOS = 500_000_000L;
    private static final long LOADED_NANOS = 300_000_000L;
    private static final long TRY_NANOS = 60_000_000L;
    private static final long PROOF_NANOS = 1_000_000_000L;
    private static final int TRIES = 5;
    private static final int PROOFS = 3;
    private static final long SETTLE_NANOS = 60_000_000L;
    private static final int[] UNDER_WAY = {1024, 384, 128, 40};
    private static final int CHECKS = 5;
    private static final long CHECK_NANOS = 300_000_000L;
    private static final long QUIET_NANOS = 4_000_000L;
    private static final int HALF_OF_SAMPLES = Meter.SAMPLES / 2;

    private final Meter meter;
    private final DataOptions options;

    Bench(Meter meter, DataOptions options) {
        this.meter = meter;
        this.options = options;
    }

    /**
     * Both ends of a site's cables are sinks from now on, which let all pass until they are used.
     */
    void connect(Site site) throws IOException {
        meter.attach("swallow_up", site.here(Direction.DOWN));
        meter.attach("swallow_down", site.here(Direction.UP));
    }

    private interface Load<T> {
        T run(Generator generator) throws IOException;
    }

    /** Runs a load in each direction at once, each on a processor of its own where that helps. */
    private <T> List<T> run(Way way, Cell cell, Load<T> load) throws IOException {
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (Direction direction : cell.directions()) {
            int cpus = Runtime.getRuntime().availableProcessors();
            int cpu = way.isInKernel() ? tasks.size() % cpus : 0;
            FutureTask<T> task =
                    new FutureTask<>(
                            () -> {
                                Kernel.stayOn(cpu);
                                byte[] longest = frame(way, direction, cell.size().longest());
                                return load.run(new Generator(meter, direction, longest));
                            });
            tasks.add(task);
        }
        for (FutureTask<T> task : tasks) {
            Thread.ofPlatform().name("generator").daemon().start(task);
        }
        List<T> results = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                throw new IOException(String.valueOf(e.getCause()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        return results;
    }

    private static byte[] frame(Way way, Direction direction, int size) {
        return way.frame(direction, Frames.packet(size));
    }

    private void generate(Way way, Cell cell, int stampEvery) {
        for (Direction direction : cell.directions()) {
            List<byte[]> frames =
                    cell.size().octets().stream().map(s -> frame(way, direction, s)).toList();
            int device = Posix.ifNameToIndex(way.here(direction));
            meter.generate(
                    direction, device, frames, cell.sessions(), way.hasChecksum(), stampEvery);
        }
    }

    /**
     * Puts the cell's sessions in and looks at frames of some of them, octet for octet; from then
     * on the sinks count only what is like them.
     *
     * @throws IllegalStateException when a frame is wrong, or does not come
     */
    void prepare(Way way, Cell cell) throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < cell.sessions(); i++) {
            order.add(i);
        }
        if (options.shuffled()) {
            java.util.Collections.shuffle(order, new Random(1));
        }
        for (Direction direction : Direction.values()) {
            meter.off(direction);
        }
        generate(way, cell, 0);
        for (Direction direction : cell.directions()) {
            for (int i = 0; i < order.size(); i++) {
                int[] ids = way.ids(direction, order.get(i));
                meter.session(direction, i, ids[0], ids[1]);
            }
            for (int turn : new int[] {0, cell.sessions() / 2, cell.sessions() - 1}) {
                look(way, cell, direction, turn, order.get(turn));
            }
        }
    }

    private void look(Way way, Cell cell, Direction direction, int turn, int session)
            throws IOException {
        byte[] packet = Frames.packet(cell.size().octets().getFirst());
        Cell one = new Cell(cell.path(), direction.text(), cell.sessions(), cell.size());
        String fault =
                "a frame of session " + session + " did not come out " + direction.text() + "; ";
        for (int tries = 0; tries < CHECKS; tries++) {
            byte[] frame = through(way, one, direction, turn);
            if (frame.length > 0) {
                try {
                    meter.count(direction, frame, way.check(direction, session, frame, packet));
                    return;
                } catch (IllegalStateException wrong) {
                    // the first may be one of the cell before that came late
                    fault = wrong.getMessage() + "; ";
                }
            }
        }
        throw new IllegalStateException(fault + String.join("; ", way.says()));
    }

    /** Sends one frame; returns what comes out, or nothing. */
    private byte[] through(Way way, Cell one, Direction direction, int turn) throws IOException {
        Direction other = direction == Direction.UP ? Direction.DOWN : Direction.UP;
        meter.capture(direction, Posix.ifNameToIndex(way.here(other)));
        generate(way, one, 0);
        meter.nextSession(direction, turn);
        run(
                way,
                one,
                generator -> {
                    generator.send(1);
                    return 0;
                });
        long start = System.nanoTime();
        while (!meter.hasCaptured(direction) && System.nanoTime() - start < CHECK_NANOS) {
            Thread.onSpinWait();
        }
        return meter.hasCaptured(direction) ? meter.captured(direction) : new byte[0];
    }

    /** One round of a cell that was prepared. */
    void throughput(Way way, Cell cell, Figures figures, long nanos) throws IOException {
        generate(way, cell, 0);
        Map<Direction, Long> strange =
                cell.directions().stream().collect(Collectors.toMap(d -> d, meter::strange));
        Way.Cost before = way.cost();
        long base = total(cell);
        List<Generator.Flow> flows =
                run(
                        way,
                        cell,
                        generator ->
                                way.isInKernel()
                                        ? generator.saturate(nanos)
                                        : generator.follow(figures.underWay(), nanos));
        for (Direction direction : cell.directions()) {
            drain(direction);
        }
        Way.Cost after = way.cost();
        long moved = Math.max(1, total(cell) - base);
        double perSecond = flows.stream().mapToDouble(Generator.Flow::perSecond).sum();
        long inKernel = flows.stream().mapToLong(Generator.Flow::cpuNanos).sum();
        long moving = flows.stream().mapToLong(Generator.Flow::frames).sum();
        double cpu =
                way.isInKernel()
                        ? (double) inKernel / Math.max(1, moving)
                        : (double) (after.cpuNanos() - before.cpuNanos()) / moved;
        double heap = (double) (after.heapOctets() - before.heapOctets()) / moved;
        figures.round(perSecond, cpu, heap);
        for (Direction direction : cell.directions()) {
            long odd = meter.strange(direction) - strange.getOrDefault(direction, 0L);
            if (odd > 0) {
                throw new IllegalStateException(
                        odd + " frames that came out " + direction.text() + " were of others");
            }
        }
    }

    /**
     * Finds how many frames may be under way: as many as the way's queues hold, or it loses them. A
     * way that needs no such bound is brought to its speed.
     */
    void settle(Way way, Cell cell, Figures figures) throws IOException {
        if (way.isInKernel() || figures.underWay() > 0) {
            Figures unseen = new Figures();
            unseen.underWay(figures.underWay());
            throughput(way, cell, unseen, SETTLE_NANOS);
            return;
        }
        double best = 0;
        int chosen = UNDER_WAY[0];
        for (int number : UNDER_WAY) {
            Figures trial = new Figures();
            trial.underWay(number);
            throughput(way, cell, trial, SETTLE_NANOS);
            if (trial.perSecond() > best) {
                best = trial.perSecond();
                chosen = number;
            }
        }
        figures.underWay(chosen);
    }

    /** Waits until what is under way has come out. */
    private void drain(Direction direction) {
        long start = System.nanoTime();
        long progress = start;
        long seen = meter.frames(direction);
        for (long now = start;
                now - progress < QUIET_NANOS && now - start < CHECK_NANOS;
                now = System.nanoTime()) {
            LockSupport.parkNanos(200_000);
            long there = meter.frames(direction);
            progress = there == seen ? progress : now;
            seen = there;
        }
    }

    private long total(Cell cell) {
        return cell.directions().stream().mapToLong(meter::frames).sum();
    }

    /** One-way times at a slow rate. */
    void idle(Way way, Cell cell, Figures figures) throws IOException {
        figures.idle(times(way, cell, IDLE_RATE / cell.directions().size(), 1, IDLE_NANOS));
    }

    /** One-way times at half of what the way has moved. */
    void loaded(Way way, Cell cell, Figures figures) throws IOException {
        double rate = figures.perSecond() / 2 / cell.directions().size();
        int every = 1;
        while (rate * LOADED_NANOS / 1e9 / every > HALF_OF_SAMPLES) {
            every *= 2;
        }
        figures.loaded(times(way, cell, rate, every, LOADED_NANOS));
    }

    private Figures.@org.jspecify.annotations.Nullable Times times(
            Way way, Cell cell, double rate, int every, long nanos) throws IOException {
        generate(way, cell, every);
        cell.directions().forEach(meter::forgetSamples);
        run(
                way,
                cell,
                generator -> {
                    long base = meter.frames(generator.direction());
                    return generator.await(base, generator.pace(rate, nanos));
                });
        long[] all =
                cell.directions().stream()
                        .flatMapToLong(direction -> Arrays.stream(meter.samples(direction)))
                        .sorted()
                        .toArray();
        return Figures.Times.of(all);
    }

    /** The highest rate at which not one frame is lost in a second. */
    void lossFree(Way way, Cell cell, Figures figures) throws IOException {
        generate(way, cell, 0);
        double low = 0;
        double high = figures.perSecond() / cell.directions().size() * 1.05;
        double rate = high * 0.8;
        for (int i = 0; i < TRIES; i++) {
            double got = withoutLoss(way, cell, rate, TRY_NANOS);
            if (got > 0) {
                low = Math.max(low, got);
            } else {
                high = rate;
            }
            rate = (low + high) / 2;
        }
        for (int i = 0; i < PROOFS && low > 0; i++) {
            double got = withoutLoss(way, cell, low, PROOF_NANOS);
            if (got > 0) {
                figures.lossFree(got * cell.directions().size());
                return;
            }
            low *= 0.9;
        }
        figures.lossFree(0);
    }

    /** Frames a second and direction that were sent and came out; 0 when one was lost. */
    private double withoutLoss(Way way, Cell cell, double rate, long nanos) throws IOException {
        List<Double> rates =
                run(
                        way,
                        cell,
                        generator -> {
                            long base = meter.frames(generator.direction());
                            long start = System.nanoTime();
                            long sent = generator.pace(rate, nanos);
                            double seconds = (System.nanoTime() - start) / 1e9;
                            return generator.await(base, sent) == sent ? sent / seconds : 0.0;
                        });
        return rates.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }
}
