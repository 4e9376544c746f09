package org.lacserver.radius.client;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.RadiusSettings.Server;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** The PEM files of one server: what is in them, and until when it is good. */
public final class TlsFiles {
    /** A certificate that ends sooner is told of. */
    static final Duration EARLY = Duration.ofDays(30);

    /** A file is not what it should be; the message names server, file and why. */
    public static final class BadFile extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadFile(Server server, Path file, String why) {
            super("RADIUS server " + server.name() + ": " + file + ": " + why);
        }
    }

    private record Held(Path file, X509Certificate certificate) {}

    private final Server server;
    private final TlsSettings tls;
    private final List<X509Certificate> authorities;
    private final List<X509Certificate> certificates;

    /**
     * @throws BadFile when one cannot be read or holds no certificate
     */
    TlsFiles(Server server, TlsSettings tls) {
        this.server = server;
        this.tls = tls;
        Path file = tls.authorities();
        this.authorities = file == null ? List.of() : certificates(file);
        this.certificates = certificates(tls.certificate());
        octets(tls.key());
    }

    /** What is wrong with the files of {@code server}, and what will be; empty when all is well. */
    public static List<String> notes(Server server, Instant now) {
        TlsSettings tls = server.tls();
        if (tls == null) {
            return List.of();
        }
        try {
            TlsContext context = new TlsContext(server, tls);
            return context.files().expiring(now);
        } catch (BadFile e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    List<X509Certificate> authorities() {
        return authorities;
    }

    ByteArrayInputStream certificateOctets() {
        return new ByteArrayInputStream(octets(tls.certificate()));
    }

    ByteArrayInputStream keyOctets() {
        return new ByteArrayInputStream(octets(tls.key()));
    }

    BadFile badKey(@Nullable Throwable cause) {
        String why = cause == null ? "" : ": " + cause.getMessage();
        return new BadFile(server, tls.key(), "expected a private key, PKCS #8 in PEM" + why);
    }

    /** One line for each certificate that has ended or soon will. */
    List<String> expiring(Instant now) {
        List<Held> all = new ArrayList<>();
        certificates.forEach(c -> all.add(new Held(tls.certificate(), c)));
        Path file = tls.authorities();
        if (file != null) {
            authorities.forEach(c -> all.add(new Held(file, c)));
        }
        List<String> lines = new ArrayList<>();
        for (Held held : all) {
            Date end = held.certificate.getNotAfter();
            Duration left = Duration.between(now, end.toInstant());
            if (left.compareTo(EARLY) < 0) {
                lines.add(
                        ("RADIUS server " + server.name() + ": certificate in " + held.file)
                                + (left.isNegative()
                                        ? " ended on " + end.toInstant()
                                        : (" ends in " + left.toDays() + " days, on ")
                                                + end.toInstant()));
            }
        }
        return lines;
    }

    private List<X509Certificate> certificates(Path file) {
        List<X509Certificate> all = new ArrayList<>();
        try (BufferedInputStream in =
                new BufferedInputStream(new ByteArrayInputStream(octets(file)))) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                if (certificate instanceof X509Certificate x509) {
                    all.add(x509);
                }
            }
        } catch (CertificateException e) {
            throw new BadFile(server, file, "expected certificates in PEM: " + e.getMessage());
        } catch (IOException e) {
            throw new BadFile(server, file, "cannot be read: " + e.getMessage());
        }
        if (all.isEmpty()) {
            throw new BadFile(server, file, "expected certificates in PEM, found none");
        }
        return all;
    }

    private byte[] octets(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read" : "there is no such file";
            throw new BadFile(server, file, why);
        }
    }
}
