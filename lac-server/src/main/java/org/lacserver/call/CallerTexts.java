package org.lacserver.call;

import org.lacserver.port.EndCause;

import java.time.Duration;

/**
 * What a subscriber reads when his call ends and nobody else has found words for it: in the LCP
 * Terminate-Request, the PADT, and the answer to his authentication. Nothing of it names an LNS, a
 * tunnel or an address of the network.
 */
public final class CallerTexts {
    static final String UNAVAILABLE = "The service is not available, try again later";
    static final String TIME_IS_OVER = "session time is over";

    private CallerTexts() {}

    /** For an end whose reason is for the log alone. */
    public static String of(EndCause cause) {
        return switch (cause) {
            case USER_REQUEST, NAS_REQUEST -> "the provider has ended the session";
            case LOST_CARRIER, PORT_ERROR -> "the line was lost";
            case IDLE_TIMEOUT -> "no traffic";
            case SESSION_TIMEOUT -> TIME_IS_OVER;
            case ADMIN_RESET -> "the session was ended by the operator";
            case ADMIN_REBOOT -> "the access point restarts";
            case NAS_ERROR, SERVICE_UNAVAILABLE -> UNAVAILABLE;
            case USER_ERROR -> "access is refused";
        };
    }

    static String noTraffic(Duration idle) {
        return "no traffic for " + words(idle);
    }

    static String nothingHeard(Duration silence) {
        return "nothing from the caller for " + words(silence);
    }

    /** In the largest unit that divides it. */
    private static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return count(seconds / 3600, "hour");
        }
        return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
