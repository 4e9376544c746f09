package org.lacserver.pppoe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Random;

/** Floods against the gate, in virtual time. */
class GateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long GOOD = 0x02_00_5e_00_00_00L;
    private static final long BAD = 0x06_00_00_00_00_00L;
    private static final Rates PADI = new Rates(10_000, 5000, 1000, 5);

    private final KnownCallers known = new KnownCallers(11, 12);
    private final Gate gate =
            new Gate(new GateRules(PADI, new Rates(0, 0, 4000, 20), Rates.OFF), 4, known);
    private final Random random = new Random(5);
    private long now = 77 * SECOND;

    private boolean padi(int port, int vlan, long mac) {
        return gate.refusal(now, Arrival.PADI, port, vlan, 0, mac) == null;
    }

    private boolean padr(int vlan, long mac) {
        return gate.refusal(now, Arrival.PADR, 0, vlan, 0, mac) == null;
    }

    /** So many PADIs of one VLAN in a millisecond, each from one of so many MAC addresses. */
    private int flood(int port, int vlan, int perMilli, int macs) {
        int passed = 0;
        for (int n = 0; n < perMilli; n++) {
            passed += padi(port, vlan, BAD + random.nextInt(macs)) ? 1 : 0;
        }
        return passed;
    }

    @Test
    @DisplayName("A MAC address, a VLAN, a port and the box get their rates and no more")
    void everyRateHolds() {
        int mac = 0;
        int vlan = 0;
        int port = 0;
        int box = 0;
        for (int milli = 0; milli < 4000; milli++) {
            now += MILLI;
            mac += padi(3, 9, GOOD) ? 1 : 0;
            vlan += flood(2, 1, 10, Integer.MAX_VALUE); // never seen, never again
            for (int of = 0; of < 100; of++) {
                port += flood(1, 100 + of, 1, 100_000);
            }
            for (int of = 0; of < 100; of++) {
                box += flood(0, 300 + of, 1, 100_000);
            }
        }
        assertThat(mac).isBetween(19, 26);
        assertThat(vlan).isBetween(3900, 4400);
        assertThat(port).isBetween(14_000, 21_000);
        assertThat(mac + vlan + port + box).isBetween(39_000, 43_000);
        assertThat(gate.counters().get("padi-over-mac-rate")).isGreaterThan(3900);
        assertThat(gate.counters().get("padi-over-vlan-rate")).isGreaterThan(30_000);
        assertThat(gate.counters().get("padi-over-port-rate")).isPositive();
        assertThat(gate.counters().get("padi-over-box-rate")).isPositive();
    }

    @Test
    @DisplayName("One VLAN that floods costs no caller of another VLAN a single PADI")
    void oneBadVlanHarmsNobodyElse() {
        for (int milli = 0; milli < 5000; milli++) {
            now += MILLI;
            flood(0, 666, 100, 100_000);
            if (milli % 2 == 0) { // 500 callers a second on 50 VLANs of the same port
                assertThat(padi(0, 100 + milli % 50, GOOD + milli)).as("ms %d", milli).isTrue();
            }
        }
    }

    @Test
    @DisplayName("Many VLANs of a port that flood leave the callers of the others theirs")
    void manyBadVlansOfAPortHarmNobodyElse() {
        int bad = 0;
        for (int milli = 0; milli < 5000; milli++) {
            now += MILLI;
            for (int n = 0; n < 50; n++) { // 50,000/s on 50 VLANs, ten times the port's rate
                bad += flood(0, 600 + n, 1, 100_000);
            }
            if (milli % 10 == 0) { // 100 callers a second on ten VLANs of the same port
                assertThat(padi(0, 100 + milli / 10 % 10, GOOD + milli))
                        .as("ms %d", milli)
                        .isTrue();
            }
        }
        assertThat(bad).isGreaterThan(20_000); // what the good ones leave is not thrown away
    }

    @Test
    @DisplayName("Ports that flood leave the callers of another port theirs")
    void badPortsHarmNoOtherPort() {
        for (int milli = 0; milli < 5000; milli++) {
            now += MILLI;
            for (int port = 1; port < 4; port++) {
                for (int n = 0; n < 30; n++) {
                    flood(port, 600 + n, 1, 100_000);
                }
            }
            if (milli % 2 == 0) {
                assertThat(padi(0, 100 + milli / 2 % 10, GOOD + milli)).as("ms %d", milli).isTrue();
            }
        }
        assertThat(gate.counters().get("padi-over-box-rate")).isPositive();
    }

    @Test
    @DisplayName("Who had a call lately gets in at once through a flood of his own VLAN")
    void thoseWhoAreKnownGoFirst() {
        for (int of = 0; of < 1000; of++) {
            known.learn(now, known.prints().caller(0, 666, 0, GOOD + of));
        }
        for (int milli = 0; milli < 5000; milli++) {
            now += MILLI;
            flood(0, 666, 100, 100_000);
            if (milli % 5 == 0) {
                assertThat(padi(0, 666, GOOD + milli / 5)).as("ms %d", milli).isTrue();
            }
        }
    }

    @Test
    @DisplayName("A caller who was never seen gets in when he asks again, as modems do")
    void theUnknownGetInWithinTheirRetries() {
        assertThat(triesNeeded(100_000)).isLessThanOrEqualTo(3); // the same MACs again and again
        assertThat(triesNeeded(Integer.MAX_VALUE)).isLessThanOrEqualTo(3); // ever new ones
    }

    /**
     * Of the unluckiest of 100, with PADIs after 5, 10, 20, 40 and 60 s (RFC 2516 §5.1 doubles).
     */
    private int triesNeeded(int macs) {
        int callers = 100;
        int[] tries = new int[callers];
        boolean[] in = new boolean[callers];
        long[] next = new long[callers];
        long start = now;
        for (int of = 0; of < callers; of++) {
            next[of] = start + (long) of * 50 * MILLI;
        }
        long base = GOOD + random.nextInt(1 << 20);
        for (int milli = 0; milli < 150_000; milli++) {
            now += MILLI;
            int before = random.nextInt(11);
            flood(0, 666, before, macs); // ten times the VLAN's rate
            for (int of = 0; of < callers; of++) {
                if (!in[of] && now >= next[of]) {
                    in[of] = padi(0, 666, base + of);
                    next[of] = now + Math.min(60, 5L << tries[of]++) * SECOND;
                }
            }
            flood(0, 666, 10 - before, macs);
        }
        int worst = 0;
        for (int of = 0; of < callers; of++) {
            assertThat(in[of]).as("caller %d", of).isTrue();
            worst = Math.max(worst, tries[of]);
        }
        return worst;
    }

    @Test
    @DisplayName("PADRs of those who were answered pass whatever PADIs and forged PADRs come")
    void padrsHaveRoomOfTheirOwn() {
        for (int milli = 0; milli < 3000; milli++) {
            now += MILLI;
            boolean isAnswered = padi(0, 666, GOOD + milli);
            flood(0, 666, 50, 100_000);
            for (int n = 0; n < 40; n++) {
                padr(666, BAD + (1L << 32) + random.nextInt(100_000));
            }
            if (isAnswered) {
                assertThat(padr(666, GOOD + milli)).as("ms %d", milli).isTrue();
            }
        }
        assertThat(gate.counters().get("padr-over-vlan-rate")).isGreaterThan(90_000);
    }

    @Test
    @DisplayName("A refused frame costs no memory, and 100,000 MAC addresses none either")
    void aFloodAllocatesNothing() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int milli = 0; milli < 200; milli++) { // all classes are there
            now += MILLI;
            flood(0, 666, 100, 100_000);
        }
        long id = Thread.currentThread().threadId();
        long before = thread.getThreadAllocatedBytes(id);
        for (int milli = 0; milli < 5000; milli++) {
            now += MILLI;
            flood(0, 666, 100, 100_000);
        }
        assertThat(thread.getThreadAllocatedBytes(id) - before).isLessThan(10_000);
    }

    @Test
    void whatIsOffRefusesNothing() {
        Gate open = new Gate(GateRules.OFF, 1, known);
        for (int n = 0; n < 100_000; n++) {
            assertThat(open.refusal(now, Arrival.PADI, 0, 1, 0, GOOD)).isNull();
        }
    }

    @Test
    void theClockMayBeginAnywhere() {
        now = -5 * SECOND;
        assertThat(padi(0, 1, GOOD)).isTrue();
        now = Long.MAX_VALUE - SECOND;
        assertThat(new Gate(GateRules.USUAL, 1, known).refusal(now, Arrival.PADI, 0, 1, 0, GOOD))
                .isNull();
    }
}
