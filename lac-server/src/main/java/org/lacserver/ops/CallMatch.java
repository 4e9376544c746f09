package org.lacserver.ops;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Event.CallFacts;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How an operator names a call.
 *
 * @param by what {@code key} is; ANY tries everything
 * @param key compared whole and without regard to case
 */
public record CallMatch(By by, String key) {
    static final int LONGEST = 255;

    /** As most boxes write it: 02:00:5e:10:00:01, 02-00-5E-10-00-01 or 0200.5e10.0001. */
    private static final Pattern MAC =
            Pattern.compile(
                    "(?i)(\\p{XDigit}{2}[:-]){5}\\p{XDigit}{2}|(\\p{XDigit}{4}\\.){2}\\p{XDigit}{4}");

    /** What a call can be found by. */
    public enum By {
        ANY,
        USER,
        MAC,
        CIRCUIT,
        PORT,
        ID
    }

    /** Whether {@code facts} are of a call that is meant. */
    public boolean fits(CallFacts facts) {
        return switch (by) {
            case ANY -> isUser(facts) || isMac(facts) || isCircuit(facts) || isId(facts);
            case USER -> isUser(facts);
            case MAC -> isMac(facts);
            case CIRCUIT -> isCircuit(facts);
            case PORT -> key.equalsIgnoreCase(facts.line().portText());
            case ID -> isId(facts);
        };
    }

    /** The same of an attempt, whose call may be over or never have been. */
    public boolean fits(
            String mac, @Nullable String circuit, String port, String user, long callId) {
        return switch (by) {
            case ANY ->
                    key.equalsIgnoreCase(user)
                            || isMac(mac)
                            || key.equalsIgnoreCase(circuit)
                            || key.equals(Long.toString(callId));
            case USER -> key.equalsIgnoreCase(user);
            case MAC -> isMac(mac);
            case CIRCUIT -> key.equalsIgnoreCase(circuit);
            case PORT -> key.equalsIgnoreCase(port);
            case ID -> key.equals(Long.toString(callId));
        };
    }

    /** The same of a line whose caller has said no more than what his line tells. */
    public boolean fitsLine(String mac, @Nullable String circuit) {
        return switch (by) {
            case ANY -> isMac(mac) || key.equalsIgnoreCase(circuit);
            case MAC -> isMac(mac);
            case CIRCUIT -> key.equalsIgnoreCase(circuit);
            case USER, PORT, ID -> false;
        };
    }

    private boolean isUser(CallFacts facts) {
        return !facts.userName().isEmpty() && key.equalsIgnoreCase(facts.userName());
    }

    private boolean isMac(CallFacts facts) {
        return isMac(facts.line().macText());
    }

    private boolean isMac(String mac) {
        return digits(key).equals(digits(mac)) && MAC.matcher(key).matches();
    }

    private static String digits(String mac) {
        return mac.toLowerCase(Locale.ROOT).replaceAll("[:.-]", "");
    }

    private boolean isCircuit(CallFacts facts) {
        return key.equalsIgnoreCase(facts.line().circuitId());
    }

    private boolean isId(CallFacts facts) {
        return key.equals(Long.toString(facts.callId()));
    }

    static @Nullable String complaint(@Nullable CallMatch match) {
        return match == null
                        || match.by() == null
                        || match.key() == null
                        || match.key().isEmpty()
                        || match.key().length() > LONGEST
                ? "expected a user, mac, circuit, port or id"
                : null;
    }
}
