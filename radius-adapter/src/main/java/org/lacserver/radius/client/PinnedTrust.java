package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts the one certificate with a fingerprint (RFC 6614 §2.3), and others of no kind. */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final String fingerprint;
    private final @Nullable X509ExtendedTrustManager authorities;

    /**
     * @param fingerprint {@code sha-256:AB:CD:…} or {@code sha-1:…}
     * @param authorities who have to agree; null: nobody
     */
    PinnedTrust(String fingerprint, @Nullable X509ExtendedTrustManager authorities) {
        this.fingerprint = fingerprint;
        this.authorities = authorities;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        int colon = fingerprint.indexOf(':');
        String algorithm = fingerprint.substring(0, colon).toUpperCase(Locale.ROOT);
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(chain[0].getEncoded());
            String seen = HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
            if (!seen.equalsIgnoreCase(fingerprint.substring(colon + 1))) {
                throw new CertificateException(
                        "its certificate has the fingerprint "
                                + algorithm.toLowerCase(Locale.ROOT)
                                + ":"
                                + seen);
            }
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain);
        if (authorities != null) {
            authorities.checkServerTrusted(chain, type, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain);
        if (authorities != null) {
            authorities.checkServerTrusted(chain, type, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        check(chain);
        if (authorities != null) {
            authorities.checkServerTrusted(chain, type);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw notForClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw notForClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw notForClients();
    }

    private static CertificateException notForClients() {
        return new CertificateException("this side is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }
}
