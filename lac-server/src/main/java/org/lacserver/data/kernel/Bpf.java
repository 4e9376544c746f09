package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The commands of bpf(2) that the kernel path needs. Descriptors are the caller's to close. */
public final class Bpf {
    static final int MAP_HASH = 1;
    public static final int MAP_ARRAY = 2;
    public static final int MAP_DEVMAP = 14;
    static final int NO_PREALLOC = 1;
    static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;
    public static final int MMAPABLE = 1 << 10;

    /** Flags of a link to an interface. */
    static final int GENERIC = 1 << 1;

    public static final int NATIVE = 1 << 2;

    private static final int MAP_CREATE = 0;
    private static final int MAP_LOOKUP = 1;
    private static final int MAP_UPDATE = 2;
    private static final int MAP_DELETE = 3;
    private static final int PROG_LOAD = 5;
    private static final int OBJ_PIN = 6;
    private static final int OBJ_GET = 7;
    private static final int OBJ_GET_INFO = 15;
    private static final int MAP_FREEZE = 22;
    private static final int LINK_CREATE = 28;
    private static final int LINK_UPDATE = 29;
    private static final int LINK_DETACH = 34;

    private static final int TYPE_XDP = 6;
    private static final int ATTACH_XDP = 37;
    private static final int LONGEST_NAME = 15;
    private static final int INSTRUCTION = 8;
    private static final int LOG_OCTETS = 1 << 20;
    private static final int LOG_SHOWN = 700;
    private static final int ROOM = 128;

    private static final long NUMBER = number(System.getProperty("os.arch", ""));

    private Bpf() {}

    /** The number of bpf(2); -1 where it is not known. */
    static long number(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> 321;
            case "aarch64", "riscv64", "loongarch64" -> 280;
            case "ppc64le" -> 361;
            default -> -1;
        };
    }

    static boolean isKnownHere() {
        return NUMBER >= 0;
    }

    // ---- maps ----

    /** What a map is made of; the kernel gives it back of one that is there. */
    public record MapShape(int type, int keySize, int valueSize, int entries, int flags) {}

    public static int createMap(String name, MapShape shape) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            attr.set(JAVA_INT, 0, shape.type);
            attr.set(JAVA_INT, 4, shape.keySize);
            attr.set(JAVA_INT, 8, shape.valueSize);
            attr.set(JAVA_INT, 12, shape.entries);
            attr.set(JAVA_INT, 16, shape.flags);
            putName(attr, 28, name);
            return bpf("create the map " + name, MAP_CREATE, attr, 48);
        }
    }

    static MapShape shapeOf(int mapFd) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = info(arena, mapFd, "describe a map");
            return new MapShape(
                    info.get(JAVA_INT, 0),
                    info.get(JAVA_INT, 8),
                    info.get(JAVA_INT, 12),
                    info.get(JAVA_INT, 16),
                    info.get(JAVA_INT, 20));
        }
    }

    public static void update(int mapFd, MemorySegment key, MemorySegment value)
            throws PosixException {
        onElement("write to a map", MAP_UPDATE, mapFd, key, value);
    }

    /** Fills {@code value}; false when there is no such key. */
    static boolean lookUp(int mapFd, MemorySegment key, MemorySegment value) throws PosixException {
        return unlessAbsent(() -> onElement("read a map", MAP_LOOKUP, mapFd, key, value));
    }

    /** False when there is no such key. */
    static boolean delete(int mapFd, MemorySegment key) throws PosixException {
        return unlessAbsent(
                () -> onElement("delete from a map", MAP_DELETE, mapFd, key, MemorySegment.NULL));
    }

    private interface Step {
        void run() throws PosixException;
    }

    private static boolean unlessAbsent(Step step) throws PosixException {
        try {
            step.run();
            return true;
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private static void onElement(
            String what, int command, int mapFd, MemorySegment key, MemorySegment value)
            throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            attr.set(JAVA_INT, 0, mapFd);
            attr.set(JAVA_LONG, 8, key.address());
            attr.set(JAVA_LONG, 16, value.address());
            bpf(what, command, attr, 32);
        }
    }

    /** What it holds stays as it is, and the verifier may count on it. */
    static void freeze(int mapFd) throws PosixException {
        onDescriptor("freeze a map", MAP_FREEZE, mapFd);
    }

    // ---- programs ----

    /**
     * Loads an XDP program.
     *
     * @throws PosixException its message has the end of the verifier's log when that refused
     */
    public static int loadXdp(String name, byte[] code, String license) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            MemorySegment instructions = arena.allocate(code.length, 8);
            MemorySegment.copy(code, 0, instructions, JAVA_BYTE, 0, code.length);
            attr.set(JAVA_INT, 0, TYPE_XDP);
            attr.set(JAVA_INT, 4, code.length / INSTRUCTION);
            attr.set(JAVA_LONG, 8, instructions.address());
            attr.set(JAVA_LONG, 16, arena.allocateFrom(license).address());
            putName(attr, 48, name);
            try {
                return bpf("load the program", PROG_LOAD, attr, ROOM);
            } catch (PosixException e) {
                if (e.errno() == Errno.EPERM) {
                    throw e;
                }
                return loadWithLog(arena, attr, e);
            }
        }
    }

    private static int loadWithLog(Arena arena, MemorySegment attr, PosixException first)
            throws PosixException {
        MemorySegment log = arena.allocate(LOG_OCTETS, 8);
        attr.set(JAVA_INT, 24, 1);
        attr.set(JAVA_INT, 28, LOG_OCTETS);
        attr.set(JAVA_LONG, 32, log.address());
        try {
            return bpf("load the program", PROG_LOAD, attr, ROOM);
        } catch (PosixException e) {
            String said = log.getString(0, StandardCharsets.ISO_8859_1).strip();
            String end = said.substring(Math.max(0, said.length() - LOG_SHOWN));
            throw new PosixException(
                    "load the program, of which the verifier says '…"
                            + end.replaceAll("\\s+", " ")
                            + "'",
                    first.errno());
        }
    }

    // ---- links and pins ----

    /**
     * @param mode {@link #NATIVE} or {@link #GENERIC}
     */
    public static int attach(int programFd, int ifIndex, int mode) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            attr.set(JAVA_INT, 0, programFd);
            attr.set(JAVA_INT, 4, ifIndex);
            attr.set(JAVA_INT, 8, ATTACH_XDP);
            attr.set(JAVA_INT, 12, mode);
            return bpf("attach the program", LINK_CREATE, attr, 16);
        }
    }

    /** The link's interface runs another program from the next frame on. */
    static void replace(int linkFd, int programFd) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            attr.set(JAVA_INT, 0, linkFd);
            attr.set(JAVA_INT, 4, programFd);
            bpf("replace the program", LINK_UPDATE, attr, 16);
        }
    }

    static void detach(int linkFd) throws PosixException {
        onDescriptor("detach the program", LINK_DETACH, linkFd);
    }

    static void pin(int fd, String path) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            attr.set(JAVA_LONG, 0, arena.allocateFrom(path).address());
            attr.set(JAVA_INT, 8, fd);
            bpf("pin " + path, OBJ_PIN, attr, 16);
        }
    }

    static int openPinned(String path) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            attr.set(JAVA_LONG, 0, arena.allocateFrom(path).address());
            return bpf("open " + path, OBJ_GET, attr, 16);
        }
    }

    // ---- how ----

    private static MemorySegment info(Arena arena, int fd, String what) throws PosixException {
        MemorySegment info = arena.allocate(ROOM, 8);
        MemorySegment attr = arena.allocate(ROOM, 8);
        attr.set(JAVA_INT, 0, fd);
        attr.set(JAVA_INT, 4, (int) info.byteSize());
        attr.set(JAVA_LONG, 8, info.address());
        bpf(what, OBJ_GET_INFO, attr, 16);
        return info;
    }

    private static void onDescriptor(String what, int command, int fd) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ROOM, 8);
            attr.set(JAVA_INT, 0, fd);
            bpf(what, command, attr, 4);
        }
    }

    private static int bpf(String what, int command, MemorySegment attr, int length)
            throws PosixException {
        return Sys.call(what, NUMBER, command, attr.address(), length);
    }

    private static void putName(MemorySegment attr, long at, String name) {
        byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(octets, 0, attr, JAVA_BYTE, at, Math.min(octets.length, LONGEST_NAME));
    }
}
