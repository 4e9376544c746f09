package org.lacserver.pppoe.modem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.modem.ModemEvent.Errors;
import org.lacserver.pppoe.modem.ModemEvent.Failed;
import org.lacserver.pppoe.modem.ModemEvent.Gone;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Calls on several modems: who gets which, frames both ways, and how a call ends. */
final class ModemPoolTest {
    private static final String LCP = "c02101010004";
    private static final String IP = "002145000014";

    private ModemBench bench = new ModemBench(ModemBench.modem("m0"), ModemBench.modem("m1"));

    @Test
    void aCallGetsTheModemItAsksForOrAnyThatIsFree() {
        assertThat(bench.dial(1, 1, "1")).isEqualTo(1);
        assertThat(bench.dial(2, ModemPool.ANY, "1")).isZero();
        assertThat(bench.dial(3, ModemPool.ANY, "1")).isEqualTo(-1);
        assertThat(bench.dial(4, 1, "1")).isEqualTo(-1);
        assertThat(bench.dial(5, 9, "1")).isEqualTo(-1);
        assertThat(bench.events)
                .containsExactly(
                        new Failed(
                                3, ModemFailure.NO_FREE_MODEM, "none of 2 is free: in use or gone"),
                        new Failed(4, ModemFailure.NO_FREE_MODEM, "m1: in use or gone"),
                        new Failed(5, ModemFailure.NO_FREE_MODEM, "there is no modem 9"));
    }

    @Test
    void aModemThatFailsIsNotTheFirstChoiceOfTheNextCall() {
        bench.dial(1, ModemPool.ANY, "1");
        bench.says(0, "ERROR\r\n");
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.dial(2, ModemPool.ANY, "1")).isEqualTo(1);
    }

    @Test
    void framesWaitForHandOverInOrderAndNoMoreThanThereIsRoomFor() {
        bench.dial(1, 0, "1");
        bench.says(0, "OK\r\nCONNECT 33600\r\n");
        for (int i = 0; i < 20; i++) {
            bench.frame(0, LCP + octet(i));
        }
        assertThat(bench.frames()).isEmpty();
        bench.pool.handOver(1, bench);
        assertThat(bench.frames()).hasSize(16).startsWith(LCP + "00").endsWith(LCP + "0f");
        assertThat(bench.count("frames-held-overflow")).isEqualTo(4);
        bench.frame(0, IP);
        assertThat(bench.frames()).hasSize(17).endsWith(IP);
    }

    private static String octet(int octet) {
        return ModemBench.HEX.toHexDigits((byte) octet);
    }

    /** RFC 2661 §4.4.6: both maps are the SLI's, all ones before. */
    @Test
    void theMapsOfAnSliHoldForTheirOwnDirection() {
        bench.connect(1, 0);
        bench.send(1, IP);
        assertThat(bench.sent.getLast()).contains("}#} !E} } }4");
        bench.pool.accm(1, 0x000a0000L, 0L);
        bench.send(1, "00211113");
        assertThat(bench.sent.getLast()).startsWith("0:~\u00ff\u0003\u0000!}1}3");
        bench.send(1, LCP);
        assertThat(bench.sent.getLast()).startsWith("0:~\u00ff}#\u00c0!}!}!} }$");
        AsyncFraming.Encoder far = new AsyncFraming.Encoder();
        far.setAccm(0);
        ByteBuffer frame = ByteBuffer.wrap(ModemBench.HEX.parseHex("00210011130d"));
        bench.says(0, ModemBench.copy(far.encode(frame)).array());
        assertThat(bench.frames()).containsExactly("00210011130d");
    }

    @Test
    void theMapsOfOneCallAreNotThoseOfTheNext() {
        bench.connect(1, 0);
        bench.pool.accm(1, 0, 0);
        bench.hangUp(1);
        bench.after(Duration.ofSeconds(30));
        bench.connect(2, 0);
        bench.send(2, IP);
        assertThat(bench.sent.getLast()).contains("}#} !E} } }4");
    }

    @Test
    void twoCallsDoNotMeet() {
        bench.connect(1, 0);
        bench.dial(2, 1, "1");
        bench.says(1, "OK\r\nCONNECT\r\n~");
        bench.pool.handOver(2, bench);
        bench.events.clear();
        bench.frame(1, IP);
        bench.frame(0, LCP);
        assertThat(bench.events)
                .containsExactly(
                        new ModemEvent.Frame(2, ByteBuffer.wrap(ModemBench.HEX.parseHex(IP))),
                        new ModemEvent.Frame(1, ByteBuffer.wrap(ModemBench.HEX.parseHex(LCP))));
    }

    @Test
    void aDeviceGetsNoMoreThanItTakesAndTheRestIsBounded() {
        bench.connect(1, 0);
        bench.writes = false;
        for (int i = 0; i < 100; i++) {
            bench.send(1, "0021" + "55".repeat(1000));
        }
        int given = bench.sent.stream().mapToInt(it -> it.length() - 2).sum();
        assertThat(given).isBetween(4096, 2 * 4096);
        assertThat(bench.count("frames-sent")).isLessThan(40);
        assertThat(bench.count("frames-sent") + bench.count("frames-output-overflow"))
                .isEqualTo(100);
        bench.writes = true;
        bench.flush();
        assertThat(bench.sent).hasSize((int) bench.count("frames-sent"));

        long before = bench.count("frames-sent");
        bench.writes = false;
        for (int i = 0; i < 100; i++) {
            bench.send(1, "0021" + "55".repeat(1000));
        }
        assertThat(bench.count("frames-sent")).as("as much room as before").isEqualTo(2 * before);
    }

    @Test
    void whatALostDeviceHadIsNotWaitedFor() {
        bench.connect(1, 0);
        bench.writes = false;
        for (int i = 0; i < 20; i++) {
            bench.send(1, "0021" + "55".repeat(1000));
        }
        bench.pool.deviceLost(bench.now, 0, "gone", bench);
        bench.pool.deviceBack(0);
        bench.connect(2, 0);
        bench.send(2, IP);
        assertThat(bench.sent).hasSize(1);
    }

    @Test
    void framesForALineThatIsNotUpAreCounted() {
        bench.dial(1, 0, "1");
        bench.send(1, IP);
        assertThat(bench.count("frame-not-online")).isEqualTo(1);
        bench.send(9, IP);
        assertThat(bench.count("order-unknown-call")).isEqualTo(1);
        bench.connect(2, 1);
        bench.send(2, "");
        bench.send(2, "00".repeat(AsyncFraming.MAX_FRAME + 1));
        assertThat(bench.count("frame-length-to-send")).isEqualTo(2);
    }

    @Test
    void noCarrierFromTheModemEndsTheCallWhereverItIsCut() {
        String said = "\r\nNO CARRIER\r\n";
        for (int cut = 0; cut <= said.length(); cut++) {
            bench = new ModemBench(ModemBench.modem("m0"));
            bench.connect(1, 0);
            bench.says(0, "~\u00ff}#N"); // in the middle of a frame
            bench.says(0, said.substring(0, cut));
            bench.says(0, said.substring(cut));
            assertThat(bench.events).isEmpty();
            bench.after(Duration.ofSeconds(1));
            assertThat(bench.events)
                    .as("cut at %d", cut)
                    .containsExactly(new Gone(1, "m0: NO CARRIER"));
            bench.after(Duration.ofSeconds(1));
            assertThat(bench.pool.free()).isEqualTo(1);
            assertThat(bench.sent).isEmpty();
        }
    }

    @Test
    void theSameWordsInACallersFrameEndNothing() {
        bench.connect(1, 0);
        bench.pool.accm(1, 0, 0);
        String words =
                "0021"
                        + ModemBench.HEX.formatHex(
                                "\r\nNO CARRIER\r\n".getBytes(StandardCharsets.US_ASCII));
        bench.frame(0, words);
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.frames()).containsExactly(words);
        assertThat(bench.events).hasSize(1);
    }

    @Test
    void theSameWordsAtTheEndOfAPieceEndNothingWhenMoreFollows() {
        bench.connect(1, 0);
        bench.pool.accm(1, 0, 0);
        bench.says(0, "~NO CARRIER\r\n");
        bench.after(Duration.ofMillis(999));
        bench.says(0, "and so on");
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.events).isEmpty();
    }

    @Test
    void aLostCarrierEndsTheCallAndAFreeModemHasNoneToLose() {
        bench.connect(1, 0);
        bench.pool.lineLost(bench.now, 0, "carrier lost", bench);
        assertThat(bench.events).containsExactly(new Gone(1, "m0: carrier lost"));
        bench.after(Duration.ofSeconds(1));
        bench.pool.lineLost(bench.now, 0, "carrier lost", bench);
        assertThat(bench.events).hasSize(1);
        bench.hangUp(1);
        assertThat(bench.count("order-unknown-call")).isEqualTo(1);
        assertThat(bench.pool.free()).isEqualTo(2);
    }

    @Test
    void aModemWhoseDeviceIsGoneDialsAgainWhenItIsBack() {
        bench.connect(1, 0);
        bench.pool.deviceLost(bench.now, 0, "/dev/m0 is gone", bench);
        assertThat(bench.events).containsExactly(new Gone(1, "m0: /dev/m0 is gone"));
        assertThat(bench.pool.free()).isEqualTo(1);
        assertThat(bench.dial(2, 0, "1")).isEqualTo(-1);
        bench.pool.deviceBack(0);
        assertThat(bench.dial(3, 0, "1")).isZero();
        bench.pool.deviceLost(bench.now, 0, "/dev/m0 is gone", bench);
        assertThat(bench.events)
                .endsWith(new Failed(3, ModemFailure.MODEM_FAULT, "m0: /dev/m0 is gone"));
    }

    /** RFC 2661 §6.13: totals since the call began, when they grew. */
    @Test
    void errorsAreToldWhenTheyGrewAndAtMostEveryTenSeconds() {
        bench.connect(1, 0);
        bench.says(0, "~badFCSs~");
        assertThat(bench.events).containsExactly(new Errors(1, 1, 0, 0, 0, 0, 0));
        bench.says(0, "~badFCSs~ab~abort}~");
        bench.says(0, "x".repeat(3000) + "~");
        bench.after(Duration.ofMillis(9999));
        assertThat(bench.events).hasSize(1);
        bench.after(Duration.ofMillis(1));
        assertThat(bench.events).endsWith(new Errors(1, 2, 2, 0, 1, 0, 0)).hasSize(2);
        bench.after(Duration.ofMinutes(5));
        assertThat(bench.events).hasSize(2);
        bench.says(0, "badFCSs~");
        assertThat(bench.events).endsWith(new Errors(1, 3, 2, 0, 1, 0, 0)).hasSize(3);
        assertThat(bench.count("framing-fcs")).isEqualTo(3);
        assertThat(bench.count("framing-runt")).isEqualTo(1);
        assertThat(bench.count("framing-aborted")).isEqualTo(1);
        assertThat(bench.count("framing-too-long")).isEqualTo(1);
    }

    @Test
    void errorsBeforeHandOverAreToldAfterIt() {
        bench.dial(1, 0, "1");
        bench.says(0, "OK\r\nCONNECT\r\n~badFCSs~");
        bench.after(Duration.ofSeconds(30));
        assertThat(bench.events).hasSize(1); // Answered
        bench.pool.handOver(1, bench);
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.events).endsWith(new Errors(1, 1, 0, 0, 0, 0, 0)).hasSize(2);
    }

    @Test
    void ordersAndInputForNothingAreCounted() {
        bench.dial(1, 0, "1");
        assertThat(bench.dial(1, 1, "1")).isEqualTo(-1);
        bench.says(-1, "OK\r\n");
        bench.pool.written(bench.now, 2, 5, bench);
        bench.pool.accm(5, 0, 0);
        bench.pool.handOver(5, bench);
        assertThat(bench.count("order-repeated-call")).isEqualTo(1);
        assertThat(bench.count("input-unknown-modem")).isEqualTo(2);
        assertThat(bench.count("order-unknown-call")).isEqualTo(2);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void whateverHappensEveryModemIsFreeAgainInTheEnd() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            bench = new ModemBench(ModemBench.modem("m0"), ModemBench.modem("m1", true, List.of()));
            String[] lines = {
                "\r\nOK\r\n",
                "ERROR\r\n",
                "BUSY\r\n",
                "CONNECT 300\r\n",
                "~",
                "NO CARRIER\r\n",
                "}~",
                "+"
            };
            for (int i = 0; i < 200; i++) {
                int modem = random.nextInt(2);
                switch (random.nextInt(10)) {
                    case 0 -> bench.dial(i + 10L, random.nextInt(-1, 2), "1");
                    case 1 -> bench.hangUp(10 + random.nextInt(i + 1));
                    case 2 -> bench.pool.handOver(10 + random.nextInt(i + 1), bench);
                    case 3 -> bench.send(10 + random.nextInt(i + 1), IP);
                    case 4 -> bench.pool.lineLost(bench.now, modem, "dcd", bench);
                    case 5 -> {
                        bench.pool.deviceLost(bench.now, modem, "gone", bench);
                        bench.pool.deviceBack(modem);
                    }
                    case 6 -> bench.after(Duration.ofMillis(random.nextInt(4000)));
                    case 7 -> bench.writes = random.nextBoolean();
                    default -> bench.says(modem, lines[random.nextInt(lines.length)]);
                }
            }
            bench.writes = true;
            bench.flush();
            for (int i = 0; i < 220; i++) {
                bench.hangUp(i);
            }
            bench.after(Duration.ofMinutes(2));
            assertThat(bench.pool.free()).as("seed %d", seed).isEqualTo(2);
            assertThat(bench.pool.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
            long ended =
                    bench.events.stream()
                            .filter(it -> it instanceof Failed || it instanceof Gone)
                            .count();
            assertThat(
                            bench.events.stream()
                                    .filter(it -> it instanceof Failed || it instanceof Gone)
                                    .map(ModemEvent::callId)
                                    .distinct()
                                    .count())
                    .as("each call ends once")
                    .isEqualTo(ended);
        }
    }
}
