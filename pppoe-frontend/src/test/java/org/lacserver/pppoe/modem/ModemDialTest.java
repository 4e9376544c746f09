package org.lacserver.pppoe.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lacserver.pppoe.modem.ModemEvent.Answered;
import org.lacserver.pppoe.modem.ModemEvent.Failed;

import java.time.Duration;
import java.util.List;

/** One modem's AT commands, from the order to the answer and from the end to a free modem. */
final class ModemDialTest {
    private static final long CALL = 7;

    private ModemBench bench = new ModemBench(ModemBench.modem("m0"));

    private void dialled() {
        bench.dial(CALL, 0, "5551234");
        bench.says(0, "ATZ\r\r\nOK\r\n");
        bench.sent.clear();
    }

    private static Failed failed(ModemFailure cause, String text) {
        return new Failed(CALL, cause, "m0: " + text);
    }

    @Test
    void initStringsComeFirstEachAfterTheOkOfTheOneBefore() {
        bench = new ModemBench(ModemBench.modem("m0", false, List.of("ATZ", "ATX4")));
        bench.dial(CALL, 0, "0*#,W@!T9");
        assertThat(bench.sent).containsExactly("0:ATZ\r");
        bench.says(0, "ATZ\r\r\nOK\r\n");
        bench.says(0, "\r\nOK\r\n");
        assertThat(bench.sent).containsExactly("0:ATZ\r", "0:ATX4\r", "0:ATDT0*#,W@!T9\r");
    }

    @Test
    void withoutInitStringsTheNumberIsFirst() {
        bench = new ModemBench(ModemBench.modem("m0", false, List.of()));
        bench.dial(CALL, 0, "1");
        assertThat(bench.sent).containsExactly("0:ATDT1\r");
    }

    @ParameterizedTest
    @CsvSource({
        "BUSY, BUSY",
        "NO CARRIER, NO_CARRIER",
        "NO DIALTONE, NO_DIAL_TONE",
        "NO DIAL TONE, NO_DIAL_TONE",
        "NO ANSWER, NO_ANSWER",
        "ERROR, MODEM_FAULT",
        "BLACKLISTED, MODEM_FAULT",
        "DELAYED 00:05:00, MODEM_FAULT",
        "+CME ERROR: 30, MODEM_FAULT"
    })
    void aResultEndsTheAttemptWithItsCauseWhereverItIsCut(String result, ModemFailure cause) {
        String said = "\r\n" + result + "\r\n";
        for (int cut = 0; cut <= said.length(); cut++) {
            bench = new ModemBench(ModemBench.modem("m0"));
            dialled();
            bench.says(0, said.substring(0, cut));
            bench.says(0, said.substring(cut));
            assertThat(bench.events).as("cut at %d", cut).containsExactly(failed(cause, result));
            assertThat(bench.sent).isEmpty();
            bench.after(Duration.ofSeconds(2));
            assertThat(bench.pool.free()).isEqualTo(1);
            assertThat(bench.pool.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }

    /** RFC 2661 §7.5.1: bearer answer and framing detected, then the OCCN. */
    @ParameterizedTest
    @CsvSource({
        "'CONNECT 33600', 33600, 33600",
        "'CONNECT 28800/ARQ/V34/LAPM/V42BIS', 28800, 28800",
        "'CONNECT', 115200, 115200",
        "'CARRIER 26400\r\nCONNECT 57600', 26400, 26400",
        "'+MRR: 28800,50666\r\n+ER: LAPM\r\nCONNECT 115200', 28800, 50666",
        "'+MRR: 31200\r\nCONNECT', 31200, 31200"
    })
    void theCallIsAnsweredByTheFirstFlagWithTheSpeedsToldBefore(String said, long tx, long rx) {
        dialled();
        bench.says(0, "\r\n" + said + "\r\n");
        assertThat(bench.events).isEmpty();
        bench.says(0, "~");
        assertThat(bench.events).containsExactly(new Answered(CALL, 0, "m0", tx, rx));
    }

    @Test
    void theFlagMayComeInOnePieceWithTheConnectAndInAnyOther() {
        String said = "\r\nCONNECT 9600\r\n~";
        for (int cut = 0; cut <= said.length(); cut++) {
            bench = new ModemBench(ModemBench.modem("m0"));
            dialled();
            bench.says(0, said.substring(0, cut));
            bench.says(0, said.substring(cut));
            assertThat(bench.events).containsExactly(new Answered(CALL, 0, "m0", 9600, 9600));
        }
    }

    @Test
    void aModemWithoutWaitForFramingAnswersByConnect() {
        ModemSettings plain = ModemBench.modem("m0");
        bench =
                new ModemBench(
                        new ModemSettings(
                                plain.name(),
                                plain.device(),
                                plain.baud(),
                                plain.initStrings(),
                                plain.dialCommand(),
                                plain.dropDtr(),
                                plain.hardwareFlow(),
                                plain.dialTimeout(),
                                Duration.ZERO));
        dialled();
        bench.says(0, "CONNECT 1200\r\n");
        assertThat(bench.events).containsExactly(new Answered(CALL, 0, "m0", 1200, 1200));
    }

    @Test
    void echoRingAndUnknownLinesAreNoResults() {
        dialled();
        bench.says(0, "ATDT5551234\r\r\nRING\r\nVOICE\r\nOK\r\nBUSYBODY\r\n" + "x".repeat(5000));
        bench.says(0, "BUSY\r\n"); // the end of a line that is far too long
        assertThat(bench.events).isEmpty();
        assertThat(bench.count("result-not-known")).isEqualTo(3);
        bench.says(0, " busy \r\n");
        assertThat(bench.events).containsExactly(failed(ModemFailure.BUSY, "BUSY"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "123\rATH",
                "123\nATH",
                "123;+++",
                "123;H",
                "1 2",
                "1-2",
                "555&F",
                "$",
                "S=1",
                "L",
                "1/2",
                "1\u00002",
                "\u0661\u0662",
                "1\u20282"
            })
    void aNumberThatCouldBeACommandIsNotDialled(String number) {
        assertThat(bench.dial(CALL, 0, number)).isEqualTo(-1);
        assertThat(bench.sent).isEmpty();
        assertThat(bench.events)
                .containsExactly(
                        new Failed(
                                CALL, ModemFailure.INVALID_NUMBER, "no number that a modem dials"));
        assertThat(bench.pool.free()).isEqualTo(1);
    }

    @Test
    void aNumberIsNoLongerThanAModemsCommandLine() {
        bench.dial(1, 0, "1".repeat(65));
        assertThat(bench.count("failed-invalid-number")).isEqualTo(1);
        assertThat(bench.dial(2, 0, "1".repeat(64))).isZero();
    }

    @Test
    void anInitStringThatIsRefusedIsAFaultOfTheModem() {
        bench.dial(CALL, 0, "1");
        bench.says(0, "ERROR\r\n");
        assertThat(bench.events)
                .containsExactly(failed(ModemFailure.MODEM_FAULT, "ATZ is answered by ERROR"));
    }

    @Test
    void aSilentModemIsAFaultAndIsBroughtBackFromACallNobodyKnowsOf() {
        bench.dial(CALL, 0, "1");
        bench.after(Duration.ofSeconds(4));
        assertThat(bench.events).isEmpty();
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.events)
                .containsExactly(failed(ModemFailure.MODEM_FAULT, "ATZ is not answered"));
        bench.after(Duration.ofSeconds(2));
        assertThat(bench.sent).containsExactly("0:ATZ\r", "0:+++");
        bench.says(0, "\r\nOK\r\n");
        assertThat(bench.sent).endsWith("0:ATH\r");
        bench.says(0, "\r\nOK\r\n");
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.pool.free()).isEqualTo(1);
    }

    @Test
    void noAnswerInTimeEndsDiallingWithAKey() {
        dialled();
        bench.after(Duration.ofSeconds(59));
        assertThat(bench.events).isEmpty();
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.events).containsExactly(failed(ModemFailure.TIMEOUT, "no answer in time"));
        assertThat(bench.sent).containsExactly("0:\r");
        assertThat(bench.pool.free()).isZero();
        bench.says(0, "\r\nNO CARRIER\r\n");
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.pool.free()).isEqualTo(1);
        assertThat(bench.events).hasSize(1);
    }

    @Test
    void theOrdersOwnTimeCountsWhereItIsShorter() {
        bench.pool.dial(bench.now, CALL, 0, "1", 20 * ModemBench.SECOND, bench);
        bench.says(0, "OK\r\n");
        bench.after(Duration.ofSeconds(19));
        assertThat(bench.events).isEmpty();
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.count("failed-timeout")).isEqualTo(1);
    }

    @Test
    void theOrdersOwnTimeCountsForTheInitStringsToo() {
        bench.pool.dial(bench.now, CALL, 0, "1", 2 * ModemBench.SECOND, bench);
        bench.after(Duration.ofMillis(1999));
        assertThat(bench.events).isEmpty();
        bench.after(Duration.ofMillis(1));
        assertThat(bench.events)
                .containsExactly(failed(ModemFailure.MODEM_FAULT, "ATZ is not answered"));
    }

    @Test
    void anAnswerThatCrossesTheTimeoutIsHungUp() {
        dialled();
        bench.after(Duration.ofSeconds(60));
        bench.says(0, "CONNECT 33600\r\n~");
        bench.after(Duration.ofSeconds(2));
        bench.says(0, "\r\nOK\r\n");
        assertThat(bench.sent).containsExactly("0:\r", "0:+++", "0:ATH\r");
        assertThat(bench.events).hasSize(1);
    }

    /** RFC 2661 §4.4.2: connected, but no appropriate framing detected. */
    @Test
    void aLineWithoutPppIsHungUpAndSaysWhy() {
        dialled();
        bench.says(0, "CONNECT 33600\r\nlogin: ");
        bench.after(Duration.ofSeconds(9));
        assertThat(bench.events).isEmpty();
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.events)
                .containsExactly(failed(ModemFailure.NO_FRAMING, "no PPP after CONNECT"));
        bench.after(Duration.ofSeconds(2));
        assertThat(bench.sent).containsExactly("0:+++");
    }

    @Test
    void carrierThatGoesBeforeTheFirstFlagIsNoCarrier() {
        dialled();
        bench.says(0, "CONNECT 33600\r\n");
        bench.says(0, "\r\nNO CARRIER\r\n");
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.events).containsExactly(failed(ModemFailure.NO_CARRIER, "NO CARRIER"));

        bench = new ModemBench(ModemBench.modem("m0"));
        dialled();
        bench.says(0, "CONNECT 33600\r\n");
        bench.pool.lineLost(bench.now, 0, "carrier lost", bench);
        assertThat(bench.events).containsExactly(failed(ModemFailure.NO_CARRIER, "carrier lost"));
    }

    @Test
    void hangingUpKeepsTheGuardTimeAndConfirms() {
        bench.connect(CALL, 0);
        bench.hangUp(CALL);
        assertThat(bench.sent).isEmpty();
        bench.after(Duration.ofMillis(1099));
        assertThat(bench.sent).isEmpty();
        bench.after(Duration.ofMillis(1));
        assertThat(bench.sent).containsExactly("0:+++");
        bench.says(0, ModemBench.line("0021aabb")); // the line goes on until the modem listens
        bench.says(0, "\r\nOK\r\n");
        assertThat(bench.sent).containsExactly("0:+++", "0:ATH\r");
        bench.says(0, "ATH\r\r\nOK\r\n");
        assertThat(bench.pool.free()).isZero();
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.pool.free()).isEqualTo(1);
        assertThat(bench.events).isEmpty();
        assertThat(bench.count("hang-ups-unconfirmed")).isZero();
    }

    @Test
    void theGuardTimeBeginsWhenAllThatWasSentHasLeft() {
        bench.connect(CALL, 0);
        bench.writes = false;
        bench.send(CALL, "0021aabb");
        bench.hangUp(CALL);
        bench.after(Duration.ofSeconds(3));
        assertThat(bench.sent).hasSize(1);
        bench.writes = true;
        bench.flush();
        bench.after(Duration.ofMillis(1099));
        assertThat(bench.sent).hasSize(1);
        bench.after(Duration.ofMillis(1));
        assertThat(bench.sent).endsWith("0:+++");
    }

    @Test
    void aModemThatNeverConfirmsIsAskedTwiceAndThenUsedAgain() {
        bench.connect(CALL, 0);
        bench.hangUp(CALL);
        bench.after(Duration.ofSeconds(30));
        assertThat(bench.sent).containsExactly("0:+++", "0:+++", "0:ATH\r");
        assertThat(bench.count("hang-ups-unconfirmed")).isEqualTo(1);
        assertThat(bench.pool.free()).isEqualTo(1);
    }

    @Test
    void hangingUpByDtrDropsItForASecond() {
        bench = new ModemBench(ModemBench.modem("m0", true, List.of("ATZ")));
        bench.connect(CALL, 0);
        bench.hangUp(CALL);
        assertThat(bench.sent).containsExactly("0:low");
        bench.says(0, "\r\nNO CARRIER\r\n");
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.sent).containsExactly("0:low", "0:high");
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.pool.free()).isEqualTo(1);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void hangingUpWhileItDialsEndsDialling() {
        dialled();
        bench.hangUp(CALL);
        assertThat(bench.sent).containsExactly("0:\r");
        bench.says(0, "OK\r\n");
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.pool.free()).isEqualTo(1);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedInOneSentence() {
        assertThatThrownBy(() -> ModemBench.modem("m0", false, List.of("ATZ\rATD1")))
                .hasMessage("modem m0: no AT command: ATZ?ATD1");
        assertThatThrownBy(
                        () ->
                                ModemSettings.of(
                                        "m0", " ", 300, List.of(), true, Duration.ofSeconds(1)))
                .hasMessage("modem m0 needs a device");
    }
}
