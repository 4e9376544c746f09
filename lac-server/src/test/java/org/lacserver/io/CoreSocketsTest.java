package org.lacserver.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

final class CoreSocketsTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private static CoreSockets open(InetSocketAddress... locals) throws IOException {
        return CoreSockets.open(List.of(locals), CoreSockets.USUAL_BUFFER_OCTETS);
    }

    @Test
    void aDatagramLeavesFromTheAddressAskedFor() throws IOException {
        try (CoreSockets sockets =
                        open(
                                ANY_PORT,
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
                DatagramSocket lns =
                        new DatagramSocket(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.3"), 0))) {
            lns.setSoTimeout(3000);
            InetSocketAddress peer = (InetSocketAddress) lns.getLocalSocketAddress();
            for (CoreSocket socket : sockets.all()) {
                ByteBuffer octets = ByteBuffer.wrap(new byte[] {1, 2, 3});
                assertThat(sockets.send(socket.local(), peer, octets)).isTrue();
                assertThat(octets.remaining()).isEqualTo(3);
                DatagramPacket got = new DatagramPacket(new byte[10], 10);
                lns.receive(got);
                assertThat(got.getSocketAddress()).isEqualTo(socket.local());
                assertThat(got.getLength()).isEqualTo(3);
            }
            assertThat(sockets.counters()).containsEntry("control-sent", 2L);
        }
    }

    @Test
    void anUnknownLocalAddressAndADeadPeerAreOnlyCounted() throws IOException {
        try (CoreSockets sockets = open(ANY_PORT)) {
            ByteBuffer octets = ByteBuffer.wrap(new byte[] {1});
            InetSocketAddress dead = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.3"), 9);
            assertThat(
                            sockets.send(
                                    new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701),
                                    dead,
                                    octets))
                    .isFalse();
            InetSocketAddress local = sockets.all().getFirst().local();
            for (int i = 0; i < 5; i++) {
                assertThat(sockets.send(local, dead, octets)).isTrue();
            }
            assertThat(sockets.counters())
                    .containsEntry("control-no-socket", 1L)
                    .containsEntry("control-send-refused", 0L);
        }
    }

    @Test
    void whatCannotBeBoundIsSaidInOneSentence() throws IOException {
        assertThatThrownBy(
                        () -> open(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1701)))
                .hasMessage("core address 192.0.2.1:1701: no interface of this machine has it");
        try (CoreSockets sockets = open(ANY_PORT)) {
            InetSocketAddress taken = sockets.all().getFirst().local();
            assertThatThrownBy(() -> open(taken))
                    .hasMessageEndingWith("another program has the port");
        }
    }
}
