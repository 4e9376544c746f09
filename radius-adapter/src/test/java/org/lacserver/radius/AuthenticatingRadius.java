package org.lacserver.radius;

import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A FreeRADIUS of its own on loopback that knows PAP, CHAP, MS-CHAPv2 and EAP-MD5. */
final class AuthenticatingRadius implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/sbin/freeradius");
    private static final String SECRET = "lab-secret";

    private static final String CONFIG =
            """
            prefix = /usr
            libdir = /usr/lib/freeradius
            raddbdir = @DIR@
            logdir = @DIR@
            run_dir = @DIR@
            pidfile = @DIR@/radiusd.pid
            correct_escapes = true
            max_requests = 4096
            log {
              destination = stdout
            }
            security {
              reject_delay = 0
            }
            thread pool {
              start_servers = 1
              max_servers = 2
              min_spare_servers = 1
              max_spare_servers = 1
            }
            client self {
              ipaddr = 127.0.0.1
              secret = lab-secret
              require_message_authenticator = yes
            }
            modules {
              files {
                filename = @DIR@/users
              }
              pap {
              }
              chap {
              }
              mschap {
                use_mppe = no
              }
              eap {
                default_eap_type = md5
                timer_expire = 60
                md5 {
                }
              }
            }
            server lac {
              listen {
                type = auth
                ipaddr = 127.0.0.1
                port = @AUTH@
              }
              authorize {
                chap
                mschap
                eap
                files
                pap
              }
              authenticate {
                Auth-Type PAP {
                  pap
                }
                Auth-Type CHAP {
                  chap
                }
                Auth-Type MS-CHAP {
                  mschap
                }
                eap
              }
              post-auth {
                update reply {
                  &Message-Authenticator := 0x00
                }
                Post-Auth-Type REJECT {
                  update reply {
                    &Message-Authenticator := 0x00
                  }
                }
              }
            }
            """;

    private final Process process;
    private final int port;

    private AuthenticatingRadius(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Waits until it answers; {@code users} is in the format of its {@code users} file. */
    static AuthenticatingRadius start(Path dir, String users) throws IOException {
        int port;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(
                dir.resolve("radiusd.conf"),
                CONFIG.replace("@DIR@", dir.toString()).replace("@AUTH@", String.valueOf(port)));
        Files.writeString(dir.resolve("users"), users);
        Process process =
                new ProcessBuilder(PROGRAM.toString(), "-f", "-x", "-l", "stdout", "-d", "" + dir)
                        .redirectErrorStream(true)
                        .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("Ready to process requests")) {
                Thread.ofVirtual().start(() -> drain(output));
                return new AuthenticatingRadius(process, port);
            }
        }
        throw new AssertionError("FreeRADIUS did not start:\n" + seen);
    }

    /** So that it never waits for a reader. */
    private static void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // it has ended, and its output with it
        }
    }

    RadiusSettings settings() {
        return RadiusSettings.of(
                "lac1",
                List.of(
                        new Server(
                                "fr",
                                InetAddress.getLoopbackAddress(),
                                port,
                                port,
                                SECRET,
                                Duration.ofSeconds(10),
                                0,
                                Require.YES)));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
