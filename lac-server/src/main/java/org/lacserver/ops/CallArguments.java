package org.lacserver.ops;

import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code [user|mac|circuit|port|id] VALUE}, as {@code show call}, {@code clear call} and {@code set
 * speed} take it.
 */
final class CallArguments {
    static final String EXPECTED = "expected [user|mac|circuit|port|id] VALUE";

    @Parameters(
            arity = "1..2",
            paramLabel = "CALL",
            description =
                    "A user name, MAC address, circuit id or call id. One of the words user, mac,"
                            + " circuit, port, id before it says which it is.")
    private List<String> words = new ArrayList<>();

    Optional<CallMatch> match() {
        if (words.size() == 1) {
            return Optional.of(new CallMatch(CallMatch.By.ANY, words.getFirst()));
        }
        for (CallMatch.By by : CallMatch.By.values()) {
            if (words.size() == 2 && by.name().toLowerCase(Locale.ROOT).equals(words.getFirst())) {
                return Optional.of(new CallMatch(by, words.get(1)));
            }
        }
        return Optional.empty();
    }
}
