package org.lacserver.tests.net;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An installed FreeRADIUS, with a configuration of our own. */
public final class FreeRadius implements AutoCloseable {
    private static final String CONFIG =
            """
            prefix = /usr
            libdir = /usr/lib/freeradius
            raddbdir = @DIR@
            logdir = @DIR@
            run_dir = @DIR@
            pidfile = @DIR@/radiusd.pid
            correct_escapes = true
            max_requests = 65536
            hostname_lookups = no
            log {
              destination = stdout
            }
            security {
              reject_delay = 0
              status_server = yes
            }
            thread pool {
              start_servers = 2
              max_servers = 4
              min_spare_servers = 1
              max_spare_servers = 4
              max_requests_per_server = 0
            }
            client lac {
              ipaddr = @NET@
              secret = @SECRET@
              require_message_authenticator = no
              limit {
                max_connections = 0
              }
            }
            modules {
              files {
                filename = @DIR@/users
              }
              pap {
              }
              chap {
              }
              detail {
                filename = @DIR@/accounting
                permissions = 0600
              }
            }
            server default {
              listen {
                type = auth
                ipaddr = @ADDRESS@
                port = 1812
              }
              listen {
                type = acct
                ipaddr = @ADDRESS@
                port = 1813
              }
              authorize {
                chap
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
              }
              accounting {
                detail
              }
              # replies are signed, which servers of before 2024 do only when told
              post-auth {
                update reply {
                  Message-Authenticator := 0x00
                }
                Post-Auth-Type REJECT {
                  update reply {
                    Message-Authenticator := 0x00
                  }
                }
              }
            }
            """;

    private final Process process;
    private final Path accounting;

    private FreeRadius(Process process, Path accounting) {
        this.process = process;
        this.accounting = accounting;
    }

    public static boolean installed() {
        return Files.isExecutable(Path.of("/usr/sbin/freeradius"));
    }

    /** Starts it in this namespace on {@code address}, with the users file {@code users}. */
    public static FreeRadius start(
            Path directory, InetAddress address, String clients, String secret, String users)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("radiusd.conf"),
                CONFIG.replace("@DIR@", directory.toString())
                        .replace("@ADDRESS@", address.getHostAddress())
                        .replace("@NET@", clients)
                        .replace("@SECRET@", secret));
        Files.writeString(directory.resolve("users"), users);
        Files.writeString(directory.resolve("dictionary"), "");
        Path log = directory.resolve("log");
        Process process =
                new ProcessBuilder(
                                "/usr/sbin/freeradius",
                                "-f",
                                "-l",
                                "stdout",
                                "-d",
                                directory.toString(),
                                "-n",
                                "radiusd")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Namespaces.end(process)));
        for (int i = 0; i < 200; i++) {
            if (Files.readString(log).contains("Ready to process requests")) {
                return new FreeRadius(process, directory.resolve("accounting"));
            }
            if (!process.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        Namespaces.end(process);
        throw new IOException("FreeRADIUS did not start:\n" + Files.readString(log));
    }

    /** The accounting records it has taken. */
    public String accounting() throws IOException {
        return Files.exists(accounting) ? Files.readString(accounting) : "";
    }

    @Override
    public void close() {
        Namespaces.end(process);
    }
}
