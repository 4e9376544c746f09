package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.Segment.Modem;
import org.lacserver.pppoe.admission.AdmissionRules;
import org.lacserver.pppoe.admission.BoxRules;
import org.lacserver.pppoe.admission.DampingRules;
import org.lacserver.pppoe.admission.GateRules;
import org.lacserver.pppoe.admission.Ladder;
import org.lacserver.pppoe.admission.LimitRules;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Floods, storms and several LACs on one segment, with the rates that are usual. */
class FloodTest {
    private static final long MILLI = Segment.MILLI;
    private static final long SECOND = Segment.SECOND;
    private static final long GOOD = 0x02_00_5e_00_10_00L;
    private static final long BAD = 0x06_00_00_00_00_00L;

    private final Random random = new Random(9);

    private static FrontendSettings settings(int ports, BoxRules box, int halfOpenLimit) {
        List<FrontendSettings.Port> all = new ArrayList<>();
        for (int port = 0; port < ports; port++) {
            all.add(new FrontendSettings.Port("acc" + port, Segment.LAC));
        }
        AdmissionRules admission =
                new AdmissionRules(
                        new LimitRules(4, 0, 0, 0, 0), 0, DampingRules.OFF, List.of(), List.of());
        return FrontendSettings.on(all)
                .usual(
                        LineProfile.USUAL
                                .with(LinkRules.USUAL.asking(List.of(), true))
                                .with(admission))
                .box(box)
                .halfOpenLimit(halfOpenLimit)
                .build();
    }

    private static Frontend frontend(int ports) {
        BoxRules box = new BoxRules(GateRules.USUAL, List.of(), 100_000);
        return new Frontend(settings(ports, box, 2000), new Random(1));
    }

    /** So many PADIs in a millisecond, from 100,000 MAC addresses on so many VLANs. */
    private void flood(Segment segment, long millis, int vlans, int perMilli) {
        long start = segment.now;
        for (long milli = 0; milli < millis; milli++) {
            segment.at(
                    start + milli * MILLI,
                    () -> {
                        for (int n = 0; n < perMilli; n++) {
                            ByteBuffer padi =
                                    Segment.padi(
                                            BAD + random.nextInt(100_000),
                                            600 + random.nextInt(vlans));
                            segment.stranger(0, padi);
                        }
                    });
        }
    }

    private static long memory() {
        for (int n = 0; n < 3; n++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    @DisplayName(
            "100,000 PADIs a second on one VLAN: callers of others notice nothing, memory is flat")
    void aFloodOnOneVlan() {
        Frontend frontend = frontend(2);
        Segment segment = new Segment(frontend);
        flood(segment, 500, 1, 100);
        segment.passes(SECOND);
        long before = memory();
        List<Modem> others = new ArrayList<>();
        for (int n = 0; n < 400; n++) {
            long from = segment.now + random.nextInt(3000) * MILLI;
            others.add(segment.modem(GOOD + n, n % 2, 100 + n % 20, from));
        }
        flood(segment, 3000, 1, 100);
        segment.passes(4 * SECOND);
        assertThat(others).allMatch(modem -> modem.isUp() && modem.padis == 1);
        assertThat(others).allMatch(modem -> modem.setUpNanos() == segment.setUpNanos);
        assertThat(frontend.counters().get("padi-over-vlan-rate")).isGreaterThan(250_000);
        assertThat(memory() - before).isLessThan(4 << 20);
    }

    @Test
    @DisplayName("A flood on many VLANs of one port of three: callers of all ports get in at once")
    void aFloodOnManyVlans() {
        Segment segment = new Segment(frontend(3));
        List<Modem> good = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            long from = segment.now + SECOND + random.nextInt(2000) * MILLI;
            good.add(segment.modem(GOOD + n, n % 3, 100 + n % 50, from));
        }
        flood(segment, 3000, 200, 100);
        segment.passes(4 * SECOND);
        assertThat(good).allMatch(modem -> modem.isUp() && modem.padis == 1);
    }

    @Test
    @DisplayName("On the flooded VLAN itself those who are known get in at once, others soon after")
    void callersOfTheFloodedVlan() {
        Segment segment = new Segment(frontend(1));
        List<Modem> known = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            known.add(segment.modem(GOOD + n, 0, 600, segment.now + n * 10L * MILLI));
        }
        segment.passes(5 * SECOND);
        assertThat(segment.countUp()).isEqualTo(200);
        flood(segment, 20_000, 1, 10);
        segment.passes(SECOND);
        List<Modem> fresh = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            long from = segment.now + random.nextInt(1000) * MILLI;
            known.set(n, segment.modem(GOOD + n, 0, 600, from)); // a second session each
            fresh.add(segment.modem(GOOD + 10_000 + n, 0, 600, from));
        }
        segment.passes(19 * SECOND);
        assertThat(known).allMatch(modem -> modem.isUp() && modem.padis == 1);
        assertThat(fresh).allMatch(Modem::isUp);
        assertThat(fresh).allMatch(modem -> modem.padis <= 3);
    }

    @Test
    @DisplayName(
            "Forged, foreign and old cookies make no session, and cost those with good ones"
                    + " nothing")
    void cookiesOfOthers() {
        FrontendSettings settings = settings(2, new BoxRules(GateRules.USUAL, List.of(), 0), 2000);
        Frontend frontend = new Frontend(settings, new Random(1));
        Caller caller = new Caller(frontend, GOOD, "81000064");
        byte[] cookie = caller.cookie();
        ByteBuffer foreign = ByteBuffer.wrap(cookie);
        Caller stranger = new Caller(frontend, BAD, "81000064");
        frontend.onFrame(caller.now, 0, Segment.padr(BAD, 100, foreign), stranger); // not his MAC
        frontend.onFrame(caller.now, 0, Segment.padr(GOOD, 101, foreign), stranger); // nor VLAN
        frontend.onFrame(caller.now, 1, Segment.padr(GOOD, 100, foreign), stranger); // nor port
        for (int n = 0; n < 50_000; n++) {
            byte[] forged = new byte[cookie.length];
            random.nextBytes(forged);
            long mac = BAD + random.nextInt(100_000);
            frontend.onFrame(
                    caller.now, 0, Segment.padr(mac, 100, ByteBuffer.wrap(forged)), stranger);
        }
        assertThat(stranger.frames).isZero();
        assertThat(caller.count("padr-bad-cookie")).isBetween(4L, 2000L); // the rest at the gate
        assertThat(caller.count("padr-over-vlan-rate")).isGreaterThan(45_000);
        frontend.onFrame(caller.now, 0, Segment.padr(GOOD, 100, foreign), caller);
        assertThat(caller.next().code()).isEqualTo(0x65);
        long late = caller.now + 70 * SECOND;
        Caller later = new Caller(frontend, GOOD + 1, "81000064");
        ByteBuffer old = ByteBuffer.wrap(later.cookie());
        frontend.onFrame(late, 0, Segment.padr(GOOD + 1, 100, old), later);
        assertThat(later.seen).isEmpty();
    }

    @Test
    @DisplayName("RFC 2516 §5.5: PADTs and session frames of others, from any line, end no session")
    void sessionsOfOthers() {
        Frontend frontend = frontend(2);
        Segment segment = new Segment(frontend);
        for (int n = 0; n < 100; n++) {
            segment.modem(GOOD + n, 0, 100, segment.now);
        }
        segment.passes(SECOND);
        assertThat(segment.countUp()).isEqualTo(100);
        for (int n = 0; n < 100_000; n++) {
            boolean isPadt = random.nextBoolean();
            boolean isHisMac = random.nextBoolean();
            Caller stranger =
                    new Caller(
                            frontend,
                            isHisMac ? GOOD + n % 100 : BAD + random.nextInt(100_000),
                            isHisMac ? "81000065" : "81000064");
            stranger.sessionId = 1 + n % 100;
            byte[] frame = isPadt ? stranger.padt() : stranger.ppp(0xc021, 5, 1, new byte[0]);
            int port = isHisMac && random.nextBoolean() ? 1 : 0;
            frontend.onFrame(segment.now + n * 1000L, port, ByteBuffer.wrap(frame), stranger);
        }
        assertThat(frontend.sessions()).isEqualTo(100);
        long answered = frontend.counters().getOrDefault("padt-sent-for-unknown-session", 0L);
        assertThat(answered).isLessThanOrEqualTo(1000);
    }

    @Test
    @DisplayName("Of two LACs on one segment the idle one gets nearly all callers")
    void theLeastLoadedAnswersFirst() {
        BoxRules ladder =
                new BoxRules(
                        GateRules.USUAL,
                        List.of(
                                new Ladder.Step(50, 100 * MILLI),
                                new Ladder.Step(75, 300 * MILLI),
                                new Ladder.Step(100, Ladder.NEVER)),
                        1000);
        Frontend busy = new Frontend(settings(1, ladder, 100_000), new Random(1));
        Frontend idle = new Frontend(settings(1, ladder, 100_000), new Random(2));
        Segment earlier = new Segment(busy);
        for (int n = 0; n < 600; n++) {
            earlier.modem(GOOD + n, 0, 100, earlier.now + n * 5L * MILLI);
        }
        earlier.passes(4 * SECOND);
        assertThat(earlier.countUp()).isEqualTo(600);
        Segment segment = new Segment(busy, idle);
        segment.now = earlier.now;
        for (int n = 0; n < 300; n++) {
            segment.modem(GOOD + 1000 + n, 0, 100, segment.now + n * 5L * MILLI);
        }
        segment.passes(3 * SECOND);
        assertThat(segment.modems.values()).allMatch(modem -> modem.isUp() && modem.lac == 1);
        busy.onOrder(segment.now, new FrontendOrder.Load(100, 0), new Caller(busy, 0, ""));
        idle.onOrder(segment.now, new FrontendOrder.StopAccepting(), new Caller(idle, 0, ""));
        Modem nobodys = segment.modem(GOOD + 5000, 0, 100, segment.now);
        segment.passes(4 * SECOND);
        assertThat(nobodys.isUp()).isFalse();
        busy.onOrder(segment.now, new FrontendOrder.Load(0, 0), new Caller(busy, 0, ""));
        segment.passes(4 * SECOND);
        assertThat(nobodys.isUp()).isTrue();
        assertThat(nobodys.lac).isZero();
    }

    @Test
    @DisplayName("64,000 callers after a link flap are served at a steady rate, each in the end")
    void aStormAfterALinkFlap() {
        BoxRules box = new BoxRules(GateRules.USUAL, List.of(), 100_000);
        Frontend frontend = new Frontend(settings(4, box, 2000), new Random(1));
        Segment segment = new Segment(frontend);
        segment.setUpNanos = 500 * MILLI;
        int callers = 64_000;
        for (int n = 0; n < callers; n++) {
            long from = segment.now + random.nextInt(2000) * MILLI;
            segment.modem(GOOD + n, n % 4, 100 + n / 4 % 250, from);
        }
        long[] upAt = new long[400];
        int seconds = 0;
        while (segment.countUp() < callers && seconds < upAt.length) {
            segment.passes(SECOND);
            upAt[seconds++] = segment.countUp();
        }
        assertThat(segment.countUp()).isEqualTo(callers);
        long[] took =
                segment.modems.values().stream().mapToLong(Modem::setUpNanos).sorted().toArray();
        System.out.printf(
                "64,000 callers after a link flap: all up after %d s; set-up p50 %.1f s, p90 %.1f"
                        + " s, p99 %.1f s, worst %.1f s; up after 5 s %d, 10 s %d, 20 s %d, 40 s"
                        + " %d%n",
                seconds,
                took[callers / 2] / 1e9,
                took[callers / 10 * 9] / 1e9,
                took[callers / 100 * 99] / 1e9,
                took[callers - 1] / 1e9,
                upAt[5],
                upAt[10],
                upAt[20],
                upAt[40]);
        assertThat(frontend.admission().halfOpen()).isZero();
    }
}
