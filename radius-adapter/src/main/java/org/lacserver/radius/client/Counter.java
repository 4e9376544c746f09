package org.lacserver.radius.client;

import java.util.Locale;

/** What is counted per server; the names are those of {@code counters()}. */
public enum Counter {
    SENT,
    RETRANSMITTED,
    ACCEPTS,
    REJECTS,
    CHALLENGES,
    ACCOUNTING_RESPONSES,
    /** No reply to one copy of a request in time. */
    TIMEOUTS,
    /** The server was declared dead. */
    DEATHS,
    REPLY_MALFORMED,
    /** Nobody waits for this identifier, or no longer. */
    REPLY_UNEXPECTED,
    /** A code that does not answer what was asked. */
    REPLY_WRONG_CODE,
    REPLY_BAD_AUTHENTICATOR,
    REPLY_MESSAGE_AUTHENTICATOR_MISSING,
    REPLY_MESSAGE_AUTHENTICATOR_WRONG,
    /** A Proxy-State that no request carried, the mark of a forged reply (CVE-2024-3596). */
    REPLY_STRAY_PROXY_STATE;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
