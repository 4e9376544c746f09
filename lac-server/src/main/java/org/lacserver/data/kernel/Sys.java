package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.PosixException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls by number or name that are made now and then: none of them for a frame. Each failure
 * throws with its errno.
 */
@SuppressWarnings("restricted") // native access is what this class is for
final class Sys {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle CAPTURED_ERRNO =
            CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final int ARGUMENTS = 3;
    private static final MethodHandle SYSCALL = handle("syscall", 1 + ARGUMENTS);
    private static final MethodHandle IOCTL = handle("ioctl", ARGUMENTS);
    private static final MethodHandle OPEN = handle("open", ARGUMENTS);
    private static final MethodHandle FLOCK = handle("flock", ARGUMENTS);
    private static final MethodHandle RECV = handle("recv", 1 + ARGUMENTS);

    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;

    private Sys() {}

    /** Any system call of up to three arguments. */
    static int call(String what, long number, long first, long second, long third)
            throws PosixException {
        return checked(what, e -> (long) SYSCALL.invokeExact(e, number, first, second, third));
    }

    static void ioctl(String what, int fd, long request, long argument) throws PosixException {
        checked(what, e -> (long) IOCTL.invokeExact(e, (long) fd, request, argument));
    }

    /** A directory's descriptor. */
    static int openDirectory(String path) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            long at = arena.allocateFrom(path).address();
            return checked(
                    "open " + path,
                    e -> (long) OPEN.invokeExact(e, at, (long) O_RDONLY_CLOEXEC, 0L));
        }
    }

    /** Whether this descriptor's file is ours alone now, until it is closed. */
    static boolean lock(int fd) throws PosixException {
        try {
            checked("flock", e -> (long) FLOCK.invokeExact(e, (long) fd, (long) LOCK_EX_NB, 0L));
            return true;
        } catch (PosixException e) {
            if (e.errno() == Errno.EAGAIN) {
                return false;
            }
            throw e;
        }
    }

    /** Waits for a message on a socket; its length. */
    static int receive(int fd, MemorySegment room) throws PosixException {
        return checked(
                "recv",
                e -> (long) RECV.invokeExact(e, (long) fd, room.address(), room.byteSize(), 0L));
    }

    private interface Call {
        long with(MemorySegment captured) throws Throwable;
    }

    private static int checked(String what, Call call) throws PosixException {
        int result;
        int errno;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            result = (int) call.with(captured);
            errno = (int) CAPTURED_ERRNO.get(captured, 0L);
        } catch (Throwable e) {
            throw new AssertionError("a downcall does not throw", e);
        }
        if (result < 0) {
            throw new PosixException(what, errno);
        }
        return result;
    }

    private static MethodHandle handle(String name, int arguments) {
        MemoryLayout[] shape = new MemoryLayout[arguments];
        java.util.Arrays.fill(shape, JAVA_LONG);
        MemorySegment symbol =
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(() -> new LinkageError("libc has no " + name));
        return LINKER.downcallHandle(symbol, FunctionDescriptor.of(JAVA_LONG, shape), ERRNO);
    }
}
