package org.lacserver.pppoe.modem;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line from a modem.
 *
 * @param txBps towards the line; 0: not told
 * @param rxBps from the line; 0: not told
 * @param text the line itself, printable
 */
record ModemResult(ResultCode code, long txBps, long rxBps, String text) {
    private static final Map<String, ResultCode> EXACT =
            Map.ofEntries(
                    Map.entry("OK", ResultCode.OK),
                    Map.entry("CONNECT", ResultCode.CONNECT),
                    Map.entry("BUSY", ResultCode.BUSY),
                    Map.entry("NO CARRIER", ResultCode.NO_CARRIER),
                    Map.entry("NO DIALTONE", ResultCode.NO_DIAL_TONE),
                    Map.entry("NO DIAL TONE", ResultCode.NO_DIAL_TONE),
                    Map.entry("NO ANSWER", ResultCode.NO_ANSWER),
                    Map.entry("ERROR", ResultCode.ERROR),
                    Map.entry("BLACKLISTED", ResultCode.ERROR));

    private static final Pattern CONNECT = Pattern.compile("CONNECT (\\d{1,9})?.*");
    private static final Pattern SPEEDS =
            Pattern.compile("(?:\\+MRR: ?|CARRIER )(\\d{1,9})(?:, ?(\\d{1,9}))?");
    private static final Pattern REFUSED = Pattern.compile("(DELAYED|\\+CM[ES] ERROR:).*");

    /** The modem's own word for a lost carrier, whoever noticed it. */
    static ModemResult noCarrier(String text) {
        return new ModemResult(ResultCode.NO_CARRIER, 0, 0, text);
    }

    static ModemResult read(String line) {
        String text = line.strip().toUpperCase(Locale.ROOT);
        ResultCode exact = EXACT.get(text);
        if (exact != null) {
            return new ModemResult(exact, 0, 0, text);
        }
        Matcher connect = CONNECT.matcher(text);
        if (connect.matches()) {
            long bps = number(connect, 1, 0);
            return new ModemResult(ResultCode.CONNECT, bps, bps, text);
        }
        Matcher speeds = SPEEDS.matcher(text);
        if (speeds.matches()) {
            long tx = number(speeds, 1, 0);
            return new ModemResult(ResultCode.SPEEDS, tx, number(speeds, 2, tx), text);
        }
        boolean refused = REFUSED.matcher(text).matches();
        return new ModemResult(refused ? ResultCode.ERROR : ResultCode.OTHER, 0, 0, text);
    }

    private static long number(Matcher matcher, int group, long otherwise) {
        String digits = matcher.group(group);
        return digits == null ? otherwise : Long.parseLong(digits);
    }
}
