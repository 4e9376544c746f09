package org.lacserver.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.port.Encapsulation.SendPolicy;

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

    private static final List<SendPolicy> POLICIES =
            List.of(
                    SendPolicy.DEFAULT,
                    new SendPolicy(true, true, 0),
                    new SendPolicy(false, false, 0),
                    new SendPolicy(true, false, 46),
                    new SendPolicy(false, true, 63));

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
                assertThat(sockets.send(socket.local(), peer, 0, octets)).isTrue();
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
                                    0,
                                    octets))
                    .isFalse();
            InetSocketAddress local = sockets.all().getFirst().local();
            for (int i = 0; i < 5; i++) {
                assertThat(sockets.send(local, dead, 0, octets)).isTrue();
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

    // ---- ways of sending ----

    @Test
    @DisplayName("§8.1: DF, DSCP and the UDP checksum are on the wire as asked for, from our port")
    void aPolicyIsSeenOnTheWire() throws IOException {
        try (CoreSockets sockets = open(ANY_PORT);
                DatagramSocket lns = peer("127.0.0.3");
                RawUdp wire = RawUdp.open()) {
            CoreSocket socket = sockets.all().getFirst();
            for (SendPolicy policy : POLICIES) {
                int sender = sockets.sender(socket, policy);
                assertThat(sender == socket.fd()).isEqualTo(policy.equals(SendPolicy.DEFAULT));
                assertThat(sockets.sender(socket, policy)).isEqualTo(sender);
                assertThat(socket.send(sender, address(lns), ByteBuffer.allocate(20))).isTrue();
                assertThat(wire.next(lns.getLocalPort()))
                        .isEqualTo(new RawUdp.Seen(socket.local().getPort(), policy));
            }
        }
    }

    @Test
    @DisplayName("§8.1: control has a checksum and no DF, and its LNS's DSCP")
    void controlIsMarked() throws IOException {
        try (CoreSockets sockets = open(ANY_PORT);
                DatagramSocket marked = peer("127.0.0.3");
                DatagramSocket plain = peer("127.0.0.4");
                RawUdp wire = RawUdp.open()) {
            InetSocketAddress local = sockets.all().getFirst().local();
            for (DatagramSocket lns : List.of(marked, plain, marked)) {
                int dscp = lns.equals(marked) ? 46 : 0;
                assertThat(sockets.send(local, address(lns), dscp, ByteBuffer.allocate(20)))
                        .isTrue();
                assertThat(wire.next(lns.getLocalPort()))
                        .isEqualTo(
                                new RawUdp.Seen(
                                        local.getPort(), new SendPolicy(false, true, dscp)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @DisplayName("however many sockets send, one receives, whoever the peer is")
    void allIsReceivedByOneSocket(String ip) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral(ip), 0);
        try (CoreSockets sockets = open(any)) {
            CoreSocket socket = sockets.all().getFirst();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 100; i++) {
                    try (DatagramSocket lns = peer(ip)) {
                        byte[] octets = {(byte) i};
                        lns.send(new DatagramPacket(octets, 1, socket.local()));
                        try (RawUdp here = RawUdp.on(socket.fd())) {
                            assertThat(here.receive()).as("peer %d", i).containsExactly(i);
                        }
                    }
                }
                for (SendPolicy policy : POLICIES) {
                    sockets.sender(socket, policy);
                }
            }
        }
    }

    @Test
    @DisplayName("RFC 6935: over IPv6, no checksum is taken where none is sent, and nowhere else")
    void zeroChecksumsOverIpv6() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
        SendPolicy bare = new SendPolicy(false, false, 0);
        try (CoreSockets sender = open(any);
                CoreSockets strict = open(any);
                CoreSockets lenient = open(any)) {
            CoreSocket from = sender.all().getFirst();
            int bareSender = sender.sender(from, bare);
            CoreSocket lenientSocket = lenient.all().getFirst();
            lenient.sender(lenientSocket, bare);
            CoreSocket strictSocket = strict.all().getFirst();
            for (CoreSocket to : List.of(strictSocket, lenientSocket)) {
                from.send(bareSender, to.local(), ByteBuffer.wrap(new byte[] {1}));
                from.send(from.fd(), to.local(), ByteBuffer.wrap(new byte[] {2}));
            }
            try (RawUdp here = RawUdp.on(strictSocket.fd())) {
                assertThat(here.receive()).containsExactly(2);
            }
            try (RawUdp here = RawUdp.on(lenientSocket.fd())) {
                assertThat(here.receive()).containsExactly(1);
                assertThat(here.receive()).containsExactly(2);
            }
        }
    }

    @Test
    void beyondSixtyFourPoliciesTheUsualWayIsTakenAndCounted() throws IOException {
        try (CoreSockets sockets = open(ANY_PORT)) {
            CoreSocket socket = sockets.all().getFirst();
            for (int i = 1; i <= CoreSocket.MAX_POLICIES; i++) {
                SendPolicy policy = new SendPolicy(i == 64, true, i % 64);
                assertThat(sockets.sender(socket, policy)).isNotEqualTo(socket.fd());
            }
            assertThat(sockets.sender(socket, new SendPolicy(true, true, 1)))
                    .isEqualTo(socket.fd());
            assertThat(sockets.counters()).containsEntry("core-send-policy-refused", 1L);
        }
    }

    private static DatagramSocket peer(String ip) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(ip), 0));
    }

    private static InetSocketAddress address(DatagramSocket lns) {
        return (InetSocketAddress) lns.getLocalSocketAddress();
    }
}
