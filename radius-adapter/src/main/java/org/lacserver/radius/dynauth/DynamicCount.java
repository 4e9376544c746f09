package org.lacserver.radius.dynauth;

import java.util.Locale;

/** What is counted of dynamic authorization beside the Error-Causes of refusals. */
public enum DynamicCount {
    DISCONNECT_REQUESTS,
    DISCONNECT_ACKS,
    DISCONNECT_NAKS,
    COA_REQUESTS,
    COA_ACKS,
    COA_NAKS,
    /** The same request again: answered as before, acted on once. */
    DUPLICATES,
    /** RFC 5176 §6.1: from an address that no client is configured for. */
    STRANGERS,
    MALFORMED,
    UNKNOWN_CODES,
    BAD_AUTHENTICATORS,
    MESSAGE_AUTHENTICATORS_MISSING,
    MESSAGE_AUTHENTICATORS_WRONG,
    TIMESTAMPS_MISSING,
    /** RFC 5176 §6.3: Event-Timestamp outside the window, an old packet or a wrong clock. */
    TIMESTAMPS_NOT_CURRENT,
    /** Answers forgotten before their window was over, for want of room. */
    ANSWERS_FORGOTTEN,
    LIMIT_PENDING,
    SEND_FAILURES;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
