package org.lacserver.tests.load.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.lacserver.data.kernel.Bpf;
import org.lacserver.data.kernel.Bpf.MapShape;
import org.lacserver.data.kernel.BpfObject;
import org.lacserver.data.kernel.KernelUnavailable;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The programs of bench.bpf.c with their maps: generators, sinks and the bare redirect. All that is
 * attached goes with this process.
 */
final class Meter implements AutoCloseable {
    static final int SAMPLES = 65_536;

    private static final String OBJECT = "bench.bpf.o";
    private static final int SESSIONS = 65_536;
    private static final int CPUS = 64;
    private static final int SHAPES = 12;
    private static final int SHAPE = 72;
    private static final int GENERATOR = 32 + SHAPES * SHAPE;
    private static final int HEAD = 64;
    private static final int SINK = 24;
    private static final int COUNT = 64;
    private static final int KEPT = 2056;
    private static final long PAGE = 4096;

    private static final int OFF = 0;
    private static final int CAPTURE = 1;
    private static final int COUNTING = 2;
    private static final int CAPTURED = 3;

    private final Map<String, Integer> maps = new HashMap<>();
    private final Map<String, Integer> programs = new HashMap<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment generators;
    private final MemorySegment sessions;
    private final MemorySegment sinks;
    private final MemorySegment counts;
    private final MemorySegment samples;
    private final MemorySegment kept;

    private Meter() throws IOException {
        generators = array("generators", GENERATOR, 2);
        sessions = array("sessions", 4, 2 * SESSIONS);
        sinks = array("sinks", SINK, 2);
        counts = array("counts", COUNT, 2 * CPUS);
        samples = array("samples", 4, 2 * SAMPLES);
        kept = array("kept", KEPT, 2);
        map("devices", new MapShape(Bpf.MAP_DEVMAP, 4, 4, 2, 0));
    }

    /**
     * Loads all programs.
     *
     * @throws IOException its message tells the operator what is missing
     */
    static Meter load() throws IOException {
        try (InputStream in = Meter.class.getResourceAsStream(OBJECT)) {
            if (in == null) {
                throw new IOException(
                        OBJECT + " was not built: install clang and libbpf-dev, and build again");
            }
            BpfObject object = BpfObject.parse(in.readAllBytes());
            Meter meter = new Meter();
            for (String name :
                    List.of(
                            "generate_up",
                            "generate_down",
                            "swallow_up",
                            "swallow_down",
                            "redirect_up",
                            "redirect_down",
                            "pass")) {
                byte[] code =
                        object.code("xdp/" + name, map -> meter.maps.getOrDefault(map, -1), -1);
                meter.programs.put(name, Bpf.loadXdp(name, code, object.license()));
            }
            return meter;
        } catch (KernelUnavailable e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void map(String name, MapShape shape) throws PosixException {
        maps.put(name, Bpf.createMap(name, shape));
    }

    private MemorySegment array(String name, int valueSize, int entries) throws PosixException {
        // the kernel rounds each value up to eight octets
        long octets = (valueSize + 7L & -8L) * entries;
        map(name, new MapShape(Bpf.MAP_ARRAY, 4, valueSize, entries, Bpf.MMAPABLE));
        long at = Posix.mmap(maps.getOrDefault(name, -1), octets + PAGE - 1 & -PAGE);
        return Posix.MEMORY.asSlice(at, octets);
    }

    /** Attaches a program to an interface of this thread's namespace, in the driver's path. */
    int attach(String program, String interfaceName) throws IOException {
        int index = Posix.ifNameToIndex(interfaceName);
        return Bpf.attach(programs.getOrDefault(program, -1), index, Bpf.NATIVE);
    }

    /** What the redirect sends to; by their names in this thread's namespace. */
    void devices(String core, String access) throws IOException {
        try (Arena room = Arena.ofConfined()) {
            MemorySegment key = room.allocate(JAVA_INT);
            MemorySegment value = room.allocate(JAVA_INT);
            for (int i = 0; i < 2; i++) {
                key.set(JAVA_INT, 0, i);
                value.set(JAVA_INT, 0, Posix.ifNameToIndex(i == 0 ? core : access));
                Bpf.update(maps.getOrDefault("devices", -1), key, value);
            }
        }
    }

    private int generator(Direction direction) {
        return programs.getOrDefault("generate_" + direction.text(), -1);
    }

    /**
     * What a direction's generator makes from now on.
     *
     * @param device where its frames leave
     * @param frames one of each size, of session id 0 and time 0
     * @param count of sessions, 1..65536
     * @param stampEvery each how many-th frame has the time, a power of two; 0: none
     */
    void generate(
            Direction direction,
            int device,
            List<byte[]> frames,
            int count,
            boolean checksum,
            int stampEvery) {
        long at = (long) direction.index() * GENERATOR;
        generators.asSlice(at, GENERATOR).fill((byte) 0);
        generators.set(JAVA_INT, at, device);
        generators.set(JAVA_INT, at + 4, count);
        generators.set(JAVA_INT, at + 8, frames.size());
        generators.set(JAVA_INT, at + 12, checksum ? 1 : 0);
        generators.set(JAVA_INT, at + 16, stampEvery);
        for (int i = 0; i < frames.size(); i++) {
            long shape = at + 32 + (long) i * SHAPE;
            generators.set(JAVA_INT, shape, frames.get(i).length);
            MemorySegment.copy(frames.get(i), 0, generators, JAVA_BYTE, shape + 8, HEAD);
        }
    }

    /** The session whose frame is generated next. */
    void nextSession(Direction direction, int index) {
        generators.set(JAVA_INT, (long) direction.index() * GENERATOR + 20, index);
    }

    /**
     * @param mac the last two octets of the caller's MAC address
     */
    void session(Direction direction, int index, int id, int mac) {
        long at = 8L * (direction.index() * SESSIONS + index);
        sessions.set(JAVA_SHORT, at, Short.reverseBytes((short) id));
        sessions.set(JAVA_SHORT, at + 2, Short.reverseBytes((short) mac));
    }

    private long sink(Direction direction) {
        return (long) direction.index() * SINK;
    }

    private void mode(Direction direction, int mode) {
        sinks.set(JAVA_INT, sink(direction), mode);
    }

    /** Everything passes. */
    void off(Direction direction) {
        mode(direction, OFF);
    }

    /**
     * The next frame is kept.
     *
     * @param device where it will come out
     */
    void capture(Direction direction, int device) {
        sinks.set(JAVA_INT, sink(direction) + 20, device);
        mode(direction, CAPTURE);
    }

    boolean hasCaptured(Direction direction) {
        return sinks.get(JAVA_INT, sink(direction)) == CAPTURED;
    }

    byte[] captured(Direction direction) {
        long at = (long) direction.index() * KEPT;
        return kept.asSlice(at + 4, kept.get(JAVA_INT, at)).toArray(JAVA_BYTE);
    }

    /** Counts frames that have the same four octets as one that was looked at. */
    void count(Direction direction, byte[] like, Frames.Found found) {
        long at = sink(direction);
        int word = MemorySegment.ofArray(like).get(JAVA_INT.withByteAlignment(1), found.matchAt());
        sinks.set(JAVA_INT, at + 4, found.matchAt());
        sinks.set(JAVA_INT, at + 8, word);
        sinks.set(JAVA_INT, at + 12, found.packetAt() + Frames.STAMP);
        sinks.set(JAVA_INT, at + 16, 0);
        mode(direction, COUNTING);
    }

    private long sum(Direction direction, int field) {
        long sum = 0;
        for (int cpu = 0; cpu < CPUS; cpu++) {
            long at = (2L * cpu + direction.index()) * COUNT + field;
            sum += counts.get(JAVA_LONG, at);
        }
        return sum;
    }

    /** Frames counted so far. */
    long frames(Direction direction) {
        return sum(direction, 0);
    }

    /** Data frames so far that were not like the one that was looked at. */
    long strange(Direction direction) {
        return sum(direction, 16);
    }

    void forgetSamples(Direction direction) {
        sinks.set(JAVA_INT, sink(direction) + 16, 0);
    }

    /** One-way times in nanoseconds, sorted. */
    long[] samples(Direction direction) {
        int count = Math.min(SAMPLES, sinks.get(JAVA_INT, sink(direction) + 16));
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            long at = 8L * (direction.index() * SAMPLES + i);
            times[i] = samples.get(JAVA_INT, at) & 0xffff_ffffL;
        }
        Arrays.sort(times);
        return times;
    }

    /**
     * A sender of frames for one thread.
     *
     * @param longest of the frames: behind their heads, the others begin with the same octets
     */
    Kernel.LiveFrames live(Direction direction, byte[] longest) {
        return new Kernel.LiveFrames(generator(direction), longest, arena);
    }

    @Override
    public void close() {
        arena.close();
    }
}
