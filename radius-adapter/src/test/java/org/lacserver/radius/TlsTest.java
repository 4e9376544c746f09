package org.lacserver.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lacserver.radius.TestCa.Identity;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Counter;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.ServerView;
import org.lacserver.radius.client.TlsFiles;
import org.lacserver.radius.client.TlsSettings;
import org.lacserver.radius.lookup.LookupReply;
import org.lacserver.radius.lookup.LookupRequest;
import org.lacserver.radius.lookup.LookupRequest.Auth;
import org.lacserver.radius.lookup.LookupSettings;
import org.lacserver.radius.lookup.RadiusLookup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Whom TLS lets in, over loopback, with an authority of its own. */
@Timeout(90)
class TlsTest {
    @TempDir static Path dir;
    private static TestCa ca;
    private static Identity lac;
    private static Identity radius;

    @BeforeAll
    static void certify() {
        ca = new TestCa(dir);
        lac = ca.issue("lac", "dns:lac.example", 20);
        radius = ca.issue("radius", "dns:radius.example", 90);
    }

    private static TlsSettings tls(
            @Nullable Path authorities, @Nullable String name, @Nullable String fingerprint) {
        return new TlsSettings(authorities, lac.certificate(), lac.key(), name, fingerprint, false);
    }

    private static Server server(int port, TlsSettings tls) {
        return new Server(
                "r1",
                InetAddress.getLoopbackAddress(),
                port,
                port,
                TlsSettings.DEFAULT_SECRET,
                Duration.ofSeconds(1),
                3,
                Require.YES,
                1,
                null,
                null,
                null,
                tls);
    }

    private static byte[] accept(RadiusPackets.Request request) {
        return RadiusPackets.accept()
                .tagged(64, 1, 3)
                .tagged(67, 1, "192.0.2.1")
                .to(request, TlsSettings.DEFAULT_SECRET);
    }

    private record Outcome(LookupReply reply, ServerView server) {}

    private static Outcome ask(FakeRadSec fake, TlsSettings tls) throws Exception {
        AccessLine line = new AccessLine("02:00:5e:10:00:01", "isp", "e", 7, 34, null, null, 0, 0);
        Auth pap = new Auth.Pap(new byte[] {'x'});
        RadiusSettings settings = RadiusSettings.of("lac1", List.of(server(fake.port(), tls)));
        CompletableFuture<LookupReply> reply = new CompletableFuture<>();
        try (RadiusLookup lookup = new RadiusLookup(settings, LookupSettings.DEFAULT)) {
            lookup.lookup(new LookupRequest("u", pap, line, "ab12"), reply::complete);
            LookupReply answer = reply.get(20, TimeUnit.SECONDS);
            return new Outcome(answer, lookup.servers().getFirst());
        }
    }

    @Test
    @DisplayName("RFC 6614 §2.3: the name of the certificate is the one that is expected")
    void rightName() throws Exception {
        try (FakeRadSec fake = new FakeRadSec(ca.keyStoreOf("radius"), TlsTest::accept)) {
            Outcome good = ask(fake, tls(ca.authorities(), "radius.example", null));
            assertThat(good.reply).isInstanceOf(LookupReply.Tunnels.class);
            assertThat(good.server.count(Counter.CONNECTS)).isEqualTo(1);
            assertThat(fake.protocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    @DisplayName("RFC 6614 §2.3: another name, or another authority, and nothing is asked")
    void wrongName() throws Exception {
        try (FakeRadSec fake = new FakeRadSec(ca.keyStoreOf("radius"), TlsTest::accept)) {
            Outcome other = ask(fake, tls(ca.authorities(), "other.example", null));
            assertThat(other.server.linkFailure()).contains("other.example");
            assertThat(other.server.count(Counter.HANDSHAKE_FAILURES)).isPositive();
            assertThat(other.reply)
                    .isInstanceOfSatisfying(
                            LookupReply.NoAnswer.class,
                            none -> assertThat(none.toString()).contains("other.example"));
            // without a name it is the address, and the certificate has none
            Outcome byAddress = ask(fake, tls(ca.authorities(), null, null));
            assertThat(byAddress.server.linkFailure()).contains("127.0.0.1");
            Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
            TestCa stranger = new TestCa(elsewhere);
            Outcome strange = ask(fake, tls(stranger.authorities(), "radius.example", null));
            assertThat(strange.server.linkFailure()).containsIgnoringCase("path");
            assertThat(fake.requests()).isZero();
        }
    }

    @Test
    @DisplayName("RFC 6614 §2.3: a fingerprint names the one certificate, with no authority")
    void fingerprints() throws Exception {
        byte[] certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Files.readAllBytes(radius.certificate())))
                        .getEncoded();
        String print =
                HexFormat.ofDelimiter(":")
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
        try (FakeRadSec fake = new FakeRadSec(ca.keyStoreOf("radius"), TlsTest::accept)) {
            assertThat(ask(fake, tls(null, null, "sha-256:" + print)).reply)
                    .isInstanceOf(LookupReply.Tunnels.class);
            assertThat(ask(fake, tls(ca.authorities(), null, "sha-256:" + print)).reply)
                    .isInstanceOf(LookupReply.Tunnels.class);
            String other = (print.startsWith("00") ? "01" : "00") + print.substring(2);
            Outcome wrong = ask(fake, tls(null, null, "sha-256:" + other));
            assertThat(wrong.server.linkFailure()).contains("fingerprint").contains("sha-256:");
        }
    }

    @Test
    @DisplayName("Our certificate refused is a failed handshake, though TLS 1.3 tells it late")
    void refused() throws Exception {
        Path elsewhere = Files.createDirectories(dir.resolve("refused"));
        TestCa stranger = new TestCa(elsewhere);
        Identity unknown = stranger.issue("unknown", "dns:lac.example", 90);
        TlsSettings tls =
                new TlsSettings(
                        ca.authorities(),
                        unknown.certificate(),
                        unknown.key(),
                        "radius.example",
                        null,
                        false);
        try (FakeRadSec fake = new FakeRadSec(ca.keyStoreOf("radius"), TlsTest::accept)) {
            Outcome outcome = ask(fake, tls);
            assertThat(outcome.reply).isInstanceOf(LookupReply.NoAnswer.class);
            assertThat(outcome.server.count(Counter.HANDSHAKE_FAILURES)).isPositive();
            assertThat(fake.requests()).isZero();
        }
    }

    @Test
    @DisplayName("A file that is not what it should be is named, with the reason")
    void namesBadFiles() throws IOException {
        Path rubbish = Files.writeString(dir.resolve("rubbish.pem"), "rubbish\n");
        Path missing = dir.resolve("missing.pem");
        TlsSettings noCa = tls(missing, null, null);
        assertThatThrownBy(() -> new RadiusLookup(settings(noCa), LookupSettings.DEFAULT).close())
                .isInstanceOf(TlsFiles.BadFile.class)
                .hasMessage("RADIUS server r1: " + missing + ": there is no such file");
        TlsSettings badCa = tls(rubbish, null, null);
        assertThat(TlsFiles.notes(server(2083, badCa), Instant.now()))
                .singleElement()
                .asString()
                .startsWith("RADIUS server r1: " + rubbish + ": expected certificates in PEM");
        TlsSettings badKey =
                new TlsSettings(ca.authorities(), lac.certificate(), rubbish, null, null, false);
        assertThat(TlsFiles.notes(server(2083, badKey), Instant.now()))
                .singleElement()
                .asString()
                .startsWith("RADIUS server r1: " + rubbish + ": expected a private key");
    }

    private static RadiusSettings settings(TlsSettings tls) {
        return RadiusSettings.of("lac1", List.of(server(2083, tls)));
    }

    @Test
    @DisplayName("A certificate that ends within 30 days is told of, before and after")
    void tellsExpiry() {
        Server server = server(2083, tls(radius.certificate(), null, null));
        Instant now = Instant.now();
        assertThat(TlsFiles.notes(server, now))
                .filteredOn(line -> line.contains(lac.certificate().toString()))
                .anyMatch(line -> line.contains("ends in 19 days"));
        assertThat(TlsFiles.notes(server, now.plus(Duration.ofDays(21))))
                .anyMatch(line -> line.contains("lac.pem ended on "));
        assertThat(TlsFiles.notes(server, now.minus(Duration.ofDays(15))))
                .noneMatch(line -> line.contains("ended"));
    }
}
