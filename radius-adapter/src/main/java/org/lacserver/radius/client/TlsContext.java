package org.lacserver.radius.client;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.RadiusSettings.Server;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What TLS to one server needs, made once. */
final class TlsContext {
    private static final int HANDSHAKE_MILLIS = 5_000;

    private final TlsFiles files;
    private final SslContext context;
    private final String peerName;
    private final boolean isNameChecked;

    /**
     * @throws TlsFiles.BadFile when a file is not what it should be
     */
    TlsContext(Server server, TlsSettings tls) {
        this.files = new TlsFiles(server, tls);
        String name = tls.serverName();
        this.peerName = name == null ? server.address().getHostAddress() : name;
        this.isNameChecked = tls.fingerprint() == null;
        X509ExtendedTrustManager authorities = trust(files.authorities());
        String fingerprint = tls.fingerprint();
        TrustManager trust =
                fingerprint == null && authorities != null
                        ? authorities
                        : new PinnedTrust(String.valueOf(fingerprint), authorities);
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        try (var chain = files.certificateOctets();
                var key = files.keyOctets()) {
            builder.keyManager(chain, key);
        } catch (IllegalArgumentException e) {
            throw files.badKey(e.getCause());
        } catch (IOException e) {
            throw new IllegalStateException(e); // octets in memory
        }
        String[] protocols =
                tls.isOldAllowed() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
        try {
            context = builder.trustManager(trust).protocols(protocols).build();
        } catch (SSLException e) {
            throw files.badKey(e);
        }
    }

    TlsFiles files() {
        return files;
    }

    SslHandler handler(ByteBufAllocator allocator, int port) {
        SslHandler handler = context.newHandler(allocator, peerName, port);
        // RFC 6614 §2.3: subjectAltName dNSName or iPAddress; the rule is that of HTTPS
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(isNameChecked ? "HTTPS" : "");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        return handler;
    }

    private static @Nullable X509ExtendedTrustManager trust(List<X509Certificate> authorities) {
        if (authorities.isEmpty()) {
            return null;
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority" + i, authorities.get(i));
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager x509) {
                    return x509;
                }
            }
            throw new IllegalStateException("this Java has no X.509 trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot trust certificates", e);
        }
    }
}
