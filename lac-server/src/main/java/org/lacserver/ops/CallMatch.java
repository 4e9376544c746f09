package org.lacserver.ops;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Event.CallFacts;

import java.util.Locale;

/**
 * How an operator names a call.
 *
 * @param by what {@code key} is; ANY tries everything
 * @param key compared whole and without regard to case
 */
public record CallMatch(By by, String key) {
    static final int LONGEST = 255;

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

    private boolean isUser(CallFacts facts) {
        return !facts.userName().isEmpty() && key.equalsIgnoreCase(facts.userName());
    }

    private boolean isMac(CallFacts facts) {
        return key.toLowerCase(Locale.ROOT).replace('-', ':').equals(facts.line().macText());
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
