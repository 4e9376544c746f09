package org.lacserver.pppoe.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The system calls of Linux (64 bit) that the LAC needs.
 *
 * <p>Two families. Calls made now and then check their result and throw {@link PosixException}.
 * Calls made for every batch ({@link #poll}, {@link #sendmmsg}, {@link #recvmmsg}, {@link #sendto})
 * return what the kernel returned, -1 included, and allocate nothing: capturing errno costs an
 * object a call whenever escape analysis fails. Whoever needs the reason of a failed send repeats
 * it through {@link #sendmmsgOrErrno}.
 *
 * <p>Pointers are plain {@code long}s into {@link #MEMORY}.
 */
@SuppressWarnings("restricted") // native access is what this class is for
public final class Posix {
    /** All of the address space, for reading and writing at raw addresses. */
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_PACKET = 17;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_ERROR = 4;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int POLLIN = 1;
    public static final int POLLERR = 8;

    /** sizeof(struct mmsghdr) and its fields; sizeof(struct iovec) is 16: base, length. */
    public static final int MMSGHDR = 64;

    public static final int MMSG_NAME = 0;
    public static final int MMSG_NAMELEN = 8;
    public static final int MMSG_IOV = 16;
    public static final int MMSG_IOVLEN = 24;
    public static final int MMSG_CONTROL = 32;
    public static final int MMSG_CONTROLLEN = 40;
    public static final int MMSG_FLAGS = 48;
    public static final int MMSG_LEN = 56;
    public static final int IOVEC = 16;

    private static final long SIOCGIFNAME = 0x8910;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCGIFMTU = 0x8921;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int IFREQ = 40;
    private static final int IFNAMSIZ = 16;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x1 | 0x8000;
    private static final int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle CAPTURED_ERRNO =
            CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final FunctionDescriptor SENDMMSG_SHAPE =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);

    private static final MethodHandle SOCKET = slow("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = slow("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME =
            slow("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            slow("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            slow("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = slow("close", JAVA_INT);
    private static final MethodHandle MUNMAP = slow("munmap", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle EVENTFD = slow("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle MMAP =
            LINKER.downcallHandle(
                    symbol("mmap"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                            JAVA_LONG),
                    ERRNO);
    private static final MethodHandle IOCTL =
            LINKER.downcallHandle(
                    symbol("ioctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SENDMMSG_ERRNO =
            LINKER.downcallHandle(symbol("sendmmsg"), SENDMMSG_SHAPE, ERRNO);
    private static final MethodHandle IF_NAMETOINDEX =
            fast("if_nametoindex", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle POLL =
            fast("poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SENDTO =
            fast(
                    "sendto",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG,
                            JAVA_INT));
    private static final MethodHandle SENDMMSG = fast("sendmmsg", SENDMMSG_SHAPE);
    private static final MethodHandle RECVMMSG =
            fast(
                    "recvmmsg",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle READ =
            fast("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
            fast("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));

    /** The eight octets that an eventfd is signalled with. */
    private static final long ONE = one();

    private Posix() {}

    // ---- now and then: throws ----

    public static int socket(int domain, int type, int protocol) throws PosixException {
        return checked(
                "socket", e -> (int) SOCKET.invokeExact(e, domain, type | SOCK_CLOEXEC, protocol));
    }

    public static void bind(int fd, long address, int length) throws PosixException {
        checked("bind", e -> (int) BIND.invokeExact(e, fd, address, length));
    }

    /** Writes the socket's own address to {@code address}. */
    public static void getsockname(int fd, long address, int room) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, room);
            checked(
                    "getsockname",
                    e -> (int) GETSOCKNAME.invokeExact(e, fd, address, length.address()));
        }
    }

    public static void setsockopt(int fd, int level, int option, int value) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    public static void setsockopt(int fd, int level, int option, MemorySegment value)
            throws PosixException {
        checked(
                "setsockopt " + level + "/" + option,
                e ->
                        (int)
                                SETSOCKOPT.invokeExact(
                                        e,
                                        fd,
                                        level,
                                        option,
                                        value.address(),
                                        (int) value.byteSize()));
    }

    /** Fills {@code value} with as much of the option as fits. */
    public static void getsockopt(int fd, int level, int option, MemorySegment value)
            throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            checked(
                    "getsockopt " + level + "/" + option,
                    e ->
                            (int)
                                    GETSOCKOPT.invokeExact(
                                            e,
                                            fd,
                                            level,
                                            option,
                                            value.address(),
                                            length.address()));
        }
    }

    /** The pending error of a socket, which reading clears; 0 when there is none. */
    public static int socketError(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            getsockopt(fd, SOL_SOCKET, SO_ERROR, value);
            return value.get(JAVA_INT, 0);
        } catch (PosixException e) {
            return e.errno();
        }
    }

    /**
     * Sets a socket buffer size, past the system's limit where we may, else up to it.
     *
     * @param forced SO_RCVBUFFORCE or SO_SNDBUFFORCE
     * @param plain SO_RCVBUF or SO_SNDBUF
     */
    public static void setBuffer(int fd, int forced, int plain, int octets) throws PosixException {
        try {
            setsockopt(fd, SOL_SOCKET, forced, octets);
        } catch (PosixException e) {
            setsockopt(fd, SOL_SOCKET, plain, octets);
        }
    }

    /** Maps a descriptor's memory for reading and writing, shared and populated. */
    public static long mmap(int fd, long length) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            long at =
                    (long)
                            MMAP.invokeExact(
                                    captured,
                                    0L,
                                    length,
                                    PROT_READ_WRITE,
                                    MAP_SHARED_POPULATE,
                                    fd,
                                    0L);
            if (at == -1) {
                throw new PosixException("mmap", (int) CAPTURED_ERRNO.get(captured, 0L));
            }
            return at;
        } catch (PosixException e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    public static void munmap(long at, long length) throws PosixException {
        checked("munmap", e -> (int) MUNMAP.invokeExact(e, at, length));
    }

    public static void close(int fd) throws PosixException {
        checked("close", e -> (int) CLOSE.invokeExact(e, fd));
    }

    /** A descriptor that another thread can make readable, to end a {@link #poll}. */
    public static int eventfd() throws PosixException {
        return checked("eventfd", e -> (int) EVENTFD.invokeExact(e, 0, EFD_NONBLOCK_CLOEXEC));
    }

    /** An interface's index; 0 when there is none of this name. */
    public static int ifNameToIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) IF_NAMETOINDEX.invokeExact(arena.allocateFrom(name).address());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** An interface's MAC address, its first octet in bits 47..40. */
    public static long macOf(int socket, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = ifreq(arena, socket, SIOCGIFHWADDR, "SIOCGIFHWADDR", name);
            // struct ifreq: the name, then a struct sockaddr whose data follow its family
            return Frames.mac(answer, IFNAMSIZ + 2);
        }
    }

    public static int mtuOf(int socket, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            return ifreq(arena, socket, SIOCGIFMTU, "SIOCGIFMTU", name).get(JAVA_INT, IFNAMSIZ);
        }
    }

    /** An interface's IFF_… flags. */
    public static int flagsOf(int socket, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = ifreq(arena, socket, SIOCGIFFLAGS, "SIOCGIFFLAGS", name);
            return answer.get(JAVA_SHORT, IFNAMSIZ) & 0xffff;
        }
    }

    /** The name that the interface with an index has now. */
    public static String ifIndexToName(int socket, int index) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ifreq = arena.allocate(IFREQ, 8);
            ifreq.set(JAVA_INT, IFNAMSIZ, index);
            checked(
                    "SIOCGIFNAME " + index,
                    e -> (int) IOCTL.invokeExact(e, socket, SIOCGIFNAME, ifreq.address()));
            return ifreq.getString(0);
        }
    }

    // ---- every batch: no garbage, no exception ----

    public static int poll(long descriptors, int count, int milliseconds) {
        try {
            return (int) POLL.invokeExact(descriptors, (long) count, milliseconds);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    public static int sendmmsg(int fd, long messages, int count, int flags) {
        try {
            return (int) SENDMMSG.invokeExact(fd, messages, count, flags);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** As {@link #sendmmsg}, for the rare repeat: a failure returns the negated errno. */
    public static int sendmmsgOrErrno(int fd, long messages, int count, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            int sent = (int) SENDMMSG_ERRNO.invokeExact(captured, fd, messages, count, flags);
            return sent >= 0 ? sent : -(int) CAPTURED_ERRNO.get(captured, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    public static int recvmmsg(int fd, long messages, int count, int flags) {
        try {
            return (int) RECVMMSG.invokeExact(fd, messages, count, flags, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    public static long sendto(
            int fd, long octets, long length, int flags, long address, int addressLength) {
        try {
            return (long) SENDTO.invokeExact(fd, octets, length, flags, address, addressLength);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Makes an eventfd readable. */
    public static void signal(int eventfd) {
        try {
            long _ = (long) WRITE.invokeExact(eventfd, ONE, 8L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Takes the signal from an eventfd; {@code room} are eight octets to read into. */
    public static void unsignal(int eventfd, long room) {
        try {
            long _ = (long) READ.invokeExact(eventfd, room, 8L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    // ---- how ----

    private interface Call {
        int with(MemorySegment captured) throws Throwable;
    }

    private static int checked(String name, Call call) throws PosixException {
        int result;
        int errno;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            result = call.with(captured);
            errno = (int) CAPTURED_ERRNO.get(captured, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
        if (result < 0) {
            throw new PosixException(name, errno);
        }
        return result;
    }

    private static MemorySegment ifreq(
            Arena arena, int socket, long request, String call, String name) throws PosixException {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length >= IFNAMSIZ) {
            throw new PosixException(call + " " + name, Errno.ENODEV);
        }
        MemorySegment ifreq = arena.allocate(IFREQ, 8);
        MemorySegment.copy(
                octets, 0, ifreq, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, octets.length);
        checked(
                call + " " + name,
                e -> (int) IOCTL.invokeExact(e, socket, request, ifreq.address()));
        return ifreq;
    }

    private static MethodHandle slow(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                symbol(name), FunctionDescriptor.of(JAVA_INT, arguments), ERRNO);
    }

    private static MethodHandle fast(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(symbol(name), shape);
    }

    private static MemorySegment symbol(String name) {
        SymbolLookup libc = LINKER.defaultLookup();
        return libc.find(name).orElseThrow(() -> new LinkageError("libc has no " + name));
    }

    private static long one() {
        return Arena.global().allocateFrom(JAVA_LONG, 1).address();
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a downcall does not throw", e);
    }
}
