package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.io.CoreSocket;
import org.lacserver.io.CoreSockets;
import org.lacserver.io.SocketAddresses;
import org.lacserver.pppoe.ethernet.Posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** Over the loopback interface, where a run stays in one piece all the way. */
final class ReceivedDatagramsTest {
    private static final int PATIENCE_MILLIS = 5000;
    private final Arena arena = Arena.ofConfined();
    private final ReceivedDatagrams received = new ReceivedDatagrams(arena);
    private final CoreSockets sockets;
    private final CoreSocket to;
    private final CoreSocket from;

    ReceivedDatagramsTest() throws IOException {
        sockets =
                CoreSockets.open(
                        List.of(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0)),
                        1 << 20);
        to = sockets.all().get(0);
        from = sockets.all().get(1);
    }

    @BeforeEach
    void putTogether() {
        ReceivedDatagrams.putTogether(to.fd());
    }

    @AfterEach
    void close() throws IOException {
        sockets.close();
        arena.close();
    }

    /** Sends octets as datagrams of a length, the last may be shorter; 0: as one. */
    private void send(byte[] octets, int segment) {
        long message = arena.allocate(Posix.MMSGHDR, 8).address();
        long name = arena.allocate(SocketAddresses.SIZE, 8).address();
        MemorySegment room = arena.allocate(octets.length + 1L);
        MemorySegment.copy(octets, 0, room, JAVA_BYTE, 0, octets.length);
        MemorySegment iovec = arena.allocate(Posix.IOVEC, 8);
        iovec.set(JAVA_LONG, 0, room.address());
        iovec.set(JAVA_LONG, 8, octets.length);
        MemorySegment memory = Posix.MEMORY;
        memory.set(JAVA_LONG, message + Posix.MMSG_NAME, name);
        memory.set(JAVA_INT, message + Posix.MMSG_NAMELEN, SocketAddresses.put(name, to.local()));
        memory.set(JAVA_LONG, message + Posix.MMSG_IOV, iovec.address());
        memory.set(JAVA_LONG, message + Posix.MMSG_IOVLEN, 1L);
        if (segment > 0) {
            MemorySegment control = arena.allocate(24, 8);
            control.set(JAVA_LONG, 0, 18L);
            control.set(JAVA_INT, 8, 17);
            control.set(JAVA_INT, 12, 103);
            control.set(JAVA_SHORT, 16, (short) segment);
            memory.set(JAVA_LONG, message + Posix.MMSG_CONTROL, control.address());
            memory.set(JAVA_LONG, message + Posix.MMSG_CONTROLLEN, 24L);
        }
        assertThat(Posix.sendmmsgOrErrno(from.fd(), message, 1, 0)).isEqualTo(1);
    }

    /** The next messages, as soon as there are any. */
    private int receive() {
        MemorySegment pollfd = arena.allocate(8, 8);
        pollfd.set(JAVA_INT, 0, to.fd());
        pollfd.set(JAVA_SHORT, 4, (short) Posix.POLLIN);
        Posix.poll(pollfd.address(), 1, PATIENCE_MILLIS);
        return received.receive(to.fd());
    }

    private byte[] next() {
        received.next();
        byte[] octets = new byte[received.size()];
        received.octets().get(received.at(), octets);
        assertThat(SocketAddresses.get(received.from())).isEqualTo(from.local());
        return octets;
    }

    @Test
    @DisplayName("datagrams come out as they were sent, one by one or many in a message")
    void takesApart() {
        Random random = new Random(1);
        List<byte[]> expected = new ArrayList<>();
        int messages = 0;
        for (int segment : new int[] {0, 70, 0, 1408, 100}) {
            byte[] octets = new byte[segment == 0 ? 33 : segment * 20 + 7];
            random.nextBytes(octets);
            send(octets, segment);
            messages++;
            int step = segment == 0 ? octets.length : segment;
            for (int at = 0; at < octets.length; at += step) {
                expected.add(Arrays.copyOfRange(octets, at, Math.min(at + step, octets.length)));
            }
        }
        send(new byte[0], 0);
        messages++;
        expected.add(new byte[0]);
        Iterator<byte[]> next = expected.iterator();
        while (messages > 0) {
            int taken = receive();
            assertThat(taken).isBetween(1, messages);
            messages -= taken;
            while (received.hasMore()) {
                assertThat(next()).isEqualTo(next.next());
            }
        }
        assertThat(next.hasNext()).isFalse();
        assertThat(received.receive(to.fd())).isZero();
        assertThat(received.hasMore()).isFalse();
    }
}
