package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A netlink socket: questions to the kernel and its news. Buffers are in the machine's order of
 * octets. One thread at a time.
 */
final class Netlink implements AutoCloseable {
    static final int ROUTE = 0;
    static final int GENERIC = 16;

    /** Flags of a request (linux/netlink.h). */
    static final int DUMP = 0x300;

    static final int REPLACE = 0x100;
    static final int CREATE = 0x400;

    private static final int AF_NETLINK = 16;
    private static final int SOCKADDR_NL = 12;
    private static final int HEADER = 16;
    private static final int REQUEST = 1;
    private static final int ACK = 4;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int ROOM = 1 << 16;
    private static final int PATIENCE_MILLIS = 1000;
    private static final int NEWS_BUFFER = 1 << 20;

    /** The kernel answered a question with an error. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final int errno;

        Refused(int errno) {
            super("netlink: " + Errno.text(errno));
            this.errno = errno;
        }

        int errno() {
            return errno;
        }
    }

    /**
     * @param type of the message
     * @param body what follows the header
     */
    record Message(int type, ByteBuffer body) {}

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment room = arena.allocate(ROOM, 8);
    private final MemorySegment message = arena.allocate(Posix.MMSGHDR, 8);
    private final MemorySegment pollfd = arena.allocate(8, 8);
    private int sequence;

    private Netlink(int fd) {
        this.fd = fd;
        MemorySegment iovec = arena.allocate(Posix.IOVEC, 8);
        iovec.set(JAVA_LONG, 0, room.address());
        iovec.set(JAVA_LONG, 8, ROOM);
        message.set(JAVA_LONG, Posix.MMSG_IOV, iovec.address());
        message.set(JAVA_LONG, Posix.MMSG_IOVLEN, 1);
        pollfd.set(JAVA_INT, 0, fd);
        pollfd.set(JAVA_SHORT, 4, (short) Posix.POLLIN);
    }

    /**
     * @param groups bits of the multicast groups whose news are wanted
     */
    static Netlink open(int protocol, int groups) throws PosixException {
        int fd = Posix.socket(AF_NETLINK, Posix.SOCK_RAW | Posix.SOCK_CLOEXEC, protocol);
        try (Arena local = Arena.ofConfined()) {
            if (groups != 0) {
                Posix.setBuffer(fd, Posix.SO_RCVBUFFORCE, Posix.SO_RCVBUF, NEWS_BUFFER);
            }
            MemorySegment address = local.allocate(SOCKADDR_NL, 4);
            address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
            address.set(JAVA_INT, 8, groups);
            Posix.bind(fd, address.address(), SOCKADDR_NL);
            return new Netlink(fd);
        } catch (PosixException e) {
            Posix.close(fd);
            throw e;
        }
    }

    int fd() {
        return fd;
    }

    static ByteBuffer body(int room) {
        return ByteBuffer.allocate(room).order(ByteOrder.nativeOrder());
    }

    /**
     * Asks, and waits at most a second for the whole answer.
     *
     * @param body from 0 to its position
     * @throws Refused with the kernel's errno
     */
    List<Message> ask(int type, int flags, ByteBuffer body) throws IOException {
        int length = HEADER + body.position();
        ByteBuffer request = body(length);
        request.putInt(length).putShort((short) type).putShort((short) (REQUEST | ACK | flags));
        request.putInt(++sequence).putInt(0).put(body.flip());
        MemorySegment.copy(MemorySegment.ofBuffer(request.flip()), 0, room, 0, length);
        if (Posix.sendto(fd, room.address(), length, 0, 0, 0) != length) {
            throw new IOException("netlink: the request was not taken");
        }
        List<Message> answer = new ArrayList<>();
        while (true) {
            if (Posix.poll(pollfd.address(), 1, PATIENCE_MILLIS) <= 0) {
                throw new IOException("netlink: no answer");
            }
            ByteBuffer got = receive();
            while (got.remaining() >= HEADER) {
                ByteBuffer one = next(got);
                int kind = one.getShort(4) & 0xffff;
                boolean ours = one.getInt(8) == sequence;
                one.position(HEADER);
                if (ours && kind == ERROR) {
                    int errno = -one.getInt();
                    if (errno != 0) {
                        throw new Refused(errno);
                    }
                    return answer;
                }
                if (ours && kind == DONE) {
                    return answer;
                }
                if (ours) {
                    answer.add(new Message(kind, one.slice().order(ByteOrder.nativeOrder())));
                }
            }
        }
    }

    /**
     * Takes all news that are there.
     *
     * @return false when there were none; true also when some were lost
     */
    boolean takeNews() throws IOException {
        boolean any = false;
        while (true) {
            message.set(JAVA_INT, Posix.MMSG_NAMELEN, 0);
            int taken = Posix.recvmmsg(fd, message.address(), 1, Posix.MSG_DONTWAIT);
            if (taken == 1) {
                any = true;
            } else {
                // an overflow (ENOBUFS) is told once, and is news as well
                return Posix.socketError(fd) != 0 || any;
            }
        }
    }

    private ByteBuffer receive() throws IOException {
        message.set(JAVA_INT, Posix.MMSG_NAMELEN, 0);
        if (Posix.recvmmsg(fd, message.address(), 1, 0) != 1) {
            throw new IOException("netlink: the answer was lost");
        }
        byte[] copy = new byte[message.get(JAVA_INT, Posix.MMSG_LEN)];
        MemorySegment.copy(room, 0, MemorySegment.ofArray(copy), 0, copy.length);
        return ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
    }

    /** The message at the position, which moves behind it. */
    private static ByteBuffer next(ByteBuffer all) throws IOException {
        int at = all.position();
        int length = all.getInt(at);
        if (length < HEADER || length > all.remaining()) {
            throw new IOException("netlink: a message of " + length + " octets");
        }
        ByteBuffer one = all.slice(at, length).order(ByteOrder.nativeOrder());
        all.position(Math.min(all.limit(), at + align(length)));
        return one;
    }

    private static int align(int length) {
        return (length + 3) & ~3;
    }

    /** Appends an attribute. */
    static void put(ByteBuffer body, int type, byte[] value) {
        body.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        body.position(align(body.position()));
    }

    /** Appends an attribute of four octets. */
    static void putInt(ByteBuffer body, int type, int value) {
        body.putShort((short) 8).putShort((short) type).putInt(value);
    }

    /**
     * The value of the first attribute of a type; null without one.
     *
     * @param from where the attributes begin
     */
    static @Nullable ByteBuffer attribute(ByteBuffer body, int from, int type) {
        int at = from;
        while (at + 4 <= body.limit()) {
            int length = body.getShort(at) & 0xffff;
            if (length < 4 || at + length > body.limit()) {
                return null;
            }
            // the two highest bits say nested and order of octets
            if ((body.getShort(at + 2) & 0x3fff) == type) {
                return body.slice(at + 4, length - 4).order(ByteOrder.nativeOrder());
            }
            at += align(length);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        Posix.close(fd);
        arena.close();
    }
}
