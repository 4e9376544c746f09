package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.Wire.Tags;
import org.lacserver.port.Binding;
import org.lacserver.port.DataPlane.Counters;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Over a veth pair; skipped, with the reason, where this process may not make one. */
class UserspaceDataPlaneTest extends DataPlaneContract {
    private static final VarHandle WORD = JAVA_INT.varHandle();
    private static @Nullable VethPair veth;
    private static String whyNot = "";

    @BeforeAll
    static void plug() {
        try {
            veth = VethPair.create();
        } catch (IOException e) {
            whyNot = "no veth pair, so no raw Ethernet test: " + e.getMessage();
            System.out.println("SKIPPED " + whyNot);
        }
    }

    @AfterAll
    static void unplug() throws IOException {
        if (veth != null) {
            veth.close();
        }
    }

    @Override
    UserspaceRig open() throws IOException {
        return rig("127.0.0.1", "127.0.0.11", "127.0.0.12");
    }

    private static UserspaceRig rig(UserspaceSettings settings) throws IOException {
        return rig("127.0.0.1", "127.0.0.11", "127.0.0.12", settings);
    }

    static UserspaceRig rig(String local, String lns, String other) throws IOException {
        return rig(local, lns, other, UserspaceSettings.DEFAULT);
    }

    private static UserspaceRig rig(
            String local, String lns, String other, UserspaceSettings settings) throws IOException {
        VethPair pair = veth;
        Assumptions.assumeTrue(pair != null, whyNot);
        if (pair == null) {
            throw new AssertionError();
        }
        return new UserspaceRig(
                pair,
                InetAddress.ofLiteral(local),
                InetAddress.ofLiteral(lns),
                InetAddress.ofLiteral(other),
                settings);
    }

    @Test
    @DisplayName("mixed frames to two LNSs arrive whole, each once, in order for each LNS")
    void sortsByLns() throws IOException {
        try (UserspaceRig rig = open()) {
            Random random = new Random(2);
            Binding first = Wire.binding(rig, 1, 1, Tags.NONE, false);
            Binding second = Wire.binding(rig, 2, 2, Tags.NONE, false);
            rig.plane().join(first);
            rig.plane()
                    .join(
                            new Binding(
                                    2,
                                    second.access(),
                                    second.line(),
                                    second.local(),
                                    rig.otherLns(),
                                    101,
                                    second.peerTunnelId(),
                                    second.localSessionId(),
                                    second.peerSessionId(),
                                    second.data()));
            List<byte[]> toFirst = new ArrayList<>();
            List<byte[]> toSecond = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int id = 1 + random.nextInt(2);
                byte[] ppp = Wire.ppp(random, i % 5 == 0 ? 500 : 100);
                rig.subscriberSends(Wire.session(rig, Tags.NONE, id, ppp));
                (id == 1 ? toFirst : toSecond).add(Wire.toLns(id, ppp));
            }
            for (byte[] expected : toFirst) {
                assertThat(rig.lnsGets()).isEqualTo(expected);
            }
            for (byte[] expected : toSecond) {
                assertThat(rig.otherLnsGets()).isEqualTo(expected);
            }
            assertThat(rig.plane().part(1).upFrames()).isEqualTo(toFirst.size());
            assertThat(rig.plane().part(2).upFrames()).isEqualTo(toSecond.size());
        }
    }

    @Test
    @DisplayName("what the engine had of a call when it was joined goes before what came since")
    void keepsOrderAtTheJoin() throws IOException {
        try (UserspaceRig rig = open()) {
            Random random = new Random(3);
            rig.engineIsBusy(true);
            rig.plane().join(Wire.binding(rig, 1, 7, Tags.NONE, false));
            byte[] held = Wire.ppp(random, 60);
            List<byte[]> later = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                later.add(Wire.ppp(random, 60 + i % 2));
                rig.subscriberSends(Wire.session(rig, Tags.NONE, 7, later.getLast()));
            }
            rig.plane().sendToLns(1, ByteBuffer.wrap(held));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(7, held));
            rig.engineIsBusy(false);
            for (byte[] ppp : later) {
                assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(7, ppp));
            }
            assertThat(rig.plane().part(1).upFrames()).isEqualTo(201);
        }
    }

    @Test
    @DisplayName("threads that spin before they sleep, and more of them than ports, move the same")
    void spins() throws IOException {
        try (UserspaceRig rig = rig(new UserspaceSettings(16, 1_000_000))) {
            rig.plane().join(Wire.binding(rig, 1, 7, Tags.NONE, false));
            assertThat(rig.userspace().threadIds()).hasSize(2);
            move(rig, Wire.ppp(new Random(1), 60), 1000);
            assertThat(rig.plane().part(1)).isEqualTo(new Counters(1000, 60_000, 1000, 60_000));
        }
    }

    @Test
    @DisplayName("§5.4: lanes open when a call is joined, close while it is sequenced, open again")
    void lanesFollowSequencing() throws IOException {
        try (Arena arena = Arena.ofConfined();
                UserspaceRig rig = open()) {
            MemorySegment up = arena.allocate(Lane.SIZE, 8);
            MemorySegment down = arena.allocate(Lane.SIZE, 8);
            rig.userspace()
                    .join(
                            Wire.binding(rig, 1, 7, Tags.NONE, false),
                            new Lanes(up.address(), down.address()));
            waitForWanted(1, up, down);
            byte[] ppp = Wire.ppp(new Random(1), 60);
            rig.lnsSends(Wire.l2tp(Wire.S, 100, 7, 0, 0, ppp, 0));
            waitForWanted(0, up, down);
            assertThat(rig.subscriberGets()).isNotNull();
            rig.lnsSends(Wire.l2tp(0, 100, 7, 0, 0, ppp, 0));
            assertThat(rig.subscriberGets()).isNotNull();
            waitForWanted(1, down);
            rig.subscriberSends(Wire.session(rig, Tags.NONE, 7, ppp));
            assertThat(rig.lnsGets()).isEqualTo(Wire.toLns(7, ppp));
            waitForWanted(1, up);
            rig.plane().part(1);
            up.fill((byte) 0);
            down.fill((byte) 0);
        }
    }

    private static void waitForWanted(int expected, MemorySegment... lanes) {
        for (MemorySegment lane : lanes) {
            long end = System.nanoTime() + 10_000_000_000L;
            while ((int) WORD.getAcquire(lane, 0L) != expected && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(lane.get(JAVA_INT, 0)).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("a warm data plane allocates nothing for a frame")
    void allocatesNothing() throws IOException {
        try (UserspaceRig rig = open()) {
            rig.plane().join(Wire.binding(rig, 1, 7, Tags.NONE, false));
            byte[] ppp = Wire.ppp(new Random(1), 60);
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            move(rig, ppp, 30_000);
            long perFrame = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 5 && perFrame > 0; attempt++) {
                long before = allocated(threads, rig);
                move(rig, ppp, 10_000);
                perFrame = (allocated(threads, rig) - before) / 20_000;
            }
            assertThat(perFrame).isZero();
        }
    }

    private static long allocated(com.sun.management.ThreadMXBean threads, UserspaceRig rig) {
        long sum = 0;
        for (long id : rig.plane().threadIds()) {
            sum += threads.getThreadAllocatedBytes(id);
        }
        return sum;
    }

    private static void move(UserspaceRig rig, byte[] ppp, int frames) {
        byte[] up = Wire.session(rig, Tags.NONE, 7, ppp);
        byte[] down = Wire.l2tp(0, 100, 7, 0, 0, ppp, 0);
        for (int i = 0; i < frames; i += 50) {
            for (int j = 0; j < 50; j++) {
                rig.subscriberSends(up);
                rig.lnsSends(down);
            }
            for (int j = 0; j < 50; j++) {
                assertThat(rig.lnsGets()).isNotNull();
                assertThat(rig.subscriberGets()).isNotNull();
            }
        }
    }
}
