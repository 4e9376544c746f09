package org.lacserver.radius;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of its own for one test, and what it certifies, by the JDK's keytool. */
public final class TestCa {
    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final Path store;

    /** A certificate and its key, as PEM files and within {@link #keyStore}. */
    public record Identity(String name, Path certificate, Path key) {}

    public TestCa(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("authority.p12");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c", "-keyalg");
        write(directory.resolve("ca.pem"), certificates("ca").getLast());
    }

    public Path authorities() {
        return directory.resolve("ca.pem");
    }

    /**
     * @param san as keytool writes it: {@code dns:radius.example}, {@code ip:127.0.0.1}
     */
    public Identity issue(String name, String san, int days) {
        String validity = Integer.toString(days);
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-signer",
                "ca",
                "-ext",
                "san=" + san,
                "-validity",
                validity,
                "-keyalg");
        Path certificate = directory.resolve(name + ".pem");
        Path key = directory.resolve(name + ".key");
        write(certificate, certificates(name).toArray(String[]::new));
        try {
            Key secret = keyStore().getKey(name, PASSWORD.toCharArray());
            write(key, pem("PRIVATE KEY", secret.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return new Identity(name, certificate, key);
    }

    /** Of {@code name} alone, with the authority to trust. */
    public KeyStore keyStoreOf(String name) {
        try {
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            KeyStore all = keyStore();
            one.setCertificateEntry("trusted", all.getCertificate("ca"));
            one.setKeyEntry(
                    name,
                    all.getKey(name, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    all.getCertificateChain(name));
            return one;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    public static char[] password() {
        return PASSWORD.toCharArray();
    }

    private KeyStore keyStore() {
        try {
            return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> certificates(String alias) {
        try {
            List<String> all = new ArrayList<>();
            for (Certificate certificate : keyStore().getCertificateChain(alias)) {
                all.add(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return all;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String what, byte[] octets) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static void write(Path file, String... parts) {
        try {
            Files.writeString(file, String.join("", parts));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] said = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new AssertionError(new String(said, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
