package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * RADIUS over TLS (RFC 6614): who we are and whom we trust.
 *
 * @param authorities PEM file of the authorities that the server's certificate leads to; null when
 *     the fingerprint alone decides
 * @param certificate PEM file of our certificate and those between it and the authority
 * @param key PEM file of its key, PKCS #8
 * @param serverName a subjectAltName of the server's certificate: dNSName or iPAddress; null: the
 *     address it is asked at
 * @param fingerprint of the server's certificate, {@code sha-256:AB:CD:…}; instead of its name
 * @param isOldAllowed TLS 1.2 as well as 1.3
 */
public record TlsSettings(
        @Nullable Path authorities,
        Path certificate,
        Path key,
        @Nullable String serverName,
        @Nullable String fingerprint,
        boolean isOldAllowed) {
    public static final int DEFAULT_PORT = 2083;

    /** RFC 6614 §2.3: the secret where TLS protects the packets. */
    public static final String DEFAULT_SECRET = "radsec";

    public TlsSettings {
        if (authorities == null && fingerprint == null) {
            throw new IllegalArgumentException("TLS needs authorities or a fingerprint");
        }
    }
}
