package org.lacserver.tests.load;

import org.lacserver.pppoe.Frontend;
import org.lacserver.pppoe.FrontendEvent;
import org.lacserver.pppoe.FrontendOutbox;
import org.lacserver.pppoe.FrontendSettings;
import org.lacserver.pppoe.admission.Arrival;
import org.lacserver.pppoe.admission.BoxRules;
import org.lacserver.pppoe.admission.Gate;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.KnownCallers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * {@code ./lac bench admission}: what one thread spends on a stranger's frame: refused by the gate,
 * answered with a PADO, or dropped for its cookie. In memory, the clock of its own making.
 */
final class AdmissionBench implements FrontendOutbox {
    private static final long LAC = 0x02_00_5e_00_00_01L;
    private static final long BAD = 0x06_00_00_00_00_00L;
    private static final int MACS = 100_000;
    private static final int FRAMES = 2_000_000;
    private static final int ROUNDS = 2;
    private static final int COOKIE = 28;

    private final SplittableRandom random = new SplittableRandom(1);
    private final long[] macs = new long[1 << 17];
    private long sent;

    private interface Step {
        void of(int frame);
    }

    private AdmissionBench() {
        for (int n = 0; n < macs.length; n++) {
            macs[n] = BAD + random.nextInt(MACS);
        }
    }

    static int run() {
        new AdmissionBench().measure();
        return 0;
    }

    private void measure() {
        KnownCallers known = new KnownCallers(1, 2);
        Gate gate = new Gate(GateRules.USUAL, 4, known);
        long[] passed = new long[1];
        Step oneVlan = frame -> passed[0] += isLet(gate, Arrival.PADI, frame, 600) ? 1 : 0;
        Step manyVlans =
                frame -> passed[0] += isLet(gate, Arrival.PADI, frame, 600 + frame % 1000) ? 1 : 0;
        print("PADI at the gate, one VLAN, 100,000 MACs", oneVlan);
        print("PADI at the gate, 1,000 VLANs", manyVlans);
        Frontend frontend =
                new Frontend(
                        FrontendSettings.on(List.of(new FrontendSettings.Port("acc0", LAC)))
                                .box(BoxRules.OPEN)
                                .build(),
                        new java.util.Random(1),
                        known);
        ByteBuffer padi = frame(0xffff_ffff_ffffL, 0x09, new byte[] {1, 1, 0, 0});
        byte[] tags = new byte[8 + COOKIE];
        tags[0] = 1;
        tags[1] = 1;
        tags[4] = 1;
        tags[5] = 4;
        tags[7] = COOKIE;
        tags[8 + 8 + 3] = 1; // of a time that is not too old
        ByteBuffer padr = frame(LAC, 0x19, tags);
        long now = 2_000_000_000L;
        print("PADI answered with a PADO", frame -> at(frontend, now, padi, frame));
        print("PADR with a forged cookie", frame -> at(frontend, now, padr, frame));
        System.out.printf(
                Locale.ROOT,
                "passed the gate: %,d of %,d; PADOs: %,d; bad cookies: %,d%n",
                passed[0],
                2L * ROUNDS * FRAMES,
                sent,
                frontend.counters().get("padr-bad-cookie"));
    }

    private boolean isLet(Gate gate, Arrival what, int frame, int vlan) {
        long now = 1_000L * frame; // a million frames a second
        return gate.refusal(now, what, frame & 3, vlan, 0, macs[frame & macs.length - 1]) == null;
    }

    private void at(Frontend frontend, long now, ByteBuffer octets, int frame) {
        octets.putInt(8, (int) macs[frame & macs.length - 1]);
        frontend.onFrame(now, 0, octets, this);
    }

    private static ByteBuffer frame(long to, int code, byte[] tags) {
        ByteBuffer frame = ByteBuffer.allocate(20 + tags.length);
        frame.putShort((short) (to >> 32)).putInt((int) to);
        frame.putShort((short) (BAD >> 32)).putInt((int) BAD);
        frame.putShort((short) 0x8863).put((byte) 0x11).put((byte) code).putShort((short) 0);
        return frame.putShort((short) tags.length).put(tags).flip();
    }

    /** CPU time of this thread, the best of some rounds. */
    private static void print(String what, Step step) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long began = threads.getCurrentThreadCpuTime();
            for (int frame = 0; frame < FRAMES; frame++) {
                step.of(frame);
            }
            best = Math.min(best, (double) (threads.getCurrentThreadCpuTime() - began) / FRAMES);
        }
        System.out.printf(
                Locale.ROOT, "%-42s %7.1f ns  %6.2f million/s%n", what, best, 1000 / best);
    }

    @Override
    public void frame(int accessPort, ByteBuffer frame) {
        sent++;
    }

    @Override
    public void event(FrontendEvent event) {}
}
