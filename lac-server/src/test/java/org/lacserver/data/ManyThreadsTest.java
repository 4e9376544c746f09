package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.io.Arrivals;
import org.lacserver.io.CoreSockets;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane.Counters;
import org.lacserver.port.Encapsulation.Reordering;
import org.lacserver.port.Encapsulation.Sequencing;
import org.lacserver.port.Line;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.KnownCallers;
import org.lacserver.pppoe.ethernet.AccessPort;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Three access ports and three core addresses; skipped where this process may not make a veth. */
final class ManyThreadsTest implements Arrivals {
    private static final int PORTS = 3;
    private static final int FRAMES = 500;
    private static final int PATIENCE_MILLIS = 5000;

    private final List<VethPair> cables = new ArrayList<>();
    private final List<AccessPort> ports = new ArrayList<>();
    private final List<AccessPort> subscribers = new ArrayList<>();

    @Override
    public boolean discovery(int port, ByteBuffer frame) {
        return true;
    }

    @Override
    public boolean session(int port, ByteBuffer frame) {
        return true;
    }

    @Override
    public long mark() {
        return 0;
    }

    @Override
    public boolean isPast(long mark) {
        return true;
    }

    @Override
    public boolean datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        return true;
    }

    @Override
    public boolean callFrame(long callId, ByteBuffer pppFrame) {
        return true;
    }

    private void open() throws IOException {
        for (int i = 0; i < PORTS; i++) {
            cables.add(VethPair.create());
            ports.add(AccessPort.open(i, cables.get(i).lac(), AccessPort.Options.DEFAULT));
            subscribers.add(
                    AccessPort.open(i, cables.get(i).subscriber(), AccessPort.Options.DEFAULT));
        }
    }

    private void close() throws IOException {
        for (AccessPort port : ports) {
            port.close();
        }
        for (AccessPort subscriber : subscribers) {
            subscriber.close();
        }
        for (VethPair cable : cables) {
            cable.close();
        }
    }

    private static Binding binding(int port, InetSocketAddress local, InetSocketAddress lns) {
        Line line = new Line(port, "access", 0, 0, Wire.MAC, 7, null, null, 0, 0, "");
        return new Binding(
                port,
                Binding.Access.SERVED,
                line,
                local,
                lns,
                100 + port,
                200,
                7,
                3007,
                RigContract.ordered(Sequencing.ALLOW, Reordering.DELIVER));
    }

    @Test
    @DisplayName("each port and each core address is served by one of the threads, lanes as well")
    void dealsPortsAndAddresses() throws IOException {
        try {
            open();
        } catch (IOException e) {
            close();
            System.out.println("SKIPPED no veth pair, so no more threads: " + e.getMessage());
            assertThat(System.getenv("CI")).isNotEqualTo("true");
            Assumptions.abort(e.getMessage());
        }
        List<InetSocketAddress> locals = new ArrayList<>();
        for (int i = 0; i < PORTS; i++) {
            locals.add(new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + (i + 1)), 0));
        }
        Gate gate = new Gate(GateRules.OFF, PORTS, new KnownCallers(1, 2));
        try (Arena arena = Arena.ofConfined();
                DatagramSocket lns =
                        new DatagramSocket(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 0));
                CoreSockets sockets = CoreSockets.open(locals, CoreSockets.USUAL_BUFFER_OCTETS);
                UserspaceDataPlane plane =
                        new UserspaceDataPlane(
                                ports, sockets, this, gate, new UserspaceSettings(2, 0))) {
            lns.setReceiveBufferSize(4 << 20);
            lns.setSoTimeout(PATIENCE_MILLIS);
            plane.start();
            assertThat(plane.threadIds()).hasSize(4);
            InetSocketAddress peer = (InetSocketAddress) lns.getLocalSocketAddress();
            List<MemorySegment> lanes = new ArrayList<>();
            for (int i = 0; i < PORTS; i++) {
                MemorySegment up = arena.allocate(Lane.SIZE, 8);
                MemorySegment down = arena.allocate(Lane.SIZE, 8);
                lanes.add(up);
                lanes.add(down);
                plane.join(
                        binding(i, sockets.all().get(i).local(), peer),
                        new Lanes(up.address(), down.address()));
            }
            byte[] ppp = Wire.ppp(new Random(1), 60);
            moveBothWays(lns, sockets, ppp);
            for (int i = 0; i < PORTS; i++) {
                Counters expected = new Counters(FRAMES, FRAMES * 60, FRAMES, FRAMES * 60);
                long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
                while (!plane.counters(i).equals(expected) && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                assertThat(plane.counters(i)).as("call %d", i).isEqualTo(expected);
                assertThat(plane.datagramsFrom(100 + i)).isEqualTo(FRAMES);
            }
            for (MemorySegment lane : lanes) {
                long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
                while ((int) JAVA_INT.varHandle().getAcquire(lane, 0L) == 0
                        && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                assertThat(lane.get(JAVA_INT, 0)).isOne();
            }
            assertThat(plane.partAll(List.of(0L, 1L, 2L))).hasSize(PORTS);
        } finally {
            close();
        }
    }

    private void moveBothWays(DatagramSocket lns, CoreSockets sockets, byte[] ppp)
            throws IOException {
        DatagramPacket got = new DatagramPacket(new byte[2048], 2048);
        for (int sent = 0; sent < FRAMES; sent += 50) {
            for (int i = 0; i < PORTS; i++) {
                byte[] pppoe = Wire.pppoe(7, ppp, 0);
                byte[] frame =
                        Wire.ethernet(ports.get(i).mac(), Wire.MAC, Wire.Tags.NONE, 0x8864, pppoe);
                byte[] datagram = Wire.l2tp(0, 100 + i, 7, 0, 0, ppp, 0);
                for (int j = 0; j < 50; j++) {
                    assertThat(subscribers.get(i).send(ByteBuffer.wrap(frame))).isTrue();
                    lns.send(
                            new DatagramPacket(
                                    datagram, datagram.length, sockets.all().get(i).local()));
                }
            }
            for (int i = 0; i < 50 * PORTS; i++) {
                lns.receive(got);
            }
        }
    }
}
