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
    /** Status-Server (RFC 5997), their answers, and those without. */
    STATUS_SENT,
    STATUS_ANSWERED,
    STATUS_TIMEOUTS,
    /** Connections over TLS that came about, and that did not. */
    CONNECTS,
    CONNECT_FAILURES,
    HANDSHAKE_FAILURES,
    /** Connections that ended, whoever ended them. */
    CLOSES,
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

    /** A reason for which a reply counts for nothing. */
    public boolean isDrop() {
        return compareTo(REPLY_MALFORMED) >= 0;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
