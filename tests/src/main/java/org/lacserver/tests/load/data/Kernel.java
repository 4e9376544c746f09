package org.lacserver.tests.load.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** System calls of the benchmark alone. */
@SuppressWarnings("restricted") // native access is what this class is for
final class Kernel {
    private static final long BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
    private static final long PROG_TEST_RUN = 10;
    private static final int LIVE_FRAMES = 2;
    private static final int ENOSPC = 28;
    private static final int MOST_TRIES = 100;
    private static final long PAUSE_NANOS = 50_000_000L;
    private static final int ATTRIBUTES = 128;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int CPU_SET = 128;

    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CAPTURED.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                            FunctionDescriptor.of(
                                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                            Linker.Option.captureCallState("errno"),
                            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SETNS = function("setns", JAVA_INT, JAVA_INT);
    private static final MethodHandle SET_AFFINITY =
            function("sched_setaffinity", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private Kernel() {}

    private static MethodHandle function(String name, java.lang.foreign.MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(JAVA_INT, arguments),
                        Linker.Option.captureCallState("errno"));
    }

    /** Sends frames that a program makes, as if an interface had received them. */
    static final class LiveFrames {
        private final MemorySegment attributes;
        private final MemorySegment captured;

        /**
         * @param program generates
         * @param octets of a frame before the program has seen it
         */
        LiveFrames(int program, byte[] octets, Arena arena) {
            attributes = arena.allocate(ATTRIBUTES, 8);
            captured = arena.allocate(CAPTURED);
            MemorySegment frame = arena.allocate(octets.length, 8);
            MemorySegment.copy(octets, 0, frame, JAVA_BYTE, 0, octets.length);
            attributes.set(JAVA_INT, 0, program);
            attributes.set(JAVA_INT, 8, octets.length);
            attributes.set(JAVA_LONG, 16, frame.address());
            attributes.set(JAVA_INT, 64, LIVE_FRAMES);
        }

        /** At most {@code batch} (1..256) of {@code frames} are under way before they are moved. */
        void send(int frames, int batch) throws PosixException {
            attributes.set(JAVA_INT, 32, frames);
            attributes.set(JAVA_INT, 72, batch);
            for (int tries = 0; call() < 0; tries++) {
                int errno = (int) ERRNO.get(captured, 0L);
                if (errno != ENOSPC || tries == MOST_TRIES) {
                    throw new PosixException("BPF_PROG_RUN", errno);
                }
                // too many calls whose frames somebody still has: they are forgotten each second
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private long call() {
            try {
                return (long)
                        SYSCALL.invokeExact(
                                captured, BPF, PROG_TEST_RUN, attributes.address(), 80L);
            } catch (Throwable e) {
                throw new AssertionError("a downcall does not throw", e);
            }
        }
    }

    /** Runs something on a thread of its own in the network namespace of a process. */
    static <T> T in(long pid, Callable<T> what) throws IOException, InterruptedException {
        FutureTask<T> task =
                new FutureTask<>(
                        () -> {
                            enter(pid);
                            return what.call();
                        });
        Thread.ofPlatform().name("in-" + pid).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    private static void enter(long pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int fd = open(arena, "/proc/" + pid + "/ns/net");
            MemorySegment captured = arena.allocate(CAPTURED);
            int result = (int) SETNS.invokeExact(captured, fd, CLONE_NEWNET);
            org.lacserver.pppoe.ethernet.Posix.close(fd);
            if (result != 0) {
                throw new PosixException("setns", (int) ERRNO.get(captured, 0L));
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall does not throw", e);
        }
    }

    private static int open(Arena arena, String path) throws Throwable {
        MethodHandle open = function("open", JAVA_LONG, JAVA_INT);
        MemorySegment captured = arena.allocate(CAPTURED);
        int fd = (int) open.invokeExact(captured, arena.allocateFrom(path).address(), 0);
        if (fd < 0) {
            throw new PosixException("open " + path, (int) ERRNO.get(captured, 0L));
        }
        return fd;
    }

    /** This thread runs on one processor from now on. */
    static void stayOn(int cpu) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(CPU_SET, 8);
            set.set(JAVA_LONG, (cpu >> 6) * 8L, 1L << (cpu & 63));
            MemorySegment captured = arena.allocate(CAPTURED);
            int result = (int) SET_AFFINITY.invokeExact(captured, 0, (long) CPU_SET, set.address());
            if (result != 0) {
                throw new PosixException("sched_setaffinity", (int) ERRNO.get(captured, 0L));
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall does not throw", e);
        }
    }
}
