package org.lacserver.wiring.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.Mask;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** What is kept of attempts: bounded, the beginning and the newest, each line for itself. */
final class LadderTest {
    private static void note(Ladder ladder, int number) {
        ByteBuffer text = ByteBuffer.wrap(("note " + number).getBytes(StandardCharsets.UTF_8));
        ladder.add(Step.Kind.NOTE, number, 0, null, null, text);
    }

    private static Attempt attempt(String mac, int number) {
        return new Attempt(number, 0, mac, "eth1", null, "u", "lookup", -1, "x", "");
    }

    @Test
    @DisplayName("A step comes back as it went in, with its addresses, cut off at 512 octets")
    void roundTrip() {
        Ladder ladder = new Ladder(4096, 10);
        InetSocketAddress local = new InetSocketAddress("192.0.2.1", 1701);
        InetSocketAddress peer = new InetSocketAddress("2001:db8::1", 1702);
        ladder.add(Step.Kind.L2TP_IN, 77, 0, local, peer, ByteBuffer.wrap(new byte[700]));
        ladder.add(Step.Kind.FRAME_OUT, 78, 4095, null, null, ByteBuffer.wrap(new byte[] {1, 2}));
        List<Step> steps = ladder.steps();
        assertThat(steps.get(0).local()).isEqualTo(local);
        assertThat(steps.get(0).peer()).isEqualTo(peer);
        assertThat(steps.get(0).octets()).hasSize(512);
        assertThat(steps.get(0).length()).isEqualTo(700);
        assertThat(steps.get(1).port()).isEqualTo(4095);
        assertThat(steps.get(1).octets()).containsExactly(1, 2);
        assertThat(steps.get(1).atNanos()).isEqualTo(78);
    }

    @Test
    @DisplayName("When it is full, the beginning and the newest stay")
    void full() {
        Ladder ladder = new Ladder(4096, 20);
        for (int i = 0; i < 1000; i++) {
            note(ladder, i);
        }
        List<Long> times = ladder.steps().stream().map(Step::atNanos).toList();
        assertThat(times).hasSize(20).startsWith(0L, 1L, 2L).endsWith(998L, 999L);
        assertThat(ladder.dropped()).isEqualTo(980);
        assertThat(ladder.room()).isLessThanOrEqualTo(4096);
    }

    @Test
    @DisplayName("Messages of any sizes in any order find room, those of another ladder too")
    void anySizes() {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            Ladder ladder = new Ladder(2048, 6);
            for (int i = 0; i < 30; i++) {
                int length = random.nextBoolean() ? random.nextInt(80) : 400 + random.nextInt(400);
                ladder.add(Step.Kind.FRAME_IN, i, 0, null, null, ByteBuffer.wrap(new byte[length]));
            }
            List<Long> times = ladder.steps().stream().map(Step::atNanos).toList();
            assertThat(times).isSorted().endsWith(29L).hasSizeLessThanOrEqualTo(6);
        }
    }

    @Test
    @DisplayName("A line that fails a thousand times leaves the ladders of others where they are")
    void laddersOfOthersStay() {
        Attempts attempts = new Attempts(10, 100, 1 << 20);
        Ladder kept = new Ladder(1024, 4);
        note(kept, 0);
        attempts.add(attempt("quiet", 0), kept);
        for (int i = 1; i < 1000; i++) {
            Ladder ladder = new Ladder(1024, 4);
            note(ladder, i);
            attempts.add(attempt("noisy", i), ladder);
        }
        assertThat(attempts.find(it -> it.mac().equals("quiet")).getFirst().ladder())
                .isSameAs(kept);
        assertThat(attempts.ladders()).isEqualTo(11);
    }

    @Test
    @DisplayName("Ten attempts of a line; a line that tries without end displaces only itself")
    void linesAreApart() {
        Attempts attempts = new Attempts(3, 4, 1 << 20);
        attempts.add(attempt("quiet", 0), null);
        for (int i = 1; i < 100; i++) {
            Ladder ladder = new Ladder(1024, 4);
            note(ladder, i);
            attempts.add(attempt("noisy", i), ladder);
        }
        assertThat(attempts.find(it -> it.mac().equals("noisy"))).hasSize(10);
        assertThat(attempts.find(it -> it.mac().equals("noisy")).getFirst().attempt.atNanos())
                .isEqualTo(99);
        assertThat(attempts.find(it -> it.mac().equals("quiet"))).hasSize(1);
        assertThat(attempts.ladders()).isEqualTo(4);
        attempts.add(attempt("b", 200), null);
        attempts.add(attempt("c", 201), null);
        assertThat(attempts.lines()).isEqualTo(3);
        assertThat(attempts.find(it -> it.mac().equals("quiet"))).as("the eldest line").isEmpty();
    }

    @Test
    @DisplayName("RFC 2661 §4.4.5: AVP 33 is masked, a hidden one and others stay")
    void l2tp() {
        String header = "c8020000 0001 0002 0000 0000 ".replace(" ", "");
        String secret = "800a 0000 0021 73656372".replace(" ", "");
        String hidden = "c00a 0000 0021 73656372".replace(" ", "");
        String other = "800a 0000 001e 73656372".replace(" ", "");
        byte[] octets = HexFormat.of().parseHex(header + secret + hidden + other);
        Mask.datagram(octets, 0, octets.length);
        assertThat(HexFormat.of().formatHex(octets))
                .isEqualTo(header + "800a000000212a2a2a2a" + hidden + other);
    }

    @Test
    @DisplayName("An IP packet made up for a datagram has right lengths and checksums")
    void packets() {
        byte[] packet =
                Packets.udp(
                        new InetSocketAddress("10.0.0.1", 5000),
                        new InetSocketAddress("10.0.0.2", 9999),
                        1812,
                        true,
                        new byte[] {1, 2, 3},
                        3);
        assertThat(HexFormat.of().formatHex(packet))
                .isEqualTo(
                        "4500001f0000400040112"
                                + "6cc0a0000010a000002"
                                + "1388"
                                + "0714000b"
                                + HexFormat.of().toHexDigits((short) checksum())
                                + "010203");
    }

    private static int checksum() {
        int sum = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 17 + 11 + 0x1388 + 0x0714 + 11;
        sum += 0x0102 + 0x0300;
        return ~(sum % 0xffff) & 0xffff;
    }
}
