package org.lacserver.radius;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A FreeRADIUS of its own on loopback: PAP, CHAP, MS-CHAPv2, EAP-MD5, accounting into a file. */
final class FreeRadius implements AutoCloseable {
    static final String SECRET = "lab-secret";

    private static final Path PROGRAM = Path.of("/usr/sbin/freeradius");

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
              status_server = yes
            }
            thread pool {
              start_servers = 1
              max_servers = 2
              min_spare_servers = 1
              max_spare_servers = 1
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
              detail {
                filename = @DIR@/detail
                header = "%t"
              }
            }
            @LISTEN@
            server lac {
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
              accounting {
                detail
              }
              post-auth {
                if (&User-Name != "unsigned") {
                  update reply {
                    &Message-Authenticator := 0x00
                  }
                }
                Post-Auth-Type REJECT {
                  update reply {
                    &Message-Authenticator := 0x00
                  }
                }
              }
            }
            """;

    private static final String CLIENT =
            """
            client self {
              ipaddr = 127.0.0.1
              secret = lab-secret
              require_message_authenticator = yes
            }
            """;

    private static final String LISTEN =
            """
            listen {
              type = @TYPE@
              ipaddr = 127.0.0.1
              port = @PORT@
              virtual_server = lac
            }
            """;

    private static final String ONE =
            """
            one Cleartext-Password := "secret"
            \tTunnel-Type:1 = L2TP, Tunnel-Server-Endpoint:1 = "192.0.2.1",
            \tTunnel-Password:1 = "hidden by the shared secret"
            """;

    private final Process process;

    /** Skips the test where it is not installed. */
    static void assumeInstalled() {
        boolean isThere = Files.isExecutable(PROGRAM);
        if (!isThere) {
            System.out.println("skipped: FreeRADIUS is not installed (" + PROGRAM + ")");
        }
        assumeTrue(isThere);
    }

    static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * One user, {@code one}, with a password and a tunnel.
     *
     * @param listen its clients and sockets
     */
    FreeRadius(Path directory, String listen) throws IOException {
        this(directory, listen, ONE);
    }

    /** On loopback, with {@link #SECRET}; {@code users} is in the format of its users file. */
    FreeRadius(Path directory, int authPort, int acctPort, String users) throws IOException {
        this(directory, CLIENT + listen("auth", authPort) + listen("acct", acctPort), users);
    }

    private static String listen(String type, int port) {
        return LISTEN.replace("@TYPE@", type).replace("@PORT@", Integer.toString(port));
    }

    private FreeRadius(Path directory, String listen, String users) throws IOException {
        String config = CONFIG.replace("@LISTEN@", listen).replace("@DIR@", directory.toString());
        Files.writeString(directory.resolve("radiusd.conf"), config);
        Files.writeString(directory.resolve("users"), users);
        process =
                new ProcessBuilder(
                                PROGRAM.toString(),
                                "-f",
                                "-x",
                                "-l",
                                "stdout",
                                "-d",
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("Ready to process requests")) {
                Thread.ofVirtual().start(() -> drain(output));
                return;
            }
        }
        throw new AssertionError("FreeRADIUS did not start:\n" + seen);
    }

    /** Its log goes nowhere, so that it never waits for a reader. */
    private static void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // the server was ended, and its log with it
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
