package org.lacserver.data.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.data.kernel.KernelCalls.Place;
import org.lacserver.port.Binding;
import org.lacserver.port.Encapsulation;
import org.lacserver.port.Line;
import org.lacserver.pppoe.ethernet.Posix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The real program, run by the kernel on frames that no interface has; skipped without privileges.
 */
final class ProgramTest {
    private static final int PASS = 2;
    private static final int REDIRECT = 4;
    private static final long PORT_MAC = 0x02_00_00_00_00_01L;
    private static final long CALLER = 0x02_00_5e_10_00_01L;
    private static final InetSocketAddress LOCAL = address("192.0.2.1", 1701);
    private static final InetSocketAddress PEER = address("192.0.2.11", 1701);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Random random = new Random(3);

    private record Loaded(
            KernelMaps maps, Attachment program, KernelCalls calls, SlotBook book, HopTable hops) {}

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private final Loaded loaded = load();

    private Loaded load() {
        try {
            KernelMaps maps = KernelMaps.create(Sizes.of(1, 2, 64));
            open.add(maps);
            maps.alive();
            Attachment program = Attachment.load(KernelPath.object(), maps, 0, 0, true);
            open.add(program);
            Quiescence quiescence = new Quiescence(maps);
            HopTable hopTable = new HopTable(maps, quiescence);
            NextHops nextHops = new NextHops((_, _) -> {});
            open.add(nextHops);
            DestinationTable destinations = new DestinationTable(maps, hopTable, nextHops);
            KernelCalls calls = new KernelCalls(maps);
            SharedArray ports = maps.array("ports");
            ports.setMac(0, Layout.PORT_MAC, PORT_MAC);
            ports.setShort(0, Layout.PORT_MTU, 1500);
            int lo = Posix.ifNameToIndex("lo");
            maps.putDevice(0, lo);
            maps.putDevice(1, lo);
            hopTable.open(77, 1);
            return new Loaded(
                    maps,
                    program,
                    calls,
                    new SlotBook(maps, calls, destinations, quiescence),
                    hopTable);
        } catch (IOException | KernelUnavailable e) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("CI=true and no program to run", e);
            }
            System.out.println("SKIPPED the program cannot be loaded: " + e.getMessage());
            Assumptions.abort(e.getMessage());
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void nothingIsMoved() {
        assertThat(count(FrameVerdict.MOVED_UP)).isZero();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private long count(FrameVerdict verdict) {
        long sum = 0;
        for (int cpu = 0; cpu < loaded.maps.sizes().cpus(); cpu++) {
            sum +=
                    loaded.maps
                            .cpus(0)
                            .getLong(cpu, Layout.CPU_COUNT + verdict.place() * Long.BYTES);
        }
        return sum;
    }

    private Place join(int session, int tunnel, long mac, int vlans) throws Exception {
        Binding binding =
                new Binding(
                        1,
                        Binding.Access.SERVED,
                        new Line(
                                0,
                                "access",
                                vlans >>> 16,
                                vlans & 0xffff,
                                mac,
                                7,
                                null,
                                null,
                                0,
                                0,
                                ""),
                        LOCAL,
                        PEER,
                        tunnel,
                        200,
                        session,
                        3000 + session,
                        Encapsulation.DEFAULT);
        ByteBuffer header = ByteBuffer.allocate(20);
        header.putShort((short) (mac >> 32)).putInt((int) mac);
        header.putShort((short) (PORT_MAC >> 32)).putInt((int) PORT_MAC);
        if (vlans != 0) {
            header.putShort((short) 0x8100).putShort((short) (vlans >>> 16));
        }
        Place place = loaded.book.reserve(binding, header.flip());
        if (place == null) {
            throw new AssertionError("no room");
        }
        loaded.hops.set(
                place.destination(),
                new NextHop(77, 1500, 0x02_00_00_00_00_77L, 0x02_00_00_00_00_66L));
        loaded.book.link(place);
        for (String calls : List.of("up_calls", "down_calls")) {
            loaded.maps.array(calls).setInt(place.slot(), Layout.LANE_WANTED, 1);
        }
        return place;
    }

    private static byte[] frame(long mac, int vlan, byte[] ppp) {
        ByteBuffer frame = ByteBuffer.allocate(64 + ppp.length);
        frame.putShort((short) (PORT_MAC >> 32)).putInt((int) PORT_MAC);
        frame.putShort((short) (mac >> 32)).putInt((int) mac);
        if (vlan != 0) {
            frame.putShort((short) 0x8100).putShort((short) vlan);
        }
        frame.putShort((short) 0x8864).putShort((short) 0x1100).putShort((short) 7);
        frame.putShort((short) ppp.length).put(ppp);
        return Arrays.copyOf(frame.array(), Math.max(60, frame.position()));
    }

    private TestRun run(byte[] frame) throws IOException {
        return TestRun.of(loaded.program.programFd(), frame);
    }

    private byte[] ppp(int length) {
        byte[] ppp = new byte[length];
        random.nextBytes(ppp);
        ppp[0] = 0;
        return ppp;
    }

    @Test
    @DisplayName("every length from 1 to what fits: the frame grows by 30 octets, counted")
    void movesEveryLength() throws Exception {
        Place place = join(11, 100, CALLER, 0);
        long octets = 0;
        for (int length = 1; length <= 1464; length++) {
            byte[] ppp = ppp(length);
            TestRun ran = run(frame(CALLER, 0, ppp));
            assertThat(ran.verdict()).as("length %d", length).isEqualTo(REDIRECT);
            byte[] sent = ran.frame();
            assertThat(sent).hasSize(14 + 20 + 8 + 8 + length);
            ByteBuffer read = ByteBuffer.wrap(sent);
            assertThat(read.getShort(42)).isEqualTo((short) 2);
            assertThat(read.getShort(44)).isEqualTo((short) 200);
            assertThat(read.getShort(46)).isEqualTo((short) 3011);
            assertThat(read.getShort(48)).isEqualTo((short) 0xff03);
            assertThat(Arrays.copyOfRange(sent, 50, sent.length)).isEqualTo(ppp);
            assertThat(sum(sent, 14, 34, 0)).as("IP checksum").isEqualTo(0xffff);
            int pseudo = 17 + sent.length - 34;
            assertThat(sum(sent, 26, sent.length, pseudo)).as("UDP checksum").isEqualTo(0xffff);
            octets += length;
        }
        assertThat(loaded.book.moved(place).upFrames()).isEqualTo(1464);
        assertThat(loaded.book.moved(place).upOctets()).isEqualTo(octets);
        assertThat(run(frame(CALLER, 0, ppp(1465))).verdict()).isEqualTo(PASS);
        assertThat(count(FrameVerdict.TOO_BIG)).isOne();
    }

    /** RFC 1071. */
    private static int sum(byte[] octets, int from, int to, int begin) {
        long sum = begin;
        for (int at = from; at < to; at += 2) {
            sum += (octets[at] & 0xff) << 8 | (at + 1 < to ? octets[at + 1] & 0xff : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    @Test
    @DisplayName(
            "calls that share ids: each is found by its own MAC and VLAN, whoever leaves first")
    void sharesIds() throws Exception {
        List<Place> places = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            places.add(join(11, 100 + n, CALLER + n, n << 16));
        }
        for (int gone : new int[] {0, 3, 4, 1, 2}) {
            for (int n = 0; n < 5; n++) {
                boolean isThere = loaded.calls.read(places.get(n).slot()).pppoeSession() != 0;
                int verdict = run(frame(CALLER + n, n, ppp(40))).verdict();
                assertThat(verdict).as("%d", n).isEqualTo(isThere ? REDIRECT : PASS);
                assertThat(run(frame(CALLER + n, n + 1, ppp(40))).verdict()).isEqualTo(PASS);
                assertThat(run(frame(CALLER - 1, n, ppp(40))).verdict()).isEqualTo(PASS);
            }
            loaded.book.takeOut(List.of(places.get(gone)));
            long moved = loaded.book.moved(places.get(gone)).upFrames();
            assertThat(moved).isPositive();
            loaded.calls.clear(places.get(gone).slot());
        }
        for (int n = 0; n < 5; n++) {
            assertThat(run(frame(CALLER + n, n, ppp(40))).verdict()).isEqualTo(PASS);
        }
        assertThat(count(FrameVerdict.UNKNOWN_SESSION)).isGreaterThanOrEqualTo(5);
    }

    @Test
    @DisplayName("a lane that is not wanted leaves frames to userspace until all of them are done")
    void followsLanes() throws Exception {
        Place place = join(11, 100, CALLER, 0);
        SharedArray calls = loaded.maps.array("up_calls");
        calls.setInt(place.slot(), Layout.LANE_WANTED, 0);
        byte[] frame = frame(CALLER, 0, ppp(40));
        assertThat(run(frame).verdict()).isEqualTo(PASS);
        assertThat(run(frame).verdict()).isEqualTo(PASS);
        assertThat(calls.getInt(place.slot(), Layout.LANE_PASSED)).isEqualTo(2);
        calls.setInt(place.slot(), Layout.LANE_HANDLED, 1);
        calls.setInt(place.slot(), Layout.LANE_WANTED, 1);
        assertThat(run(frame).verdict()).isEqualTo(PASS);
        assertThat(loaded.book.isOpen(place)).isFalse();
        calls.setInt(place.slot(), Layout.LANE_HANDLED, 3);
        assertThat(loaded.book.isOpen(place)).isTrue();
        assertThat(run(frame).verdict()).isEqualTo(REDIRECT);
        assertThat(calls.getInt(place.slot(), Layout.LANE_DIRECT)).isOne();
        assertThat(count(FrameVerdict.NOT_DIRECT)).isEqualTo(3);
    }

    @Test
    @DisplayName("of a call whose daemon has gone all frames are moved, whatever was left before")
    void movesOnAlone() throws Exception {
        Place place = join(12, 100, CALLER, 0);
        SharedArray calls = loaded.maps.array("up_calls");
        calls.setInt(place.slot(), Layout.LANE_PASSED, 7);
        byte[] frame = frame(CALLER, 0, ppp(40));
        assertThat(run(frame).verdict()).isEqualTo(PASS);
        loaded.maps.array("daemon").setLong(0, 0, System.nanoTime() - 60_000_000_000L);
        assertThat(run(frame).verdict()).isEqualTo(REDIRECT);
        loaded.maps.alive();
        assertThat(run(frame).verdict()).isEqualTo(PASS);
        calls.setInt(place.slot(), Layout.LANE_WANTED, Layout.ALWAYS);
        assertThat(run(frame).verdict()).isEqualTo(REDIRECT);
    }
}
