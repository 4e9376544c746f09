package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.lacserver.pppoe.ethernet.Frames;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The maps of lac.h, made anew or opened where a former daemon has pinned them. */
final class KernelMaps implements AutoCloseable {
    private static final int INDEX = Integer.BYTES;
    private static final int COUNTER = Long.BYTES;
    private static final String CPUS = "cpus";

    private final Sizes sizes;
    private final Map<String, Integer> descriptors = new LinkedHashMap<>();
    private final Map<String, SharedArray> arrays = new LinkedHashMap<>();

    private KernelMaps(Sizes sizes) {
        this.sizes = sizes;
    }

    /** What the program calls {@code cpus} is a map of each interface's own: {@code cpus_0}. */
    private static String cpusName(int device) {
        return CPUS + "_" + device;
    }

    private static Map<String, Bpf.MapShape> shapes(Sizes sizes) {
        Map<String, Bpf.MapShape> shapes = new LinkedHashMap<>();
        shapes.put("up_index", index(Math.max(1, sizes.ports())));
        shapes.put("up_others", hash(Layout.UP_KEY, sizes.slots()));
        shapes.put("up_calls", shared(Layout.UP_CALL, sizes.slots()));
        shapes.put("down_index", index(1));
        shapes.put("down_others", hash(Layout.DOWN_KEY, sizes.slots()));
        shapes.put("down_calls", shared(Layout.DOWN_CALL, sizes.slots()));
        shapes.put("moved", shared(Layout.MOVED, sizes.cpus() * sizes.slots()));
        shapes.put("heard", shared(COUNTER, sizes.cpus() * Layout.IDS));
        shapes.put("destinations", shared(Layout.DESTINATION, sizes.destinations()));
        shapes.put("ports", shared(Layout.PORT, sizes.devices()));
        shapes.put(
                "devices",
                new Bpf.MapShape(Bpf.MAP_DEVMAP, INDEX, Integer.BYTES, sizes.devices(), 0));
        shapes.put("daemon", shared(COUNTER, 1));
        for (int device = 0; device < sizes.devices(); device++) {
            shapes.put(cpusName(device), shared(Layout.CPU, sizes.cpus()));
        }
        return shapes;
    }

    private static Bpf.MapShape index(int ids) {
        return shared(Layout.INDEX_LINE, ids * Layout.IDS / Layout.IDS_OF_LINE);
    }

    private static Bpf.MapShape shared(int valueSize, int entries) {
        return new Bpf.MapShape(Bpf.MAP_ARRAY, INDEX, valueSize, entries, Bpf.MMAPABLE);
    }

    private static Bpf.MapShape hash(int keySize, int entries) {
        return new Bpf.MapShape(Bpf.MAP_HASH, keySize, INDEX, entries, Bpf.NO_PREALLOC);
    }

    static KernelMaps create(Sizes sizes) throws PosixException {
        KernelMaps maps = new KernelMaps(sizes);
        try {
            for (Map.Entry<String, Bpf.MapShape> wanted : shapes(sizes).entrySet()) {
                maps.add(
                        wanted.getKey(),
                        Bpf.createMap(wanted.getKey(), wanted.getValue()),
                        wanted.getValue());
            }
            maps.scatterIpIds();
            return maps;
        } catch (PosixException e) {
            maps.close();
            throw e;
        }
    }

    /** Each interface and CPU counts IPv4's identifications from elsewhere on. */
    private void scatterIpIds() {
        for (int device = 0; device < sizes.devices(); device++) {
            for (int cpu = 0; cpu < sizes.cpus(); cpu++) {
                long first = ThreadLocalRandom.current().nextInt(1 << 16);
                cpus(device).setLong(cpu, Layout.CPU_IP_ID, first);
            }
        }
    }

    /** Whether frames to each of these places go to these interfaces; 0 for none. */
    boolean leadsTo(List<Device> devices) throws PosixException {
        for (Device device : devices) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment found = arena.allocate(JAVA_INT);
                MemorySegment place = arena.allocateFrom(JAVA_INT, device.place());
                boolean any = Bpf.lookUp(fd("devices"), place, found);
                if ((any ? found.get(JAVA_INT, 0) : 0) != device.presentIndex()) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Opens those that are pinned in a directory.
     *
     * @throws KernelUnavailable when they are not what this daemon would make
     */
    static KernelMaps openPinned(Path directory, Sizes sizes)
            throws PosixException, KernelUnavailable {
        KernelMaps maps = new KernelMaps(sizes);
        try {
            for (Map.Entry<String, Bpf.MapShape> wanted : shapes(sizes).entrySet()) {
                String name = wanted.getKey();
                int fd = Bpf.openPinned(directory.resolve(name).toString());
                maps.descriptors.put(name, fd);
                Bpf.MapShape found = Bpf.shapeOf(fd);
                if (!isAlike(found, wanted.getValue())) {
                    throw new KernelUnavailable(
                            "the map " + name + " is " + found + " and not " + wanted.getValue());
                }
                maps.add(name, fd, wanted.getValue());
            }
            return maps;
        } catch (PosixException | KernelUnavailable e) {
            maps.close();
            throw e;
        }
    }

    /** The kernel adds flags of its own. */
    private static boolean isAlike(Bpf.MapShape found, Bpf.MapShape wanted) {
        return found.type() == wanted.type()
                && found.keySize() == wanted.keySize()
                && found.valueSize() == wanted.valueSize()
                && found.entries() == wanted.entries();
    }

    private void add(String name, int fd, Bpf.MapShape shape) throws PosixException {
        descriptors.put(name, fd);
        if ((shape.flags() & Bpf.MMAPABLE) != 0) {
            arrays.put(name, SharedArray.map(fd, shape));
        }
    }

    /** They stay there when all descriptors are closed. */
    void pin(Path directory) throws PosixException {
        for (Map.Entry<String, Integer> map : descriptors.entrySet()) {
            Bpf.pin(map.getValue(), directory.resolve(map.getKey()).toString());
        }
    }

    Sizes sizes() {
        return sizes;
    }

    /** The descriptor of what the program of an interface calls so; -1 when there is none. */
    int descriptor(String name, int device) {
        return descriptors.getOrDefault(name.equals(CPUS) ? cpusName(device) : name, -1);
    }

    SharedArray array(String name) {
        SharedArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no shared map " + name);
        }
        return array;
    }

    /** The program knows that somebody deals with what it leaves, for some seconds from now on. */
    void alive() {
        array("daemon").setLong(0, 0, System.nanoTime()); // of the clock that the program reads
    }

    /** What the program on an interface keeps for each CPU. */
    SharedArray cpus(int device) {
        return array(cpusName(device));
    }

    // ---- those that are reached by system calls ----

    void putUpOther(int vlans, int port, int session, long mac, int slot) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = upKey(arena, vlans, port, session, mac);
            Bpf.update(fd("up_others"), key, arena.allocateFrom(JAVA_INT, slot));
        }
    }

    void removeUpOther(int vlans, int port, int session, long mac) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            Bpf.delete(fd("up_others"), upKey(arena, vlans, port, session, mac));
        }
    }

    private static MemorySegment upKey(Arena arena, int vlans, int port, int session, long mac) {
        MemorySegment key = arena.allocate(Layout.UP_KEY, 8);
        key.set(JAVA_INT, Layout.UP_KEY_VLANS, vlans);
        key.set(JAVA_SHORT, Layout.UP_KEY_PORT, (short) port);
        Frames.put16(key, Layout.UP_KEY_SESSION, session);
        Frames.putMac(key, Layout.UP_KEY_MAC, mac);
        return key;
    }

    void putDownOther(int tunnel, int session, int slot) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = downKey(arena, tunnel, session);
            Bpf.update(fd("down_others"), key, arena.allocateFrom(JAVA_INT, slot));
        }
    }

    void removeDownOther(int tunnel, int session) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            Bpf.delete(fd("down_others"), downKey(arena, tunnel, session));
        }
    }

    private static MemorySegment downKey(Arena arena, int tunnel, int session) {
        MemorySegment key = arena.allocate(Layout.DOWN_KEY, 4);
        Frames.put16(key, 0, tunnel);
        Frames.put16(key, 2, session);
        return key;
    }

    /** Frames may be redirected to this interface. */
    void putDevice(int device, int ifIndex) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocateFrom(JAVA_INT, device);
            MemorySegment index = arena.allocateFrom(JAVA_INT, ifIndex);
            Bpf.update(fd("devices"), place, index);
        }
    }

    void removeDevice(int device) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            Bpf.delete(fd("devices"), arena.allocateFrom(JAVA_INT, device));
        }
    }

    private int fd(String name) {
        return descriptor(name, 0);
    }

    @Override
    public void close() throws PosixException {
        List<Integer> open = new ArrayList<>(descriptors.values());
        descriptors.clear();
        for (SharedArray array : arrays.values()) {
            array.unmap();
        }
        arrays.clear();
        for (int fd : open) {
            Posix.close(fd);
        }
    }
}
