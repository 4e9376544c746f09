package org.lacserver.pppoe.modem;

import java.time.Duration;
import java.util.List;

/**
 * One modem.
 *
 * @param name for people, not empty
 * @param device path of its serial device
 * @param baud speed of the serial line, bit/s
 * @param initStrings commands before each call, each answered by OK; "AT" and printable
 * @param dialCommand what stands before the number, as ATDT
 * @param dropDtr hang up by dropping DTR, instead of by the escape sequence and ATH
 * @param hardwareFlow flow control by RTS and CTS
 * @param dialTimeout from the order until the number answers, at most
 * @param framingWait from CONNECT to the first PPP flag, at most; zero: CONNECT alone is an answer
 */
public record ModemSettings(
        String name,
        String device,
        int baud,
        List<String> initStrings,
        String dialCommand,
        boolean dropDtr,
        boolean hardwareFlow,
        Duration dialTimeout,
        Duration framingWait) {
    private static final int MAX_COMMAND = 120;

    /**
     * @throws IllegalArgumentException in one sentence, where a value makes no sense
     */
    public ModemSettings {
        initStrings = List.copyOf(initStrings);
        check(!name.isBlank(), "a modem needs a name");
        check(!device.isBlank(), "modem " + name + " needs a device");
        check(baud > 0, "modem " + name + ": the speed must be positive");
        for (String command : initStrings) {
            check(isCommand(command), "modem " + name + ": no AT command: " + printable(command));
        }
        check(
                isCommand(dialCommand),
                "modem " + name + ": no AT command: " + printable(dialCommand));
        check(dialTimeout.isPositive(), "modem " + name + ": the dial timeout must be positive");
        check(!framingWait.isNegative(), "modem " + name + ": the wait for framing is negative");
    }

    /** Tone dialling, flow control by RTS and CTS, ten seconds for the first flag. */
    public static ModemSettings of(
            String name,
            String device,
            int baud,
            List<String> initStrings,
            boolean dropDtr,
            Duration dialTimeout) {
        return new ModemSettings(
                name,
                device,
                baud,
                initStrings,
                "ATDT",
                dropDtr,
                true,
                dialTimeout,
                Duration.ofSeconds(10));
    }

    private static boolean isCommand(String text) {
        return text.length() <= MAX_COMMAND
                && text.regionMatches(true, 0, "AT", 0, 2)
                && text.chars().allMatch(it -> it >= ' ' && it < 0x7f);
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
